//! `draft`: half-typed forms, so that a power cut costs no typing. Not signed, not sent.

use std::fmt;

use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE draft (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL,
            at_ms INTEGER NOT NULL
          ) STRICT;",
}];

/// One half-typed form.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Form and case, as the app names them.
    pub key: String,
    /// What was typed, opaque here.
    pub value: String,
    /// When it was typed last, device clock.
    pub at_ms: i64,
}

handles!(
    /// Reads the drafts.
    Drafts, DraftsMut
);

impl Drafts<'_> {
    /// A draft, if there is one.
    pub fn find(&self, key: &str) -> Result<Option<DraftRow>, StoreError> {
        sql::one(self.conn, "SELECT key, value, at_ms FROM draft WHERE key = ?1", [key], read)
    }

    /// All drafts, the latest first.
    pub fn list(&self) -> Result<Vec<DraftRow>, StoreError> {
        sql::all(self.conn, "SELECT key, value, at_ms FROM draft ORDER BY at_ms DESC, key", [], read)
    }
}

impl DraftsMut<'_> {
    /// Keeps a draft in the place of the one before.
    pub fn put(&self, draft: &DraftRow) -> Result<(), StoreError> {
        let query = "INSERT INTO draft (key, value, at_ms) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = ?2, at_ms = ?3";
        sql::run(self.conn, query, params![draft.key, draft.value, draft.at_ms])?;
        Ok(())
    }

    /// Drops a draft: the form was saved or given up.
    pub fn remove(&self, key: &str) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM draft WHERE key = ?1", [key])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow { key: row.get(0)?, value: row.get(1)?, at_ms: row.get(2)? })
}

/// What was typed is personal: only its length is shown.
impl fmt::Debug for DraftRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DraftRow({} bytes at {})", self.value.len(), self.at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    fn draft(key: &str, value: &str, at_ms: i64) -> DraftRow {
        DraftRow { key: key.to_owned(), value: value.to_owned(), at_ms }
    }

    #[test]
    fn a_draft_survives_until_it_is_dropped() {
        let mut store = TestStore::new();
        store.write(|tx| tx.drafts().put(&draft("biodata/1", "{\"nama\":\"S\"}", 1)));
        store.write(|tx| tx.drafts().put(&draft("biodata/1", "{\"nama\":\"Siti\"}", 2)));
        store.write(|tx| tx.drafts().put(&draft("biodata/2", "{}", 3)));
        let mut store = store.reopen();
        assert_eq!(store.0.drafts().list().unwrap(), [draft("biodata/2", "{}", 3), draft("biodata/1", "{\"nama\":\"Siti\"}", 2)]);
        store.write(|tx| tx.drafts().remove("biodata/1"));
        assert_eq!(store.0.drafts().find("biodata/1").unwrap(), None);
    }
}
