//! Entries in quarantine that are looked at again: those that came before what they build on, whenever their document grows (a kit may know
//! work of another kit that the office does not have yet), and any that a person wants to try again, or sets aside for good.

use ktpel_case::CaseDoc;
use ktpel_domain::ids::{DeviceId, KeyId};
use ktpel_sync::{Entry, EntryKind, exchange::RefusalCode};

use super::{
    Office, OfficeError,
    prepare::{Tried, sort},
    receive::Taken,
};
use crate::{
    api::views::LiveEvent,
    storage::{QuarantineRow, Standing, StorageError, Tables},
};

/// Why nothing was done about an entry in quarantine.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    /// It is not there, or not any more.
    #[error("no such entry in quarantine")]
    NotHeld,
    /// It was tried again and is held still.
    #[error("it is held still: {}", .0.id())]
    Still(RefusalCode),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for HeldError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Tries a change in quarantine once more; it may have been the program's fault, or what it builds on has come.
    pub fn try_held(&self, device: DeviceId, seq: u64) -> Result<(), HeldError> {
        let (row, entry) = self.storage.read(|tables| held(tables, device, seq))?;
        if entry.header.kind != EntryKind::Change {
            return Err(HeldError::Still(RefusalCode::find(&row.code).unwrap_or(RefusalCode::Record)));
        }
        let tried = self.try_again(row.doc, &entry)?;
        let left = self.storage.write(|tables| self.store_retried(tables, &row, &entry, &tried))?;
        self.tell(LiveEvent::Changed { docs: vec![row.doc.to_string()] });
        left.map_or(Ok(()), |code| Err(HeldError::Still(code)))
    }

    /// Sets an entry aside for good; it stays in the log, its kit is told, and nobody is asked again.
    pub fn discard_held(&self, device: DeviceId, seq: u64, reason: &str, by: KeyId) -> Result<(), HeldError> {
        let row = self.storage.write(|tables| {
            let (row, _) = held(tables, device, seq)?;
            tables.quarantine().discard(device, seq, reason, by)?;
            Ok::<_, HeldError>(row)
        })?;
        self.tell(LiveEvent::Changed { docs: vec![row.doc.to_string()] });
        Ok(())
    }

    /// Takes the entry out of quarantine if it passed; otherwise gives why it stays.
    fn store_retried(
        &self,
        tables: &Tables<'_>,
        row: &QuarantineRow,
        entry: &Entry,
        tried: &Tried,
    ) -> Result<Option<RefusalCode>, HeldError> {
        held(tables, row.device, row.seq)?;
        let sorted = sort(tables, row.device, &[entry])?;
        if sorted.fit.is_empty() {
            return Ok(Some(RefusalCode::Actor));
        }
        tables.quarantine().remove(row.device, row.seq)?;
        // First its new position: what comes into a kit's scope by it stands there.
        to_the_end(tables, row)?;
        let mut taken = Taken::default();
        self.store_tried(tables, row.doc, sorted, Some(tried), &self.roster(), &mut taken)?;
        if let Some(refusal) = taken.refusals.first() {
            return Ok(Some(refusal.code));
        }
        Ok(None)
    }

    /// Lets go what waited and is in the document now.
    pub(crate) fn release(tables: &Tables<'_>, document: &CaseDoc, tried: &Tried) -> Result<(), OfficeError> {
        let row_of = |index: &u32| tried.waiting.get(*index as usize);
        for row in tried.answer.harmful.iter().filter_map(row_of) {
            tables.quarantine().set_code(row.device, row.seq, RefusalCode::Harmful.id())?;
        }
        for row in tried.answer.released.iter().filter_map(row_of) {
            let entry = tables.entries().find(row.device, row.seq)?;
            if entry.is_some_and(|entry| document.has_change(entry.header.payload_hash)) {
                to_the_end(tables, row)?;
                tables.quarantine().remove(row.device, row.seq)?;
            }
        }
        Ok(())
    }
}

/// The entry counts, at a new office position: kits that have read past its old one must still get it, after what it builds on.
fn to_the_end(tables: &Tables<'_>, row: &QuarantineRow) -> Result<(), OfficeError> {
    tables.entries().set_standing(row.device, row.seq, Standing::Applied)?;
    Ok(tables.entries().move_to(row.device, row.seq, tables.office().next_seq()?)?)
}

fn held(tables: &Tables<'_>, device: DeviceId, seq: u64) -> Result<(QuarantineRow, Entry), HeldError> {
    let row = tables.quarantine().find(device, seq)?.ok_or(HeldError::NotHeld)?;
    let entry = tables.entries().find(device, seq)?.ok_or(HeldError::NotHeld)?;
    Ok((row, entry))
}
