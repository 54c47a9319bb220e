//! Checking Ed25519 signatures, and the short names of keys.

use ed25519_dalek::{Signature, VerifyingKey};
use ktpel_domain::ids::{DeviceId, KeyId};
use sha2::{Digest, Sha256};

/// The signature was not made by this key over this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("signature does not match")]
pub struct BadSignature;

/// Checks a signature the strict way: weak keys and second forms of a signature are refused.
pub fn verify_strict(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), BadSignature> {
    VerifyingKey::from_bytes(public).and_then(|key| key.verify_strict(message, &Signature::from_bytes(signature))).map_err(|_| BadSignature)
}

/// Names the device that holds this public key.
#[must_use]
pub fn device_id(public: &[u8; 32]) -> DeviceId {
    DeviceId(head(public))
}

/// Names a person's public key.
#[must_use]
pub fn key_id(public: &[u8; 32]) -> KeyId {
    KeyId(head(public))
}

fn head<const N: usize>(public: &[u8; 32]) -> [u8; N] {
    let digest = Sha256::digest(public);
    *digest.first_chunk().expect("a SHA-256 digest is longer than any id made from it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DeviceIdentity;

    #[test]
    fn only_the_same_key_message_and_signature_pass() {
        let (device, other) = (DeviceIdentity::from_secret(&[1; 32]), DeviceIdentity::from_secret(&[2; 32]));
        let signature = device.sign(b"kartu");
        assert_eq!(verify_strict(&device.public(), b"kartu", &signature), Ok(()));
        assert_eq!(verify_strict(&device.public(), b"kartU", &signature), Err(BadSignature));
        assert_eq!(verify_strict(&other.public(), b"kartu", &signature), Err(BadSignature));
        let mut bent = signature;
        bent[40] ^= 1;
        assert_eq!(verify_strict(&device.public(), b"kartu", &bent), Err(BadSignature));
    }

    #[test]
    fn a_key_of_small_order_is_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert_eq!(verify_strict(&neutral, b"anything", &signature), Err(BadSignature), "it would sign every message");
    }

    #[test]
    fn ids_are_heads_of_the_same_digest() {
        let public = DeviceIdentity::from_secret(&[1; 32]).public();
        assert!(device_id(&public).to_string().starts_with(&key_id(&public).to_string()));
    }
}
