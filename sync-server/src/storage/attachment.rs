//! Attachments that acts name: what the office wants, and how much of it is there. The sealed bytes lie in files.

use ktpel_domain::{
    ids::{DocId, Hash},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    slot TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    complete_ms INTEGER
) STRICT;
CREATE INDEX attachment_doc ON attachment (doc);";

/// One attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// SHA-256 of the sealed bytes.
    pub hash: Hash,
    /// Case that names it.
    pub doc: DocId,
    /// Capture slot or document.
    pub slot: String,
    /// Media type of what is sealed inside.
    pub mime: String,
    /// Size of the sealed bytes.
    pub size: u64,
    /// All bytes are there, verified.
    pub complete: bool,
    /// Since when.
    pub complete_ms: Option<i64>,
}

/// Table `attachment`.
pub struct Attachments<'c>(pub(super) &'c Connection);

impl Attachments<'_> {
    /// Notes that an act names this attachment; one known already stays.
    pub fn want(&self, row: &AttachmentRow) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "INSERT INTO attachment (hash, doc, slot, mime, size) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO NOTHING",
            )?
            .execute(params![row.hash.0, row.doc.0, row.slot, row.mime, int(row.size)])?;
        Ok(())
    }

    /// The attachment.
    pub fn find(&self, hash: Hash) -> Result<Option<AttachmentRow>, StorageError> {
        let sql = "SELECT hash, doc, slot, mime, size, complete_ms FROM attachment WHERE hash = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([hash.0], read).optional()?)
    }

    /// Attachments of a case.
    pub fn of(&self, doc: DocId) -> Result<Vec<AttachmentRow>, StorageError> {
        let sql = "SELECT hash, doc, slot, mime, size, complete_ms FROM attachment WHERE doc = ?1 ORDER BY id";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([doc.0], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// All bytes are there, verified and durable.
    pub fn set_complete(&self, hash: Hash, now: Timestamp) -> Result<(), StorageError> {
        self.0.execute("UPDATE attachment SET complete_ms = ?2 WHERE hash = ?1 AND complete_ms IS NULL", params![hash.0, now.0])?;
        Ok(())
    }

    /// Walks all that are said to be complete: hash and size.
    pub fn each_complete(&self, mut look: impl FnMut(Hash, u64) -> Result<(), StorageError>) -> Result<(), StorageError> {
        let mut statement = self.0.prepare_cached("SELECT hash, size FROM attachment WHERE complete_ms IS NOT NULL ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            look(Hash(row.get(0)?), uint(row.get(1)?))?;
        }
        Ok(())
    }

    /// How many are wanted and how many are there.
    pub fn counts(&self) -> Result<(u64, u64), StorageError> {
        let sql = "SELECT count(*), count(complete_ms) FROM attachment";
        Ok(self.0.query_row(sql, [], |row| Ok((uint(row.get(0)?), uint(row.get(1)?))))?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AttachmentRow> {
    let complete_ms: Option<i64> = row.get(5)?;
    Ok(AttachmentRow {
        hash: Hash(row.get(0)?),
        doc: DocId(row.get(1)?),
        slot: row.get(2)?,
        mime: row.get(3)?,
        size: uint(row.get(4)?),
        complete: complete_ms.is_some(),
        complete_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn an_attachment_is_wanted_once() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = AttachmentRow {
            hash: Hash([1; 32]),
            doc: DocId([2; 16]),
            slot: "wajah".into(),
            mime: "image/jpeg".into(),
            size: 9,
            complete: false,
            complete_ms: None,
        };
        storage
            .write(|tables| {
                tables.attachments().want(&row)?;
                tables.attachments().set_complete(row.hash, Timestamp(8))?;
                tables.attachments().want(&row)
            })
            .unwrap();
        let found = storage.read(|tables| tables.attachments().of(row.doc)).unwrap();
        assert_eq!(found, [AttachmentRow { complete: true, complete_ms: Some(8), ..row }], "a second act does not undo what arrived");
    }
}
