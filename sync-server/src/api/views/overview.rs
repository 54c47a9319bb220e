//! Today, in figures.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeviceItem;

/// Numbers on the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RailCounts {
    /// Applications for a NIK that wait.
    pub applications: u32,
    /// Cases with a conflict or incident, and quarantined entries.
    pub conflicts: u32,
    /// Open cases.
    pub cases: u32,
    /// Visits today and later.
    pub visits: u32,
    /// Kits that may exchange.
    pub devices: u32,
}

/// Open cases at one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepCount {
    /// Step id.
    pub step: String,
    /// Printed number.
    pub no: u8,
    /// One or two words.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Cases there.
    pub count: u32,
    /// Longest in this step since.
    #[ts(type = "number | null")]
    pub oldest_ms: Option<i64>,
    /// Of these, waiting for something outside the team.
    pub waiting: u32,
    /// Of these, sent back to the pemohon.
    pub returned: u32,
}

/// A kit on which somebody looked into the register too often without a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LookupAlarm {
    /// Name of the kit.
    pub device: String,
    /// Name of the operator; empty if unknown.
    pub oleh: String,
    /// When, by the kit's clock.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// How many looks there were within an hour.
    pub number: u32,
}

/// One kelurahan on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KelurahanCoverage {
    /// Region code.
    pub code: String,
    /// Name.
    pub nama: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// Residents of 16 and over in the register extract; 0 where none was published.
    pub residents: u32,
    /// Of these, recorded.
    pub recorded: u32,
    /// Open cases.
    pub cases: u32,
    /// Cases in the print debt.
    pub debts: u32,
    /// Last visit before today, `YYYY-MM-DD`.
    pub last_visit: Option<String>,
    /// Next visit, today included.
    pub next_visit: Option<String>,
}

/// How long one step takes against the standard time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepTime {
    /// Step id.
    pub step: String,
    /// Printed number.
    pub no: u8,
    /// One or two words.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Standard time (mutu baku).
    pub seconds: Option<u32>,
    /// Middle of all times.
    pub median_seconds: Option<u32>,
    /// How many times there are.
    pub count: u32,
    /// Up to the last 30, oldest first.
    pub recent: Vec<u32>,
}

/// Today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OverviewView {
    /// Office clock.
    #[ts(type = "number")]
    pub now_ms: i64,
    /// Date in Kota Bima, `YYYY-MM-DD`.
    pub today: String,
    /// Numbers on the rail.
    pub counts: RailCounts,
    /// Kits.
    pub devices: Vec<DeviceItem>,
    /// Open cases by step, in the order of the SOP.
    pub steps: Vec<StepCount>,
    /// The city's kelurahan.
    pub kelurahan: Vec<KelurahanCoverage>,
    /// Times against the standard.
    pub times: Vec<StepTime>,
    /// Cards handed over today.
    pub served_today: u32,
    /// Good cards today.
    pub cards_today: u32,
    /// Cases in the print debt.
    pub debts: u32,
    /// Kits on which somebody looked into the register too often without a case, in the last seven days.
    pub lookup_alarms: Vec<LookupAlarm>,
}
