//! The office's certificate authority, one row: its certificate and its key.

use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::StorageError;

pub(super) const V2: &str = "
CREATE TABLE authority (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    certificate BLOB NOT NULL,
    secret BLOB NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;";

/// The authority's row.
pub struct AuthorityRow {
    /// Certificate, DER.
    pub certificate: Vec<u8>,
    /// Key, PKCS #8.
    pub secret: Zeroizing<Vec<u8>>,
    /// Made at.
    pub created_ms: i64,
}

/// Table `authority`.
pub struct AuthorityTable<'c>(pub(super) &'c Connection);

impl AuthorityTable<'_> {
    /// Writes the authority of the office; there is one, for good.
    pub fn create(&self, row: &AuthorityRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO authority (id, certificate, secret, created_ms) VALUES (1, ?1, ?2, ?3)",
            params![row.certificate, row.secret.as_slice(), row.created_ms],
        )?;
        Ok(())
    }

    /// The row; none in a database from before there was an authority.
    pub fn find(&self) -> Result<Option<AuthorityRow>, StorageError> {
        let row = self.0.query_row("SELECT certificate, secret, created_ms FROM authority WHERE id = 1", [], |row| {
            Ok(AuthorityRow { certificate: row.get(0)?, secret: Zeroizing::new(row.get(1)?), created_ms: row.get(2)? })
        });
        Ok(row.optional()?)
    }
}
