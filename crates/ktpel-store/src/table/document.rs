//! `document` and `change`: the documents as a snapshot and the changes made since. A cache of the log, kept so that a
//! case opens at once.
//!
//! The snapshot is replaced by the caller only after it was loaded again with equal heads; then the loose changes go.

use std::fmt;

use ktpel_domain::ids::{DocId, Hash};
use rusqlite::params;

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE document (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            heads BLOB NOT NULL,
            snapshot BLOB,
            loose INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE change (
            n INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES document (n) ON DELETE CASCADE,
            hash BLOB NOT NULL,
            bytes BLOB NOT NULL,
            UNIQUE (document, hash)
          ) STRICT;",
}];

/// No real case comes near this; a damaged length must not take all memory.
const MAX_SNAPSHOT_BYTES: usize = 64 * 1024 * 1024;
const ZSTD_LEVEL: i32 = 9;

/// A document as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredDoc {
    /// 0: case, 1: visit.
    pub kind: u8,
    /// The snapshot; empty while none was made, then `changes` hold the whole history. Never empty together with them.
    pub snapshot: Vec<u8>,
    /// Changes since the snapshot, in the order in which they were written.
    pub changes: Vec<Vec<u8>>,
    /// Hashes that a loaded document must show as its heads.
    pub heads: Vec<Hash>,
}

/// What one act writes of a document.
#[derive(Clone, PartialEq, Eq)]
pub struct DocWrite {
    /// The document.
    pub doc: DocId,
    /// 0: case, 1: visit. Kept from the first write.
    pub kind: u8,
    /// Heads after this write.
    pub heads: Vec<Hash>,
    /// Changes that were not here before.
    pub new_changes: Vec<(Hash, Vec<u8>)>,
    /// A new snapshot, which holds all changes including the new ones: the loose ones are dropped for it.
    pub snapshot: Option<Vec<u8>>,
}

handles!(
    /// Reads the documents.
    Documents, DocumentsMut
);

impl Documents<'_> {
    /// A document, if it is here.
    pub fn load(&self, doc: DocId) -> Result<Option<StoredDoc>, StoreError> {
        let query = "SELECT n, kind, heads, snapshot FROM document WHERE doc = ?1";
        let found = sql::one(self.conn, query, [doc.0], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?, row.get::<_, Option<Vec<u8>>>(3)?))
        })?;
        let Some((n, kind, heads, snapshot)) = found else { return Ok(None) };
        let changes = sql::all(self.conn, "SELECT bytes FROM change WHERE document = ?1 ORDER BY n", [n], |row| row.get(0))?;
        let snapshot = snapshot.map_or(Ok(Vec::new()), |packed| unpack(&packed))?;
        Ok(Some(StoredDoc { kind, snapshot, changes, heads: hashes(&heads)? }))
    }

    /// The heads of a document, if it is here.
    pub fn heads(&self, doc: DocId) -> Result<Option<Vec<Hash>>, StoreError> {
        let heads = sql::one(self.conn, "SELECT heads FROM document WHERE doc = ?1", [doc.0], |row| row.get::<_, Vec<u8>>(0))?;
        heads.map(|heads| hashes(&heads)).transpose()
    }

    /// Number of changes since the snapshot; from 32 on a new snapshot is due.
    pub fn loose(&self, doc: DocId) -> Result<u64, StoreError> {
        let loose = sql::one(self.conn, "SELECT loose FROM document WHERE doc = ?1", [doc.0], |row| row.get::<_, U64>(0))?;
        Ok(loose.map_or(0, |loose| loose.0))
    }

    /// All documents of a kind, oldest first.
    pub fn list(&self, kind: u8) -> Result<Vec<DocId>, StoreError> {
        sql::all(self.conn, "SELECT doc FROM document WHERE kind = ?1 ORDER BY n", [kind], |row| row.get(0).map(DocId))
    }
}

impl DocumentsMut<'_> {
    /// Writes what an act did to a document.
    pub fn write(&self, write: &DocWrite) -> Result<(), StoreError> {
        let query = "INSERT INTO document (doc, kind, heads, snapshot, loose) VALUES (?1, ?2, ?3, NULL, 0)
                     ON CONFLICT (doc) DO UPDATE SET heads = ?3 RETURNING n";
        let heads: Vec<u8> = write.heads.iter().flat_map(|hash| hash.0).collect();
        let n: i64 = self.conn.prepare_cached(query)?.query_row(params![write.doc.0, write.kind, heads], |row| row.get(0))?;
        match &write.snapshot {
            Some(snapshot) => self.replace_snapshot(write.doc, n, snapshot)?,
            None => self.add_changes(n, &write.new_changes)?,
        }
        self.check_not_empty(write.doc, n)
    }

    /// Removes a document that this kit should no longer hold. The headers of its log entries stay.
    pub fn remove(&self, doc: DocId) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM document WHERE doc = ?1", [doc.0])?;
        Ok(())
    }

    fn replace_snapshot(&self, doc: DocId, n: i64, snapshot: &[u8]) -> Result<(), StoreError> {
        if snapshot.is_empty() {
            return Err(StoreError::EmptyDocument { doc });
        }
        sql::run(self.conn, "UPDATE document SET snapshot = ?2, loose = 0 WHERE n = ?1", params![n, pack(snapshot)?])?;
        sql::run(self.conn, "DELETE FROM change WHERE document = ?1", [n])?;
        Ok(())
    }

    fn add_changes(&self, n: i64, changes: &[(Hash, Vec<u8>)]) -> Result<(), StoreError> {
        let query = "INSERT INTO change (document, hash, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let mut added = 0;
        for (hash, bytes) in changes {
            added += sql::run(self.conn, query, params![n, hash.0, bytes])?;
        }
        sql::run(self.conn, "UPDATE document SET loose = loose + ?2 WHERE n = ?1", params![n, U64(added as u64)])?;
        Ok(())
    }

    fn check_not_empty(&self, doc: DocId, n: i64) -> Result<(), StoreError> {
        let query = "SELECT 1 FROM document WHERE n = ?1 AND snapshot IS NULL AND loose = 0";
        match sql::one(self.conn, query, [n], |_| Ok(()))? {
            None => Ok(()),
            Some(()) => Err(StoreError::EmptyDocument { doc }),
        }
    }
}

fn hashes(bytes: &[u8]) -> Result<Vec<Hash>, StoreError> {
    let (whole, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(StoreError::BadRow { what: "document.heads".to_owned() });
    }
    Ok(whole.iter().copied().map(Hash).collect())
}

fn pack(snapshot: &[u8]) -> Result<Vec<u8>, StoreError> {
    if snapshot.len() > MAX_SNAPSHOT_BYTES {
        return Err(StoreError::TooLarge { what: "snapshot" });
    }
    Ok(zstd::bulk::compress(snapshot, ZSTD_LEVEL)?)
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let damaged = || StoreError::BadRow { what: "document.snapshot".to_owned() };
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().ok_or_else(damaged)?;
    let size = usize::try_from(size).ok().filter(|size| *size <= MAX_SNAPSHOT_BYTES).ok_or_else(damaged)?;
    zstd::bulk::decompress(packed, size).map_err(|_| damaged())
}

impl fmt::Debug for StoredDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredDoc(kind {}, {} bytes, {} changes, heads {:?})", self.kind, self.snapshot.len(), self.changes.len(), self.heads)
    }
}

impl fmt::Debug for DocWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocWrite({}, kind {}, {} changes, heads {:?})", self.doc, self.kind, self.new_changes.len(), self.heads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const DOC: DocId = DocId([4; 16]);

    fn change(n: u8) -> (Hash, Vec<u8>) {
        (Hash([n; 32]), vec![n; 200])
    }

    fn write(changes: &[u8], snapshot: Option<&[u8]>) -> DocWrite {
        DocWrite {
            doc: DOC,
            kind: 0,
            heads: changes.last().map(|n| Hash([*n; 32])).into_iter().collect(),
            new_changes: changes.iter().copied().map(change).collect(),
            snapshot: snapshot.map(<[u8]>::to_vec),
        }
    }

    #[test]
    fn snapshot_and_loose_changes_are_read_back() {
        let mut store = TestStore::new();
        store.write(|tx| tx.documents().write(&write(&[1, 2], None)));
        let load = |store: &TestStore| store.0.documents().load(DOC).unwrap().unwrap();
        assert_eq!(load(&store).snapshot, b"", "no snapshot yet: the changes are the whole history");
        assert_eq!(load(&store).changes, [vec![1; 200], vec![2; 200]]);

        store.write(|tx| tx.documents().write(&write(&[3], Some(b"all of it"))));
        store.write(|tx| tx.documents().write(&write(&[4, 5], None)));
        let expect =
            StoredDoc { kind: 0, snapshot: b"all of it".to_vec(), changes: vec![vec![4; 200], vec![5; 200]], heads: vec![Hash([5; 32])] };
        assert_eq!(load(&store), expect, "a snapshot takes the place of the changes before it");
        assert_eq!(store.0.documents().loose(DOC).unwrap(), 2);
        assert_eq!(store.reopened().documents().load(DOC).unwrap(), Some(expect));
    }

    #[test]
    fn the_same_change_twice_is_one_change() {
        let mut store = TestStore::new();
        store.write(|tx| tx.documents().write(&write(&[1, 2], None)));
        store.write(|tx| tx.documents().write(&write(&[2, 3], None)));
        assert_eq!(store.0.documents().loose(DOC).unwrap(), 3);
        assert_eq!(store.0.documents().load(DOC).unwrap().unwrap().changes.len(), 3);
    }

    #[test]
    fn a_document_is_never_empty() {
        let mut store = TestStore::new();
        for bad in [write(&[], None), write(&[1], Some(b""))] {
            let error = store.0.write(|tx| tx.documents().write(&bad)).unwrap_err();
            assert!(matches!(error, StoreError::EmptyDocument { .. }), "it would read as an empty case: {error}");
        }
        assert_eq!(store.0.documents().load(DOC).unwrap(), None, "the refused write left nothing");
    }

    #[test]
    fn documents_are_listed_by_kind_in_order_of_making() {
        let mut store = TestStore::new();
        for (n, kind) in [(9, 0), (3, 1), (5, 0)] {
            store.write(|tx| tx.documents().write(&DocWrite { doc: DocId([n; 16]), kind, ..write(&[1], None) }));
        }
        assert_eq!(store.0.documents().list(0).unwrap(), [DocId([9; 16]), DocId([5; 16])]);
        store.write(|tx| tx.documents().remove(DocId([9; 16])));
        assert_eq!(store.0.documents().list(0).unwrap(), [DocId([5; 16])]);
        assert_eq!(store.0.documents().heads(DocId([9; 16])).unwrap(), None);
    }

    #[test]
    fn a_bent_snapshot_is_named_and_takes_no_memory() {
        let packed = pack(&[1; 5_000]).unwrap();
        assert_eq!(unpack(&packed).unwrap(), [1; 5_000]);
        for bad in [&b""[..], b"garbage", &packed[..packed.len() - 3]] {
            assert!(matches!(unpack(bad), Err(StoreError::BadRow { .. })), "{} bytes", bad.len());
        }
    }
}
