//! Entries that were kept but not applied. Their bytes stay in the log; here stands why.

use ktpel_domain::{
    ids::{DeviceId, DocId},
    time::Timestamp,
};
use rusqlite::{Connection, Row, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    code TEXT NOT NULL,
    why TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    UNIQUE (device, seq)
) STRICT;
CREATE INDEX quarantine_doc ON quarantine (doc);";

/// One refused entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Device that wrote it.
    pub device: DeviceId,
    /// Position in that device's log.
    pub seq: u64,
    /// Document.
    pub doc: DocId,
    /// `ktpel_sync` refusal code.
    pub code: String,
    /// Reason in technical words, without content.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// Table `quarantine`.
pub struct Quarantine<'c>(pub(super) &'c Connection);

impl Quarantine<'_> {
    /// Adds an entry.
    pub fn add(&self, row: &QuarantineRow) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "INSERT INTO quarantine (device, seq, doc, code, why, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (device, seq) DO NOTHING",
            )?
            .execute(params![row.device.0, int(row.seq), row.doc.0, row.code, row.why, row.at.0])?;
        Ok(())
    }

    /// All of them, newest first.
    pub fn all(&self) -> Result<Vec<QuarantineRow>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT device, seq, doc, code, why, at_ms FROM quarantine ORDER BY id DESC")?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Entries of one document that are here for this reason, oldest first.
    pub fn of(&self, doc: DocId, code: &str) -> Result<Vec<QuarantineRow>, StorageError> {
        let sql = "SELECT device, seq, doc, code, why, at_ms FROM quarantine WHERE doc = ?1 AND code = ?2 ORDER BY id";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params![doc.0, code], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Takes an entry out: it was applied after all.
    pub fn remove(&self, device: DeviceId, seq: u64) -> Result<(), StorageError> {
        self.0.prepare_cached("DELETE FROM quarantine WHERE device = ?1 AND seq = ?2")?.execute(params![device.0, int(seq)])?;
        Ok(())
    }

    /// How many a device has.
    pub fn count_of(&self, device: DeviceId) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT count(*) FROM quarantine WHERE device = ?1", [device.0], |row| row.get(0))?))
    }

    /// How many there are.
    pub fn count(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<QuarantineRow> {
    Ok(QuarantineRow {
        device: DeviceId(row.get(0)?),
        seq: uint(row.get(1)?),
        doc: DocId(row.get(2)?),
        code: row.get(3)?,
        why: row.get(4)?,
        at: Timestamp(row.get(5)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn an_entry_is_listed_once_until_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = QuarantineRow {
            device: DeviceId([1; 16]),
            seq: 4,
            doc: DocId([2; 16]),
            code: "dependencies".into(),
            why: "1 earlier changes are missing".into(),
            at: Timestamp(9),
        };
        storage.write(|tables| tables.quarantine().add(&row).and_then(|()| tables.quarantine().add(&row))).unwrap();
        let of = |code: &str| storage.read(|tables| tables.quarantine().of(row.doc, code)).unwrap();
        assert_eq!((of("dependencies"), of("gate")), (vec![row.clone()], vec![]));
        storage.write(|tables| tables.quarantine().remove(row.device, row.seq)).unwrap();
        assert_eq!(storage.read(|tables| tables.quarantine().count()).unwrap(), 0);
    }
}
