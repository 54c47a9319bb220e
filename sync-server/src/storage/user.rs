//! Users of the dashboard. The password is not stored: it opens the wrapped signing key, or it does not. Of the second factor only a random number is
//! stored, from which the user's key makes the secret.

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

/// Second factor, one-time passwords, when the user was last there.
pub(super) const V2: &str = "
ALTER TABLE user ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 1 CHECK (second_factor IN (0, 1));
ALTER TABLE user ADD COLUMN one_time_ms INTEGER;
ALTER TABLE user ADD COLUMN totp_nonce BLOB CHECK (length(totp_nonce) = 16);
ALTER TABLE user ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN last_sign_in_ms INTEGER;";

/// Whether a code of an authenticator is asked for beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// Asked of everybody who really works here.
    Totp,
    /// A made-up user of a demonstration or a test.
    NotForExamples,
}

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
    /// May sign in.
    pub active: bool,
    /// Whether a code is asked for.
    pub second_factor: SecondFactor,
    /// When a one-time password was given; none once the user chose an own one.
    pub one_time_ms: Option<i64>,
    /// From which the user's key makes the secret of the second factor; none before it is set up.
    pub totp_nonce: Option<[u8; 16]>,
    /// Last successful sign-in.
    pub last_sign_in_ms: Option<i64>,
}

/// Table `user`.
pub struct Users<'c>(pub(super) &'c Connection);

const COLUMNS: &str = "id, login, nama, peran, wrapped_key, active, second_factor, one_time_ms, totp_nonce, last_sign_in_ms";

impl Users<'_> {
    /// Adds a user; the number in the row is ignored. Gives none where the login is taken.
    pub fn add(&self, row: &UserRow) -> Result<Option<i64>, StorageError> {
        let added = self.0.execute(
            "INSERT INTO user (login, nama, peran, wrapped_key, second_factor, one_time_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (login) DO NOTHING",
            params![row.login, row.nama, row.peran, row.wrapped_key, row.second_factor == SecondFactor::Totp, row.one_time_ms],
        )?;
        Ok((added == 1).then(|| self.0.last_insert_rowid()))
    }

    /// The user with this login, active or not.
    pub fn find(&self, login: &str) -> Result<Option<UserRow>, StorageError> {
        Ok(self.0.query_row(&format!("SELECT {COLUMNS} FROM user WHERE login = ?1"), [login], read).optional()?)
    }

    /// The user of this number.
    pub fn get(&self, id: i64) -> Result<Option<UserRow>, StorageError> {
        Ok(self.0.query_row(&format!("SELECT {COLUMNS} FROM user WHERE id = ?1"), [id], read).optional()?)
    }

    /// All users, by login.
    pub fn all(&self) -> Result<Vec<UserRow>, StorageError> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY login"))?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Puts a key under another password: an own one, or a one-time password given at `one_time_ms`.
    pub fn set_key(&self, id: i64, wrapped_key: &[u8], one_time_ms: Option<i64>) -> Result<(), StorageError> {
        self.0.execute("UPDATE user SET wrapped_key = ?2, one_time_ms = ?3 WHERE id = ?1", params![id, wrapped_key, one_time_ms])?;
        Ok(())
    }

    /// Sets the second factor up, or with none takes it away so that it is set up anew.
    pub fn set_totp(&self, id: i64, nonce: Option<[u8; 16]>) -> Result<(), StorageError> {
        self.0.execute("UPDATE user SET totp_nonce = ?2, totp_step = 0 WHERE id = ?1", params![id, nonce])?;
        Ok(())
    }

    /// Uses up a time step of the second factor; gives whether it was still unused. One code opens one door.
    pub fn use_step(&self, id: i64, step: u64) -> Result<bool, StorageError> {
        let step = super::int(step);
        Ok(self.0.execute("UPDATE user SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2", params![id, step])? == 1)
    }

    /// Lets a user in or keeps the user out.
    pub fn set_active(&self, id: i64, active: bool) -> Result<(), StorageError> {
        self.0.execute("UPDATE user SET active = ?2 WHERE id = ?1", params![id, active])?;
        Ok(())
    }

    /// Notes a successful sign-in.
    pub fn note_sign_in(&self, id: i64, at_ms: i64) -> Result<(), StorageError> {
        self.0.execute("UPDATE user SET last_sign_in_ms = ?2 WHERE id = ?1", params![id, at_ms])?;
        Ok(())
    }

    /// Active users of a role.
    pub fn count_active(&self, peran: &str) -> Result<u64, StorageError> {
        let sql = "SELECT count(*) FROM user WHERE active = 1 AND peran = ?1";
        Ok(super::uint(self.0.query_row(sql, [peran], |row| row.get(0))?))
    }

    /// Number of users.
    pub fn count(&self) -> Result<u64, StorageError> {
        Ok(super::uint(self.0.query_row("SELECT count(*) FROM user", [], |row| row.get(0))?))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow {
        id: row.get(0)?,
        login: row.get(1)?,
        nama: row.get(2)?,
        peran: row.get(3)?,
        wrapped_key: row.get(4)?,
        active: row.get(5)?,
        second_factor: if row.get(6)? { SecondFactor::Totp } else { SecondFactor::NotForExamples },
        one_time_ms: row.get(7)?,
        totp_nonce: row.get(8)?,
        last_sign_in_ms: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    fn kasi() -> UserRow {
        UserRow {
            id: 0,
            login: "kasi".into(),
            nama: "Kasi".into(),
            peran: "kasi_identitas".into(),
            wrapped_key: vec![1],
            active: true,
            second_factor: SecondFactor::Totp,
            one_time_ms: Some(7),
            totp_nonce: None,
            last_sign_in_ms: None,
        }
    }

    #[test]
    fn a_login_is_found_in_any_case_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let id = storage.write(|tables| tables.users().add(&kasi())).unwrap().unwrap();
        let found = storage.read(|tables| tables.users().find("KASI")).unwrap().unwrap();
        assert!(found == UserRow { id, ..kasi() });
        assert_eq!(storage.write(|tables| tables.users().add(&kasi())).unwrap(), None, "a login names one person");
    }

    #[test]
    fn a_time_step_is_used_once_and_never_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let id = storage.write(|tables| tables.users().add(&kasi())).unwrap().unwrap();
        let uses = |step| storage.write(|tables| tables.users().use_step(id, step)).unwrap();
        assert_eq!([uses(100), uses(100), uses(99), uses(101)], [true, false, false, true]);
    }
}
