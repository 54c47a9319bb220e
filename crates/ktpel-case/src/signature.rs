//! Proof of the person: what is signed, and how it is checked with or without the document.
//!
//! The signature covers the act and, through the dependencies of its change, everything that the operator had before him.

use std::{collections::HashMap, fmt};

use ed25519_dalek::{Signature, VerifyingKey};
use ktpel_domain::{
    ids::{ActorId, DocId, Hash, KeyId},
    time::Timestamp,
};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};
use sha2::{Digest, Sha256};

use crate::{ids::key_id, schema::v1::act::Stored};

/// The change that holds a signed act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The document.
    pub doc: DocId,
    /// The actor that wrote the change.
    pub actor: ActorId,
    /// Number of the change among those of the actor.
    pub seq: u64,
    /// Device clock at the time.
    pub time: Timestamp,
    /// Hashes of the changes that it follows, sorted.
    pub deps: Vec<Hash>,
}

/// The bytes that a person signs for one act.
#[must_use]
pub fn message(place: &Place, key: &str, act: &[u8]) -> Vec<u8> {
    let mut deps = place.deps.clone();
    deps.sort();
    deps.dedup();
    let mut message = b"ktpel-act/1\0".to_vec();
    message.extend(place.doc.as_bytes());
    push_short(&mut message, place.actor.as_bytes());
    message.extend(place.seq.to_be_bytes());
    message.extend(place.time.0.to_be_bytes());
    message.push(u8::try_from(deps.len()).expect("a change has at most 64 dependencies"));
    for dep in &deps {
        message.extend(dep.as_bytes());
    }
    push_short(&mut message, key.as_bytes());
    message.extend(u32::try_from(act.len()).expect("an act has at most 8 KiB").to_be_bytes());
    message.extend(act);
    message
}

fn push_short(message: &mut Vec<u8>, bytes: &[u8]) {
    message.push(u8::try_from(bytes.len()).expect("actors and act keys are short"));
    message.extend(bytes);
}

/// Checks one signature strictly: no weak key, no second form of the same signature.
#[must_use]
pub fn verify(public_key: &[u8; 32], message: &[u8], sig: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(sig)).is_ok())
}

/// Signatures already checked, so that showing a case again costs no elliptic curve.
#[derive(Debug, Default)]
pub struct CheckedSignatures {
    known: HashMap<[u8; 32], bool>,
    unasked: bool,
}

impl CheckedSignatures {
    const CAPACITY: usize = 65_536;

    /// Takes every signature for good. Only to see whether a document can be shown at all; nothing that is shown so may leave the program.
    pub(crate) fn unasked() -> Self {
        Self { unasked: true, ..Self::default() }
    }

    /// Checks a signature, or recalls the answer.
    pub fn verify(&mut self, public_key: &[u8; 32], message: &[u8], sig: &[u8; 64]) -> bool {
        if self.unasked {
            return true;
        }
        let name: [u8; 32] = Sha256::new().chain_update(public_key).chain_update(sig).chain_update(message).finalize().into();
        if self.known.len() >= Self::CAPACITY {
            self.known.clear();
        }
        *self.known.entry(name).or_insert_with(|| verify(public_key, message, sig))
    }
}

/// A signed act with all that is needed to check it without the document: audit, court, printed annex.
#[derive(Clone, PartialEq, Eq)]
pub struct ActProof {
    /// The change that holds the act.
    pub place: Place,
    /// Key of the act.
    pub key: String,
    /// The stored value.
    pub stored: Vec<u8>,
}

impl fmt::Debug for ActProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActProof").field("key", &self.key).field("place", &self.place).finish_non_exhaustive()
    }
}

#[derive(Encode, Decode)]
struct ProofWire {
    #[n(0)]
    doc: ByteArray<16>,
    #[n(1)]
    actor: ByteArray<16>,
    #[n(2)]
    seq: u64,
    #[n(3)]
    time: i64,
    #[n(4)]
    deps: Vec<ByteArray<32>>,
    #[n(5)]
    key: String,
    #[n(6)]
    stored: ByteVec,
}

impl ActProof {
    /// The key that claims to have signed; none when the act carries no signature.
    #[must_use]
    pub fn operator(&self) -> Option<KeyId> {
        Some(Stored::decode(&self.stored)?.signed()?.operator)
    }

    /// Whether the holder of `public_key` signed this act at this place.
    #[must_use]
    pub fn holds(&self, public_key: &[u8; 32]) -> bool {
        let Some(stored) = Stored::decode(&self.stored) else { return false };
        let Some(signed) = stored.signed() else { return false };
        if !self.fits() || signed.operator != key_id(public_key) {
            return false;
        }
        verify(public_key, &message(&self.place, &self.key, stored.act_bytes()), &signed.sig)
    }

    /// CBOR form for an annex.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let wire = ProofWire {
            doc: self.place.doc.0.into(),
            actor: self.place.actor.0.into(),
            seq: self.place.seq,
            time: self.place.time.0,
            deps: self.place.deps.iter().map(|dep| dep.0.into()).collect(),
            key: self.key.clone(),
            stored: self.stored.clone().into(),
        };
        minicbor::to_vec(wire).expect("writing to memory does not fail")
    }

    /// Reads the CBOR form; none when it is not one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let wire: ProofWire = minicbor::decode(bytes).ok()?;
        let place = Place {
            doc: DocId(*wire.doc),
            actor: ActorId(*wire.actor),
            seq: wire.seq,
            time: Timestamp(wire.time),
            deps: wire.deps.iter().map(|dep| Hash(**dep)).collect(),
        };
        let proof = Self { place, key: wire.key, stored: wire.stored.into() };
        proof.fits().then_some(proof)
    }

    /// The lengths that the signed message can hold.
    fn fits(&self) -> bool {
        self.place.deps.len() <= usize::from(u8::MAX) && self.key.len() <= usize::from(u8::MAX)
    }
}
