//! The office's ordered log under one rolling hash: who holds the hash at a position can tell whether anything before it was changed.
//!
//! A step of the hash runs over the position, the entry (device, seq, hash) and when the office received it. Nothing here is stored or signed:
//! that is the office's storage and [`crate::checkpoint`].

use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use crate::entry::GENESIS;

const DOMAIN: &[u8] = b"ktpel-journal/1\0";

/// One line of the ordered log: an entry took this position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalLine {
    /// Office position. It grows; positions may be left out, never used twice.
    pub position: u64,
    /// Device that wrote the entry.
    pub device: DeviceId,
    /// The entry's position in that device's log.
    pub seq: u64,
    /// Hash of the entry.
    pub entry: Hash,
    /// Office clock when the entry came.
    pub received: Timestamp,
}

/// The end of the ordered log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalTip {
    /// Last position used; 0 for an empty log.
    pub position: u64,
    /// Rolling hash over all lines up to it.
    pub hash: Hash,
}

impl JournalTip {
    /// The end of an empty log.
    pub const EMPTY: Self = Self { position: 0, hash: GENESIS };

    /// The end after one more line.
    #[must_use]
    pub fn then(self, line: &JournalLine) -> Self {
        let mut digest = Sha256::new();
        digest.update(DOMAIN);
        digest.update(self.hash.0);
        digest.update(line.position.to_be_bytes());
        digest.update(line.device.0);
        digest.update(line.seq.to_be_bytes());
        digest.update(line.entry.0);
        digest.update(line.received.0.to_be_bytes());
        Self { position: line.position, hash: Hash(digest.finalize().into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(position: u64) -> JournalLine {
        JournalLine {
            position,
            device: DeviceId([1; 16]),
            seq: position + 10,
            entry: Hash([7; 32]),
            received: Timestamp(1_768_410_000_000),
        }
    }

    #[test]
    fn the_rolling_hash_is_golden() {
        let tip = (1..=3).fold(JournalTip::EMPTY, |tip, position| tip.then(&line(position)));
        assert_eq!(
            (tip.position, tip.hash.to_string().as_str()),
            (3, "402a2996f2c10ac56d5d5c5c7dc94bd5a83a482dd8cbef4a7509dc9f651aa6f3"),
            "checkpoints that kits hold are compared with this very hash"
        );
    }

    #[test]
    fn every_part_of_a_line_counts() {
        let base = line(1);
        let variants = [
            JournalLine { position: 2, ..base },
            JournalLine { device: DeviceId([2; 16]), ..base },
            JournalLine { seq: 12, ..base },
            JournalLine { entry: Hash([8; 32]), ..base },
            JournalLine { received: Timestamp(0), ..base },
        ];
        for other in variants {
            assert_ne!(JournalTip::EMPTY.then(&other).hash, JournalTip::EMPTY.then(&base).hash, "{other:?}");
        }
        let (ab, ba) = ([line(1), line(2)], [line(2), line(1)]);
        let roll = |lines: &[JournalLine]| lines.iter().fold(JournalTip::EMPTY, |tip, line| tip.then(line)).hash;
        assert_ne!(roll(&ab), roll(&ba), "the order counts");
    }
}
