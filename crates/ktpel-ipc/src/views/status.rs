//! The frame: what is safe, what waits, what the laptop has left.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LineLoad, SyncProgress};

/// State of safety and supplies, always in sight.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusView {
    /// Log entries not yet confirmed by the office.
    pub unsent: u32,
    /// Cases with entries not yet confirmed.
    pub unsent_cases: u32,
    /// Those of the entries that belong to no case: who signed in, a contact, a movement of stock.
    pub unsent_apart: u32,
    /// Attachments not yet confirmed.
    pub unsent_files: u32,
    /// Bytes of them that are still to go.
    #[ts(type = "number")]
    pub unsent_bytes: u64,
    /// Those that wait until a case at the office names them.
    pub files_unnamed: u32,
    /// Since when the oldest waits, ms since the epoch.
    #[ts(type = "number | null")]
    pub unsent_since_ms: Option<i64>,
    /// Last contact with the office.
    #[ts(type = "number | null")]
    pub last_contact_ms: Option<i64>,
    /// Days left before new work waits for the office, when they are few; 0 when none is left.
    pub lease_days: Option<u8>,
    /// Since when the office refuses this laptop.
    #[ts(type = "number | null")]
    pub revoked_ms: Option<i64>,
    /// A sync runs now.
    pub syncing: bool,
    /// How far the sending is, also where a cut line has stopped it; none while nothing is under way.
    pub progress: Option<SyncProgress>,
    /// When the office is tried again by itself, clock of the laptop.
    #[ts(type = "number | null")]
    pub next_try_ms: Option<i64>,
    /// What the line may carry.
    pub load: LineLoad,
    /// The pictures may go for this once.
    pub pictures_now: bool,
    /// Even the smallest pieces are slow on this line, or get lost.
    pub line_weak: bool,
    /// Problem code of the last attempt, if it failed.
    pub last_problem: Option<String>,
    /// Battery in percent; none without a battery.
    pub battery: Option<u8>,
    /// Free space in GB for the data folder.
    pub disk_free_gb: Option<u32>,
    /// Blanko in stock.
    pub blanko: u32,
    /// Serials of blanko that more than one case took, one of them of the visit of today.
    pub blanko_twice: Vec<String>,
    /// Ribbon of the card printer in percent.
    pub ribbon: Option<u8>,
    /// Clock of the laptop.
    #[ts(type = "number")]
    pub now_ms: i64,
    /// What is wrong with that clock.
    pub clock: Option<ClockAlarm>,
    /// What the office did to its own log.
    pub office: Option<OfficeAlarm>,
}

/// The clock of the laptop is wrong, or was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ClockAlarm {
    /// `clock_offset` (against the office) | `clock_jump` (set while the kit was in use or switched off).
    pub what: String,
    /// By how much, in milliseconds; positive: ahead.
    #[ts(type = "number")]
    pub ms: i64,
    /// Clock of the laptop when it was noticed.
    #[ts(type = "number")]
    pub at_ms: i64,
}

/// The office shows another log than it signed, or says that it was restored; or this laptop was put back from a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeAlarm {
    /// `office_shorter` | `office_rewritten` | `office_restored` | `put_back`.
    pub what: String,
    /// Position of the log that the office had signed; own entries that it still held, where it was restored; the last own
    /// entry that it gave back to a laptop that was put back.
    #[ts(type = "number")]
    pub position: u64,
    /// Clock of the laptop when it was noticed.
    #[ts(type = "number")]
    pub at_ms: i64,
}
