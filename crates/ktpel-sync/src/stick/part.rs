//! What stands in one frame, and the tally that the last part signs.

use ktpel_domain::ids::{DeviceId, Hash};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::{
    signature::{self, SIGNATURE_BYTES},
    wire,
};

const DOMAIN: &[u8] = b"ktpel-stick/1\0";

/// One part of the file.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Part {
    /// What the file is about: the first part.
    #[n(0)]
    Head(#[n(0)] Head),
    /// A signed batch, as it would go over the line.
    #[n(1)]
    Batch(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// A piece of a sealed attachment.
    #[n(2)]
    Piece(#[n(0)] Piece),
    /// The last part.
    #[n(3)]
    End(#[n(0)] End),
    /// A signed batch with runs of other laptops' logs, each up to an end that its author signed; before the own batches, which may build on them.
    #[n(4)]
    Brought(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
}

/// Whose work it is, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    /// Device that exported.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// Its clock at the export, in ms.
    #[n(1)]
    pub at_ms: i64,
    /// First entry inside, 0 without entries.
    #[n(2)]
    pub first_seq: u64,
    /// Last entry inside.
    #[n(3)]
    pub last_seq: u64,
    /// Attachments inside.
    #[n(4)]
    pub attachments: u64,
}

/// A piece of a sealed attachment.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Piece {
    /// SHA-256 of the whole.
    #[cbor(n(0), with = "crate::wire")]
    pub hash: Hash,
    /// Size of the whole in bytes.
    #[n(1)]
    pub size: u64,
    /// Where the piece begins.
    #[n(2)]
    pub offset: u64,
    /// Its bytes.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Piece({} at {}, {} bytes)", self.hash, self.offset, self.bytes.len())
    }
}

/// The signed end: how many parts stood before it, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct End {
    /// Parts before this one.
    #[n(0)]
    pub parts: u64,
    /// [`Tally::digest`] over them.
    #[cbor(n(1), with = "crate::wire")]
    pub digest: Hash,
    /// Signature of the device of the head.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

/// The bytes are not a part of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a part of a stick file")]
pub struct PartError;

impl Part {
    /// The bytes to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads the bytes of an opened frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PartError> {
        wire::from_slice(bytes).map_err(|_| PartError)
    }
}

/// Counts parts on both sides: the same parts in the same order give the same end.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    parts: u64,
    hash: Sha256,
}

impl Tally {
    /// Counts a part, by the bytes that were or will be sealed.
    pub fn add(&mut self, part: &[u8]) {
        self.parts += 1;
        self.hash.update(Sha256::digest(part));
    }

    fn digest(&self) -> Hash {
        Hash(self.hash.clone().finalize().into())
    }

    /// The end that the device signs.
    pub fn end(&self, device: DeviceId, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_BYTES]) -> End {
        let digest = self.digest();
        End { parts: self.parts, digest, signature: sign(&message(device, self.parts, digest)) }
    }

    /// The file is whole: the end is signed by the device and names exactly these parts.
    #[must_use]
    pub fn fits(&self, end: &End, device: DeviceId, public_key: &[u8; 32]) -> bool {
        (end.parts, end.digest) == (self.parts, self.digest())
            && signature::device_id(public_key) == device
            && signature::holds(public_key, &message(device, end.parts, end.digest), &end.signature)
    }
}

fn message(device: DeviceId, parts: u64, digest: Hash) -> Vec<u8> {
    [DOMAIN, &device.0, &parts.to_be_bytes(), &digest.0].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn device() -> (SigningKey, [u8; 32], DeviceId) {
        let key = SigningKey::from_bytes(&[6; 32]);
        let public = key.verifying_key().to_bytes();
        (key, public, signature::device_id(&public))
    }

    fn parts() -> Vec<Part> {
        let head = Head { device: device().2, at_ms: 5, first_seq: 1, last_seq: 9, attachments: 1 };
        let piece = Piece { hash: Hash([1; 32]), size: 3, offset: 0, bytes: vec![1, 2, 3] };
        vec![Part::Head(head), Part::Batch(vec![9; 40]), Part::Piece(piece)]
    }

    #[test]
    fn parts_are_read_back_and_cut_ones_refused() {
        for part in parts() {
            let bytes = part.to_bytes();
            assert_eq!(Part::from_bytes(&bytes), Ok(part));
            for length in 0..bytes.len() {
                assert_eq!(Part::from_bytes(&bytes[..length]), Err(PartError), "cut at {length}");
            }
        }
    }

    #[test]
    fn the_end_fits_these_parts_of_this_device_only() {
        let (key, public, id) = device();
        let bytes: Vec<Vec<u8>> = parts().iter().map(Part::to_bytes).collect();
        let tally = |parts: &[&Vec<u8>]| {
            let mut tally = Tally::default();
            parts.iter().for_each(|part| tally.add(part));
            tally
        };
        let all = tally(&[&bytes[0], &bytes[1], &bytes[2]]);
        let end = all.end(id, |message| key.sign(message).to_bytes());
        assert!(all.fits(&end, id, &public));
        assert!(!tally(&[&bytes[0], &bytes[1]]).fits(&end, id, &public), "a part is missing");
        assert!(!tally(&[&bytes[0], &bytes[2], &bytes[1]]).fits(&end, id, &public), "another order");
        assert!(!all.fits(&End { parts: 2, ..end }, id, &public));
        assert!(!all.fits(&end, DeviceId([1; 16]), &public), "of another device");
        let forged = all.end(id, |message| SigningKey::from_bytes(&[7; 32]).sign(message).to_bytes());
        assert!(!all.fits(&forged, id, &public));
    }
}
