//! What the lookup is compared with: the same columns and the same index in SQLite without encryption, read through one
//! prepared statement.
//!
//! The library is the one the store uses; without a key it reads and writes ordinary SQLite files.

use std::path::Path;

use ktpel_store::ResidentRow;
use rusqlite::{Connection, OptionalExtension, params};

const COLUMNS: &str = "nik, no_kk, nama, tempat_lahir, tanggal_lahir, jenis_kelamin, gol_darah, agama, status_kawin, pekerjaan, \
                       kewarganegaraan, shdk, alamat, rt, rw, kelurahan, status_rekam, kartu_terbit";

/// A plain table of residents.
pub struct Plain(Connection);

impl Plain {
    /// Writes the residents into a new file.
    pub fn create(file: &Path, residents: &[ResidentRow]) -> Self {
        let mut conn = Connection::open(file).unwrap();
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        conn.execute_batch(&format!("PRAGMA cache_size = -16384; CREATE TABLE resident (n INTEGER PRIMARY KEY, {COLUMNS});")).unwrap();
        let tx = conn.transaction().unwrap();
        for resident in residents {
            insert(&tx, resident);
        }
        tx.execute_batch("CREATE UNIQUE INDEX resident_nik ON resident (nik)").unwrap();
        tx.commit().unwrap();
        // As the store does when it opens: the log goes back into the file.
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.starts_with(b"SQLite format 3\0"), "the comparison must be with an unencrypted file");
        Self(conn)
    }

    /// The resident of a NIK.
    pub fn by_nik(&self, nik: &str) -> Option<ResidentRow> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM resident WHERE nik = ?1")).unwrap();
        statement.query_row([nik], read).optional().unwrap()
    }
}

fn insert(conn: &Connection, row: &ResidentRow) {
    let query = format!(
        "INSERT INTO resident ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    );
    let born = row.tanggal_lahir.to_string();
    let values = params![
        row.nik,
        row.no_kk,
        row.nama,
        row.tempat_lahir,
        born,
        row.jenis_kelamin,
        row.gol_darah,
        row.agama,
        row.status_kawin,
        row.pekerjaan,
        row.kewarganegaraan,
        row.shdk,
        row.alamat,
        row.rt,
        row.rw,
        row.kelurahan,
        row.status_rekam,
        row.kartu_terbit,
    ];
    conn.prepare_cached(&query).unwrap().execute(values).unwrap();
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<ResidentRow> {
    Ok(ResidentRow {
        nik: row.get(0)?,
        no_kk: row.get(1)?,
        nama: row.get(2)?,
        tempat_lahir: row.get(3)?,
        tanggal_lahir: row.get::<_, String>(4)?.parse().unwrap(),
        jenis_kelamin: row.get(5)?,
        gol_darah: row.get(6)?,
        agama: row.get(7)?,
        status_kawin: row.get(8)?,
        pekerjaan: row.get(9)?,
        kewarganegaraan: row.get(10)?,
        shdk: row.get(11)?,
        alamat: row.get(12)?,
        rt: row.get(13)?,
        rw: row.get(14)?,
        kelurahan: row.get(15)?,
        status_rekam: row.get(16)?,
        kartu_terbit: row.get(17)?,
        foto: None,
    })
}
