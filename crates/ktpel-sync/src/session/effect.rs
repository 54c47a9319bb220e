//! What the host must do after an answer.

use ktpel_domain::ids::Hash;

use super::SessionState;
use crate::{
    checkpoint::Checkpoint,
    entry::Entry,
    exchange::{Refusal, Standing},
    team::Have,
    tip_proof::TipProof,
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
    /// All own entries that the office keeps in quarantine now, maybe none; show them, do not send them again.
    Refused(Vec<Refusal>),
    /// Store the entries of others and the state in ONE transaction, then apply the changes through the gate.
    ///
    /// If that fails, drop the session and start one from the stored state.
    ApplyEntries {
        /// Entries as the office passed them on.
        entries: Vec<Entry>,
        /// Ends of logs as their devices signed them: kept where they hold.
        tips: Vec<TipProof>,
        /// State that belongs to them.
        state: SessionState,
    },
    /// This kit was put back from a copy. Take the own log as the office holds it from the first position that differs, write what stood there anew behind
    /// it, and store the state, in ONE transaction; then apply the changes.
    OwnEntries {
        /// Entries of the own log without a gap, some of them maybe here already.
        entries: Vec<Entry>,
        /// This kit's own signature over their end.
        tips: Vec<TipProof>,
        /// State that belongs to them.
        state: SessionState,
    },
    /// The own log is whole again: the user and the office are told.
    PutBack {
        /// Last own position that the office had.
        acked_seq: u64,
    },
    /// Store the state; nothing came.
    SaveState(SessionState),
    /// Keep what the office signed: its newest checkpoint, and the end of the own log as it holds it.
    Keep {
        /// The checkpoint.
        checkpoint: Option<Checkpoint>,
        /// The office's signature over the end of the own log.
        witness: Option<TipProof>,
        /// The office's clock, milliseconds: compared with the own one, never taken over.
        at_ms: i64,
    },
    /// The office shows another history than it signed before, without having said that it was restored. Keep it, tell it, work on.
    OfficeChanged(OfficeChange),
    /// How an offered attachment stands: send pieces from the offset, or mark it confirmed.
    Attachment(Standing),
    /// How far the office holds logs of others, or wants no more of them: keep it, so that they are not named again.
    OfficeHolds(Vec<Have>),
    /// The office was restored or rolled back: what it lost is sent again by itself; the user is told.
    OfficeRolledBack {
        /// Last own position that the office still holds.
        acked_seq: u64,
        /// Whether it said so.
        how: RollBack,
    },
    /// Nothing more is sent until a person acts.
    Halt(Halt),
    /// All is sent and all is read.
    UpToDate,
}

/// How a kit learned that the office lost something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollBack {
    /// The office has a new generation: it says that it was restored.
    Restored,
    /// The generation is the same: nobody has said anything.
    Silent,
}

/// How the office's log differs from what it signed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeChange {
    /// Its log ends before the position of the checkpoint: a backup was put back in silence, or the end was cut off.
    Shorter {
        /// Position that the office had signed.
        signed: u64,
        /// Where its log ends now.
        now: u64,
    },
    /// Another history stands before the position of the checkpoint.
    Rewritten {
        /// Position that the office had signed.
        signed: u64,
    },
}

/// Why a session stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The office has revoked the device: unsent work stays and can be exported.
    Revoked,
    /// Office and kit hold different entries under one position.
    Fork,
    /// The office holds more entries of this device than the kit, which was put back from a copy, and does not give them back.
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
