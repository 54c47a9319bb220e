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
    /// Until when this kit may speak to its office, by the office's clock; renewed by itself long before.
    #[ts(type = "number")]
    pub permit_until_ms: i64,
    /// The frame's state.
    pub status: StatusView,
    /// Cases that wait, longest first.
    pub waiting: Vec<WaitingCase>,
    /// What happened at the last attempt: sent and received entries.
    pub sent: u32,
    /// Entries received.
    pub received: u32,
    /// Cases of which the office holds something of this laptop's work.
    pub refused: Vec<RefusedDoc>,
    /// Cases of which this laptop keeps something aside that came from the office.
    pub held: Vec<RefusedDoc>,
    /// Other laptops of which work is here that the office lacks, as far as this laptop knows.
    pub laptops: u32,
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
    /// Files that the office has not confirmed.
    pub files: u32,
    /// Since.
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// What the line may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LineLoad {
    /// Text, then pictures.
    #[default]
    Everything,
    /// Text now; pictures when a person says so.
    TextOnly,
}

/// The choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LoadParams {
    /// What the line may carry.
    pub load: LineLoad,
}

/// How far the sending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SyncProgress {
    /// Cases.
    pub cases: Count,
    /// Files.
    pub files: Count,
    /// Cases of which the office told something new.
    pub received_cases: u32,
    /// How long the rest will take; none while the line is not known well enough to tell.
    #[ts(type = "number | null")]
    pub left_ms: Option<u64>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Count {
    /// Safe at the office.
    pub safe: u32,
    /// That waited when the sending began, and what came since.
    pub of: u32,
}

/// One case of which something is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RefusedDoc {
    /// Case id.
    pub id: String,
    /// Name; empty where the case is not known here.
    pub nama: String,
    /// Why.
    pub code: String,
}
