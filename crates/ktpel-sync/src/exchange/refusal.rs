//! One entry that the office kept in quarantine instead of applying; the rest of the batch went on.

use ktpel_domain::ids::DocId;
use minicbor::{Decode, Encode};

/// A refused entry of the kit's own log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Refusal {
    /// Document.
    #[cbor(n(0), with = "crate::wire")]
    pub doc: DocId,
    /// Position in the kit's log.
    #[n(1)]
    pub seq: u64,
    /// Why.
    #[n(2)]
    pub code: RefusalCode,
}

/// Why an entry was not applied. Numbers travel: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum RefusalCode {
    /// The gate refused the change (deletes, foreign containers, wrong types, overwritten acts).
    #[n(0)]
    Gate,
    /// Its actor is in no session record of this device.
    #[n(1)]
    Actor,
    /// Changes it builds on are missing.
    #[n(2)]
    Dependencies,
    /// Larger than the limits allow.
    #[n(3)]
    TooLarge,
    /// Only the office may write this kind of entry.
    #[n(4)]
    NotAllowed,
    /// The record inside is malformed or its signature does not hold.
    #[n(5)]
    Record,
    /// The payload is gone and the office never had it.
    #[n(6)]
    PayloadMissing,
    /// Applying it failed in a way that is the office's fault; it is kept and tried again.
    #[n(7)]
    Internal,
    /// Applying it stopped the office's worker twice, or made a document that cannot be read back.
    #[n(8)]
    Harmful,
    /// A person at the office looked at it and set it aside for good.
    #[n(9)]
    Discarded,
}

impl RefusalCode {
    /// All codes.
    pub const ALL: [Self; 10] = [
        Self::Gate,
        Self::Actor,
        Self::Dependencies,
        Self::TooLarge,
        Self::NotAllowed,
        Self::Record,
        Self::PayloadMissing,
        Self::Internal,
        Self::Harmful,
        Self::Discarded,
    ];

    /// Stable name, for storage and screens.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Actor => "actor",
            Self::Dependencies => "dependencies",
            Self::TooLarge => "too_large",
            Self::NotAllowed => "not_allowed",
            Self::Record => "record",
            Self::PayloadMissing => "payload_missing",
            Self::Internal => "internal",
            Self::Harmful => "harmful",
            Self::Discarded => "discarded",
        }
    }

    /// The code of a stable name.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.id() == id)
    }
}
