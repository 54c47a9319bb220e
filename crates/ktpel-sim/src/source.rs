//! A kit's own log and key as a session reads them.

use std::collections::BTreeSet;

use ktpel_domain::ids::Hash;
use ktpel_sync::{ChainTip, Entry, LogSource, courier::Waiting, exchange::Offer, session::SourceError};

use crate::{people::Person, store::Rows};

/// The rows of one kit.
pub struct Source<'a> {
    /// Whose.
    pub person: &'a Person,
    /// What it keeps.
    pub rows: &'a Rows,
    /// Its clock.
    pub now_ms: i64,
}

impl LogSource for Source<'_> {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        Ok(self.rows.tip(self.person.device()))
    }

    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let mut sum = 0;
        let fits = |entry: &&Entry| {
            let before = sum;
            sum += entry.payload.as_ref().map_or(0, Vec::len);
            before < max_bytes
        };
        Ok(self.rows.after(self.person.device(), seq).take_while(fits).cloned().collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.rows.hash_at(self.person.device(), seq))
    }

    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError> {
        let mut waiting: Vec<_> = self.rows.files.iter().filter(|(_, file)| !file.confirmed).collect();
        waiting.sort_by_key(|(_, file)| (file.sent < file.bytes.len() as u64, file.bytes.len()));
        Ok(waiting.into_iter().take(max).map(|(hash, file)| Offer { hash: *hash, size: file.bytes.len() as u64 }).collect())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(self.rows.files.values().filter(|file| !file.confirmed).count() as u64)
    }

    fn next_file(&self, but: &BTreeSet<Hash>) -> Result<Option<Waiting>, SourceError> {
        let lacks =
            self.rows.files.iter().filter(|(hash, file)| !file.confirmed && file.sent < file.bytes.len() as u64 && !but.contains(hash));
        let smallest = lacks.min_by_key(|(hash, file)| (file.bytes.len(), **hash));
        Ok(smallest.map(|(hash, file)| Waiting { hash: *hash, size: file.bytes.len() as u64, sent: file.sent }))
    }

    fn version(&self) -> String {
        "sim".to_owned()
    }

    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.person.sign(message)
    }
}
