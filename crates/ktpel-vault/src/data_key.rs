//! The kit's data key: opens the store and takes part in wrapping the operators' keys.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::random;

/// 256 random bits, wiped from memory when dropped. Its Debug output shows nothing of it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

/// A value that tells a right key from a wrong one without telling anything else about it.
///
/// Kept outside the encrypted file, because a damaged first page looks exactly like a wrong key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyCheck(pub [u8; 8]);

impl DataKey {
    /// Makes a new key.
    #[must_use]
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// Takes a key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key itself, for wrapping it.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for one purpose, so that the same bytes never serve two algorithms.
    #[must_use]
    pub fn subkey(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut hash = Sha256::new();
        hash.update(b"ktpel subkey 1\0");
        hash.update(purpose.as_bytes());
        hash.update(b"\0");
        hash.update(self.0);
        Zeroizing::new(hash.finalize().into())
    }

    /// The check value of this key.
    #[must_use]
    pub fn check(&self) -> KeyCheck {
        let [a, b, c, d, e, f, g, h, ..] = *self.subkey("key check");
        KeyCheck([a, b, c, d, e, f, g, h])
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(‹rahasia›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subkeys_differ_by_purpose_and_key() {
        let (one, two) = (DataKey::from_bytes([1; 32]), DataKey::from_bytes([2; 32]));
        assert_ne!(one.subkey("a"), one.subkey("b"), "two purposes must never share bytes");
        assert_ne!(one.subkey("a"), two.subkey("a"), "two kits must never share bytes");
        assert_ne!(one.check(), two.check(), "the check value must tell two keys apart");
    }

    #[test]
    fn two_keys_made_are_not_equal() {
        assert_ne!(DataKey::generate(), DataKey::generate());
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", DataKey::from_bytes([0xab; 32])), "DataKey(‹rahasia›)");
    }
}
