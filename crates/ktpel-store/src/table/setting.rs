//! `setting`: values of this kit by key: its own device secret, policy in force, printer, language.

use rusqlite::params;

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, sql: "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;" }];

handles!(
    /// Reads the settings.
    Settings, SettingsMut
);

impl Settings<'_> {
    /// A value, if it was set.
    pub fn find(&self, key: &str) -> Result<Option<String>, StoreError> {
        sql::one(self.conn, "SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0))
    }

    /// All keys and values, by key.
    pub fn list(&self) -> Result<Vec<(String, String)>, StoreError> {
        sql::all(self.conn, "SELECT key, value FROM setting ORDER BY key", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

impl SettingsMut<'_> {
    /// Sets a value.
    pub fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let query = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        sql::run(self.conn, query, params![key, value])?;
        Ok(())
    }

    /// Takes a value away.
    pub fn remove(&self, key: &str) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM setting WHERE key = ?1", [key])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::tests::TestStore;

    #[test]
    fn a_setting_is_set_changed_and_taken_away() {
        let mut store = TestStore::new();
        store.write(|tx| tx.settings().put("printer", "folder"));
        store.write(|tx| tx.settings().put("printer", "ipp://antrean"));
        store.write(|tx| tx.settings().put("bahasa", "id"));
        let mut store = store.reopen();
        assert_eq!(store.0.settings().find("printer").unwrap().as_deref(), Some("ipp://antrean"));
        store.write(|tx| tx.settings().remove("printer"));
        assert_eq!(store.0.settings().list().unwrap(), [("bahasa".to_owned(), "id".to_owned())]);
        assert_eq!(store.0.settings().find("printer").unwrap(), None);
    }
}
