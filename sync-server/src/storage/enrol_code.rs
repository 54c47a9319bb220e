//! One-time enrolment codes: kept as a digest, 15 minutes, single use, and dead after five wrong tries. Each is the word of the user who opened it.

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

/// Who opened a code; a code from before that was asked is worth nothing.
pub(super) const V2: &str = "ALTER TABLE enrol_code ADD COLUMN opener INTEGER;";

/// Wrong tries, by anybody, that kill every open code.
pub const MAX_WRONG_TRIES: u32 = 5;

/// What a code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeCheck {
    /// It was open and is now used.
    Accepted {
        /// Account of the user who opened it.
        opener: i64,
    },
    /// It opens nothing.
    Refused(Closed),
}

/// Why a code opens nothing. Who does not have the code learns only that it is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// No such code.
    Wrong,
    /// Its fifteen minutes are over.
    Expired,
    /// A kit has used it.
    Used,
    /// Too many wrong codes were tried meanwhile.
    Tries,
}

impl Closed {
    /// Stable name, for answers.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Tries => "tries",
        }
    }
}

/// Table `enrol_code`.
pub struct EnrolCodes<'c>(pub(super) &'c Connection);

struct Found {
    expires_ms: i64,
    wrong_tries: u32,
    used_ms: Option<i64>,
    opener: Option<i64>,
}

impl EnrolCodes<'_> {
    /// Opens a code in the name of a user.
    pub fn open(&self, digest: [u8; 32], expires: Timestamp, opener: i64) -> Result<(), StorageError> {
        let sql = "INSERT INTO enrol_code (digest, expires_ms, opener) VALUES (?1, ?2, ?3)";
        self.0.execute(sql, params![digest, expires.0, opener])?;
        Ok(())
    }

    /// Uses a code. A wrong one counts against every open code: nobody can guess at leisure.
    pub fn take(&self, digest: [u8; 32], now: Timestamp) -> Result<CodeCheck, StorageError> {
        let Some(found) = self.find(digest)? else {
            self.0.execute("UPDATE enrol_code SET wrong_tries = wrong_tries + 1 WHERE used_ms IS NULL", [])?;
            return Ok(CodeCheck::Refused(Closed::Wrong));
        };
        let closed = match (found.used_ms, found.opener) {
            (Some(_), _) => Closed::Used,
            _ if found.expires_ms <= now.0 => Closed::Expired,
            _ if found.wrong_tries >= MAX_WRONG_TRIES => Closed::Tries,
            (None, None) => Closed::Expired,
            (None, Some(opener)) => {
                self.0.execute("UPDATE enrol_code SET used_ms = ?2 WHERE digest = ?1", params![digest, now.0])?;
                return Ok(CodeCheck::Accepted { opener });
            }
        };
        Ok(CodeCheck::Refused(closed))
    }

    fn find(&self, digest: [u8; 32]) -> Result<Option<Found>, StorageError> {
        let sql = "SELECT expires_ms, wrong_tries, used_ms, opener FROM enrol_code WHERE digest = ?1";
        let found = self.0.query_row(sql, [digest], |row| {
            Ok(Found { expires_ms: row.get(0)?, wrong_tries: row.get(1)?, used_ms: row.get(2)?, opener: row.get(3)? })
        });
        Ok(found.optional()?)
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
        storage.write(|tables| tables.enrol_codes().open([1; 32], Timestamp(100), 7)).unwrap();
        let take = |(mark, now): &(u8, i64)| storage.write(|tables| tables.enrol_codes().take([*mark; 32], Timestamp(*now))).unwrap();
        let results: Vec<_> = tries.iter().map(take).collect();
        assert_eq!(results, expect);
    }

    #[test]
    fn a_code_works_once_in_time_and_not_after_five_guesses() {
        const ACCEPTED: CodeCheck = CodeCheck::Accepted { opener: 7 };
        const WRONG: CodeCheck = CodeCheck::Refused(Closed::Wrong);
        check(&[(1, 50), (1, 51)], &[ACCEPTED, CodeCheck::Refused(Closed::Used)]);
        check(&[(1, 100)], &[CodeCheck::Refused(Closed::Expired)]);
        check(&[(9, 1), (9, 2), (9, 3), (9, 4), (1, 5)], &[WRONG, WRONG, WRONG, WRONG, ACCEPTED]);
        let tries = [(9, 1), (9, 2), (9, 3), (9, 4), (9, 5), (1, 6)];
        check(&tries, &[WRONG, WRONG, WRONG, WRONG, WRONG, CodeCheck::Refused(Closed::Tries)]);
    }
}
