//! Accounts of office users: made with a key of their own, opened by the password that wraps it, reset and closed by the admin.
//!
//! A reset makes a new key, because the old one lay under the forgotten password: what was signed with the old key stays provable, its public half is in
//! the log. A role is part of the key's record and is never changed: who gets another role gets another account.

use std::sync::OnceLock;

use ktpel_domain::peran::Peran;
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    payload::{OperatorKey as OperatorKeyRecord, Record},
};
use ktpel_vault::{KdfCost, OperatorKey, WrapError, WrappedKey};

use super::{
    Office, OfficeError,
    password::{self, WeakPassword},
    sessions::SignedIn,
};
use crate::storage::{PersonKeyRow, SecondFactor, StorageError, Tables, UserRow};

/// Longest login.
const LOGIN: usize = 32;
/// Longest name.
const NAMA: usize = 100;

/// A made-up user of a demonstration or a test: a known password and no second factor.
pub struct NewUser<'a> {
    /// Name to sign in with.
    pub login: &'a str,
    /// Name as shown.
    pub nama: &'a str,
    /// Role.
    pub peran: Peran,
    /// Password.
    pub password: &'a str,
}

/// An account that was made or reset: what its owner must be told, once.
pub struct OneTime {
    /// Name to sign in with.
    pub login: String,
    /// Good for one sign-in.
    pub password: String,
}

/// Whether an account is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// May sign in.
    Active,
    /// May not.
    Disabled,
}

/// Why an account could not be made, opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Login or password are not right; which of them is not said.
    #[error("login or password are not right")]
    Wrong,
    /// The code of the second factor is not right, or was used.
    #[error("the code is not right")]
    WrongCode,
    /// Too many wrong tries.
    #[error("too many wrong tries, {wait_ms} ms to wait")]
    Wait {
        /// Milliseconds to wait.
        wait_ms: u64,
    },
    /// The account is closed.
    #[error("the account is closed")]
    Disabled,
    /// The one-time password is too old.
    #[error("the one-time password is too old")]
    OneTimeExpired,
    /// This is not the step that the sign-in has come to.
    #[error("the sign-in has not come to this step")]
    WrongStage,
    /// The password is too easy to guess.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The form of a value.
    #[error("{0} has not the right form")]
    Malformed(&'static str),
    /// The login is taken.
    #[error("the login is taken")]
    LoginTaken,
    /// There is no such account.
    #[error("there is no such account")]
    NoAccount,
    /// The last admin, or one's own account: nobody could open it again.
    #[error("this account must stay open")]
    MustStay,
    /// The key could not be wrapped.
    #[error(transparent)]
    Wrap(#[from] WrapError),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for AccountError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Makes a made-up user, announced in the office's log. Real ones are invited.
    pub fn add_user(&self, user: &NewUser<'_>, cost: KdfCost) -> Result<(), AccountError> {
        let key = OperatorKey::generate();
        let wrapped_key = key.wrap_password(user.password, cost)?.to_bytes();
        let row = new_row(user.login, user.nama, user.peran, wrapped_key, SecondFactor::NotForExamples, None);
        self.add_row(&row, &key, None)
    }

    /// Makes an account with a one-time password; at the first sign-in its owner chooses an own one and sets the second factor up.
    pub fn invite(&self, login: &str, nama: &str, peran: Peran, by: Option<&SignedIn>) -> Result<OneTime, AccountError> {
        let (login, nama) = (login_of(login)?, nama_of(nama)?);
        let (key, given) = (OperatorKey::generate(), password::one_time());
        let wrapped_key = key.wrap_password(&given, KdfCost::STANDARD)?.to_bytes();
        let row = new_row(&login, &nama, peran, wrapped_key, self.second_factor()?, Some(self.now().0));
        self.add_row(&row, &key, by)?;
        Ok(OneTime { login, password: given })
    }

    /// Gives a user who cannot sign in any more a new key under a one-time password. All sessions end, the second factor is set up anew.
    pub fn reset_account(&self, login: &str, by: Option<&SignedIn>) -> Result<OneTime, AccountError> {
        let user = self.storage.read(|tables| tables.users().find(login))?.ok_or(AccountError::NoAccount)?;
        let peran = Peran::find(&user.peran).ok_or(AccountError::NoAccount)?;
        let (key, given) = (OperatorKey::generate(), password::one_time());
        let wrapped_key = key.wrap_password(&given, KdfCost::STANDARD)?.to_bytes();
        self.storage.write(|tables| {
            tables.users().set_key(user.id, &wrapped_key, Some(self.now().0))?;
            tables.users().set_totp(user.id, None)?;
            tables.recovery_codes().replace(user.id, &[])?;
            tables.sessions().remove_of(user.id, None)?;
            self.announce_key(tables, &user.nama, peran, &key, by)
        })?;
        self.sessions.close_of(user.id, None);
        self.tries.note_right(&user.login);
        self.reload_roster()?;
        Ok(OneTime { login: user.login, password: given })
    }

    /// Closes an account, which ends its sessions, or opens it again.
    pub fn set_account_state(&self, login: &str, state: AccountState, by: &SignedIn) -> Result<(), AccountError> {
        let active = state == AccountState::Active;
        let user = self.storage.write(|tables| {
            let user = tables.users().find(login)?.ok_or(AccountError::NoAccount)?;
            let last_admin = user.peran == Peran::Admin.id() && user.active && tables.users().count_active(Peran::Admin.id())? < 2;
            if !active && (last_admin || user.id == by.user) {
                return Err(AccountError::MustStay);
            }
            tables.users().set_active(user.id, active)?;
            if !active {
                tables.sessions().remove_of(user.id, None)?;
            }
            Ok(user)
        })?;
        if !active {
            self.sessions.close_of(user.id, None);
        }
        Ok(())
    }

    fn add_row(&self, row: &UserRow, key: &OperatorKey, by: Option<&SignedIn>) -> Result<(), AccountError> {
        let peran = Peran::find(&row.peran).ok_or(AccountError::Malformed("peran"))?;
        self.storage.write(|tables| {
            tables.users().add(row)?.ok_or(AccountError::LoginTaken)?;
            self.announce_key(tables, &row.nama, peran, key, by)
        })?;
        self.reload_roster()?;
        Ok(())
    }

    /// Writes a user's new public key into the log, in the name of who made it.
    fn announce_key(
        &self,
        tables: &Tables<'_>,
        nama: &str,
        peran: Peran,
        key: &OperatorKey,
        by: Option<&SignedIn>,
    ) -> Result<(), AccountError> {
        let (nama, peran) = (nama.to_owned(), peran.id().to_owned());
        let record = OperatorKeyRecord { public_key: key.public(), nama: nama.clone(), peran: peran.clone(), office: true, operator: None };
        let person = PersonKeyRow { key_id: key.id(), public_key: key.public(), nama, peran, office: true, device: self.device() };
        tables.person_keys().add(&person)?;
        let author = by.map_or_else(|| key.id(), |by| by.key.id());
        self.append(tables, EntryKind::OperatorKey, NO_DOC, record.to_payload(), Some(author))?;
        Ok(())
    }

    /// Nobody of a demonstration is asked for a code.
    fn second_factor(&self) -> Result<SecondFactor, AccountError> {
        let office = self.storage.read(|tables| tables.office().find())?.ok_or(OfficeError::NotSetUp)?;
        Ok(if office.demo { SecondFactor::NotForExamples } else { SecondFactor::Totp })
    }
}

/// The user with the key that the password opens. Takes as long for an unknown login as for a wrong password.
pub(super) fn open(user: Option<UserRow>, password: &str) -> Option<(UserRow, OperatorKey)> {
    let Some(user) = user else {
        let _never_opens = nobody().map(|nobody| OperatorKey::unwrap_password(nobody, password));
        return None;
    };
    let wrapped = WrappedKey::from_bytes(&user.wrapped_key).ok()?;
    let key = OperatorKey::unwrap_password(&wrapped, password).ok()?;
    Some((user, key))
}

/// A key that nobody has, made once, so that an unknown login cannot be told from a wrong password by time.
fn nobody() -> Option<&'static WrappedKey> {
    static NOBODY: OnceLock<Option<WrappedKey>> = OnceLock::new();
    NOBODY.get_or_init(|| OperatorKey::generate().wrap_password(&password::one_time(), KdfCost::STANDARD).ok()).as_ref()
}

fn new_row(login: &str, nama: &str, peran: Peran, wrapped_key: Vec<u8>, second_factor: SecondFactor, one_time_ms: Option<i64>) -> UserRow {
    UserRow {
        id: 0,
        login: login.to_owned(),
        nama: nama.to_owned(),
        peran: peran.id().to_owned(),
        wrapped_key,
        active: true,
        second_factor,
        one_time_ms,
        totp_nonce: None,
        last_sign_in_ms: None,
    }
}

/// Letters, digits, dot, dash: what is typed the same way on every keyboard and stands in the address of the second factor.
fn login_of(text: &str) -> Result<String, AccountError> {
    let login = text.trim().to_lowercase();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    if (2..=LOGIN).contains(&login.len()) && login.bytes().all(plain) { Ok(login) } else { Err(AccountError::Malformed("login")) }
}

fn nama_of(text: &str) -> Result<String, AccountError> {
    let nama = text.trim();
    if nama.is_empty() || nama.len() > NAMA || nama.chars().any(char::is_control) {
        return Err(AccountError::Malformed("nama"));
    }
    Ok(nama.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_typed_the_same_everywhere() {
        assert_eq!(login_of(" Siti.R-2 ").unwrap(), "siti.r-2");
        for wrong in ["", "x", "siti rahma", "siti@kota", "sitti\u{301}", &"a".repeat(33)] {
            assert!(login_of(wrong).is_err(), "{wrong}");
        }
    }
}
