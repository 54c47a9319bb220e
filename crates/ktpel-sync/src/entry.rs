//! One entry of a device's append-only log: who did what to which document, chained by hash.
//!
//! The hash runs over the fields below in a fixed form, never over encoded bytes: transport, compaction and a later wire version do not touch
//! it. The chain of headers is the audit and stays; payloads may go when retention or scope says so.

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use crate::chunk::{self, ChunkError};

const DOMAIN: &[u8] = b"ktpel-entry/1\0";

/// Hash before the first entry of every log.
pub const GENESIS: Hash = Hash([0; 32]);

/// The document of entries that concern none (sessions, keys, policy).
pub const NO_DOC: DocId = DocId([0; 16]);

/// What an entry records. Numbers are stored and signed: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// 0: a change of a case or visit document; the payload is the raw change, its hash the change hash.
    Change,
    /// 1: an operator unlocked the device ([`crate::payload::SessionRecord`]).
    SessionOpened,
    /// 2: a person's public key ([`crate::payload::OperatorKey`]).
    OperatorKey,
    /// 3: somebody read a full NIK ([`crate::payload::NikRead`]).
    NikRead,
    /// 4: a movement of blanko or ribbon.
    Stock,
    /// 5: a device's public key, written by the office ([`crate::payload::DeviceKey`]).
    DeviceKey,
    /// 6: a visit that the office assigned ([`crate::payload::Visit`]).
    Visit,
    /// 7: policy set by the office ([`crate::payload::PolicyRecord`]).
    Policy,
    /// 16: what a kit noticed about its clock or its office ([`crate::payload::Notice`]).
    Notice,
    /// 10: what became of a kit, written by the office ([`crate::payload::DeviceStatus`]).
    DeviceStatus,
    /// Written by a newer version: kept, passed on, not understood.
    Other(u8),
}

impl EntryKind {
    /// The stored number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Change => 0,
            Self::SessionOpened => 1,
            Self::OperatorKey => 2,
            Self::NikRead => 3,
            Self::Stock => 4,
            Self::DeviceKey => 5,
            Self::Visit => 6,
            Self::Policy => 7,
            Self::Notice => 16,
            Self::DeviceStatus => 10,
            Self::Other(code) => code,
        }
    }

    /// The kind of a stored number.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Change,
            1 => Self::SessionOpened,
            2 => Self::OperatorKey,
            3 => Self::NikRead,
            4 => Self::Stock,
            5 => Self::DeviceKey,
            6 => Self::Visit,
            7 => Self::Policy,
            10 => Self::DeviceStatus,
            16 => Self::Notice,
            8..=9 | 11..=15 | 17.. => Self::Other(code),
        }
    }

    /// The hash that an entry of this kind gives its payload.
    pub fn payload_hash(self, payload: &[u8]) -> Result<Hash, ChunkError> {
        match self {
            Self::Change => chunk::change_hash(payload),
            Self::SessionOpened
            | Self::OperatorKey
            | Self::NikRead
            | Self::Stock
            | Self::DeviceKey
            | Self::Visit
            | Self::Policy
            | Self::Notice
            | Self::DeviceStatus
            | Self::Other(_) => Ok(Hash(Sha256::digest(payload).into())),
        }
    }
}

/// The signed fields of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryHeader {
    /// Device that wrote it.
    pub device: DeviceId,
    /// Position in that device's log, from 1.
    pub seq: u64,
    /// Hash of the entry before, [`GENESIS`] for the first.
    pub prev: Hash,
    /// What it records.
    pub kind: EntryKind,
    /// Document it concerns, [`NO_DOC`] if none.
    pub doc: DocId,
    /// Hash of the payload ([`EntryKind::payload_hash`]).
    pub payload_hash: Hash,
    /// Key of the person at the device, none for acts of the device itself.
    pub operator: Option<KeyId>,
    /// Device clock, shown and never used to order or decide.
    pub at: Timestamp,
}

impl EntryHeader {
    /// The hash that the next entry names as `prev`.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update(DOMAIN);
        digest.update(self.device.0);
        digest.update(self.seq.to_be_bytes());
        digest.update(self.prev.0);
        digest.update([self.kind.code()]);
        digest.update(self.doc.0);
        digest.update(self.payload_hash.0);
        digest.update([u8::from(self.operator.is_some())]);
        digest.update(self.operator.map_or([0; 8], |key| key.0));
        digest.update(self.at.0.to_be_bytes());
        Hash(digest.finalize().into())
    }
}

/// An entry with its payload, or with the header only where the payload has gone.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The signed fields.
    pub header: EntryHeader,
    /// What the hash in the header is of.
    pub payload: Option<Vec<u8>>,
}

impl Entry {
    /// Whether the payload, if it is there, is the one that the header names.
    #[must_use]
    pub fn payload_fits(&self) -> bool {
        let hash = |payload: &Vec<u8>| self.header.kind.payload_hash(payload);
        self.payload.as_ref().is_none_or(|payload| hash(payload) == Ok(self.header.payload_hash))
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let payload = self.payload.as_ref().map(|bytes| format!("‹{} bytes›", bytes.len()));
        f.debug_struct("Entry").field("header", &self.header).field("payload", &payload).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> EntryHeader {
        EntryHeader {
            device: DeviceId([1; 16]),
            seq: 2,
            prev: Hash([3; 32]),
            kind: EntryKind::SessionOpened,
            doc: DocId([4; 16]),
            payload_hash: Hash([5; 32]),
            operator: Some(KeyId([6; 8])),
            at: Timestamp(1_768_410_000_000),
        }
    }

    #[test]
    fn hash_is_golden() {
        let expected = "67878cef67c3abbfca1972094fd65da68cae78e3862dcc70c60f6628b52d05ec";
        assert_eq!(header().hash().to_string(), expected, "released logs are chained by this very hash");
    }

    #[test]
    fn every_field_counts() {
        let base = header();
        let variants = [
            EntryHeader { device: DeviceId([9; 16]), ..base },
            EntryHeader { seq: 3, ..base },
            EntryHeader { prev: Hash([9; 32]), ..base },
            EntryHeader { kind: EntryKind::Change, ..base },
            EntryHeader { doc: DocId([9; 16]), ..base },
            EntryHeader { payload_hash: Hash([9; 32]), ..base },
            EntryHeader { operator: None, ..base },
            EntryHeader { operator: Some(KeyId([0; 8])), ..base },
            EntryHeader { at: Timestamp(0), ..base },
        ];
        let mut hashes: Vec<_> = variants.iter().chain([&base]).map(|header| header.hash().0).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 10, "no field may be changed without changing the hash");
    }

    #[test]
    fn kinds_keep_their_numbers() {
        for code in 0..=u8::MAX {
            assert_eq!(EntryKind::from_code(code).code(), code, "a stored number must come back");
        }
    }

    #[test]
    fn debug_shows_no_payload() {
        let entry = Entry { header: header(), payload: Some(b"Siti Rahmah".to_vec()) };
        let shown = format!("{entry:?}");
        assert!(!shown.contains("Siti") && !shown.contains("83, 105"), "payloads hold personal data: {shown}");
    }
}
