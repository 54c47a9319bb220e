//! After a restore from a backup: another life of the database begins, and what the office had written since the backup comes back from its kits.
//!
//! A lost entry is written again at the end of the office's own log, with its time, its person and its very payload. Where nothing was written since the
//! restore it becomes the same entry as before, to the hash; otherwise the same words under another position.

use ktpel_sync::{Batch, Chain, ChainTip, Entry, EntryKind, TipProof, team::Have, verify_chain};

use super::{Office, OfficeError, relay::proof_of_end};
use crate::{
    random,
    storage::{LifeRow, Tables},
};

impl Office {
    /// Begins a new life, once after a restore.
    pub fn begin_life(&self) -> Result<(), OfficeError> {
        self.storage.write(|tables| {
            let generation = tables.office().find()?.ok_or(OfficeError::NotSetUp)?.generation;
            let own_seq = tables.entries().tip(self.device())?.seq;
            tables.lives().end(&LifeRow { generation, position: tables.office().seq()?, own_seq })?;
            tables.office().set_generation(random::bytes())?;
            Ok(())
        })
    }

    /// Takes a run of the office's own log that it wrote in an earlier life and lost; gives how far it was taken, none where it is not its own word.
    pub(super) fn take_own_run(&self, run: &[Entry], tips: &[TipProof]) -> Result<Option<Have>, OfficeError> {
        let signed = proof_of_end(run, tips, self.device()).filter(|proof| proof.holds(&self.identity.public()));
        let (Some(proof), Some(first)) = (signed, run.first()) else { return Ok(None) };
        let before = first.header.seq.saturating_sub(1);
        let held = self.storage.read(|tables| tables.entries().hash_at(self.device(), before))?;
        let base = held.map_or(ChainTip::EMPTY, |hash| ChainTip { seq: before, hash });
        if base.seq != before || verify_chain(self.device(), base, run).is_err() {
            return Ok(None);
        }
        self.until_settled(self.device(), || {
            let entries = self.storage.read(|tables| self.lost(tables, run))?;
            self.try_run(self.device(), Batch { device: self.device(), hash: proof.hash, entries, tips: Vec::new() })
        })?
        .map_err(|_| OfficeError::Moved)?;
        Ok(Some(Have { device: self.device(), seq: proof.seq }))
    }

    /// Of a run of the own log what the present one lacks, as the entries that come next.
    fn lost(&self, tables: &Tables<'_>, run: &[Entry]) -> Result<Vec<Entry>, OfficeError> {
        let own = self.device();
        let began = tables.lives().newest()?.map_or(0, |life| life.own_seq);
        let mut chain = Chain::resume(own, tables.entries().tip(own)?);
        let mut lost = Vec::new();
        for Entry { header, payload } in run {
            let Some(payload) = payload else { continue };
            let since = tables.entries().own_since(own, began, header)?;
            // What was decided anew since the restore is not undone by an older word.
            let decided = matches!(header.kind, EntryKind::Policy | EntryKind::Visit) && since.newest.is_some_and(|at| at > header.at);
            if !since.same && !decided {
                lost.push(chain.append(header.kind, header.doc, payload.clone(), header.operator, header.at)?);
            }
        }
        Ok(lost)
    }
}
