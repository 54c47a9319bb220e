//! What the host must do after an answer.

use ktpel_domain::ids::Hash;

use super::SessionState;
use crate::{
    entry::Entry,
    exchange::{Refusal, Standing},
};

/// One thing to do; effects are carried out in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The office holds the batch durably: all own entries up to `acked_seq` are safe there.
    StoreReceipt {
        /// Hash of the batch.
        batch: Hash,
        /// Last own position that is safe.
        acked_seq: u64,
    },
    /// Own entries that the office keeps in quarantine; show them, do not send them again.
    Refused(Vec<Refusal>),
    /// Store the entries of others and the state in ONE transaction, then apply the changes through the gate.
    ///
    /// If that fails, drop the session and start one from the stored state.
    ApplyEntries {
        /// Entries as the office passed them on.
        entries: Vec<Entry>,
        /// State that belongs to them.
        state: SessionState,
    },
    /// Store the state; nothing came.
    SaveState(SessionState),
    /// How an offered attachment stands: send pieces from the offset, or mark it confirmed.
    Attachment(Standing),
    /// The office was restored or rolled back: what it lost is sent again by itself; the user is told.
    OfficeRolledBack {
        /// Last own position that the office still holds.
        acked_seq: u64,
    },
    /// Nothing more is sent until a person acts.
    Halt(Halt),
    /// All is sent and all is read.
    UpToDate,
}

/// Why a session stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The office has revoked the device: unsent work stays and can be exported.
    Revoked,
    /// Office and kit hold different entries under one position.
    Fork,
    /// The office holds more entries of this device than the kit: the kit was restored from a backup.
    LogBehind {
        /// Last position that the office holds.
        acked_seq: u64,
    },
}

/// Numbers of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Own entries without receipt.
    pub unsent: u64,
    /// Entries of others received.
    pub received: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Bytes received.
    pub bytes_in: u64,
}
