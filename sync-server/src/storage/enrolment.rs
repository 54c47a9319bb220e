//! Kits that asked to be taken in: what both screens show, who opened the code, and what a second user decided.

use ktpel_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE enrolment (
    nonce BLOB PRIMARY KEY CHECK (length(nonce) = 16),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    opener INTEGER NOT NULL,
    asked_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;";

/// What became of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentState {
    /// A second user has to decide.
    Waiting,
    /// The kit is taken in.
    Approved,
    /// It is not.
    Rejected,
}

impl EnrolmentState {
    const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Rejected].into_iter().find(|state| state.id() == id)
    }
}

/// One enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// Chosen by the office; names it.
    pub nonce: [u8; 16],
    /// Ed25519 public key of the kit.
    pub public_key: [u8; 32],
    /// Name that the kit gave itself.
    pub name: String,
    /// The six words.
    pub words: String,
    /// Account of the user who opened the code.
    pub opener: i64,
    /// The kit asked at.
    pub asked: Timestamp,
    /// Until when it is decided, or the kit may fetch what it was granted.
    pub expires: Timestamp,
    /// How it stands.
    pub state: EnrolmentState,
}

impl EnrolmentRow {
    /// Whether these are its six words, as people type them: case and the width of spaces do not matter.
    #[must_use]
    pub fn shows(&self, words: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        plain(&self.words) == plain(words)
    }
}

/// Table `enrolment`.
pub struct Enrolments<'c>(pub(super) &'c Connection);

const COLUMNS: &str = "nonce, public_key, name, words, opener, asked_ms, expires_ms, state";

impl Enrolments<'_> {
    /// Adds one and forgets those that ended before `forget_before`.
    pub fn add(&self, row: &EnrolmentRow, forget_before: Timestamp) -> Result<(), StorageError> {
        self.0.execute("DELETE FROM enrolment WHERE expires_ms < ?1", [forget_before.0])?;
        self.0.execute(
            "INSERT INTO enrolment (nonce, public_key, name, words, opener, asked_ms, expires_ms, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![row.nonce, row.public_key, row.name, row.words, row.opener, row.asked.0, row.expires.0, row.state.id()],
        )?;
        Ok(())
    }

    /// The enrolment.
    pub fn find(&self, nonce: &[u8; 16]) -> Result<Option<EnrolmentRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM enrolment WHERE nonce = ?1");
        self.0.query_row(&sql, [nonce], |row| Ok(read(row))).optional()?.transpose()
    }

    /// Those that a user may still decide, oldest first.
    pub fn waiting(&self, now: Timestamp) -> Result<Vec<EnrolmentRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM enrolment WHERE state = 'waiting' AND expires_ms > ?1 ORDER BY asked_ms, nonce");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query([now.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// Writes down what was decided, and until when the kit may fetch it.
    pub fn decide(&self, nonce: &[u8; 16], state: EnrolmentState, expires: Timestamp) -> Result<(), StorageError> {
        let sql = "UPDATE enrolment SET state = ?2, expires_ms = ?3 WHERE nonce = ?1";
        self.0.execute(sql, params![nonce, state.id(), expires.0])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<EnrolmentRow, StorageError> {
    Ok(EnrolmentRow {
        nonce: row.get(0)?,
        public_key: row.get(1)?,
        name: row.get(2)?,
        words: row.get(3)?,
        opener: row.get(4)?,
        asked: Timestamp(row.get(5)?),
        expires: Timestamp(row.get(6)?),
        state: EnrolmentState::from_id(&row.get::<_, String>(7)?).ok_or(StorageError::Damaged("enrolment"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    fn row(n: u8) -> EnrolmentRow {
        EnrolmentRow {
            nonce: [n; 16],
            public_key: [n; 32],
            name: format!("Laptop {n}"),
            words: "satu dua tiga empat lima enam".into(),
            opener: 7,
            asked: Timestamp(i64::from(n)),
            expires: Timestamp(100 + i64::from(n)),
            state: EnrolmentState::Waiting,
        }
    }

    #[test]
    fn what_waits_is_listed_until_it_is_decided_or_over() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        storage.write(|tables| [3, 1, 2].iter().try_for_each(|n| tables.enrolments().add(&row(*n), Timestamp(0)))).unwrap();
        let waiting = |now| storage.read(|tables| tables.enrolments().waiting(Timestamp(now))).unwrap();
        assert_eq!(waiting(50), [row(1), row(2), row(3)]);
        assert_eq!(waiting(102), [row(3)], "the others are over");
        storage.write(|tables| tables.enrolments().decide(&[1; 16], EnrolmentState::Approved, Timestamp(500))).unwrap();
        let find = |n: u8| storage.read(|tables| tables.enrolments().find(&[n; 16])).unwrap();
        assert_eq!(find(1), Some(EnrolmentRow { state: EnrolmentState::Approved, expires: Timestamp(500), ..row(1) }));
        assert_eq!(waiting(50), [row(2), row(3)]);
        storage.write(|tables| tables.enrolments().add(&row(9), Timestamp(300))).unwrap();
        assert_eq!((find(2), find(1).is_some()), (None, true), "what is over for long is forgotten");
    }
}
