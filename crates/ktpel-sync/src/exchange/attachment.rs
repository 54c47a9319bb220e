//! Attachments named in an exchange: the bytes travel apart, in pieces.

use ktpel_domain::ids::Hash;
use minicbor::{Decode, Encode};

/// The kit holds this file and the office has not confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Offer {
    /// SHA-256 of the sealed bytes.
    #[cbor(n(0), with = "crate::wire")]
    pub hash: Hash,
    /// Size in bytes.
    #[n(1)]
    pub size: u64,
}

/// How much of an offered file the office has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Standing {
    /// SHA-256 of the sealed bytes.
    #[cbor(n(0), with = "crate::wire")]
    pub hash: Hash,
    /// Bytes there: the next piece starts here.
    #[n(1)]
    pub offset: u64,
    /// All bytes are there, verified by hash and durable: the kit may delete its copy once the case allows it.
    #[n(2)]
    pub complete: bool,
}
