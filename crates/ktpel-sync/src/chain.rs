//! The hash chain of one device's log: appending to it, and finding the first entry that does not fit.

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};

use crate::{
    chunk::ChunkError,
    entry::{Entry, EntryHeader, EntryKind, GENESIS},
};

/// The last entry of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainTip {
    /// Its position; 0 for an empty log.
    pub seq: u64,
    /// Its hash; [`GENESIS`] for an empty log.
    pub hash: Hash,
}

impl ChainTip {
    /// The tip of an empty log.
    pub const EMPTY: Self = Self { seq: 0, hash: GENESIS };
}

impl Default for ChainTip {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The growing end of this device's own log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Owner of the log.
    pub device: DeviceId,
    /// Position of the next entry, from 1.
    pub next_seq: u64,
    /// Hash of the last entry.
    pub last: Hash,
}

impl Chain {
    /// An empty log.
    #[must_use]
    pub const fn start(device: DeviceId) -> Self {
        Self::resume(device, ChainTip::EMPTY)
    }

    /// A log whose last stored entry is `tip`.
    #[must_use]
    pub const fn resume(device: DeviceId, tip: ChainTip) -> Self {
        Self { device, next_seq: tip.seq + 1, last: tip.hash }
    }

    /// Where the log ends now.
    #[must_use]
    pub const fn tip(&self) -> ChainTip {
        ChainTip { seq: self.next_seq - 1, hash: self.last }
    }

    /// Makes the next entry and moves on; on an error nothing moves.
    ///
    /// The caller stores the entry durably before it appends another (a clone of the chain makes a trial possible).
    pub fn append(
        &mut self,
        kind: EntryKind,
        doc: DocId,
        payload: Vec<u8>,
        operator: Option<KeyId>,
        at: Timestamp,
    ) -> Result<Entry, ChunkError> {
        let payload_hash = kind.payload_hash(&payload)?;
        let header = EntryHeader { device: self.device, seq: self.next_seq, prev: self.last, kind, doc, payload_hash, operator, at };
        self.next_seq += 1;
        self.last = header.hash();
        Ok(Entry { header, payload: Some(payload) })
    }
}

/// The first entry that does not fit into a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Written by another device.
    #[error("entry {seq} is of another device")]
    Device {
        /// Position it claims.
        seq: u64,
    },
    /// A position is missing, repeated or out of order.
    #[error("entry {found} stands where {expected} belongs")]
    Sequence {
        /// Position that belongs here.
        expected: u64,
        /// Position it claims.
        found: u64,
    },
    /// It names another entry as the one before: the log was edited, or the device was restored and wrote on.
    #[error("entry {seq} does not follow the entry before it")]
    Previous {
        /// Its position.
        seq: u64,
    },
    /// The payload is not the one that the header names.
    #[error("payload of entry {seq} does not fit its hash")]
    Payload {
        /// Its position.
        seq: u64,
    },
}

/// Checks that `entries` continue the log of `device` after `tip`; gives the new tip or names the first bad entry.
pub fn verify_chain<'a>(device: DeviceId, tip: ChainTip, entries: impl IntoIterator<Item = &'a Entry>) -> Result<ChainTip, ChainError> {
    entries.into_iter().try_fold(tip, |tip, entry| follow(device, tip, entry))
}

fn follow(device: DeviceId, tip: ChainTip, entry: &Entry) -> Result<ChainTip, ChainError> {
    let header = &entry.header;
    if header.device != device {
        return Err(ChainError::Device { seq: header.seq });
    }
    if header.seq != tip.seq + 1 {
        return Err(ChainError::Sequence { expected: tip.seq + 1, found: header.seq });
    }
    if header.prev != tip.hash {
        return Err(ChainError::Previous { seq: header.seq });
    }
    if !entry.payload_fits() {
        return Err(ChainError::Payload { seq: header.seq });
    }
    Ok(ChainTip { seq: header.seq, hash: header.hash() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::NO_DOC;

    const KIT: DeviceId = DeviceId([1; 16]);

    fn log(len: u8) -> Vec<Entry> {
        let mut chain = Chain::start(KIT);
        (0..len).map(|n| chain.append(EntryKind::Stock, NO_DOC, vec![n], None, Timestamp(i64::from(n))).unwrap()).collect()
    }

    #[track_caller]
    fn check(edit: impl FnOnce(&mut Vec<Entry>), expect: Result<u64, ChainError>) {
        let mut entries = log(5);
        edit(&mut entries);
        assert_eq!(verify_chain(KIT, ChainTip::EMPTY, &entries).map(|tip| tip.seq), expect);
    }

    #[test]
    fn an_honest_log_holds() {
        check(|_| {}, Ok(5));
        check(|entries| entries.truncate(3), Ok(3));
        check(|entries| entries[2].payload = None, Ok(5));
    }

    #[test]
    fn the_first_bad_entry_is_named() {
        check(|entries| entries.swap(1, 2), Err(ChainError::Sequence { expected: 2, found: 3 }));
        check(|entries| drop(entries.remove(1)), Err(ChainError::Sequence { expected: 2, found: 3 }));
        check(|entries| entries[3].payload = Some(vec![9]), Err(ChainError::Payload { seq: 4 }));
        check(|entries| entries[1].header.at = Timestamp(7), Err(ChainError::Previous { seq: 3 }));
        check(|entries| entries[4].header.device = DeviceId([2; 16]), Err(ChainError::Device { seq: 5 }));
        check(|entries| entries.push(entries[0].clone()), Err(ChainError::Sequence { expected: 6, found: 1 }));
    }

    #[test]
    fn a_log_goes_on_where_it_ended() {
        let entries = log(3);
        let tip = verify_chain(KIT, ChainTip::EMPTY, &entries).unwrap();
        let mut chain = Chain::resume(KIT, tip);
        let next = chain.append(EntryKind::Stock, NO_DOC, vec![], None, Timestamp(0)).unwrap();
        assert_eq!(verify_chain(KIT, tip, [&next]), Ok(chain.tip()), "a restarted device continues its chain");
    }

    #[test]
    fn a_refused_payload_moves_nothing() {
        let mut chain = Chain::start(KIT);
        assert!(chain.append(EntryKind::Change, NO_DOC, b"no change".to_vec(), None, Timestamp(0)).is_err());
        assert_eq!(chain, Chain::start(KIT), "a failed append must leave no hole");
    }
}
