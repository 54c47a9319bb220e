//! What the office gives back on the stick: how far it now has the kit's log, and which attachments are whole.

use ktpel_domain::ids::{DeviceId, Hash};
use minicbor::{Decode, Encode};

use crate::{
    exchange::Generation,
    signature::{self, SIGNATURE_BYTES},
    team::Have,
    wire,
};

const MAGIC: &[u8; 5] = b"KTPR\x01";
const DOMAIN: &[u8] = b"ktpel-stick-receipt/1\0";

/// The office's word about one kit, as good as the answer to an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Kit that it is for.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// Generation of the office.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub generation: Generation,
    /// Last entry of the kit that the office has.
    #[n(2)]
    pub acked_seq: u64,
    /// Its hash.
    #[cbor(n(3), with = "crate::wire")]
    pub acked_hash: Hash,
    /// Attachments that the office has whole, verified and durable.
    #[n(4)]
    pub complete: Vec<Whole>,
    /// The office's clock, in ms.
    #[n(5)]
    pub at_ms: i64,
    /// How far the office has the logs of others that the stick brought; none in receipts of earlier programs.
    #[n(6)]
    pub holds: Option<Vec<Have>>,
}

/// One attachment that the office has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Whole(#[cbor(n(0), with = "crate::wire")] pub Hash);

/// Why a receipt was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt, cut or damaged.
    #[error("not a receipt of an office")]
    NotAReceipt,
    /// Not signed by this kit's office.
    #[error("receipt of another office")]
    Signature,
    /// For another kit.
    #[error("receipt for another kit")]
    OtherKit,
}

impl Receipt {
    /// The file, signed by the office.
    pub fn seal(&self, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_BYTES]) -> Vec<u8> {
        let body = wire::to_vec(self);
        let signature = sign(&[DOMAIN, &body].concat());
        [MAGIC.as_slice(), &body, &signature].concat()
    }

    /// Checks and opens a file that the stick brought back to the kit `device`.
    pub fn open(bytes: &[u8], office_key: &[u8; 32], device: DeviceId) -> Result<Self, ReceiptError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ReceiptError::NotAReceipt)?;
        let (body, signature) = rest.split_last_chunk::<SIGNATURE_BYTES>().ok_or(ReceiptError::NotAReceipt)?;
        if !signature::holds(office_key, &[DOMAIN, body].concat(), signature) {
            return Err(ReceiptError::Signature);
        }
        let receipt: Self = wire::from_slice(body).map_err(|_| ReceiptError::NotAReceipt)?;
        if receipt.device == device { Ok(receipt) } else { Err(ReceiptError::OtherKit) }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn only_the_own_offices_word_for_this_kit_counts() {
        let office = SigningKey::from_bytes(&[1; 32]);
        let public = office.verifying_key().to_bytes();
        let kit = DeviceId([2; 16]);
        let receipt = Receipt {
            device: kit,
            generation: [3; 16],
            acked_seq: 40,
            acked_hash: Hash([4; 32]),
            complete: vec![Whole(Hash([5; 32]))],
            at_ms: 6,
            holds: Some(vec![Have { device: DeviceId([7; 16]), seq: 8 }]),
        };
        let file = receipt.seal(|message| office.sign(message).to_bytes());
        assert_eq!(Receipt::open(&file, &public, kit), Ok(receipt.clone()));
        assert_eq!(Receipt::open(&file, &public, DeviceId([9; 16])), Err(ReceiptError::OtherKit));
        let forged = receipt.seal(|message| SigningKey::from_bytes(&[8; 32]).sign(message).to_bytes());
        assert_eq!(Receipt::open(&forged, &public, kit), Err(ReceiptError::Signature));
        for index in 0..file.len() {
            let mut bent = file.clone();
            bent[index] ^= 1;
            assert!(Receipt::open(&bent, &public, kit).is_err(), "byte {index}");
            assert!(Receipt::open(&file[..index], &public, kit).is_err(), "cut at {index}");
        }
    }
}
