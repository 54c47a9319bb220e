//! Office users who are signed in. The signing key lies unwrapped in this memory only, as long as the session lives.
//!
//! An opaque token in a cookie; here only its digest. 15 minutes idle, 10 hours in all. Five wrong passwords in a row for one login make it wait.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use ktpel_domain::{
    ids::{ActorId, DocId},
    peran::Peran,
};
use ktpel_vault::OperatorKey;
use sha2::{Digest, Sha256};

use crate::random;

/// A session ends after this time without a request.
pub const IDLE_MS: u64 = 15 * 60 * 1000;
/// A session ends after this time in any case.
pub const WHOLE_MS: u64 = 10 * 60 * 60 * 1000;
/// Wrong passwords in a row before a login has to wait.
pub const MAX_WRONG: u32 = 5;
/// How long it waits.
pub const WAIT_MS: u64 = 15 * 60 * 1000;

/// One user at work.
#[derive(Clone)]
pub struct SignedIn {
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

struct Live {
    signed_in: SignedIn,
    opened_ms: u64,
    last_ms: u64,
    nik_read: HashSet<DocId>,
}

#[derive(Default, Clone, Copy)]
struct Wrong {
    count: u32,
    last_ms: u64,
}

/// Whether a read of a full NIK is the first of this session for this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikReading {
    /// To be logged.
    First,
    /// Logged already.
    Again,
}

/// All sessions. Times are those of the monotonic clock.
#[derive(Default)]
pub struct Sessions {
    live: Mutex<HashMap<[u8; 32], Live>>,
    wrong: Mutex<HashMap<String, Wrong>>,
}

impl Sessions {
    /// Opens a session; gives the token for the cookie.
    pub fn open(&self, signed_in: SignedIn, now_ms: u64) -> String {
        let token = data_encoding::BASE64URL_NOPAD.encode(&random::bytes::<32>());
        let live = Live { signed_in, opened_ms: now_ms, last_ms: now_ms, nik_read: HashSet::new() };
        let mut sessions = lock(&self.live);
        sessions.retain(|_, live| alive(live, now_ms));
        sessions.insert(digest(&token), live);
        token
    }

    /// The user of a token, if the session lives; the request counts as work.
    pub fn find(&self, token: &str, now_ms: u64) -> Option<SignedIn> {
        let mut sessions = lock(&self.live);
        let name = digest(token);
        let live = sessions.get_mut(&name)?;
        if !alive(live, now_ms) {
            sessions.remove(&name);
            return None;
        }
        live.last_ms = now_ms;
        Some(live.signed_in.clone())
    }

    /// Whether a session still lives; looking is no work.
    pub fn is_open(&self, token: &str, now_ms: u64) -> bool {
        lock(&self.live).get(&digest(token)).is_some_and(|live| alive(live, now_ms))
    }

    /// Ends a session.
    pub fn close(&self, token: &str) {
        lock(&self.live).remove(&digest(token));
    }

    /// Notes that the full NIK of a case is shown.
    pub fn note_nik(&self, token: &str, doc: DocId) -> NikReading {
        let first = lock(&self.live).get_mut(&digest(token)).is_none_or(|live| live.nik_read.insert(doc));
        if first { NikReading::First } else { NikReading::Again }
    }

    /// Milliseconds that a login still has to wait; none when it may try.
    pub fn must_wait(&self, login: &str, now_ms: u64) -> Option<u64> {
        let wrong = lock(&self.wrong).get(&login.to_lowercase()).copied()?;
        let until = wrong.last_ms + WAIT_MS;
        (wrong.count >= MAX_WRONG && now_ms < until).then(|| until - now_ms)
    }

    /// Counts a wrong password.
    pub fn note_wrong(&self, login: &str, now_ms: u64) {
        let mut all = lock(&self.wrong);
        all.retain(|_, wrong| now_ms < wrong.last_ms + WAIT_MS);
        let wrong = all.entry(login.to_lowercase()).or_default();
        *wrong = Wrong { count: wrong.count + 1, last_ms: now_ms };
    }

    /// A right password clears the count.
    pub fn note_right(&self, login: &str) {
        lock(&self.wrong).remove(&login.to_lowercase());
    }

    /// Number of sessions.
    pub fn count(&self) -> usize {
        lock(&self.live).len()
    }
}

const fn alive(live: &Live, now_ms: u64) -> bool {
    now_ms.saturating_sub(live.last_ms) < IDLE_MS && now_ms.saturating_sub(live.opened_ms) < WHOLE_MS
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody() -> SignedIn {
        SignedIn {
            login: "kasi".into(),
            nama: "Kasi".into(),
            peran: Peran::KasiIdentitas,
            actor: ActorId([1; 16]),
            key: OperatorKey::from_secret(&[1; 32]),
        }
    }

    #[test]
    fn a_session_lives_while_there_is_work_and_ten_hours_at_most() {
        let sessions = Sessions::default();
        let token = sessions.open(somebody(), 0);
        let mut now = 0;
        while now + IDLE_MS < WHOLE_MS {
            now += IDLE_MS - 1;
            assert!(sessions.find(&token, now).is_some() || now >= WHOLE_MS, "work keeps it alive at {now}");
        }
        assert!(sessions.find(&token, WHOLE_MS).is_none(), "ten hours are a day");
        let idle = sessions.open(somebody(), 0);
        assert!(sessions.find(&idle, IDLE_MS).is_none(), "who left the desk is signed out");
        assert!(sessions.find("no token", 0).is_none());
    }

    #[test]
    fn closing_ends_it_at_once() {
        let sessions = Sessions::default();
        let token = sessions.open(somebody(), 0);
        sessions.close(&token);
        assert!(sessions.find(&token, 1).is_none());
    }

    #[test]
    fn guessing_is_slowed() {
        let sessions = Sessions::default();
        for turn in 0..4 {
            sessions.note_wrong("Kasi", turn);
            assert_eq!(sessions.must_wait("kasi", turn), None);
        }
        sessions.note_wrong("kasi", 10);
        assert_eq!(sessions.must_wait("KASI", 20), Some(WAIT_MS - 10));
        assert_eq!(sessions.must_wait("kabid", 20), None, "others may sign in");
        assert_eq!(sessions.must_wait("kasi", 10 + WAIT_MS), None);
        sessions.note_right("kasi");
        assert_eq!(sessions.must_wait("kasi", 20), None);
    }

    #[test]
    fn one_read_of_a_nik_is_logged_once_a_session() {
        let sessions = Sessions::default();
        let token = sessions.open(somebody(), 0);
        assert_eq!(sessions.note_nik(&token, DocId([1; 16])), NikReading::First);
        assert_eq!(sessions.note_nik(&token, DocId([1; 16])), NikReading::Again);
        assert_eq!(sessions.note_nik(&token, DocId([2; 16])), NikReading::First);
    }
}
