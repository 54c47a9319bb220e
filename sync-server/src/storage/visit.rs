//! Visits (kunjungan) that the office assigned (SOP MOBILE steps 1 and 2).

use ktpel_domain::ids::{DeviceId, DocId, Hash};
use ktpel_sync::scope::VisitFacts;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE visit (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kelurahan TEXT NOT NULL,
    kelurahan_nama TEXT NOT NULL,
    tanggal TEXT NOT NULL,
    tempat TEXT NOT NULL,
    extract BLOB CHECK (length(extract) = 32),
    jam TEXT NOT NULL,
    kontak_nama TEXT NOT NULL,
    kontak_hp TEXT NOT NULL
) STRICT;";

/// The team: ids of its laptops one after the other; none is open to every laptop.
pub(super) const V2: &str = "
ALTER TABLE visit ADD COLUMN team BLOB;
CREATE INDEX visit_kelurahan ON visit (kelurahan);";

const COLUMNS: &str = "id, kelurahan, kelurahan_nama, tanggal, tempat, extract, jam, kontak_nama, kontak_hp, team";

/// One visit.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// Its document.
    pub id: DocId,
    /// Region code.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Digest of the register extract.
    pub extract: Option<Hash>,
    /// Hours of service as announced.
    pub jam: String,
    /// Contact person in the kelurahan.
    pub kontak_nama: String,
    /// Phone number of the contact person.
    pub kontak_hp: String,
    /// Its laptops; none is open to every laptop.
    pub team: Option<Vec<DeviceId>>,
}

/// Table `visit`.
pub struct Visits<'c>(pub(super) &'c Connection);

impl Visits<'_> {
    /// Adds or changes a visit.
    pub fn put(&self, row: &VisitRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO visit (id, kelurahan, kelurahan_nama, tanggal, tempat, extract, jam, kontak_nama, kontak_hp, team)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) DO UPDATE SET kelurahan = excluded.kelurahan, kelurahan_nama = excluded.kelurahan_nama,
                 tanggal = excluded.tanggal, tempat = excluded.tempat, extract = excluded.extract,
                 jam = excluded.jam, kontak_nama = excluded.kontak_nama, kontak_hp = excluded.kontak_hp, team = excluded.team",
            params![
                row.id.0,
                row.kelurahan,
                row.kelurahan_nama,
                row.tanggal,
                row.tempat,
                row.extract.map(|hash| hash.0),
                row.jam,
                row.kontak_nama,
                row.kontak_hp,
                row.team.as_deref().map(packed),
            ],
        )?;
        Ok(())
    }

    /// The visit.
    pub fn find(&self, id: DocId) -> Result<Option<VisitRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM visit WHERE id = ?1");
        Ok(self.0.query_row(&sql, [id.0], read).optional()?)
    }

    /// What the rule of scope needs of a visit, and of those to a kelurahan.
    pub fn facts(&self, id: Option<DocId>, kelurahan: Option<&str>) -> Result<Vec<VisitFacts>, StorageError> {
        let sql = "SELECT id, kelurahan, team FROM visit WHERE id = ?1 UNION SELECT id, kelurahan, team FROM visit WHERE kelurahan = ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params![id.map(|id| id.0), kelurahan], facts)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The same of all visits.
    pub fn all_facts(&self) -> Result<Vec<VisitFacts>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT id, kelurahan, team FROM visit ORDER BY id")?;
        let rows = statement.query_map([], facts)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// All visits, newest first.
    pub fn all(&self) -> Result<Vec<VisitRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM visit ORDER BY tanggal DESC, kelurahan_nama, id");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        id: DocId(row.get(0)?),
        kelurahan: row.get(1)?,
        kelurahan_nama: row.get(2)?,
        tanggal: row.get(3)?,
        tempat: row.get(4)?,
        extract: row.get::<_, Option<[u8; 32]>>(5)?.map(Hash),
        jam: row.get(6)?,
        kontak_nama: row.get(7)?,
        kontak_hp: row.get(8)?,
        team: row.get::<_, Option<Vec<u8>>>(9)?.map(|ids| unpacked(&ids)),
    })
}

fn facts(row: &Row<'_>) -> rusqlite::Result<VisitFacts> {
    let team = row.get::<_, Option<Vec<u8>>>(2)?.map(|ids| unpacked(&ids));
    Ok(VisitFacts { id: DocId(row.get(0)?), kelurahan: row.get(1)?, team })
}

fn packed(team: &[DeviceId]) -> Vec<u8> {
    team.iter().flat_map(|device| device.0).collect()
}

fn unpacked(ids: &[u8]) -> Vec<DeviceId> {
    ids.as_chunks().0.iter().copied().map(DeviceId).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn a_visit_is_changed_not_doubled() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = VisitRow {
            id: DocId([1; 16]),
            kelurahan: "52.72.03.1004".into(),
            kelurahan_nama: "Kolo".into(),
            tanggal: "2026-11-23".into(),
            tempat: "Aula".into(),
            extract: None,
            jam: "08.00".into(),
            kontak_nama: "Lurah".into(),
            kontak_hp: "08123".into(),
            team: None,
        };
        let later = VisitRow { extract: Some(Hash([5; 32])), team: Some(vec![DeviceId([1; 16]), DeviceId([2; 16])]), ..row.clone() };
        storage.write(|tables| tables.visits().put(&row).and_then(|()| tables.visits().put(&later))).unwrap();
        let all = storage.read(|tables| tables.visits().all()).unwrap();
        assert!(all == [later.clone()], "the later state counts");
        let expect = [VisitFacts { id: row.id, kelurahan: row.kelurahan, team: later.team }];
        let facts = |id, kelurahan| storage.read(|tables| tables.visits().facts(id, kelurahan)).unwrap();
        assert_eq!(facts(Some(row.id), Some("52.72.03.1004")), expect, "once, by either");
        assert_eq!(facts(None, Some("52.72.03.1004")), expect);
        assert_eq!(facts(Some(DocId([2; 16])), None), []);
    }
}
