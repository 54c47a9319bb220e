//! The laptop's own key: signs its log and its batches. Lives inside the encrypted store.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::DeviceId;
use zeroize::Zeroizing;

use crate::{random, signing};

/// Ed25519 key pair of one device.
#[derive(Clone)]
pub struct DeviceIdentity(SigningKey);

impl DeviceIdentity {
    /// Makes a new identity.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_secret(&Zeroizing::new(random::bytes()))
    }

    /// Takes an identity from the secret that [`Self::secret`] gave.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The secret, for keeping it inside the encrypted store.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The device's id: the first 16 bytes of SHA-256 over the public key.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        signing::device_id(&self.public())
    }

    /// The secret as a scalar of the curve, for opening what is sealed to this device.
    pub(crate) fn scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_scalar_bytes())
    }

    /// Signs a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for DeviceIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceIdentity({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_gives_the_same_device_again() {
        let device = DeviceIdentity::generate();
        let again = DeviceIdentity::from_secret(&device.secret());
        assert_eq!(device.id(), again.id());
        assert_eq!(device.sign(b"x"), again.sign(b"x"), "Ed25519 signs without randomness");
    }

    #[test]
    fn debug_shows_the_id_only() {
        let device = DeviceIdentity::from_secret(&[1; 32]);
        assert_eq!(format!("{device:?}"), format!("DeviceIdentity({})", device.id()));
    }
}
