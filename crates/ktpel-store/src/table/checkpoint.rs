//! `checkpoint`: what the office signed of its own log. The newest is named at every sync; older ones are evidence.
//!
//! Of each hour the newest is kept: a kit that stays online gets one with each batch. One that the office contradicted is kept for ever.

use ktpel_domain::ids::Hash;
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE checkpoint (
            n INTEGER PRIMARY KEY,
            generation BLOB NOT NULL,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            signature BLOB NOT NULL,
            contradicted INTEGER NOT NULL DEFAULT 0,
            UNIQUE (generation, position, hash)
          ) STRICT;",
}];

const COLUMNS: &str = "generation, position, hash, at_ms, signature";

/// One signed statement of the office about its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckpointRow {
    /// Life of the office database.
    pub generation: [u8; 16],
    /// Position in the office's log.
    pub position: u64,
    /// Rolling hash up to it.
    pub hash: Hash,
    /// Office clock.
    pub at_ms: i64,
    /// The office's signature.
    pub signature: [u8; 64],
}

handles!(
    /// Reads the checkpoints.
    Checkpoints, CheckpointsMut
);

impl Checkpoints<'_> {
    /// The one that came last.
    pub fn newest(&self) -> Result<Option<CheckpointRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM checkpoint ORDER BY n DESC LIMIT 1"), [], read)
    }

    /// All of them, in the order in which they came.
    pub fn list(&self) -> Result<Vec<CheckpointRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM checkpoint ORDER BY n"), [], read)
    }
}

impl CheckpointsMut<'_> {
    /// Keeps a checkpoint and lets go of those of the same hour that it follows.
    pub fn put(&self, row: &CheckpointRow) -> Result<(), StoreError> {
        let query = "DELETE FROM checkpoint
                     WHERE generation = ?1 AND position <= ?2 AND at_ms / 3600000 = ?3 / 3600000 AND contradicted = 0";
        sql::run(self.conn, query, params![row.generation, U64(row.position), row.at_ms])?;
        let query = format!("INSERT INTO checkpoint ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        sql::run(self.conn, &query, params![row.generation, U64(row.position), row.hash.0, row.at_ms, row.signature])?;
        Ok(())
    }

    /// The office shows another history than the newest checkpoint says: that one stays, as evidence.
    pub fn contradict_newest(&self) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE checkpoint SET contradicted = 1 WHERE n = (SELECT max(n) FROM checkpoint)", [])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<CheckpointRow> {
    Ok(CheckpointRow {
        generation: row.get(0)?,
        position: row.get::<_, U64>(1)?.0,
        hash: Hash(row.get(2)?),
        at_ms: row.get(3)?,
        signature: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const HOUR: i64 = 3_600_000;

    fn row(position: u64, at_ms: i64) -> CheckpointRow {
        CheckpointRow { generation: [1; 16], position, hash: Hash([position as u8; 32]), at_ms, signature: [9; 64] }
    }

    #[test]
    fn one_of_each_hour_is_kept() {
        let mut store = TestStore::new();
        for checkpoint in [row(1, HOUR), row(2, HOUR + 5), row(3, 2 * HOUR), row(4, 2 * HOUR + 9)] {
            store.write(|tx| tx.checkpoints().put(&checkpoint));
        }
        let store = store.reopened();
        assert_eq!(store.checkpoints().list().unwrap(), [row(2, HOUR + 5), row(4, 2 * HOUR + 9)]);
        assert_eq!(store.checkpoints().newest().unwrap(), Some(row(4, 2 * HOUR + 9)));
    }

    #[test]
    fn what_the_office_contradicted_stays() {
        let mut store = TestStore::new();
        store.write(|tx| tx.checkpoints().put(&row(7, HOUR)));
        store.write(|tx| tx.checkpoints().contradict_newest());
        let other = CheckpointRow { hash: Hash([0xee; 32]), ..row(7, HOUR + 1) };
        store.write(|tx| tx.checkpoints().put(&other));
        store.write(|tx| tx.checkpoints().put(&row(8, HOUR + 2)));
        assert_eq!(store.0.checkpoints().list().unwrap(), [row(7, HOUR), row(8, HOUR + 2)], "the evidence outlives what follows");
    }
}
