//! The office's ordered log as it is stored: the rolling hash line by line, and the checkpoints over it.

use crate::{
    checkpoint::Checkpoint,
    journal::{JournalLine, JournalTip},
};
use ktpel_domain::ids::Hash;

/// The first line of the ordered log that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JournalFault {
    /// The line, or one before it, was changed, taken out, put in or moved.
    #[error("position {position} does not follow what stands before it")]
    Line {
        /// Office position.
        position: u64,
    },
    /// The lines fit each other, but the office signed another log up to here.
    #[error("position {position} is not what the office signed: the log was rewritten at or before it")]
    Rewritten {
        /// Position of the checkpoint.
        position: u64,
    },
    /// The stored checkpoint is not signed by the office.
    #[error("the checkpoint at position {position} is not signed by the office")]
    Signature {
        /// Its position.
        position: u64,
    },
    /// The office signed, or counted, a longer log than is stored.
    #[error("position {position} is missing at the end: the log was cut or an older one was put back")]
    Short {
        /// The last position that was there once.
        position: u64,
    },
}

impl JournalFault {
    /// Names the kind of fault for programs and screens.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Line { .. } => "order",
            Self::Rewritten { .. } => "rewritten",
            Self::Signature { .. } => "signature",
            Self::Short { .. } => "short",
        }
    }

    /// The position that is named.
    #[must_use]
    pub const fn position(self) -> u64 {
        match self {
            Self::Line { position } | Self::Rewritten { position } | Self::Signature { position } | Self::Short { position } => position,
        }
    }
}

/// Walks the ordered log.
#[derive(Debug, Clone, Copy)]
pub struct JournalCheck {
    tip: JournalTip,
}

impl Default for JournalCheck {
    fn default() -> Self {
        Self { tip: JournalTip::EMPTY }
    }
}

impl JournalCheck {
    /// Takes the next line with the rolling hash stored beside it.
    pub fn line(&mut self, line: &JournalLine, stored: Hash) -> Result<(), JournalFault> {
        let next = self.tip.then(line);
        if line.position <= self.tip.position || next.hash != stored {
            return Err(JournalFault::Line { position: line.position });
        }
        self.tip = next;
        Ok(())
    }

    /// Takes the checkpoint over the line that was just taken.
    pub fn checkpoint(&self, checkpoint: &Checkpoint, office_key: &[u8; 32]) -> Result<(), JournalFault> {
        let position = checkpoint.position;
        if !checkpoint.holds(office_key) {
            return Err(JournalFault::Signature { position });
        }
        if checkpoint.tip() == self.tip { Ok(()) } else { Err(JournalFault::Rewritten { position }) }
    }

    /// At the end: `last` is the highest position that was ever used or signed.
    pub const fn end(&self, last: u64) -> Result<(), JournalFault> {
        if self.tip.position == last { Ok(()) } else { Err(JournalFault::Short { position: last }) }
    }

    /// Where the walk stands.
    #[must_use]
    pub const fn tip(&self) -> JournalTip {
        self.tip
    }
}
