//! What a kit gets: entries of all others after its cursor, as a batch that the office signs.

use ktpel_domain::ids::DeviceId;
use ktpel_sync::{BatchError, Limits, encode_batch_with};

use super::{Office, OfficeError};
use crate::storage::Tables;

/// Changes of a case shrink about fourfold in a batch.
const EXPECTED_RATIO: usize = 4;
/// What the line bears when the kit says nothing sensible.
const BUDGET: std::ops::RangeInclusive<usize> = 4 << 10..=256 << 10;

/// One answer's worth of entries.
pub struct Items {
    /// The signed batch; none when there is nothing new.
    pub batch: Option<Vec<u8>>,
    /// Office position after it.
    pub cursor: u64,
    /// There is more.
    pub more: bool,
}

impl Office {
    /// Entries for `device` after `cursor`, as many as the budget bears, at least one if there is any.
    pub(crate) fn items_for(&self, tables: &Tables<'_>, device: DeviceId, cursor: u64, budget: u32) -> Result<Items, OfficeError> {
        let budget = (budget as usize).clamp(*BUDGET.start(), *BUDGET.end());
        let mut rows = Limits::default().entries;
        loop {
            let page = tables.entries().page_for(device, cursor, rows, budget * EXPECTED_RATIO)?;
            if page.entries.is_empty() {
                return Ok(Items { batch: None, cursor: page.cursor, more: page.more });
            }
            match encode_batch_with(&page.entries, page.tips, self.device(), |message| self.sign(message)) {
                Ok(batch) if batch.len() <= 2 * budget || page.entries.len() == 1 => {
                    return Ok(Items { batch: Some(batch), cursor: page.cursor, more: page.more });
                }
                Ok(_) | Err(BatchError::TooLarge) if page.entries.len() > 1 => rows = page.entries.len() / 2,
                Ok(_) => unreachable!("a batch of one entry was answered above"),
                Err(error) => return Err(error.into()),
            }
        }
    }
}
