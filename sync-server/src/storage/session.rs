//! Sessions of office users, so that a restart signs nobody out. Of the token only a digest, of the user's key only what the token opens.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE session (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    user INTEGER NOT NULL REFERENCES user (id),
    stage TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    opened_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL
) STRICT;";

/// One session. Times are those of the wall clock.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Digest of the token.
    pub digest: [u8; 32],
    /// Number of the user.
    pub user: i64,
    /// How far the sign-in has come.
    pub stage: String,
    /// The user's key, wrapped under the token.
    pub wrapped_key: Vec<u8>,
    /// Begin.
    pub opened_ms: i64,
    /// Last request that was written down.
    pub last_ms: i64,
}

/// Table `session`.
pub struct Sessions<'c>(pub(super) &'c Connection);

impl Sessions<'_> {
    /// Adds a session and forgets those that were last used before `forget_before_ms`.
    pub fn add(&self, row: &SessionRow, forget_before_ms: i64) -> Result<(), StorageError> {
        self.0.execute("DELETE FROM session WHERE last_ms < ?1", [forget_before_ms])?;
        self.0.execute(
            "INSERT INTO session (digest, user, stage, wrapped_key, opened_ms, last_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![row.digest, row.user, row.stage, row.wrapped_key, row.opened_ms, row.last_ms],
        )?;
        Ok(())
    }

    /// The session of a token.
    pub fn find(&self, digest: &[u8; 32]) -> Result<Option<SessionRow>, StorageError> {
        let sql = "SELECT digest, user, stage, wrapped_key, opened_ms, last_ms FROM session WHERE digest = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([digest], read).optional()?)
    }

    /// Notes how far the sign-in has come and when the last request was.
    pub fn note(&self, digest: &[u8; 32], stage: &str, last_ms: i64) -> Result<(), StorageError> {
        self.0.execute("UPDATE session SET stage = ?2, last_ms = ?3 WHERE digest = ?1", params![digest, stage, last_ms])?;
        Ok(())
    }

    /// Ends a session.
    pub fn remove(&self, digest: &[u8; 32]) -> Result<(), StorageError> {
        self.0.execute("DELETE FROM session WHERE digest = ?1", [digest])?;
        Ok(())
    }

    /// Ends all sessions of a user but the one to keep.
    pub fn remove_of(&self, user: i64, keep: Option<&[u8; 32]>) -> Result<(), StorageError> {
        self.0.execute("DELETE FROM session WHERE user = ?1 AND digest IS NOT ?2", params![user, keep])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        digest: row.get(0)?,
        user: row.get(1)?,
        stage: row.get(2)?,
        wrapped_key: row.get(3)?,
        opened_ms: row.get(4)?,
        last_ms: row.get(5)?,
    })
}
