//! What the office signed, kept as evidence; and what is said when the office contradicts it.

use ktpel_domain::time::Timestamp;
use ktpel_ipc::Problem;
use ktpel_store::{CheckpointRow, TipProofRow};
use ktpel_sync::{
    Checkpoint, TipProof,
    checkpoint::{Mark, short_text},
    payload::Noticed,
    session::{OfficeChange, RollBack},
};

use crate::{act::stored, notices, opened::Opened};

/// Keeps the newest checkpoint and the office's signature over the end of the own log.
pub(super) fn keep(opened: &mut Opened, checkpoint: Option<Checkpoint>, witness: Option<TipProof>) -> Result<(), Problem> {
    opened
        .store
        .write(|tx| {
            checkpoint.map_or(Ok(()), |checkpoint| tx.checkpoints().put(&checkpoint_row(&checkpoint)))?;
            witness.map_or(Ok(()), |witness| tx.tip_proofs().put(&proof_row(&witness)))
        })
        .map_err(stored)
}

/// The newest checkpoint, as the next request names it.
pub(super) fn newest(opened: &Opened) -> Result<Option<Mark>, Problem> {
    let row = opened.store.checkpoints().newest().map_err(stored)?;
    Ok(row.map(|row| Mark { generation: row.generation, position: row.position, hash: row.hash }))
}

/// The office shows another history than it signed: the old checkpoint stays as evidence, the own log says so, and the screen too.
pub(super) fn contradicted(opened: &mut Opened, change: OfficeChange, now: Timestamp) -> Result<(), Problem> {
    let (noticed, signed) = match change {
        OfficeChange::Shorter { signed, .. } => (Noticed::OfficeShorter, signed),
        OfficeChange::Rewritten { signed } => (Noticed::OfficeRewritten, signed),
    };
    tracing::error!(?change, "the office shows another history than it signed");
    let newest = opened.store.checkpoints().newest().map_err(stored)?;
    let text = newest.map(|row| short_text(row.position, row.hash)).unwrap_or_default();
    opened.store.write(|tx| tx.checkpoints().contradict_newest()).map_err(stored)?;
    notices::office(opened, noticed, signed, &text, now)
}

/// The office lost something. One that says so is no suspect; what it lost goes there again by itself.
pub(super) fn rolled_back(opened: &mut Opened, how: RollBack, acked_seq: u64, now: Timestamp) -> Result<(), Problem> {
    tracing::warn!(acked_seq, ?how, "the office lost entries; they are sent again");
    match how {
        RollBack::Restored => notices::office(opened, Noticed::OfficeRestored, acked_seq, "", now),
        // Told by the checkpoint that it contradicts.
        RollBack::Silent => Ok(()),
    }
}

pub(super) fn proof_row(proof: &TipProof) -> TipProofRow {
    TipProofRow { device: proof.device, seq: proof.seq, hash: proof.hash, signer: proof.signer, signature: proof.signature }
}

fn checkpoint_row(checkpoint: &Checkpoint) -> CheckpointRow {
    CheckpointRow {
        generation: checkpoint.generation,
        position: checkpoint.position,
        hash: checkpoint.hash,
        at_ms: checkpoint.at_ms,
        signature: checkpoint.signature,
    }
}
