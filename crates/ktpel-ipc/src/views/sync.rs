//! What waits for the office.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::StatusView;

/// Sync in detail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SyncView {
    /// Address of the office server.
    pub office_url: String,
    /// The frame's state.
    pub status: StatusView,
    /// Cases that wait, longest first.
    pub waiting: Vec<WaitingCase>,
    /// What happened at the last attempt: sent and received entries.
    pub sent: u32,
    /// Entries received.
    pub received: u32,
    /// Documents that the office refused, with code.
    pub refused: Vec<RefusedDoc>,
}

/// One case that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WaitingCase {
    /// Case id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// Entries.
    pub entries: u32,
    /// Since.
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// One refused document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RefusedDoc {
    /// Case id.
    pub id: String,
    /// Why.
    pub code: String,
}
