//! The frame: what is safe, what waits, what the laptop has left.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// State of safety and supplies, always in sight.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusView {
    /// Log entries not yet confirmed by the office.
    pub unsent: u32,
    /// Cases with entries not yet confirmed.
    pub unsent_cases: u32,
    /// Attachments not yet confirmed.
    pub unsent_files: u32,
    /// Since when the oldest waits, ms since the epoch.
    #[ts(type = "number | null")]
    pub unsent_since_ms: Option<i64>,
    /// Last contact with the office.
    #[ts(type = "number | null")]
    pub last_contact_ms: Option<i64>,
    /// A sync runs now.
    pub syncing: bool,
    /// Problem code of the last attempt, if it failed.
    pub last_problem: Option<String>,
    /// Battery in percent; none without a battery.
    pub battery: Option<u8>,
    /// Free space in GB for the data folder.
    pub disk_free_gb: Option<u32>,
    /// Blanko in stock.
    pub blanko: u32,
    /// Ribbon of the card printer in percent.
    pub ribbon: Option<u8>,
    /// Clock of the laptop.
    #[ts(type = "number")]
    pub now_ms: i64,
}
