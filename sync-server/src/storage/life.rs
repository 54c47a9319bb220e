//! Lives of the database that ended: each restore from a backup begins another, and the history before it is common to both.

use ktpel_sync::exchange::Generation;
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE life (
    n INTEGER PRIMARY KEY,
    generation BLOB NOT NULL CHECK (length(generation) = 16),
    position INTEGER NOT NULL,
    own_seq INTEGER NOT NULL
) STRICT;";

/// A life that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeRow {
    /// Its name.
    pub generation: Generation,
    /// Last office position that the next life has in common with it.
    pub position: u64,
    /// Where the office's own log ended there.
    pub own_seq: u64,
}

/// Table `life`.
pub struct Lives<'c>(pub(super) &'c Connection);

impl Lives<'_> {
    /// A life ended here.
    pub fn end(&self, row: &LifeRow) -> Result<(), StorageError> {
        let sql = "INSERT INTO life (generation, position, own_seq) VALUES (?1, ?2, ?3)";
        self.0.prepare_cached(sql)?.execute(params![row.generation, int(row.position), int(row.own_seq)])?;
        Ok(())
    }

    /// The life that ended last.
    pub fn newest(&self) -> Result<Option<LifeRow>, StorageError> {
        let row = self
            .0
            .prepare_cached("SELECT generation, position, own_seq FROM life ORDER BY n DESC LIMIT 1")?
            .query_row([], |row| Ok(LifeRow { generation: row.get(0)?, position: uint(row.get(1)?), own_seq: uint(row.get(2)?) }));
        Ok(row.optional()?)
    }

    /// The last position that an earlier life has in common with the present one; none for a life that is not known.
    pub fn common(&self, generation: Generation) -> Result<Option<u64>, StorageError> {
        let sql = "SELECT min(position) FROM life WHERE n >= (SELECT min(n) FROM life WHERE generation = ?1)";
        let position = self.0.prepare_cached(sql)?.query_row([generation], |row| row.get::<_, Option<i64>>(0))?;
        Ok(position.map(uint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn what_lives_have_in_common_ends_at_the_earliest_restore_between_them() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = |n: u8, position| LifeRow { generation: [n; 16], position, own_seq: position / 2 };
        let rows = [row(1, 40), row(2, 30), row(3, 90)];
        storage.write(|tables| rows.iter().try_for_each(|row| tables.lives().end(row))).unwrap();
        let common = |n: u8| storage.read(|tables| tables.lives().common([n; 16])).unwrap();
        assert_eq!((common(1), common(2), common(3), common(4)), (Some(30), Some(30), Some(90), None));
        assert_eq!(storage.read(|tables| tables.lives().newest()).unwrap(), Some(rows[2]));
    }
}
