//! Ed25519 as it is used here: strict verification only, device ids and key ids derived from public keys.

use ed25519_dalek::{Signature, VerifyingKey};
use ktpel_domain::ids::{DeviceId, KeyId};
use sha2::{Digest, Sha256};

/// Length of a signature in bytes.
pub const SIGNATURE_BYTES: usize = 64;

/// Whether `signature` is that of `public_key` over `message`; small-order keys and malleable signatures do not count.
#[must_use]
pub fn holds(public_key: &[u8; 32], message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    VerifyingKey::from_bytes(public_key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// The id of the device that owns this public key.
#[must_use]
pub fn device_id(public_key: &[u8; 32]) -> DeviceId {
    let digest = Sha256::digest(public_key);
    DeviceId(*digest.first_chunk().expect("a digest has 32 bytes"))
}

/// The id of a person's key.
#[must_use]
pub fn key_id(public_key: &[u8; 32]) -> KeyId {
    let digest = Sha256::digest(public_key);
    KeyId(*digest.first_chunk().expect("a digest has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn only_the_signed_message_holds() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = key.verifying_key().to_bytes();
        let signature = key.sign(b"batch").to_bytes();
        assert!(holds(&public, b"batch", &signature));
        assert!(!holds(&public, b"batch2", &signature), "another message is not signed");
        assert!(!holds(&[0; 32], b"batch", &signature), "a key of small order proves nothing");
    }
}
