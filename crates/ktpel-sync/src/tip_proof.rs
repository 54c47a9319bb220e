//! A signature over the end of a device's log: it proves every entry up to there, because each names the one before by its hash.
//!
//! The device signs the end of each batch it sends; the office signs the end of each log it receipts. Both sides keep them, so that a log
//! rewritten from some entry on, with all its hashes made anew, fails at the first proof after it.

use ktpel_domain::ids::{DeviceId, Hash};
use minicbor::{Decode, Encode};

use crate::{chain::ChainTip, signature};

const DOMAIN: &[u8] = b"ktpel-tip/1\0";

/// `signer` says: the log of `device` has this entry at this position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct TipProof {
    /// Whose log.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// Position in it.
    #[n(1)]
    pub seq: u64,
    /// Hash of the entry there.
    #[cbor(n(2), with = "crate::wire")]
    pub hash: Hash,
    /// Who signed: the device itself, or the office that holds the log.
    #[cbor(n(3), with = "crate::wire")]
    pub signer: DeviceId,
    /// Ed25519 signature over the fields above.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

impl TipProof {
    /// A proof by `signer`.
    #[must_use]
    pub fn sign(device: DeviceId, tip: ChainTip, signer: DeviceId, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(&message(device, tip, signer));
        Self { device, seq: tip.seq, hash: tip.hash, signer, signature }
    }

    /// Whether the signer, whose public key this is, signed it.
    #[must_use]
    pub fn holds(&self, signer_key: &[u8; 32]) -> bool {
        let tip = ChainTip { seq: self.seq, hash: self.hash };
        signature::device_id(signer_key) == self.signer
            && signature::holds(signer_key, &message(self.device, tip, self.signer), &self.signature)
    }
}

fn message(device: DeviceId, tip: ChainTip, signer: DeviceId) -> Vec<u8> {
    [DOMAIN, &signer.0, &device.0, &tip.seq.to_be_bytes(), &tip.hash.0].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn every_field_is_signed() {
        let key = SigningKey::from_bytes(&[6; 32]);
        let public = key.verifying_key().to_bytes();
        let signer = signature::device_id(&public);
        let tip = ChainTip { seq: 41, hash: Hash([2; 32]) };
        let base = TipProof::sign(DeviceId([1; 16]), tip, signer, |m| key.sign(m).to_bytes());
        assert!(base.holds(&public));
        let variants = [
            TipProof { device: signer, ..base },
            TipProof { seq: 42, ..base },
            TipProof { hash: Hash([3; 32]), ..base },
            TipProof { signer: DeviceId([1; 16]), ..base },
            TipProof { signature: [0; 64], ..base },
        ];
        assert!(variants.iter().all(|changed| !changed.holds(&public)), "nothing of a proof can be changed");
    }
}
