//! Entries that were kept but not applied. Their bytes stay in the log; here stands why.

use ktpel_domain::{
    ids::{DeviceId, DocId, KeyId},
    time::Timestamp,
};
use ktpel_sync::exchange::RefusalCode;
use rusqlite::{Connection, OptionalExtension, Row, params};

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

/// Why a person set an entry aside for good, and whose key.
pub(super) const V2: &str = "
ALTER TABLE quarantine ADD COLUMN reason TEXT;
ALTER TABLE quarantine ADD COLUMN decided_by BLOB CHECK (length(decided_by) = 8);";

/// Code of entries that a person set aside for good.
const DISCARDED: &str = RefusalCode::Discarded.id();

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

    /// All that wait for a person, newest first.
    pub fn all(&self) -> Result<Vec<QuarantineRow>, StorageError> {
        let sql = "SELECT device, seq, doc, code, why, at_ms FROM quarantine WHERE code <> ?1 ORDER BY id DESC";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([DISCARDED], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Device and position of every refused entry, set aside or not.
    pub fn places(&self) -> Result<Vec<(DeviceId, u64)>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT device, seq FROM quarantine")?;
        let rows = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), uint(row.get(1)?))))?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The entry of a device at a position, if it is here and nobody has set it aside for good.
    pub fn find(&self, device: DeviceId, seq: u64) -> Result<Option<QuarantineRow>, StorageError> {
        let sql = "SELECT device, seq, doc, code, why, at_ms FROM quarantine WHERE device = ?1 AND seq = ?2 AND code <> ?3";
        Ok(self.0.prepare_cached(sql)?.query_row(params![device.0, int(seq), DISCARDED], read).optional()?)
    }

    /// Entries of one device, newest first, at most `max`; those that were set aside for good too: its people shall know.
    pub fn of_device(&self, device: DeviceId, max: usize) -> Result<Vec<QuarantineRow>, StorageError> {
        let sql = "SELECT device, seq, doc, code, why, at_ms FROM quarantine WHERE device = ?1 ORDER BY id DESC LIMIT ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params![device.0, int(max as u64)], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Sets an entry aside for good.
    pub fn discard(&self, device: DeviceId, seq: u64, reason: &str, by: KeyId) -> Result<(), StorageError> {
        let sql = "UPDATE quarantine SET code = ?3, reason = ?4, decided_by = ?5 WHERE device = ?1 AND seq = ?2";
        self.0.prepare_cached(sql)?.execute(params![device.0, int(seq), DISCARDED, reason, by.0])?;
        Ok(())
    }

    /// Entries of one document that are here for one of these reasons, oldest first.
    pub fn of(&self, doc: DocId, codes: &[&str]) -> Result<Vec<QuarantineRow>, StorageError> {
        let sql = "SELECT device, seq, doc, code, why, at_ms FROM quarantine WHERE doc = ?1 ORDER BY id";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows: Vec<QuarantineRow> = statement.query_map(params![doc.0], read)?.collect::<Result<_, _>>()?;
        Ok(rows.into_iter().filter(|row| codes.contains(&row.code.as_str())).collect())
    }

    /// Changes the reason.
    pub fn set_code(&self, device: DeviceId, seq: u64, code: &str) -> Result<(), StorageError> {
        let sql = "UPDATE quarantine SET code = ?3 WHERE device = ?1 AND seq = ?2";
        self.0.prepare_cached(sql)?.execute(params![device.0, int(seq), code])?;
        Ok(())
    }

    /// Takes an entry out: it was applied after all.
    pub fn remove(&self, device: DeviceId, seq: u64) -> Result<(), StorageError> {
        self.0.prepare_cached("DELETE FROM quarantine WHERE device = ?1 AND seq = ?2")?.execute(params![device.0, int(seq)])?;
        Ok(())
    }

    /// How many of a device wait for a person.
    pub fn count_of(&self, device: DeviceId) -> Result<u64, StorageError> {
        let sql = "SELECT count(*) FROM quarantine WHERE device = ?1 AND code <> ?2";
        Ok(uint(self.0.query_row(sql, params![device.0, DISCARDED], |row| row.get(0))?))
    }

    /// How many wait for a person.
    pub fn count(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT count(*) FROM quarantine WHERE code <> ?1", [DISCARDED], |row| row.get(0))?))
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
        let of = |code: &str| storage.read(|tables| tables.quarantine().of(row.doc, &[code])).unwrap();
        assert_eq!((of("dependencies"), of("gate")), (vec![row.clone()], vec![]));
        storage.write(|tables| tables.quarantine().discard(row.device, row.seq, "salah kirim", KeyId([1; 8]))).unwrap();
        let left = |tables: &crate::storage::Tables<'_>| {
            Ok::<_, StorageError>((tables.quarantine().count()?, tables.quarantine().of_device(row.device, 9)?))
        };
        let (count, told) = storage.read(left).unwrap();
        assert_eq!((count, told[0].code.as_str()), (0, "discarded"), "it waits for nobody, and its kit is told");
        storage.write(|tables| tables.quarantine().remove(row.device, row.seq)).unwrap();
        assert_eq!(storage.read(|tables| tables.quarantine().count()).unwrap(), 0);
    }
}
