//! Making and checking a token.
//!
//! A token is genuine when a device of the office signed it, when its bytes are the only form that says what it says, and when the device was
//! not revoked before it was issued. Everything else is refused, each for a named reason; nothing is repaired.

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, VerifyingKey};
use ktpel_domain::{ids::DeviceId, time::Timestamp};
use sha2::{Digest, Sha256};

use crate::{claims::Claims, cose};

/// No token is longer: more is not looked at.
pub const MAX_TOKEN_CHARS: usize = 320;

/// Why a token is not genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// Longer than any slip.
    #[error("longer than any slip")]
    TooLong,
    /// Not base32 as slips have it: upper case, no padding, no stray bits.
    #[error("not base32 as slips have it")]
    Base32,
    /// Not the structure of a slip, or something in it that slips do not have.
    #[error("not the structure of a slip")]
    Malformed,
    /// It says what a slip says in another form.
    #[error("not the canonical form")]
    NotCanonical,
    /// No device of this id is known here.
    #[error("signed by a device that is not known: {0}")]
    UnknownSigner(DeviceId),
    /// The device did not sign this.
    #[error("the signature does not hold")]
    Signature,
    /// Issued after the device was revoked.
    #[error("issued after device {0} was revoked")]
    Revoked(DeviceId),
}

/// A device whose slips count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    /// Its Ed25519 public key.
    pub public_key: [u8; 32],
    /// Since when it is revoked.
    pub revoked: Option<Timestamp>,
}

/// A slip that a device of the office issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genuine {
    /// What it says.
    pub claims: Claims,
    /// The device that issued it.
    pub signer: DeviceId,
    /// Since when that device is revoked. The time on the slip is its own word: whoever has the device can write an earlier one.
    pub signer_revoked: Option<Timestamp>,
}

/// Makes the token. `sign` signs with the key of `signer`.
pub fn issue(claims: &Claims, signer: DeviceId, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
    let payload = claims.encode();
    let signature = sign(&cose::to_sign(signer, &payload));
    BASE32_NOPAD.encode(&cose::encode(signer, &payload, &signature))
}

/// Checks a token. `find` gives the device with this id, if the office has or had it.
pub fn verify(token: &str, find: impl FnOnce(DeviceId) -> Option<Signer>) -> Result<Genuine, SlipError> {
    if token.len() > MAX_TOKEN_CHARS {
        return Err(SlipError::TooLong);
    }
    // Refuses lower case, padding and bits beyond the last byte.
    let bytes = BASE32_NOPAD.decode(token.as_bytes()).map_err(|_| SlipError::Base32)?;
    let parts = cose::decode(&bytes).ok_or(SlipError::Malformed)?;
    let claims = Claims::decode(parts.payload).ok_or(SlipError::Malformed)?;
    let payload = claims.encode();
    if cose::encode(parts.signer, &payload, &parts.signature) != bytes {
        return Err(SlipError::NotCanonical);
    }
    let device = find(parts.signer).ok_or(SlipError::UnknownSigner(parts.signer))?;
    if !holds(&device.public_key, parts.signer, &cose::to_sign(parts.signer, &payload), &parts.signature) {
        return Err(SlipError::Signature);
    }
    if device.revoked.is_some_and(|since| claims.issued() >= since) {
        return Err(SlipError::Revoked(parts.signer));
    }
    Ok(Genuine { claims, signer: parts.signer, signer_revoked: device.revoked })
}

/// The key is that of the device, and it signed: the strict way, without keys of small order and second forms of a signature.
fn holds(public_key: &[u8; 32], signer: DeviceId, message: &[u8], signature: &[u8; 64]) -> bool {
    let is_its_key = Sha256::digest(public_key).starts_with(signer.as_bytes());
    let key = VerifyingKey::from_bytes(public_key);
    is_its_key && key.is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}
