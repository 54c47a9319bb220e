//! What a check of the whole kit found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was looked at and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VerifyView {
    /// Log entries whose hash, place and signature hold.
    #[ts(type = "number")]
    pub entries: u64,
    /// Documents that are those of their log.
    #[ts(type = "number")]
    pub documents: u64,
    /// Attachments whose bytes have their hash.
    #[ts(type = "number")]
    pub attachments: u64,
    /// Checkpoints that the office signed.
    #[ts(type = "number")]
    pub checkpoints: u64,
    /// What does not fit, the first of each log.
    pub problems: Vec<VerifyFinding>,
}

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VerifyFinding {
    /// `missing` | `misplaced` | `hash` | `previous` | `payload` | `rewritten` | `signature` | `unsigned` | `person` | `checkpoint` | `document` |
    /// `act` | `index` | `attachment` | `pages`.
    pub code: String,
    /// Name of the device whose log it is, or code of the case; empty for the whole store.
    pub place: String,
    /// Position in that log, where there is one.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// In technical words, without personal data.
    pub why: String,
}
