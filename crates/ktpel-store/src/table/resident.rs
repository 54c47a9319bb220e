//! `resident` and `extract`: the register extract of the visit, signed by the office, one way and one version at a time.
//!
//! Lookup by NIK and family card number goes through indexes; names through [`NameIndex`], which is held in memory and
//! built from one index on first use (product rule 10: fold case and apostrophes, forgive a typo).

use std::{
    cell::{Cell, RefCell},
    fmt,
    sync::Arc,
};

use ktpel_domain::{Date, ids::Hash, nama};
use rusqlite::{Connection, Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, Tanggal, U64},
};

mod name_index;
mod typo;

pub use name_index::{NameIndex, NameQuery};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE extract (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version TEXT NOT NULL,
            tanggal TEXT NOT NULL,
            residents INTEGER NOT NULL,
            signature BLOB NOT NULL,
            loaded_ms INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE resident (
            n INTEGER PRIMARY KEY,
            nik TEXT,
            no_kk TEXT NOT NULL,
            nama TEXT NOT NULL,
            nama_fold TEXT NOT NULL,
            tempat_lahir TEXT NOT NULL,
            tanggal_lahir TEXT NOT NULL,
            jenis_kelamin TEXT NOT NULL,
            gol_darah TEXT NOT NULL,
            agama TEXT NOT NULL,
            status_kawin TEXT NOT NULL,
            pekerjaan TEXT NOT NULL,
            kewarganegaraan TEXT NOT NULL,
            shdk TEXT NOT NULL,
            alamat TEXT NOT NULL,
            rt TEXT NOT NULL,
            rw TEXT NOT NULL,
            kelurahan TEXT NOT NULL,
            status_rekam TEXT NOT NULL,
            kartu_terbit INTEGER NOT NULL,
            foto BLOB
          ) STRICT;
          CREATE UNIQUE INDEX resident_nik ON resident (nik);
          CREATE INDEX resident_no_kk ON resident (no_kk);
          CREATE INDEX resident_name ON resident (nama_fold, tanggal_lahir, kelurahan);",
}];

const DROP_INDEXES: &str = "DROP INDEX resident_nik; DROP INDEX resident_no_kk; DROP INDEX resident_name;";
const MAKE_INDEXES: &str = "CREATE UNIQUE INDEX resident_nik ON resident (nik);
                            CREATE INDEX resident_no_kk ON resident (no_kk);
                            CREATE INDEX resident_name ON resident (nama_fold, tanggal_lahir, kelurahan);";
const COLUMNS: &str = "nik, no_kk, nama, tempat_lahir, tanggal_lahir, jenis_kelamin, gol_darah, agama, status_kawin, pekerjaan, \
                       kewarganegaraan, shdk, alamat, rt, rw, kelurahan, status_rekam, kartu_terbit, foto";

/// One resident of the register. Code values are in `scheme/code/label` form.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentRow {
    /// NIK; none for a resident who was never given one.
    pub nik: Option<String>,
    /// Family card number; empty if unknown.
    pub no_kk: String,
    /// Name as registered.
    pub nama: String,
    /// Birth place.
    pub tempat_lahir: String,
    /// Birth date.
    pub tanggal_lahir: Date,
    /// Sex.
    pub jenis_kelamin: String,
    /// Blood group.
    pub gol_darah: String,
    /// Religion.
    pub agama: String,
    /// Marital status.
    pub status_kawin: String,
    /// Occupation.
    pub pekerjaan: String,
    /// Citizenship.
    pub kewarganegaraan: String,
    /// Relation to the head of the family.
    pub shdk: String,
    /// Street or hamlet.
    pub alamat: String,
    /// RT, three digits.
    pub rt: String,
    /// RW, three digits.
    pub rw: String,
    /// Code of the kelurahan, e.g. `52.72.03.1004`.
    pub kelurahan: String,
    /// Central recording status id, as of the extract's date.
    pub status_rekam: String,
    /// A card was issued before.
    pub kartu_terbit: bool,
    /// The card photo that came with the extract.
    pub foto: Option<Hash>,
}

/// The extract that is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractInfo {
    /// Version that the office gave it.
    pub version: String,
    /// Day on which the office made it: the age of every status in it counts from here.
    pub tanggal: Date,
    /// The office's signature over it, checked before loading.
    pub signature: Vec<u8>,
    /// When it was loaded, device clock.
    pub loaded_ms: i64,
}

/// A resident found by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The resident.
    pub resident: ResidentRow,
    /// How far the query is from the register: 0 is exact, a beginning of a word costs 1, a typo 2.
    pub cost: u16,
}

/// Reads and searches the register extract.
#[derive(Clone, Copy)]
pub struct Residents<'a> {
    conn: &'a Connection,
    names: &'a RefCell<Option<Arc<NameIndex>>>,
}

/// Loads the register extract.
pub struct ResidentsMut<'a> {
    conn: &'a Connection,
    changed: &'a Cell<bool>,
}

impl<'a> Residents<'a> {
    pub(crate) fn new(conn: &'a Connection, names: &'a RefCell<Option<Arc<NameIndex>>>) -> Self {
        Self { conn, names }
    }

    /// The extract that is loaded, and how many residents it has.
    pub fn extract(&self) -> Result<Option<(ExtractInfo, u64)>, StoreError> {
        let query = "SELECT version, tanggal, signature, loaded_ms, residents FROM extract";
        sql::one(self.conn, query, [], |row| {
            let info =
                ExtractInfo { version: row.get(0)?, tanggal: row.get::<_, Tanggal>(1)?.0, signature: row.get(2)?, loaded_ms: row.get(3)? };
            Ok((info, row.get::<_, U64>(4)?.0))
        })
    }

    /// The resident of a NIK (16 digits).
    pub fn by_nik(&self, nik: &str) -> Result<Option<ResidentRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM resident WHERE nik = ?1"), [nik], read)
    }

    /// The members of a family, the oldest first.
    pub fn by_no_kk(&self, no_kk: &str) -> Result<Vec<ResidentRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM resident WHERE no_kk = ?1 ORDER BY tanggal_lahir, n");
        sql::all(self.conn, &query, [no_kk], read)
    }

    /// Residents by name, best first: words in any order, one typo per word forgiven, narrowed by birth date and
    /// kelurahan where given.
    pub fn search(&self, query: &NameQuery<'_>) -> Result<Vec<Found>, StoreError> {
        let names = self.names()?;
        let select = format!("SELECT {COLUMNS} FROM resident WHERE n = ?1");
        let mut found = Vec::new();
        for hit in names.search(query) {
            let resident = sql::one(self.conn, &select, [hit.resident], read)?;
            found.extend(resident.map(|resident| Found { resident, cost: hit.cost }));
        }
        Ok(found)
    }

    /// Builds the name index now, so that the first search need not wait for it.
    pub fn warm(&self) -> Result<(), StoreError> {
        self.names().map(drop)
    }

    fn names(&self) -> Result<Arc<NameIndex>, StoreError> {
        if let Some(names) = self.names.borrow().as_ref() {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(NameIndex::load(self.conn)?);
        self.names.replace(Some(Arc::clone(&names)));
        Ok(names)
    }
}

impl<'a> ResidentsMut<'a> {
    pub(crate) fn new(conn: &'a Connection, changed: &'a Cell<bool>) -> Self {
        Self { conn, changed }
    }

    /// Puts an extract in the place of the one before, whole or not at all. Returns the number of residents.
    pub fn replace_extract(&self, info: &ExtractInfo, residents: impl IntoIterator<Item = ResidentRow>) -> Result<u64, StoreError> {
        self.changed.set(true);
        self.conn.execute_batch(DROP_INDEXES)?;
        self.conn.execute_batch("DELETE FROM resident; DELETE FROM extract;")?;
        let mut count = 0;
        for resident in residents {
            self.insert(&resident)?;
            count += 1;
        }
        self.conn.execute_batch(MAKE_INDEXES).map_err(duplicate)?;
        let query = "INSERT INTO extract (id, version, tanggal, residents, signature, loaded_ms) VALUES (1, ?1, ?2, ?3, ?4, ?5)";
        let values = params![info.version, Tanggal(info.tanggal), U64(count), info.signature, info.loaded_ms];
        sql::run(self.conn, query, values)?;
        Ok(count)
    }

    /// Removes the extract: the laptop goes to that visit no more.
    pub fn remove_extract(&self) -> Result<(), StoreError> {
        self.changed.set(true);
        Ok(self.conn.execute_batch("DELETE FROM resident; DELETE FROM extract;")?)
    }

    fn insert(&self, resident: &ResidentRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO resident ({COLUMNS}, nama_fold)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)"
        );
        sql::run(
            self.conn,
            &query,
            params![
                resident.nik,
                resident.no_kk,
                resident.nama,
                resident.tempat_lahir,
                Tanggal(resident.tanggal_lahir),
                resident.jenis_kelamin,
                resident.gol_darah,
                resident.agama,
                resident.status_kawin,
                resident.pekerjaan,
                resident.kewarganegaraan,
                resident.shdk,
                resident.alamat,
                resident.rt,
                resident.rw,
                resident.kelurahan,
                resident.status_rekam,
                resident.kartu_terbit,
                resident.foto.map(|foto| foto.0),
                nama::fold(&resident.nama),
            ],
        )?;
        Ok(())
    }
}

fn duplicate(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => StoreError::DuplicateNik,
        _ => error.into(),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ResidentRow> {
    Ok(ResidentRow {
        nik: row.get(0)?,
        no_kk: row.get(1)?,
        nama: row.get(2)?,
        tempat_lahir: row.get(3)?,
        tanggal_lahir: row.get::<_, Tanggal>(4)?.0,
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
        foto: row.get::<_, Option<_>>(18)?.map(Hash),
    })
}

/// Shows nothing about the person.
impl fmt::Debug for ResidentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentRow(in {}, {})", self.kelurahan, self.status_rekam)
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({:?}, cost {})", self.resident, self.cost)
    }
}

#[cfg(test)]
mod tests;
