//! Register extracts as the kits get them: signed, compressed, the last one of each visit.

use ktpel_domain::{
    ids::{DocId, Hash},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, uint};

pub(super) const V1: &str = "
CREATE TABLE extract (
    id INTEGER PRIMARY KEY,
    visit BLOB NOT NULL UNIQUE CHECK (length(visit) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    rows INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;";

/// What is known of an extract without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtractHead {
    /// Names it.
    pub digest: Hash,
    /// Number of residents.
    pub rows: u64,
    /// Made at.
    pub made: Timestamp,
}

/// Table `extract`.
pub struct Extracts<'c>(pub(super) &'c Connection);

impl Extracts<'_> {
    /// Replaces the extract of a visit.
    pub fn put(&self, visit: DocId, head: ExtractHead, bytes: &[u8]) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO extract (visit, digest, rows, made_ms, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (visit) DO UPDATE SET digest = excluded.digest, rows = excluded.rows, made_ms = excluded.made_ms,
                 bytes = excluded.bytes",
            params![visit.0, head.digest.0, super::int(head.rows), head.made.0, bytes],
        )?;
        Ok(())
    }

    /// What is known of the extract of a visit.
    pub fn head(&self, visit: DocId) -> Result<Option<ExtractHead>, StorageError> {
        let sql = "SELECT digest, rows, made_ms FROM extract WHERE visit = ?1";
        let head = self.0.query_row(sql, [visit.0], |row| {
            Ok(ExtractHead { digest: Hash(row.get(0)?), rows: uint(row.get(1)?), made: Timestamp(row.get(2)?) })
        });
        Ok(head.optional()?)
    }

    /// The signed bytes.
    pub fn bytes(&self, visit: DocId) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.0.query_row("SELECT bytes FROM extract WHERE visit = ?1", [visit.0], |row| row.get(0)).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn the_newer_extract_takes_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let visit = DocId([1; 16]);
        let head = |mark| ExtractHead { digest: Hash([mark; 32]), rows: 3, made: Timestamp(i64::from(mark)) };
        storage
            .write(|tables| tables.extracts().put(visit, head(1), b"old").and_then(|()| tables.extracts().put(visit, head(2), b"new")))
            .unwrap();
        let found =
            storage.read(|tables| Ok::<_, StorageError>((tables.extracts().head(visit)?, tables.extracts().bytes(visit)?))).unwrap();
        assert_eq!(found, (Some(head(2)), Some(b"new".to_vec())));
    }
}
