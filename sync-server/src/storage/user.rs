//! Users of the dashboard. The password is not stored: it opens the wrapped signing key, or it does not.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE,
    nama TEXT NOT NULL,
    peran TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;";

/// One user.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Number.
    pub id: i64,
    /// Name to sign in with.
    pub login: String,
    /// Name as shown.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Signing key, wrapped by the password.
    pub wrapped_key: Vec<u8>,
}

/// Table `user`.
pub struct Users<'c>(pub(super) &'c Connection);

impl Users<'_> {
    /// Adds a user; the number in the row is ignored.
    pub fn add(&self, row: &UserRow) -> Result<i64, StorageError> {
        self.0.execute(
            "INSERT INTO user (login, nama, peran, wrapped_key) VALUES (?1, ?2, ?3, ?4)",
            params![row.login, row.nama, row.peran, row.wrapped_key],
        )?;
        Ok(self.0.last_insert_rowid())
    }

    /// The active user with this login.
    pub fn find(&self, login: &str) -> Result<Option<UserRow>, StorageError> {
        let sql = "SELECT id, login, nama, peran, wrapped_key FROM user WHERE login = ?1 AND active = 1";
        Ok(self.0.query_row(sql, [login], read).optional()?)
    }

    /// Number of users.
    pub fn count(&self) -> Result<u64, StorageError> {
        Ok(super::uint(self.0.query_row("SELECT count(*) FROM user", [], |row| row.get(0))?))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow { id: row.get(0)?, login: row.get(1)?, nama: row.get(2)?, peran: row.get(3)?, wrapped_key: row.get(4)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn a_login_is_found_in_any_case_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = UserRow { id: 0, login: "kasi".into(), nama: "Kasi".into(), peran: "kasi_identitas".into(), wrapped_key: vec![1] };
        storage.write(|tables| tables.users().add(&row)).unwrap();
        assert!(storage.read(|tables| tables.users().find("KASI")).unwrap().is_some());
        assert!(storage.write(|tables| tables.users().add(&row)).is_err(), "a login names one person");
    }
}
