//! One kit with what was decided about it and what it held: the place of a lost laptop.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeviceItem;

/// One kit in detail. Figures only: no person can be read from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceDetail {
    /// As in the list.
    pub item: DeviceItem,
    /// What was decided, oldest first.
    pub history: Vec<DeviceDecision>,
    /// What it held.
    pub held: DeviceHeld,
    /// When the notice of the loss is due (3 × 24 hours after the report); none while no loss was reported.
    #[ts(type = "number | null")]
    pub notice_due_ms: Option<i64>,
}

/// The lost-kit report as data (UU 27/2022 ps. 46).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceReport {
    /// What the dashboard shows.
    pub detail: DeviceDetail,
    /// People who worked on the kit.
    pub team: Vec<String>,
    /// Masked NIK of the persons in its cases.
    pub nik: Vec<String>,
    /// Made at.
    #[ts(type = "number")]
    pub made_ms: i64,
}

/// One decision about a kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceDecision {
    /// `lost`, `revoked`, `wipe_ordered` or `wiped`.
    pub fate: String,
    /// When; for a loss, when it was reported.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Why; empty for the kit's own word.
    pub reason: String,
    /// Who decided; none for the kit's own word.
    pub by: Option<String>,
}

/// What a kit held, as far as the office knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceHeld {
    /// Cases on it: own ones, and those of other kits that it had taken in.
    pub cases: u32,
    /// Of these, not closed.
    pub cases_open: u32,
    /// Persons with a NIK in these cases.
    pub residents: u32,
    /// Cases by kelurahan.
    pub by_kelurahan: Vec<HeldKelurahan>,
    /// The register extract on it.
    pub extract: Option<HeldExtract>,
    /// Recordings and scans that it made for open cases: it could open them.
    pub files_open: u32,
    /// Recordings and scans that it made for closed cases: only the archive opens them.
    pub files_sealed: u32,
    /// Of all these, not at the office.
    pub files_missing: u32,
    /// Own entries that it still held at the last contact; none before the first.
    pub unsent: Option<u32>,
}

/// Cases of one kelurahan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HeldKelurahan {
    /// Name; empty where no kelurahan was stated.
    pub nama: String,
    /// Cases.
    pub cases: u32,
}

/// The register extract that a kit fetched last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HeldExtract {
    /// Kelurahan and date of the visit.
    pub visit: String,
    /// Residents in it.
    pub rows: u32,
    /// Fetched at.
    #[ts(type = "number")]
    pub fetched_ms: i64,
}

/// A loss as it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LostParams {
    /// When it was reported to the office.
    #[ts(type = "number")]
    pub reported_ms: i64,
    /// What happened.
    pub reason: String,
}

/// A revocation or a wipe, confirmed by typing the name of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EndKitParams {
    /// Why.
    pub reason: String,
    /// The name of the kit, typed.
    pub confirm: String,
}
