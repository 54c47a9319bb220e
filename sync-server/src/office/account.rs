//! Accounts of office users: made with a key of their own, opened by the password that wraps it.

use ktpel_domain::{ids::ActorId, peran::Peran};
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    payload::{OperatorKey as OperatorKeyRecord, Record, SessionRecord, session_message},
};
use ktpel_vault::{KdfCost, OperatorKey, WrapError, WrappedKey};

use super::{Office, OfficeError, sessions::SignedIn};
use crate::{
    random,
    storage::{ActorRow, PersonKeyRow, StorageError, Tables, UserRow},
};

/// A user to be made.
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

/// Why an account could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Login or password are not right; which of them is not said.
    #[error("login or password are not right")]
    Wrong,
    /// Too many wrong tries.
    #[error("too many wrong tries, {wait_ms} ms to wait")]
    Wait {
        /// Milliseconds to wait.
        wait_ms: u64,
    },
    /// The key could not be wrapped.
    #[error(transparent)]
    Wrap(WrapError),
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
    /// Makes an office user with a new signing key, announced in the office's log.
    pub fn add_user(&self, user: &NewUser<'_>, cost: KdfCost) -> Result<(), AccountError> {
        let key = OperatorKey::generate();
        let wrapped_key = key.wrap_password(user.password, cost).map_err(AccountError::Wrap)?.to_bytes();
        let (login, nama, peran) = (user.login.to_owned(), user.nama.to_owned(), user.peran.id().to_owned());
        let record = OperatorKeyRecord { public_key: key.public(), nama: nama.clone(), peran: peran.clone(), office: true, operator: None };
        self.storage.write(|tables| {
            let device = self.device();
            let person =
                PersonKeyRow { key_id: key.id(), public_key: key.public(), nama: nama.clone(), peran: peran.clone(), office: true, device };
            tables.users().add(&UserRow { id: 0, login, nama, peran, wrapped_key })?;
            tables.person_keys().add(&person)?;
            self.append(tables, EntryKind::OperatorKey, NO_DOC, record.to_payload(), Some(key.id()))
        })?;
        self.reload_roster()?;
        Ok(())
    }

    /// Signs a user in; gives the session token and who it is. Takes as long for an unknown login as for a wrong password.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<(String, SignedIn), AccountError> {
        let now_ms = self.clock.monotonic_ms();
        if let Some(wait_ms) = self.sessions.must_wait(login, now_ms) {
            return Err(AccountError::Wait { wait_ms });
        }
        let user = self.storage.read(|tables| tables.users().find(login))?;
        let Some((user, key)) = user.or_else(|| waste_time(password)).and_then(|user| unwrap(user, password)) else {
            self.sessions.note_wrong(login, now_ms);
            return Err(AccountError::Wrong);
        };
        self.sessions.note_right(login);
        let Some(peran) = Peran::find(&user.peran) else { return Err(AccountError::Wrong) };
        let signed_in = SignedIn { login: user.login, nama: user.nama, peran, actor: ActorId(random::bytes()), key };
        self.storage.write(|tables| self.register_session(tables, &signed_in))?;
        self.reload_roster()?;
        Ok((self.sessions.open(signed_in.clone(), now_ms), signed_in))
    }

    fn register_session(&self, tables: &Tables<'_>, signed_in: &SignedIn) -> Result<(), OfficeError> {
        let (device, operator, started) = (self.device(), signed_in.key.id(), self.now());
        let signature = signed_in.key.sign(&session_message(signed_in.actor, device, operator, started));
        let record = SessionRecord::new(signed_in.actor, device, operator, started, signature);
        tables.actors().add(&ActorRow { actor: signed_in.actor, device, operator, started })?;
        self.append(tables, EntryKind::SessionOpened, NO_DOC, record.to_payload(), Some(operator))?;
        Ok(())
    }
}

fn unwrap(user: UserRow, password: &str) -> Option<(UserRow, OperatorKey)> {
    let wrapped = WrappedKey::from_bytes(&user.wrapped_key).ok()?;
    let key = OperatorKey::unwrap_password(&wrapped, password).ok()?;
    Some((user, key))
}

/// Stretches the password for nobody, so that an unknown login cannot be told from a wrong password by time.
fn waste_time(password: &str) -> Option<UserRow> {
    let nobody = OperatorKey::from_secret(&[1; 32]).wrap_password("nobody signs in with this", KdfCost::STANDARD).ok()?;
    let _never_opens = OperatorKey::unwrap_password(&nobody, password);
    None
}
