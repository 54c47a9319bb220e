//! An act as stored: `[ act: bstr, operator: key id | null, sig | null ]`, with the act itself `[ after, [kind, [...]] ]` inside.
//!
//! The inner bytes are what is signed: stored bytes are never encoded again, so there is no canonical form to get wrong.

use std::fmt;

use ktpel_domain::ids::KeyId;
use minicbor::{
    Decode, Decoder, Encode,
    bytes::{ByteArray, ByteVec},
};

use super::body::Body;

/// One immutable record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Act {
    /// Keys of the standing acts of the same subject that the writer saw.
    #[n(0)]
    pub after: Vec<String>,
    /// What was done.
    #[n(1)]
    pub body: Body,
}

impl Act {
    /// The bytes that are stored and signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory does not fail")
    }
}

/// The value in the `acts` map.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Stored {
    #[n(0)]
    act: ByteVec,
    #[n(1)]
    operator: Option<ByteArray<8>>,
    #[n(2)]
    sig: Option<ByteArray<64>>,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("operator", &self.operator()).finish_non_exhaustive()
    }
}

/// Signature of a person under an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Whose key.
    pub operator: KeyId,
    /// Ed25519 signature.
    pub sig: [u8; 64],
}

impl Stored {
    /// Wraps act bytes with the signature, where there is one.
    #[must_use]
    pub fn new(act: Vec<u8>, signed: Option<Signed>) -> Self {
        Self { act: act.into(), operator: signed.map(|signed| signed.operator.0.into()), sig: signed.map(|signed| signed.sig.into()) }
    }

    /// Bytes for the document.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory does not fail")
    }

    /// Reads a stored value; none when it is damaged or from a version that wraps acts differently.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        decode_whole(bytes)
    }

    /// The act bytes, as signed.
    #[must_use]
    pub fn act_bytes(&self) -> &[u8] {
        &self.act
    }

    /// The act, if this version knows its kind.
    #[must_use]
    pub fn act(&self) -> Option<Act> {
        decode_whole(&self.act)
    }

    /// Number of the kind, readable even where the kind is not known.
    #[must_use]
    pub fn kind_number(&self) -> Option<u64> {
        let mut decoder = Decoder::new(&self.act);
        decoder.array().ok()?;
        decoder.skip().ok()?;
        decoder.array().ok()?;
        decoder.u64().ok()
    }

    /// The operator named beside the act.
    #[must_use]
    pub fn operator(&self) -> Option<KeyId> {
        self.operator.map(|operator| KeyId(*operator))
    }

    /// Operator and signature, where both are there.
    #[must_use]
    pub fn signed(&self) -> Option<Signed> {
        Some(Signed { operator: self.operator()?, sig: *self.sig? })
    }
}

/// Decodes a value that must fill the bytes to the end.
fn decode_whole<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Option<T> {
    let mut decoder = Decoder::new(bytes);
    let value = decoder.decode().ok()?;
    (decoder.position() == bytes.len()).then_some(value)
}
