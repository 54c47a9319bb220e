//! The key of the server for work that comes by USB, one row. What a stick carries is sealed to it; recordings inside stay sealed to the archive.

use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE stick_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret TEXT NOT NULL
) STRICT;";

/// Table `stick_key`.
pub struct StickKey<'c>(pub(super) &'c Connection);

impl StickKey<'_> {
    /// The age identity, once it is made.
    pub fn find(&self) -> Result<Option<Zeroizing<String>>, StorageError> {
        let row = self.0.query_row("SELECT secret FROM stick_key WHERE id = 1", [], |row| row.get(0));
        Ok(row.optional()?.map(Zeroizing::new))
    }

    /// Keeps a new identity; one that is there already stays.
    pub fn keep(&self, secret: &str) -> Result<(), StorageError> {
        self.0.execute("INSERT INTO stick_key (id, secret) VALUES (1, ?1) ON CONFLICT DO NOTHING", params![secret])?;
        Ok(())
    }
}
