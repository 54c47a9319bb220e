//! Ten codes for the day the telephone is lost: shown once, each good once, kept as digests that only the user's key can make.

use ktpel_vault::OperatorKey;
use sha2::{Digest, Sha256};

use super::password;

/// How many a user has.
pub const CODES: usize = 10;

/// New codes as they are shown: `xxxxx-xxxxx`, 50 bits.
#[must_use]
pub fn make() -> Vec<String> {
    (0..CODES).map(|_| password::groups(2, 5)).collect()
}

/// What is stored of a code. Case, spaces and dashes do not matter; o is 0, i and l are 1.
#[must_use]
pub fn digest(key: &OperatorKey, typed: &str) -> [u8; 32] {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    });
    let letters: String = letters.collect();
    Sha256::new().chain_update(*key.subkey("office recovery code 1")).chain_update(letters).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_as_people_type_it() {
        let key = OperatorKey::from_secret(&[1; 32]);
        assert_eq!(digest(&key, "k7qf0-3mx1p"), digest(&key, " K7QFO 3MXLP "));
        assert_ne!(
            digest(&key, "k7qf0-3mx1p"),
            digest(&OperatorKey::from_secret(&[2; 32]), "k7qf0-3mx1p"),
            "only the key makes the digest"
        );
    }

    #[test]
    fn ten_different_codes_are_made() {
        let mut codes = make();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), CODES);
        assert!(codes.iter().all(|code| code.len() == 11), "{codes:?}");
    }
}
