//! Changes that came before what they build on: a kit may know work of another kit that the office does not have yet (after a restore, or when
//! two kits met in the village first). They lie in quarantine and are taken as soon as the rest is there.

use ktpel_case::CaseDoc;
use ktpel_sync::exchange::RefusalCode;

use super::{Office, OfficeError};
use crate::storage::{QuarantineRow, Standing, Tables};

impl Office {
    /// Applies what waited for the changes that the document has now; gives how many entries left the quarantine.
    ///
    /// Each gets a new office position: kits that have read past its old one must still get it, after what it builds on.
    pub(crate) fn retry_waiting(&self, tables: &Tables<'_>, document: &mut CaseDoc) -> Result<usize, OfficeError> {
        let mut taken = 0;
        loop {
            let waiting = tables.quarantine().of(document.id(), RefusalCode::Dependencies.id())?;
            let mut progress = 0;
            for row in &waiting {
                progress += usize::from(self.retry_one(tables, document, row)?);
            }
            taken += progress;
            if progress == 0 {
                return Ok(taken);
            }
        }
    }

    fn retry_one(&self, tables: &Tables<'_>, document: &mut CaseDoc, row: &QuarantineRow) -> Result<bool, OfficeError> {
        let Some(entry) = tables.entries().find(row.device, row.seq)? else { return Ok(false) };
        let Some(payload) = entry.payload else { return Ok(false) };
        if document.apply(&[payload]).is_err() || !document.has_change(entry.header.payload_hash) {
            return Ok(false);
        }
        tables.entries().set_standing(row.device, row.seq, Standing::Applied)?;
        tables.entries().move_to(row.device, row.seq, tables.office().next_seq()?)?;
        tables.quarantine().remove(row.device, row.seq)?;
        Ok(true)
    }
}
