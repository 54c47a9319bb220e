//! Recovery codes of office users: digests that only the user's key can make, each used once.

use rusqlite::{Connection, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE recovery_code (
    user INTEGER NOT NULL REFERENCES user (id),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (user, digest)
) STRICT;";

/// Table `recovery_code`.
pub struct RecoveryCodes<'c>(pub(super) &'c Connection);

impl RecoveryCodes<'_> {
    /// Replaces all codes of a user.
    pub fn replace(&self, user: i64, digests: &[[u8; 32]]) -> Result<(), StorageError> {
        self.0.execute("DELETE FROM recovery_code WHERE user = ?1", [user])?;
        let mut insert = self.0.prepare_cached("INSERT INTO recovery_code (user, digest) VALUES (?1, ?2)")?;
        digests.iter().try_for_each(|digest| insert.execute(params![user, digest]).map(|_| ()))?;
        Ok(())
    }

    /// Uses a code up; gives whether it was there.
    pub fn take(&self, user: i64, digest: &[u8; 32]) -> Result<bool, StorageError> {
        Ok(self.0.execute("DELETE FROM recovery_code WHERE user = ?1 AND digest = ?2", params![user, digest])? == 1)
    }

    /// Codes that are left.
    pub fn count(&self, user: i64) -> Result<u64, StorageError> {
        Ok(super::uint(self.0.query_row("SELECT count(*) FROM recovery_code WHERE user = ?1", [user], |row| row.get(0))?))
    }
}
