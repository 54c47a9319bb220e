//! Work that waits: applications for a NIK, conflicts and incidents.

use ktpel_case::{CaseSummary, detail::By};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An application for a NIK that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ApplicationItem {
    /// The case.
    pub case: CaseSummary,
    /// Who filed it.
    pub filed_by: By,
    /// When.
    #[ts(type = "number")]
    pub filed_ms: i64,
    /// `filed`, `refused` or `granted`.
    pub state: String,
    /// F-1.01 can be keyed into SIAK as it is.
    pub complete: bool,
    /// Field and document ids that are lacking.
    pub missing: Vec<String>,
}

/// Something that wants a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ConflictItem {
    /// The case.
    pub case: CaseSummary,
    /// `field`, `incident` or `quarantine`.
    pub kind: String,
    /// Fields in conflict.
    pub fields: Vec<String>,
    /// Incidents; `two_cases` where another open case has the same NIK, `blanko_twice/<serial>` where another took the same
    /// blanko.
    pub incidents: Vec<String>,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Kit from which a quarantined entry came.
    pub device: Option<String>,
    /// Why it is in quarantine.
    pub code: Option<String>,
}

/// An entry of a kit that is held: kept with its bytes, not applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HeldItem {
    /// Id of the kit.
    pub device: String,
    /// Position in the kit's log.
    #[ts(type = "number")]
    pub seq: u64,
    /// Name of the kit.
    pub laptop: String,
    /// The case, where the office knows it.
    pub case: Option<CaseSummary>,
    /// Why: a refusal code.
    pub code: String,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Size of its bytes.
    pub size_bytes: u32,
}

/// Setting a held entry aside for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DiscardParams {
    /// Why; its kit's people may ask.
    pub reason: String,
}
