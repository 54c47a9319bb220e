//! The kit's own log and key, as a session needs them.

use std::collections::BTreeSet;

use ktpel_domain::ids::Hash;

use crate::{chain::ChainTip, courier::Waiting, entry::Entry, exchange::Offer, team::Have};

/// The store behind the log failed.
#[derive(Debug, thiserror::Error)]
#[error("log source failed")]
pub struct SourceError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Which logs of others a kit names to its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Could {
    /// Those of which it holds more than the office is known to hold.
    Unheard,
    /// All: the office was restored, and nothing is known of what it holds.
    All,
}

/// The kit's own log, its unconfirmed attachments and its device key.
pub trait LogSource {
    /// End of the own log.
    fn tip(&self) -> Result<ChainTip, SourceError>;
    /// Own entries after `seq`, in order, up to about `max_bytes` of payload, at least one if there is one.
    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError>;
    /// Hash of the own entry at `seq`.
    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError>;
    /// Attachments to offer, smallest first, at most `max`.
    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError>;
    /// Attachments that the office has not confirmed.
    fn attachments_waiting(&self) -> Result<u64, SourceError>;
    /// The smallest file of which the office lacks bytes, but for these.
    fn next_file(&self, _but: &BTreeSet<Hash>) -> Result<Option<Waiting>, SourceError> {
        Ok(None)
    }
    /// Logs of others of which the office may lack something that is here, as far as an author or the office signed.
    fn could_bring(&self, _what: Could) -> Result<Vec<Have>, SourceError> {
        Ok(Vec::new())
    }
    /// A signed batch with runs of these logs after the positions named, the office's own log first, about `max_bytes` of payload; none where there is
    /// nothing.
    fn bring(&self, _wanted: &[Have], _max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(None)
    }
    /// Program version, for the office's overview.
    fn version(&self) -> String;
    /// Clock of the device, milliseconds, for the office's overview.
    fn now_ms(&self) -> i64;
    /// Signs with the device key.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}
