//! One device's log as it is stored: hashes, order, and what device and office signed.

use ktpel_domain::ids::{DeviceId, Hash};

use crate::{
    chain::{ChainError, ChainTip, verify_chain},
    entry::Entry,
    tip_proof::TipProof,
};

/// The first row of a log that does not fit. Numbers are positions in that device's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// The row is not there.
    #[error("entry {seq} is missing")]
    Missing {
        /// Its position.
        seq: u64,
    },
    /// A row claims a place that it cannot have.
    #[error("entry {seq} stands in the wrong place")]
    Misplaced {
        /// Position it claims.
        seq: u64,
    },
    /// A field of the row was changed, or its hash.
    #[error("entry {seq} does not fit its hash")]
    Hash {
        /// Its position.
        seq: u64,
    },
    /// It names another entry before it.
    #[error("entry {seq} does not follow the entry before it")]
    Previous {
        /// Its position.
        seq: u64,
    },
    /// The payload is another.
    #[error("payload of entry {seq} does not fit its hash")]
    Payload {
        /// Its position.
        seq: u64,
    },
    /// The rows fit each other, but what was signed is another entry: the log was rewritten up to here or before.
    #[error("entry {seq} is not the one that was signed: the log was rewritten at or before it")]
    Rewritten {
        /// Position of the signed entry.
        seq: u64,
    },
    /// The stored signature itself is not one of this device or of the office.
    #[error("the signature over entry {seq} does not hold")]
    Signature {
        /// Position of the signed entry.
        seq: u64,
    },
    /// Rows that nobody signed stand at the end.
    #[error("entry {seq} and what follows were signed by nobody")]
    Unsigned {
        /// The first of them.
        seq: u64,
    },
}

impl LogFault {
    /// Names the kind of fault for programs and screens.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Misplaced { .. } => "misplaced",
            Self::Hash { .. } => "hash",
            Self::Previous { .. } => "previous",
            Self::Payload { .. } => "payload",
            Self::Rewritten { .. } => "rewritten",
            Self::Signature { .. } => "signature",
            Self::Unsigned { .. } => "unsigned",
        }
    }

    /// Position of the row that is named.
    #[must_use]
    pub const fn seq(self) -> u64 {
        match self {
            Self::Missing { seq }
            | Self::Misplaced { seq }
            | Self::Hash { seq }
            | Self::Previous { seq }
            | Self::Payload { seq }
            | Self::Rewritten { seq }
            | Self::Signature { seq }
            | Self::Unsigned { seq } => seq,
        }
    }
}

/// Walks one log in the order of its positions.
#[derive(Debug, Clone, Copy)]
pub struct LogCheck {
    device: DeviceId,
    tip: ChainTip,
    proven: u64,
    gaps: Gaps,
}

/// Whether entries of a log may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaps {
    /// All entries are there.
    None,
    /// Only those in scope came: each run must hold by itself ([`crate::scope`]).
    OutOfScope,
}

impl LogCheck {
    /// The check of the log of `device`, from its first entry.
    #[must_use]
    pub const fn new(device: DeviceId, gaps: Gaps) -> Self {
        Self { device, tip: ChainTip::EMPTY, proven: 0, gaps }
    }

    /// Takes the next row: the entry as its columns say, and the hash stored beside them.
    pub fn entry(&mut self, entry: &Entry, stored: Hash) -> Result<(), LogFault> {
        let mut seq = self.tip.seq + 1;
        if entry.header.device == self.device && entry.header.seq > seq {
            if self.gaps == Gaps::None {
                return Err(LogFault::Missing { seq });
            }
            seq = entry.header.seq;
            self.tip = ChainTip { seq: seq - 1, hash: entry.header.prev };
        }
        if entry.header.seq == seq && entry.header.hash() != stored {
            return Err(LogFault::Hash { seq });
        }
        self.tip = verify_chain(self.device, self.tip, [entry]).map_err(|error| match error {
            ChainError::Device { seq } | ChainError::Sequence { found: seq, .. } => LogFault::Misplaced { seq },
            ChainError::Previous { seq } => LogFault::Previous { seq },
            ChainError::Payload { seq } => LogFault::Payload { seq },
        })?;
        Ok(())
    }

    /// Takes a signature over the row that was just taken; `key` is the signer's, none when nobody is known by that id.
    pub fn proof(&mut self, proof: &TipProof, key: Option<&[u8; 32]>) -> Result<(), LogFault> {
        let seq = proof.seq;
        if proof.device != self.device || !key.is_some_and(|key| proof.holds(key)) {
            return Err(LogFault::Signature { seq });
        }
        if (seq, proof.hash) != (self.tip.seq, self.tip.hash) {
            return Err(LogFault::Rewritten { seq });
        }
        self.proven = seq;
        Ok(())
    }

    /// Where the walk stands.
    #[must_use]
    pub const fn tip(&self) -> ChainTip {
        self.tip
    }

    /// At the end of a log whose owner signs whatever it sends: every row must lie before a signature. `open` rows at the end may still wait for
    /// one (a kit's own work that the office has not receipted).
    pub const fn end(&self, open: u64) -> Result<(), LogFault> {
        if self.tip.seq > self.proven + open { Err(LogFault::Unsigned { seq: self.proven + 1 }) } else { Ok(()) }
    }
}
