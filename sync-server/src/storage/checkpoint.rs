//! What the office signed of its own log: kept, so that the office itself sees when its rows no longer fit.

use ktpel_sync::Checkpoint;
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, int, uint};

pub(super) const V2: &str = "
CREATE TABLE checkpoint (
    position INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;";

/// Table `checkpoint`.
pub struct Checkpoints<'c>(pub(super) &'c Connection);

impl Checkpoints<'_> {
    /// Keeps a checkpoint; a new generation may sign a position again.
    pub fn put(&self, checkpoint: &Checkpoint) -> Result<(), StorageError> {
        let sql = "INSERT INTO checkpoint (position, bytes) VALUES (?1, ?2) ON CONFLICT (position) DO UPDATE SET bytes = excluded.bytes";
        self.0.prepare_cached(sql)?.execute(params![int(checkpoint.position), checkpoint.to_bytes()])?;
        Ok(())
    }

    /// The newest.
    pub fn newest(&self) -> Result<Option<Checkpoint>, StorageError> {
        let bytes = self.0.prepare_cached("SELECT bytes FROM checkpoint ORDER BY position DESC LIMIT 1")?.query_row([], |row| row.get(0));
        bytes.optional()?.map(|bytes: Vec<u8>| read(&bytes)).transpose()
    }

    /// The highest position that the office ever signed; 0 if none.
    pub fn last_position(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT coalesce(max(position), 0) FROM checkpoint", [], |row| row.get(0))?))
    }
}

fn read(bytes: &[u8]) -> Result<Checkpoint, StorageError> {
    Checkpoint::from_bytes(bytes).ok_or(StorageError::Damaged("checkpoint"))
}

#[cfg(test)]
mod tests {
    use ktpel_domain::ids::Hash;

    use super::*;
    use crate::storage::Storage;

    #[test]
    fn the_newest_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let at = |position| Checkpoint { generation: [1; 16], position, hash: Hash([2; 32]), at_ms: 7, signature: [3; 64] };
        let newest = || storage.read(|tables| tables.checkpoints().newest()).unwrap();
        assert_eq!(newest(), None);
        storage.write(|tables| [at(9), at(12), at(10)].iter().try_for_each(|one| tables.checkpoints().put(one))).unwrap();
        assert_eq!(newest(), Some(at(12)));
        assert_eq!(storage.read(|tables| tables.checkpoints().last_position()).unwrap(), 12);
    }
}
