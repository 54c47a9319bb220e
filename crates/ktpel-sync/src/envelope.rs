//! The signed cover of one request or one response.
//!
//! ```text
//! "KTPX"  version u8  direction u8  device 16  body_len u32  body (CBOR)  signature 64 B                                big endian
//! ```
//! A request is signed by the kit over `"ktpel-request/1\0" ‖ SHA-256(all before)`, a response by the office over `"ktpel-response/1\0" ‖ request hash
//! ‖ SHA-256(all before)`: a receipt cannot be forged, nor an old answer passed off as the one to this request.

use ktpel_domain::ids::{DeviceId, Hash};
use sha2::{Digest, Sha256};

use crate::{
    limits::Limits,
    signature::{self, SIGNATURE_BYTES},
};

const MAGIC: &[u8; 4] = b"KTPX";
const VERSION: u8 = 1;

/// Which way an envelope goes, and what its signature is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From a kit.
    Request,
    /// From the office, answering the request with this hash.
    Response(Hash),
}

impl Direction {
    const fn code(self) -> u8 {
        match self {
            Self::Request => 1,
            Self::Response(_) => 2,
        }
    }

    fn message(self, digest: Hash) -> Vec<u8> {
        match self {
            Self::Request => [b"ktpel-request/1\0".as_slice(), &digest.0].concat(),
            Self::Response(request) => [b"ktpel-response/1\0".as_slice(), &request.0, &digest.0].concat(),
        }
    }
}

/// An envelope whose signature held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// Device that signed it.
    pub device: DeviceId,
    /// Names the request to which a response is bound.
    pub hash: Hash,
    /// What it carries.
    pub body: &'a [u8],
}

/// Why an envelope was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not an envelope of this direction, or cut off.
    #[error("not an envelope")]
    NotAnEnvelope,
    /// A later wire version.
    #[error("envelope version {0} is not known")]
    Version(u8),
    /// Larger than the limits allow.
    #[error("envelope exceeds the limits")]
    TooLarge,
    /// No key is known for the device.
    #[error("envelope of unknown device {0}")]
    UnknownDevice(DeviceId),
    /// Changed on the way, not signed by that device, or the answer to something else.
    #[error("envelope signature does not hold")]
    Signature,
}

/// Makes an envelope; gives it with the hash that an answer is bound to.
pub fn seal(direction: Direction, device: DeviceId, body: &[u8], sign: impl FnOnce(&[u8]) -> [u8; 64]) -> (Vec<u8>, Hash) {
    let body_len = u32::try_from(body.len()).expect("bodies are bounded far below 4 GiB");
    let mut bytes = Vec::with_capacity(body.len() + 96);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&[VERSION, direction.code()]);
    bytes.extend_from_slice(&device.0);
    bytes.extend_from_slice(&body_len.to_be_bytes());
    bytes.extend_from_slice(body);
    let hash = Hash(Sha256::digest(&bytes).into());
    bytes.extend_from_slice(&sign(&direction.message(hash)));
    (bytes, hash)
}

/// Checks the signature and gives the body.
pub fn open<'a>(
    direction: Direction,
    bytes: &'a [u8],
    public_key_of: impl FnOnce(DeviceId) -> Option<[u8; 32]>,
    limits: &Limits,
) -> Result<Envelope<'a>, EnvelopeError> {
    if bytes.len() > limits.envelope_bytes {
        return Err(EnvelopeError::TooLarge);
    }
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_BYTES>().ok_or(EnvelopeError::NotAnEnvelope)?;
    let (device, body) = split(direction, signed)?;
    let public_key = public_key_of(device).ok_or(EnvelopeError::UnknownDevice(device))?;
    let hash = Hash(Sha256::digest(signed).into());
    let signed_by_device = signature::device_id(&public_key) == device;
    if !signed_by_device || !signature::holds(&public_key, &direction.message(hash), signature) {
        return Err(EnvelopeError::Signature);
    }
    Ok(Envelope { device, hash, body })
}

fn split(direction: Direction, signed: &[u8]) -> Result<(DeviceId, &[u8]), EnvelopeError> {
    let not = EnvelopeError::NotAnEnvelope;
    let rest = signed.strip_prefix(MAGIC).ok_or(not)?;
    let ([version, code], rest) = rest.split_first_chunk::<2>().ok_or(not)?;
    if *version != VERSION {
        return Err(EnvelopeError::Version(*version));
    }
    let (device, rest) = rest.split_first_chunk::<16>().ok_or(not)?;
    let (body_len, body) = rest.split_first_chunk::<4>().ok_or(not)?;
    if *code != direction.code() || u32::from_be_bytes(*body_len) as usize != body.len() {
        return Err(not);
    }
    Ok((DeviceId(*device), body))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn key() -> (SigningKey, [u8; 32], DeviceId) {
        let key = SigningKey::from_bytes(&[8; 32]);
        let public = key.verifying_key().to_bytes();
        (key, public, signature::device_id(&public))
    }

    fn sealed(direction: Direction) -> (Vec<u8>, Hash) {
        let (key, _, device) = key();
        seal(direction, device, b"body", |message| key.sign(message).to_bytes())
    }

    fn opened(direction: Direction, bytes: &[u8]) -> Result<Hash, EnvelopeError> {
        open(direction, bytes, |_| Some(key().1), &Limits::default()).map(|envelope| envelope.hash)
    }

    #[test]
    fn an_envelope_is_read_back() {
        let (bytes, hash) = sealed(Direction::Request);
        assert_eq!(opened(Direction::Request, &bytes), Ok(hash));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (bytes, _) = sealed(Direction::Request);
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1;
            assert!(opened(Direction::Request, &damaged).is_err(), "byte {index} was changed");
            assert!(opened(Direction::Request, &bytes[..index]).is_err(), "cut at {index}");
        }
    }

    #[test]
    fn an_answer_belongs_to_one_request() {
        let mine = Direction::Response(Hash([1; 32]));
        let (bytes, _) = sealed(mine);
        assert!(opened(mine, &bytes).is_ok());
        assert_eq!(opened(Direction::Response(Hash([2; 32])), &bytes), Err(EnvelopeError::Signature), "replayed answer");
        assert_eq!(opened(Direction::Request, &bytes), Err(EnvelopeError::NotAnEnvelope), "no answer passes as a request");
    }

    #[test]
    fn strangers_are_turned_away() {
        let (bytes, _) = sealed(Direction::Request);
        let (_, _, device) = key();
        let result = open(Direction::Request, &bytes, |_| None, &Limits::default());
        assert_eq!(result, Err(EnvelopeError::UnknownDevice(device)));
        let small = Limits { envelope_bytes: 10, ..Limits::default() };
        assert_eq!(open(Direction::Request, &bytes, |_| Some(key().1), &small), Err(EnvelopeError::TooLarge));
    }
}
