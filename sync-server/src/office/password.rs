//! What a password of an office user must be, and the one-time passwords that the office gives out.

use crate::random;

/// Fewest characters.
pub const MIN_CHARACTERS: usize = 12;
/// How long a one-time password is good.
pub const ONE_TIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Letters and digits that people do not mistake for each other when they read them aloud.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_CHARACTERS`].
    #[error("a password has at least {MIN_CHARACTERS} characters")]
    Short,
    /// It holds the name to sign in with.
    #[error("a password does not hold the name to sign in with")]
    Login,
    /// One character again and again, or a few.
    #[error("a password has at least five different characters")]
    Plain,
    /// It is the one that it should replace.
    #[error("the new password is the old one")]
    Same,
}

impl WeakPassword {
    /// Code for the screen.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Login => "login",
            Self::Plain => "plain",
            Self::Same => "same",
        }
    }
}

/// Refuses what anybody would try first. Length is what counts; no rule about capitals or signs.
pub fn check(password: &str, login: &str, old: &str) -> Result<(), WeakPassword> {
    let mut characters: Vec<char> = password.to_lowercase().chars().collect();
    if characters.len() < MIN_CHARACTERS {
        return Err(WeakPassword::Short);
    }
    if password.to_lowercase().contains(&login.to_lowercase()) {
        return Err(WeakPassword::Login);
    }
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < 5 {
        return Err(WeakPassword::Plain);
    }
    if password == old { Err(WeakPassword::Same) } else { Ok(()) }
}

/// `xxxx-xxxx-xxxx`, 60 bits: enough for a password that opens one door once.
#[must_use]
pub fn one_time() -> String {
    groups(3, 4)
}

/// Groups of letters with a dash between them.
pub(super) fn groups(groups: usize, letters: usize) -> String {
    let group = |_| random_letters(letters);
    (0..groups).map(group).collect::<Vec<_>>().join("-")
}

fn random_letters(count: usize) -> String {
    let bytes: [u8; 16] = random::bytes();
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied().map(char::from);
    bytes.iter().take(count).filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(password: &str, expect: WeakPassword) {
        assert_eq!(check(password, "kasi", "sandi lama sekali"), Err(expect), "{password}");
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        check_refused("sebelas kar", WeakPassword::Short);
        check_refused("rahasianya-Kasi-2026", WeakPassword::Login);
        check_refused("121212121212", WeakPassword::Plain);
        check_refused("sandi lama sekali", WeakPassword::Same);
        assert_eq!(check("kopi tanpa gula", "kasi", "x"), Ok(()));
    }

    #[test]
    fn a_one_time_password_is_read_aloud_without_mistakes() {
        let made = one_time();
        assert_eq!((made.len(), made.split('-').count()), (14, 3));
        assert!(!made.contains(['i', 'l', 'o', 'u']), "{made}");
        assert_ne!(made, one_time());
    }
}
