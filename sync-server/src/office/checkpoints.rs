//! Signing the end of the office's log, so that kits can tell when it is changed or an older one is put back.
//!
//! One checkpoint per exchange that finds the log grown: 150 bytes and one signature for each batch that came, so that whatever a kit has been
//! told is receipted lies before a checkpoint that some kit holds. An idle office signs nothing.

use ktpel_sync::{Checkpoint, TipProof};

use super::{Office, OfficeError};
use crate::storage::Tables;

impl Office {
    /// The newest checkpoint; signs one when the log has grown or a new generation has begun.
    pub(crate) fn checkpoint(&self, tables: &Tables<'_>) -> Result<Checkpoint, OfficeError> {
        let generation = tables.office().find()?.ok_or(OfficeError::NotSetUp)?.generation;
        let tip = tables.journal().tip()?;
        if let Some(newest) = tables.checkpoints().newest()?.filter(|newest| newest.tip() == tip && newest.generation == generation) {
            return Ok(newest);
        }
        let checkpoint = Checkpoint::sign(self.device(), generation, tip, self.now(), |message| self.sign(message));
        tables.checkpoints().put(&checkpoint)?;
        let own = tables.entries().tip(self.device())?;
        tables.tip_proofs().put(&TipProof::sign(self.device(), own, self.device(), |message| self.sign(message)))?;
        Ok(checkpoint)
    }
}
