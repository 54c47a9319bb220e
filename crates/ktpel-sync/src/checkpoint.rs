//! What the office signs of its own log, and what a kit keeps of it: a later answer that does not fit shows an edited or rolled-back office.
//!
//! Basis: docs on sync and trust, "Audit". Compared by [`crate::session`]; made and stored by the hosts.

use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use minicbor::{Decode, Encode};

use crate::{exchange::Generation, journal::JournalTip, signature, wire};

const DOMAIN: &[u8] = b"ktpel-checkpoint/1\0";
/// Groups of four hexadecimal digits of the hash that stand on paper: 128 bits.
const GROUPS: usize = 8;

/// A signed statement of the office: up to this position my log is this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Checkpoint {
    /// Life of the office database.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub generation: Generation,
    /// Last position of the office log.
    #[n(1)]
    pub position: u64,
    /// Rolling hash up to it ([`crate::journal`]).
    #[cbor(n(2), with = "crate::wire")]
    pub hash: Hash,
    /// Office clock, milliseconds.
    #[n(3)]
    pub at_ms: i64,
    /// Ed25519 signature of the office over the fields above.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// A checkpoint without its signature, as a kit names it to the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Mark {
    /// Life of the office database.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub generation: Generation,
    /// Position of the office log.
    #[n(1)]
    pub position: u64,
    /// Rolling hash up to it.
    #[cbor(n(2), with = "crate::wire")]
    pub hash: Hash,
}

impl Checkpoint {
    /// The statement of `office` about the end of its log.
    #[must_use]
    pub fn sign(office: DeviceId, generation: Generation, tip: JournalTip, at: Timestamp, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(&message(office, generation, tip, at));
        Self { generation, position: tip.position, hash: tip.hash, at_ms: at.0, signature }
    }

    /// Whether the office with this public key signed it.
    #[must_use]
    pub fn holds(&self, office_key: &[u8; 32]) -> bool {
        let message = message(signature::device_id(office_key), self.generation, self.tip(), Timestamp(self.at_ms));
        signature::holds(office_key, &message, &self.signature)
    }

    /// Position and hash.
    #[must_use]
    pub const fn tip(&self) -> JournalTip {
        JournalTip { position: self.position, hash: self.hash }
    }

    /// What a kit names to the office.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark { generation: self.generation, position: self.position, hash: self.hash }
    }

    /// The stored bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads the stored bytes; none when they are not those of a checkpoint.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        wire::from_slice(bytes).ok()
    }
}

/// A position and a hash as they stand on paper: `1187 3F9A-0C11-…` (eight groups).
#[must_use]
pub fn short_text(position: u64, hash: Hash) -> String {
    let groups: Vec<String> = hash.0.chunks(2).take(GROUPS).map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect()).collect();
    format!("{position} {}", groups.join("-"))
}

/// Reads [`short_text`] as it was typed from paper: position, and the first bytes of the hash.
#[must_use]
pub fn read_short(text: &str) -> Option<(u64, Vec<u8>)> {
    let (position, groups) = text.trim().split_once(|letter: char| letter.is_whitespace() || letter == ':')?;
    let digits: Vec<u8> = groups.bytes().filter(u8::is_ascii_hexdigit).collect();
    let strange = groups.chars().any(|letter| !letter.is_ascii_hexdigit() && letter != '-' && !letter.is_whitespace());
    if strange || digits.len() != 4 * GROUPS {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    Some((position.parse().ok()?, digits.chunks(2).map(byte).collect::<Option<_>>()?))
}

fn message(office: DeviceId, generation: Generation, tip: JournalTip, at: Timestamp) -> Vec<u8> {
    [DOMAIN, &office.0, &generation, &tip.position.to_be_bytes(), &tip.hash.0, &at.0.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn signed() -> (Checkpoint, [u8; 32]) {
        let key = SigningKey::from_bytes(&[9; 32]);
        let public = key.verifying_key().to_bytes();
        let tip = JournalTip { position: 1187, hash: Hash([0x3f; 32]) };
        let at = Timestamp(1_768_410_000_000);
        (Checkpoint::sign(signature::device_id(&public), [4; 16], tip, at, |m| key.sign(m).to_bytes()), public)
    }

    #[test]
    fn a_checkpoint_is_golden() {
        let (checkpoint, public) = signed();
        assert!(checkpoint.holds(&public));
        let digest = <sha2::Sha256 as sha2::Digest>::digest(checkpoint.to_bytes());
        assert_eq!(
            Hash(digest.into()).to_string(),
            "a5b8af4d4e0c1392bedc047459706dbac1aa1e6a5b1972b37d30c755b6ee25d0",
            "kits hold these very bytes, for years"
        );
        assert_eq!(Checkpoint::from_bytes(&checkpoint.to_bytes()), Some(checkpoint));
    }

    #[test]
    fn every_field_is_signed() {
        let (base, public) = signed();
        let variants = [
            Checkpoint { generation: [5; 16], ..base },
            Checkpoint { position: 1188, ..base },
            Checkpoint { hash: Hash([0; 32]), ..base },
            Checkpoint { at_ms: 0, ..base },
            Checkpoint { signature: [1; 64], ..base },
        ];
        assert!(variants.iter().all(|changed| !changed.holds(&public)), "nothing of a checkpoint can be changed");
        let other = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
        assert!(!base.holds(&other), "another office did not sign");
    }

    #[test]
    fn what_stands_on_paper_can_be_typed_back() {
        let (checkpoint, _) = signed();
        let text = short_text(checkpoint.position, checkpoint.hash);
        assert_eq!(text, "1187 3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3F");
        let expected = Some((1187, vec![0x3f; 16]));
        assert_eq!(read_short(&text), expected);
        assert_eq!(read_short(&text.to_lowercase().replace(' ', ":").replace('-', "")), expected, "as people type");
        for bad in ["", "1187", "1187 3F3F", "x 3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3F", "1187 3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3F-3F3G"] {
            assert_eq!(read_short(bad), None, "{bad:?}");
        }
    }
}
