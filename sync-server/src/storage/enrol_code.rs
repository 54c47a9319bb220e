//! One-time enrolment codes: kept as a digest, 15 minutes, single use, and dead after five wrong tries.

use ktpel_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE enrol_code (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    expires_ms INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    used_ms INTEGER
) STRICT;";

/// Wrong tries, by anybody, that kill every open code.
pub const MAX_WRONG_TRIES: u32 = 5;

/// What a code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeCheck {
    /// It was open and is now used.
    Accepted,
    /// Unknown, expired, used, or killed by wrong tries.
    Refused,
}

/// Table `enrol_code`.
pub struct EnrolCodes<'c>(pub(super) &'c Connection);

impl EnrolCodes<'_> {
    /// Opens a code.
    pub fn open(&self, digest: [u8; 32], expires: Timestamp) -> Result<(), StorageError> {
        self.0.execute("INSERT INTO enrol_code (digest, expires_ms) VALUES (?1, ?2)", params![digest, expires.0])?;
        Ok(())
    }

    /// Uses a code. A wrong one counts against every open code: nobody can guess at leisure.
    pub fn take(&self, digest: [u8; 32], now: Timestamp) -> Result<CodeCheck, StorageError> {
        let used = self
            .0
            .query_row(
                "UPDATE enrol_code SET used_ms = ?2
                 WHERE digest = ?1 AND used_ms IS NULL AND expires_ms > ?2 AND wrong_tries < ?3 RETURNING 1",
                params![digest, now.0, MAX_WRONG_TRIES],
                |_| Ok(()),
            )
            .optional()?;
        if used.is_some() {
            return Ok(CodeCheck::Accepted);
        }
        self.0.execute("UPDATE enrol_code SET wrong_tries = wrong_tries + 1 WHERE used_ms IS NULL", [])?;
        Ok(CodeCheck::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[track_caller]
    fn check(tries: &[(u8, i64)], expect: &[CodeCheck]) {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        storage.write(|tables| tables.enrol_codes().open([1; 32], Timestamp(100))).unwrap();
        let take = |(mark, now): &(u8, i64)| storage.write(|tables| tables.enrol_codes().take([*mark; 32], Timestamp(*now))).unwrap();
        let results: Vec<_> = tries.iter().map(take).collect();
        assert_eq!(results, expect);
    }

    #[test]
    fn a_code_works_once_in_time_and_not_after_five_guesses() {
        use CodeCheck::{Accepted, Refused};
        check(&[(1, 50), (1, 51)], &[Accepted, Refused]);
        check(&[(1, 100)], &[Refused]);
        check(&[(9, 1), (9, 2), (9, 3), (9, 4), (1, 5)], &[Refused, Refused, Refused, Refused, Accepted]);
        check(&[(9, 1), (9, 2), (9, 3), (9, 4), (9, 5), (1, 6)], &[Refused; 6]);
    }
}
