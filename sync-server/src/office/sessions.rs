//! Office users who are signed in, as this process knows them: unwrapped key, how far the sign-in has come, when they last worked.
//!
//! 15 minutes idle, 10 hours in all, by the monotonic clock. What outlives the process is in the storage (`storage/session.rs`); `sign_in` keeps the two
//! together. Knows no password.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use ktpel_domain::{
    ids::{ActorId, DocId},
    peran::Peran,
};
use ktpel_vault::OperatorKey;

/// A session ends after this time without a request.
pub const IDLE_MS: u64 = 15 * 60 * 1000;
/// A session ends after this time in any case.
pub const WHOLE_MS: u64 = 10 * 60 * 60 * 1000;
/// The last request is written down at most so often.
const SAVE_MS: i64 = 60 * 1000;

/// How far a sign-in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The one-time password was right: an own one is to be chosen.
    NewPassword,
    /// The second factor is to be set up.
    SetUpTotp,
    /// The password was right: the code of the second factor is to be given.
    Code,
    /// At work.
    Open,
}

impl Stage {
    const ALL: [Self; 4] = [Self::NewPassword, Self::SetUpTotp, Self::Code, Self::Open];

    /// Id in the storage and on the wire.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NewPassword => "new_password",
            Self::SetUpTotp => "set_up_totp",
            Self::Code => "code",
            Self::Open => "open",
        }
    }

    /// The stage of this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

/// One user at work.
#[derive(Clone)]
pub struct SignedIn {
    /// Number of the account.
    pub user: i64,
    /// Name to sign in with.
    pub login: String,
    /// Name as shown.
    pub nama: String,
    /// Role.
    pub peran: Peran,
    /// Actor of all changes made in this session.
    pub actor: ActorId,
    /// The signing key.
    pub key: OperatorKey,
}

/// A session as a request finds it.
#[derive(Clone)]
pub struct Session {
    /// Who.
    pub signed_in: SignedIn,
    /// How far the sign-in has come.
    pub stage: Stage,
}

/// Names a session: the digest of its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub [u8; 32]);

struct Live {
    session: Session,
    opened_ms: i64,
    last_ms: i64,
    saved_ms: i64,
    nik_read: HashSet<DocId>,
    pending_totp: Option<[u8; 16]>,
}

/// What this process knows of a session.
pub enum Known {
    /// Nothing: the storage may know it.
    Unknown,
    /// It has ended by time.
    Ended,
    /// It lives.
    Live(Session),
    /// It lives, and the time of its last request is to be written down.
    Save(Session),
}

/// How old a session is when this process learns of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Age {
    /// Since it began.
    pub whole_ms: i64,
    /// Since its last request.
    pub idle_ms: i64,
}

impl Age {
    /// Whether a session of this age lives. A negative age (the clock was set back) is not believed.
    #[must_use]
    pub fn lives(self) -> bool {
        let within = |age: i64, limit: u64| u64::try_from(age).is_ok_and(|age| age < limit);
        within(self.whole_ms, WHOLE_MS) && within(self.idle_ms, IDLE_MS)
    }
}

/// Whether a read of a full NIK is the first of this session for this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikReading {
    /// To be logged.
    First,
    /// Logged already.
    Again,
}

/// All sessions of this process. Times are those of the monotonic clock.
#[derive(Default)]
pub struct Sessions {
    live: Mutex<HashMap<SessionId, Live>>,
}

impl Sessions {
    /// Takes a session in that is new, or that another process opened.
    pub fn put(&self, id: SessionId, session: Session, age: Age, now_ms: u64) {
        let now = signed(now_ms);
        let (opened_ms, last_ms) = (now - age.whole_ms, now - age.idle_ms);
        let live = Live { session, opened_ms, last_ms, saved_ms: last_ms, nik_read: HashSet::new(), pending_totp: None };
        let mut sessions = lock(&self.live);
        sessions.retain(|_, live| age_of(live, now).lives());
        sessions.insert(id, live);
    }

    /// The session, if it lives; the request counts as work.
    pub fn touch(&self, id: SessionId, now_ms: u64) -> Known {
        let now = signed(now_ms);
        let mut sessions = lock(&self.live);
        let Some(live) = sessions.get_mut(&id) else { return Known::Unknown };
        if !age_of(live, now).lives() {
            sessions.remove(&id);
            return Known::Ended;
        }
        live.last_ms = now;
        if now - live.saved_ms < SAVE_MS {
            return Known::Live(live.session.clone());
        }
        live.saved_ms = now;
        Known::Save(live.session.clone())
    }

    /// Whether a session still lives; looking is no work.
    pub fn is_open(&self, id: SessionId, now_ms: u64) -> bool {
        lock(&self.live).get(&id).is_some_and(|live| age_of(live, signed(now_ms)).lives())
    }

    /// The sign-in has come further.
    pub fn set_stage(&self, id: SessionId, stage: Stage) {
        if let Some(live) = lock(&self.live).get_mut(&id) {
            live.session.stage = stage;
        }
    }

    /// Keeps the number from which a second factor is being set up.
    pub fn set_pending_totp(&self, id: SessionId, nonce: [u8; 16]) {
        if let Some(live) = lock(&self.live).get_mut(&id) {
            live.pending_totp = Some(nonce);
        }
    }

    /// The number from which a second factor is being set up.
    pub fn pending_totp(&self, id: SessionId) -> Option<[u8; 16]> {
        lock(&self.live).get(&id)?.pending_totp
    }

    /// Forgets a session.
    pub fn close(&self, id: SessionId) {
        lock(&self.live).remove(&id);
    }

    /// Forgets all sessions of a user but the one to keep.
    pub fn close_of(&self, user: i64, keep: Option<SessionId>) {
        lock(&self.live).retain(|id, live| live.session.signed_in.user != user || Some(*id) == keep);
    }

    /// Notes that the full NIK of a case is shown.
    pub fn note_nik(&self, id: SessionId, doc: DocId) -> NikReading {
        let first = lock(&self.live).get_mut(&id).is_none_or(|live| live.nik_read.insert(doc));
        if first { NikReading::First } else { NikReading::Again }
    }

    /// Number of sessions.
    pub fn count(&self) -> usize {
        lock(&self.live).len()
    }
}

fn age_of(live: &Live, now: i64) -> Age {
    Age { whole_ms: now - live.opened_ms, idle_ms: now - live.last_ms }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: SessionId = SessionId([1; 32]);

    fn kasi() -> Session {
        let signed_in = SignedIn {
            user: 1,
            login: "kasi".into(),
            nama: "Kasi".into(),
            peran: Peran::KasiIdentitas,
            actor: ActorId([1; 16]),
            key: OperatorKey::from_secret(&[1; 32]),
        };
        Session { signed_in, stage: Stage::Open }
    }

    fn lives(sessions: &Sessions, now_ms: u64) -> bool {
        matches!(sessions.touch(ID, now_ms), Known::Live(_) | Known::Save(_))
    }

    #[test]
    fn a_session_lives_while_there_is_work_and_ten_hours_at_most() {
        let sessions = Sessions::default();
        sessions.put(ID, kasi(), Age::default(), 0);
        let mut now = 0;
        while now + IDLE_MS < WHOLE_MS {
            now += IDLE_MS - 1;
            assert!(lives(&sessions, now) || now >= WHOLE_MS, "work keeps it alive at {now}");
        }
        assert!(!lives(&sessions, WHOLE_MS), "ten hours are a day");
        sessions.put(ID, kasi(), Age::default(), 0);
        assert!(!lives(&sessions, IDLE_MS), "who left the desk is signed out");
    }

    #[test]
    fn a_session_of_another_process_keeps_its_age() {
        let sessions = Sessions::default();
        let age = Age { whole_ms: signed(WHOLE_MS) - 1000, idle_ms: signed(IDLE_MS) - 10 };
        sessions.put(ID, kasi(), age, 5);
        assert!(lives(&sessions, 6));
        assert!(!lives(&sessions, 1005));
        assert!(!Age { whole_ms: -1, idle_ms: 0 }.lives(), "a clock set back gives no longer session");
    }

    #[test]
    fn the_last_request_is_written_down_now_and_then() {
        let sessions = Sessions::default();
        sessions.put(ID, kasi(), Age::default(), 0);
        let saves = [1, 59_999, 60_000, 60_001, 120_000].map(|now| matches!(sessions.touch(ID, now), Known::Save(_)));
        assert_eq!(saves, [false, false, true, false, true]);
    }

    #[test]
    fn closing_ends_it_at_once() {
        let sessions = Sessions::default();
        let other = SessionId([2; 32]);
        for id in [ID, other] {
            sessions.put(id, kasi(), Age::default(), 0);
        }
        sessions.close_of(1, Some(other));
        assert!(!lives(&sessions, 1) && sessions.is_open(other, 1), "signing out elsewhere keeps this one");
        sessions.close(other);
        assert!(!sessions.is_open(other, 1));
    }

    #[test]
    fn one_read_of_a_nik_is_logged_once_a_session() {
        let sessions = Sessions::default();
        sessions.put(ID, kasi(), Age::default(), 0);
        assert_eq!(sessions.note_nik(ID, DocId([1; 16])), NikReading::First);
        assert_eq!(sessions.note_nik(ID, DocId([1; 16])), NikReading::Again);
        assert_eq!(sessions.note_nik(ID, DocId([2; 16])), NikReading::First);
    }
}
