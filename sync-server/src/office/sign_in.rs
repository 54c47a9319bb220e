//! Signing in, step by step: password, at the first time an own password and the second factor, else the code; then work.
//!
//! A session begins with the right password and may do nothing but its next step until it is open (`Access` of the routes). It outlives the process:
//! after a restart the user's key is unwrapped by the token, under a fresh actor, because an actor that comes back from a restored backup would block.

use std::{net::IpAddr, sync::PoisonError};

use ktpel_domain::{ids::ActorId, peran::Peran};
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    payload::{Record, SessionRecord, session_message},
};
use ktpel_vault::{KdfCost, OperatorKey, SessionToken, WrappedKey};

use super::{
    Office, OfficeError,
    account::{AccountError, open},
    password, recovery_codes,
    sessions::{Age, IDLE_MS, Known, Session, SessionId, SignedIn, Stage},
    totp::SecondFactor,
};
use crate::{
    random,
    storage::{ActorRow, SecondFactor as Asked, SessionRow, StorageError, Tables, UserRow},
};

impl Office {
    /// Begins a session with the password; gives its token.
    pub fn sign_in(&self, login: &str, password: &str, from: Option<IpAddr>) -> Result<(SessionToken, Session), AccountError> {
        let (user, key) = self.with_password(login, password, from)?;
        if !user.active {
            return Err(AccountError::Disabled);
        }
        if user.one_time_ms.is_some_and(|given| self.now().0 - given > password::ONE_TIME_MS) {
            return Err(AccountError::OneTimeExpired);
        }
        let token = SessionToken::generate();
        let stage = stage_of(&user);
        let row = SessionRow {
            digest: token.digest(),
            user: user.id,
            stage: stage.id().to_owned(),
            wrapped_key: token.wrap(&key),
            opened_ms: self.now().0,
            last_ms: self.now().0,
        };
        let forget_before = self.now().0 - i64::try_from(2 * IDLE_MS).unwrap_or(i64::MAX);
        self.storage.write(|tables| tables.sessions().add(&row, forget_before))?;
        let session = Session { signed_in: signed_in(user, key)?, stage };
        let id = SessionId(token.digest());
        if stage == Stage::Open {
            self.let_in(&session.signed_in)?;
        }
        self.sessions.put(id, session.clone(), Age::default(), self.clock.monotonic_ms());
        Ok((token, session))
    }

    /// The session of a token, if it lives; the request counts as work.
    pub fn session(&self, token: &SessionToken) -> Result<Option<Session>, OfficeError> {
        let id = SessionId(token.digest());
        match self.sessions.touch(id, self.clock.monotonic_ms()) {
            Known::Live(session) => Ok(Some(session)),
            Known::Save(session) => {
                self.storage.write(|tables| tables.sessions().note(&id.0, session.stage.id(), self.now().0))?;
                Ok(Some(session))
            }
            Known::Ended => self.sign_out(id).map(|()| None),
            Known::Unknown => self.wake(token),
        }
    }

    /// Ends a session.
    pub fn sign_out(&self, id: SessionId) -> Result<(), OfficeError> {
        self.storage.write(|tables| tables.sessions().remove(&id.0))?;
        self.sessions.close(id);
        Ok(())
    }

    /// Ends all sessions of a user but the one to keep.
    pub fn sign_out_elsewhere(&self, user: i64, keep: Option<SessionId>) -> Result<(), OfficeError> {
        self.storage.write(|tables| tables.sessions().remove_of(user, keep.as_ref().map(|id| &id.0)))?;
        self.sessions.close_of(user, keep);
        Ok(())
    }

    /// First sign-in: an own password in place of the one-time one.
    pub fn choose_password(&self, id: SessionId, session: &Session, new: &str) -> Result<Session, AccountError> {
        expect(session, Stage::NewPassword)?;
        let user = self.user_of(&session.signed_in)?;
        let old = WrappedKey::from_bytes(&user.wrapped_key)?;
        if OperatorKey::unwrap_password(&old, new).is_ok() {
            return Err(password::WeakPassword::Same.into());
        }
        self.put_under(id, &session.signed_in, new, "")?;
        self.advance(id, session, stage_of(&self.user_of(&session.signed_in)?))
    }

    /// At work: another password. The old one is asked for, all other sessions end.
    pub fn change_password(&self, id: SessionId, user: &SignedIn, old: &str, new: &str, from: Option<IpAddr>) -> Result<(), AccountError> {
        let (_, _) = self.with_password(&user.login, old, from)?;
        self.tries.note_right(&user.login);
        self.put_under(id, user, new, old)
    }

    /// First sign-in: a new second factor to be scanned. It counts once a code of it was given.
    pub fn begin_totp(&self, id: SessionId, session: &Session) -> Result<SecondFactor, AccountError> {
        expect(session, Stage::SetUpTotp)?;
        let nonce = random::bytes();
        self.sessions.set_pending_totp(id, nonce);
        Ok(SecondFactor::of(&session.signed_in.key, &nonce))
    }

    /// First sign-in: a code shows that the second factor was scanned. Gives the recovery codes, which are shown once.
    pub fn confirm_totp(&self, id: SessionId, session: &Session, code: &str) -> Result<(Session, Vec<String>), AccountError> {
        expect(session, Stage::SetUpTotp)?;
        let nonce = self.sessions.pending_totp(id).ok_or(AccountError::WrongStage)?;
        let (user, key) = (session.signed_in.user, &session.signed_in.key);
        let step = SecondFactor::of(key, &nonce).step(code, self.now()).ok_or(AccountError::WrongCode)?;
        let codes = recovery_codes::make();
        self.storage.write(|tables| {
            tables.users().set_totp(user, Some(nonce))?;
            tables.users().use_step(user, step)?;
            tables.recovery_codes().replace(user, &digests(key, &codes))
        })?;
        Ok((self.advance(id, session, Stage::Open)?, codes))
    }

    /// Signing in: the code of the second factor, or a recovery code. Too many wrong ones end the session.
    pub fn enter_code(&self, id: SessionId, session: &Session, code: &str, from: Option<IpAddr>) -> Result<Session, AccountError> {
        expect(session, Stage::Code)?;
        match self.use_code(&session.signed_in, code, from) {
            Err(AccountError::Wait { wait_ms }) => {
                self.sign_out(id)?;
                Err(AccountError::Wait { wait_ms })
            }
            Err(error) => Err(error),
            Ok(()) => self.advance(id, session, Stage::Open),
        }
    }

    /// At work: ten new recovery codes in place of the old ones, against a code of the second factor.
    pub fn new_recovery_codes(&self, user: &SignedIn, code: &str, from: Option<IpAddr>) -> Result<Vec<String>, AccountError> {
        self.use_code(user, code, from)?;
        self.tries.note_right(&user.login);
        let codes = recovery_codes::make();
        self.storage.write(|tables| tables.recovery_codes().replace(user.user, &digests(&user.key, &codes)))?;
        Ok(codes)
    }

    /// A right code, used up; a wrong one is counted, and the one too many answers that it is.
    fn use_code(&self, user: &SignedIn, code: &str, from: Option<IpAddr>) -> Result<(), AccountError> {
        self.may_try(&user.login, from)?;
        let nonce = self.user_of(user)?.totp_nonce.ok_or(AccountError::WrongStage)?;
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let is_code = plain.len() == 6 && plain.bytes().all(|digit| digit.is_ascii_digit());
        let used = if is_code {
            let step = SecondFactor::of(&user.key, &nonce).step(&plain, self.now());
            step.map_or(Ok(false), |step| self.storage.write(|tables| tables.users().use_step(user.user, step)))?
        } else {
            let digest = recovery_codes::digest(&user.key, &plain);
            self.storage.write(|tables| tables.recovery_codes().take(user.user, &digest))?
        };
        if used {
            return Ok(());
        }
        self.tries.note_wrong(&user.login, from, self.clock.monotonic_ms());
        self.may_try(&user.login, from)?;
        Err(AccountError::WrongCode)
    }

    /// Opens an account's key with its password. One at a time: each takes 64 MiB of memory.
    fn with_password(&self, login: &str, password: &str, from: Option<IpAddr>) -> Result<(UserRow, OperatorKey), AccountError> {
        let _one_at_a_time = self.stretching.lock().unwrap_or_else(PoisonError::into_inner);
        self.may_try(login, from)?;
        let user = self.storage.read(|tables| tables.users().find(login))?;
        open(user, password).ok_or_else(|| {
            self.tries.note_wrong(login, from, self.clock.monotonic_ms());
            AccountError::Wrong
        })
    }

    fn may_try(&self, login: &str, from: Option<IpAddr>) -> Result<(), AccountError> {
        let wait = self.tries.must_wait(login, from, self.clock.monotonic_ms());
        wait.map_or(Ok(()), |wait_ms| Err(AccountError::Wait { wait_ms }))
    }

    /// Puts a user's key under an own password; who knew the old one is signed out.
    fn put_under(&self, id: SessionId, user: &SignedIn, new: &str, old: &str) -> Result<(), AccountError> {
        password::check(new, &user.login, old)?;
        let wrapped = {
            let _one_at_a_time = self.stretching.lock().unwrap_or_else(PoisonError::into_inner);
            user.key.wrap_password(new, KdfCost::STANDARD)?.to_bytes()
        };
        self.storage.write(|tables| tables.users().set_key(user.user, &wrapped, None))?;
        Ok(self.sign_out_elsewhere(user.user, Some(id))?)
    }

    fn advance(&self, id: SessionId, session: &Session, stage: Stage) -> Result<Session, AccountError> {
        self.storage.write(|tables| tables.sessions().note(&id.0, stage.id(), self.now().0))?;
        if stage == Stage::Open {
            self.let_in(&session.signed_in)?;
        }
        self.sessions.set_stage(id, stage);
        Ok(Session { stage, ..session.clone() })
    }

    /// The sign-in is finished: the session's actor is made known, the wrong tries are forgotten.
    fn let_in(&self, user: &SignedIn) -> Result<(), OfficeError> {
        self.storage.write(|tables| {
            tables.users().note_sign_in(user.user, self.now().0)?;
            self.register_session(tables, user)
        })?;
        self.tries.note_right(&user.login);
        self.reload_roster()
    }

    /// A session that another process of this office opened.
    fn wake(&self, token: &SessionToken) -> Result<Option<Session>, OfficeError> {
        let id = SessionId(token.digest());
        let found = self.storage.read(|tables| {
            let row = tables.sessions().find(&id.0)?;
            let user = row.as_ref().map(|row| tables.users().get(row.user)).transpose()?.flatten();
            Ok::<_, StorageError>(row.zip(user))
        })?;
        let Some((row, user)) = found else { return Ok(None) };
        let age = Age { whole_ms: self.now().0 - row.opened_ms, idle_ms: self.now().0 - row.last_ms };
        let key = token.unwrap(&row.wrapped_key).filter(|key| is_of(key, &user) && user.active && age.lives());
        let Some((key, stage)) = key.zip(Stage::find(&row.stage)) else { return self.sign_out(id).map(|()| None) };
        let Ok(signed_in) = signed_in(user, key) else { return Ok(None) };
        if stage == Stage::Open {
            self.storage.write(|tables| self.register_session(tables, &signed_in))?;
            self.reload_roster()?;
        }
        let session = Session { signed_in, stage };
        self.sessions.put(id, session.clone(), age, self.clock.monotonic_ms());
        Ok(Some(session))
    }

    fn user_of(&self, user: &SignedIn) -> Result<UserRow, AccountError> {
        self.storage.read(|tables| tables.users().get(user.user))?.ok_or(AccountError::NoAccount)
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

/// What a user has to do after the password.
fn stage_of(user: &UserRow) -> Stage {
    match (user.one_time_ms, user.second_factor, user.totp_nonce) {
        (Some(_), ..) => Stage::NewPassword,
        (None, Asked::NotForExamples, _) => Stage::Open,
        (None, Asked::Totp, None) => Stage::SetUpTotp,
        (None, Asked::Totp, Some(_)) => Stage::Code,
    }
}

fn expect(session: &Session, stage: Stage) -> Result<(), AccountError> {
    if session.stage == stage { Ok(()) } else { Err(AccountError::WrongStage) }
}

fn is_of(key: &OperatorKey, user: &UserRow) -> bool {
    WrappedKey::from_bytes(&user.wrapped_key).is_ok_and(|wrapped| wrapped.key_id() == key.id())
}

fn signed_in(user: UserRow, key: OperatorKey) -> Result<SignedIn, AccountError> {
    let peran = Peran::find(&user.peran).ok_or(AccountError::NoAccount)?;
    Ok(SignedIn { user: user.id, login: user.login, nama: user.nama, peran, actor: ActorId(random::bytes()), key })
}

fn digests(key: &OperatorKey, codes: &[String]) -> Vec<[u8; 32]> {
    codes.iter().map(|code| recovery_codes::digest(key, code)).collect()
}
