//! Cases: the list, one case, and what a person does to it.

use std::collections::BTreeMap;

use ktpel_case::{CaseSummary, detail::CaseDetail};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One page of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CasePage {
    /// Cases, NIK and NKK masked but for the last four digits.
    pub items: Vec<CaseSummary>,
    /// Cases that fit in all.
    pub total: u32,
    /// This page, from 0.
    pub page: u32,
    /// Cases on a page.
    pub page_size: u32,
}

/// One sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AttachmentView {
    /// Capture slot or document.
    pub slot: String,
    /// SHA-256 of the sealed bytes.
    pub hash: String,
    /// Bytes.
    pub size: u32,
    /// Media type of what is sealed inside.
    pub mime: String,
    /// 0–100 as the device gave it.
    pub quality: u8,
    /// Bytes that have arrived.
    pub received: u32,
    /// All are there, verified.
    pub complete: bool,
    /// When all were there.
    #[ts(type = "number | null")]
    pub received_ms: Option<i64>,
}

/// One case with what the office knows beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeCaseView {
    /// The case; identity numbers masked unless revealed.
    pub detail: CaseDetail,
    /// Other cases with the same NIK.
    pub kasus_lain: Vec<CaseSummary>,
    /// Its attachments.
    pub attachments: Vec<AttachmentView>,
    /// Identity numbers are shown in full; the read is in the log.
    pub nik_revealed: bool,
    /// Field id → value in the register extract, where the official NIK is in one.
    pub official: BTreeMap<String, String>,
}

/// Body of POST /api/cases/{id}/nik.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
#[ts(export)]
pub enum NikAnswerParams {
    /// SIAK issued this NIK.
    Granted {
        /// Sixteen digits.
        nik: String,
        /// Where it can be looked up.
        evidence: Option<String>,
    },
    /// SIAK refused.
    Refused {
        /// Why, for the pemohon.
        reason: String,
    },
}

/// Body of POST /api/cases/{id}/status.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusParams {
    /// Id of the status list.
    pub status: String,
    /// Where it was read.
    pub evidence: String,
}

/// Body of POST /api/cases/{id}/release.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReleaseParams {
    /// `prr` or `rekam_ulang`.
    pub gate: String,
    /// On what ground.
    pub reason: String,
}

/// Body of POST /api/cases/{id}/answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeAnswerParams")]
pub struct AnswerParams {
    /// Field id.
    pub field: String,
    /// The value that counts; none clears.
    pub chosen: Option<String>,
    /// Op ids that the screen showed.
    pub shown: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Body of POST /api/cases/{id}/settle.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SettleParams {
    /// Incident id.
    pub incident: String,
    /// How it was settled.
    pub reason: String,
}

/// Body of POST /api/cases/{id}/note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeNoteParams")]
pub struct NoteParams {
    /// Text.
    pub text: String,
}
