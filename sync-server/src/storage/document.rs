//! Snapshots of the documents: a cache of the log, replaced only by one that was read back with equal heads.

use ktpel_case::DocKind;
use ktpel_domain::ids::DocId;
use rusqlite::{Connection, OptionalExtension, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    doc BLOB NOT NULL UNIQUE CHECK (length(doc) = 16),
    kind INTEGER NOT NULL,
    snapshot BLOB NOT NULL
) STRICT;";

const LEVEL: i32 = 6;
const MAX_SNAPSHOT: usize = 8 << 20;

/// A stored document.
pub struct DocumentRow {
    /// Case or visit.
    pub kind: DocKind,
    /// Bytes of `CaseDoc::save`.
    pub snapshot: Vec<u8>,
}

/// Table `document`.
pub struct Documents<'c>(pub(super) &'c Connection);

impl Documents<'_> {
    /// The document, if it has any change.
    pub fn find(&self, doc: DocId) -> Result<Option<DocumentRow>, StorageError> {
        let sql = "SELECT kind, snapshot FROM document WHERE doc = ?1";
        let row = self.0.prepare_cached(sql)?.query_row([doc.0], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, Vec<u8>>(1)?)));
        let Some((kind, packed)) = row.optional()? else { return Ok(None) };
        let snapshot = zstd::bulk::decompress(&packed, MAX_SNAPSHOT).map_err(|_| StorageError::Damaged("document"))?;
        Ok(Some(DocumentRow { kind: kind_of(kind).ok_or(StorageError::Damaged("document"))?, snapshot }))
    }

    /// Whether there is such a document.
    pub fn is_here(&self, doc: DocId) -> Result<bool, StorageError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM document WHERE doc = ?1)";
        Ok(self.0.prepare_cached(sql)?.query_row([doc.0], |row| row.get(0))?)
    }

    /// Replaces the snapshot.
    pub fn put(&self, doc: DocId, row: &DocumentRow) -> Result<(), StorageError> {
        let packed = zstd::bulk::compress(&row.snapshot, LEVEL)?;
        self.0
            .prepare_cached(
                "INSERT INTO document (doc, kind, snapshot) VALUES (?1, ?2, ?3)
                 ON CONFLICT (doc) DO UPDATE SET snapshot = excluded.snapshot",
            )?
            .execute(params![doc.0, code_of(row.kind), packed])?;
        Ok(())
    }

    /// All documents of a kind, oldest first.
    pub fn ids(&self, kind: DocKind) -> Result<Vec<DocId>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT doc FROM document WHERE kind = ?1 ORDER BY id")?;
        let ids = statement.query_map([code_of(kind)], |row| row.get(0).map(DocId))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }
}

const fn code_of(kind: DocKind) -> u8 {
    match kind {
        DocKind::Case => 0,
        DocKind::Visit => 1,
    }
}

const fn kind_of(code: u8) -> Option<DocKind> {
    match code {
        0 => Some(DocKind::Case),
        1 => Some(DocKind::Visit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn the_last_snapshot_counts() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let doc = DocId([3; 16]);
        for text in ["one", "two"] {
            let row = DocumentRow { kind: DocKind::Visit, snapshot: text.as_bytes().to_vec() };
            storage.write(|tables| tables.documents().put(doc, &row)).unwrap();
        }
        let found = storage.read(|tables| tables.documents().find(doc)).unwrap().unwrap();
        assert_eq!((found.kind, found.snapshot.as_slice()), (DocKind::Visit, b"two".as_slice()));
        assert_eq!(storage.read(|tables| tables.documents().ids(DocKind::Visit)).unwrap(), [doc]);
        assert!(storage.read(|tables| tables.documents().ids(DocKind::Case)).unwrap().is_empty());
    }
}
