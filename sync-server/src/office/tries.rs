//! Wrong passwords and codes, counted for each login and for each address: guessing is slowed from both sides.
//!
//! Five wrong ones in a row make a login wait 15 minutes; twenty within 15 minutes make an address wait. A right one clears the login, never the address.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Wrong tries in a row before a login has to wait.
pub const MAX_OF_LOGIN: u32 = 5;
/// Wrong tries before an address has to wait.
pub const MAX_OF_ADDRESS: u32 = 20;
/// How long they wait.
pub const WAIT_MS: u64 = 15 * 60 * 1000;
/// Most logins and addresses that are remembered; beyond it the oldest is forgotten.
const MOST: usize = 10_000;

#[derive(Clone, Copy)]
struct Wrong {
    count: u32,
    /// From when the wait is counted: the last wrong try of a login, the first of an address.
    since_ms: u64,
}

/// All wrong tries. Times are those of the monotonic clock.
#[derive(Default)]
pub struct Tries {
    logins: Mutex<HashMap<String, Wrong>>,
    addresses: Mutex<HashMap<IpAddr, Wrong>>,
}

impl Tries {
    /// Milliseconds that a login, or this address, still has to wait; none when it may try.
    #[must_use]
    pub fn must_wait(&self, login: &str, from: Option<IpAddr>, now_ms: u64) -> Option<u64> {
        let of_address = from.and_then(|address| waiting(lock(&self.addresses).get(&network(address)), MAX_OF_ADDRESS, now_ms));
        self.login_waits(login, now_ms).max(of_address)
    }

    /// Milliseconds that a login still has to wait.
    #[must_use]
    pub fn login_waits(&self, login: &str, now_ms: u64) -> Option<u64> {
        waiting(lock(&self.logins).get(&login.to_lowercase()), MAX_OF_LOGIN, now_ms)
    }

    /// Counts a wrong password or code.
    pub fn note_wrong(&self, login: &str, from: Option<IpAddr>, now_ms: u64) {
        note(&mut lock(&self.logins), login.to_lowercase(), now_ms).since_ms = now_ms;
        if let Some(address) = from {
            note(&mut lock(&self.addresses), network(address), now_ms);
        }
    }

    /// A finished sign-in clears the count of its login.
    pub fn note_right(&self, login: &str) {
        lock(&self.logins).remove(&login.to_lowercase());
    }
}

fn waiting(wrong: Option<&Wrong>, most: u32, now_ms: u64) -> Option<u64> {
    let wrong = wrong.filter(|wrong| wrong.count >= most)?;
    let until = wrong.since_ms + WAIT_MS;
    (now_ms < until).then(|| until - now_ms)
}

fn note<K: Eq + Hash + Clone>(all: &mut HashMap<K, Wrong>, key: K, now_ms: u64) -> &mut Wrong {
    all.retain(|_, wrong| now_ms < wrong.since_ms + WAIT_MS);
    if all.len() >= MOST && !all.contains_key(&key) {
        let oldest = all.iter().min_by_key(|(_, wrong)| wrong.since_ms).map(|(key, _)| key.clone());
        oldest.map(|oldest| all.remove(&oldest));
    }
    let wrong = all.entry(key).or_insert(Wrong { count: 0, since_ms: now_ms });
    wrong.count += 1;
    wrong
}

/// One house has one IPv4 address, or a network of 2^64 IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_at_one_login_is_slowed() {
        let tries = Tries::default();
        for turn in 0..4 {
            tries.note_wrong("Kasi", None, turn);
            assert_eq!(tries.must_wait("kasi", None, turn), None);
        }
        tries.note_wrong("kasi", None, 10);
        assert_eq!(tries.must_wait("KASI", None, 20), Some(WAIT_MS - 10));
        assert_eq!(tries.must_wait("kabid", None, 20), None, "others may sign in");
        assert_eq!(tries.must_wait("kasi", None, 10 + WAIT_MS), None);
        tries.note_right("kasi");
        assert_eq!(tries.must_wait("kasi", None, 20), None);
    }

    #[test]
    fn guessing_from_one_address_is_slowed_whatever_the_login() {
        let tries = Tries::default();
        let (here, there): (IpAddr, IpAddr) = ("10.0.0.7".parse().unwrap(), "10.0.0.8".parse().unwrap());
        for turn in 0..u64::from(MAX_OF_ADDRESS) {
            assert_eq!(tries.must_wait("kasi", Some(here), turn), None);
            tries.note_wrong(&format!("coba{turn}"), Some(here), turn);
        }
        assert_eq!(tries.must_wait("kasi", Some(here), 30), Some(WAIT_MS - 30), "counted from the first");
        tries.note_right("kasi");
        assert!(tries.must_wait("kasi", Some(here), 30).is_some(), "an own account does not clear the address");
        assert_eq!(tries.must_wait("kasi", Some(there), 30), None);
        assert_eq!(tries.must_wait("kasi", Some(here), WAIT_MS), None);
    }

    #[test]
    fn a_network_is_one_address() {
        let tries = Tries::default();
        let address = |text: &str| Some(text.parse().unwrap());
        (0..MAX_OF_ADDRESS).for_each(|turn| tries.note_wrong(&format!("x{turn}"), address(&format!("2001:db8:1:2::{turn:x}")), 0));
        assert!(tries.must_wait("y", address("2001:db8:1:2:ffff::1"), 1).is_some());
        assert!(tries.must_wait("y", address("2001:db8:1:3::1"), 1).is_none());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let tries = Tries::default();
        (0..MOST + 50).for_each(|turn| tries.note_wrong(&format!("x{turn}"), None, turn as u64));
        assert_eq!(lock(&tries.logins).len(), MOST);
    }
}
