//! The kit's own log and key, as a sync session reads them. Knows the store's rows and the log's entries, decides nothing.

use std::collections::BTreeSet;

use ktpel_domain::ids::Hash;
use ktpel_store::{AttachmentState, EntryLimit};
use ktpel_sync::{
    ChainTip, Entry, Limits, LogSource,
    courier::Waiting,
    exchange::Offer,
    session::{Could, SourceError},
    team::Have,
};

use super::bring;
use crate::{App, Host, act::entry_of, opened::Opened};

/// The own log and key, as a session reads them.
pub(crate) struct Source<'a>(&'a Opened, i64);

impl<'a> Source<'a> {
    pub(crate) fn new<H: Host>(app: &App<H>, opened: &'a Opened) -> Self {
        Self(opened, app.host().now().0)
    }
}

pub(super) fn source(error: ktpel_store::StoreError) -> SourceError {
    SourceError(Box::new(error))
}

impl LogSource for Source<'_> {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        let last = self.0.store.entries().last_of(self.0.device.id()).map_err(source)?;
        Ok(last.map_or(ChainTip::EMPTY, |tip| ChainTip { seq: tip.seq, hash: tip.hash }))
    }

    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let limit = EntryLimit { count: Limits::default().entries, bytes: max_bytes };
        let rows = self.0.store.entries().after(self.0.device.id(), seq, limit).map_err(source)?;
        Ok(rows.into_iter().map(entry_of).collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.0.store.entries().find(self.0.device.id(), seq).map_err(source)?.map(|row| row.hash))
    }

    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError> {
        let pending = self.0.store.attachments().pending(max).map_err(source)?;
        Ok(pending.into_iter().map(|row| Offer { hash: row.hash, size: row.size }).collect())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(self.0.store.attachments().totals().map_err(source)?.pending)
    }

    fn next_file(&self, but: &BTreeSet<Hash>) -> Result<Option<Waiting>, SourceError> {
        let row = self.0.store.attachments().next_to_send(but).map_err(source)?;
        Ok(row.map(|row| {
            let sent = if let AttachmentState::Uploading { offset } = row.state { offset } else { 0 };
            Waiting { hash: row.hash, size: row.size, sent }
        }))
    }

    fn could_bring(&self, what: Could) -> Result<Vec<Have>, SourceError> {
        bring::could(self.0, what).map_err(source)
    }

    fn bring(&self, wanted: &[Have], max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
        bring::bring(self.0, wanted, max_bytes)
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn now_ms(&self) -> i64 {
        self.1
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.device.sign(message)
    }
}
