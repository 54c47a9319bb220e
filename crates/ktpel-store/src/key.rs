//! The key that the store's file is encrypted with.

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 256 bits, used by SQLCipher as they are (no passphrase stretching); wiped from memory when dropped.
///
/// The app derives it from the vault's data key: `StoreKey::new(*data_key.subkey("store"))`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// Takes the key from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw key as SQLCipher reads it.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let hex = Zeroizing::new(HEXLOWER.encode(&self.0));
        Zeroizing::new(format!("x'{}'", *hex))
    }

    /// The statement that hands the raw key to SQLCipher.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA key = \"{}\"", *self.literal()))
    }

    /// Tells a right key from a wrong one: a damaged first page looks exactly like a wrong key.
    pub(crate) fn check(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"ktpel store key check 1\0");
        hash.update(self.0);
        let digest: [u8; 32] = hash.finalize().into();
        HEXLOWER.encode(digest.first_chunk::<8>().expect("a SHA-256 digest has 32 bytes"))
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(‹rahasia›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", StoreKey::new([0xab; 32])), "StoreKey(‹rahasia›)");
    }

    #[test]
    fn the_check_value_tells_keys_apart() {
        assert_ne!(StoreKey::new([1; 32]).check(), StoreKey::new([2; 32]).check());
    }
}
