//! The case and what a person does to it.

use std::collections::BTreeMap;

use ktpel_case::detail::CaseDetail;
use ktpel_sop::situation::Outcome;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One case with what only this kit knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseView {
    /// The case.
    pub detail: CaseDetail,
    /// Log entries of this case not yet confirmed by the office.
    pub unsent: u32,
    /// The step running on this laptop since (monotonic), ms.
    #[ts(type = "number | null")]
    pub running_ms: Option<u64>,
    /// Blanko of this case that another one took as well.
    pub blanko_twice: Vec<super::BlankoTwice>,
}

/// Which case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseId {
    /// Case id, hex.
    pub id: String,
}

/// A new case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenCaseParams {
    /// Service id.
    pub layanan: String,
    /// Contact request it comes from; none for a walk-in.
    pub contact: Option<String>,
    /// NIK of a resident of the extract to bind at once.
    pub nik: Option<String>,
    /// First field values (`nama_lengkap` …).
    pub fields: BTreeMap<String, String>,
}

/// Field values that the person changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldsParams {
    /// Case id.
    pub id: String,
    /// Value by field id; none clears.
    pub values: BTreeMap<String, Option<String>>,
    /// Op ids that the screen showed, by field id.
    pub shown: BTreeMap<String, Vec<String>>,
}

/// A step act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepParams {
    /// Case id.
    pub id: String,
    /// Step id.
    pub step: String,
    /// What.
    pub outcome: Outcome,
    /// Reason, needed for skipped and returned.
    pub reason: Option<String>,
}

/// A requirement check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequirementParams {
    /// Case id.
    pub id: String,
    /// Requirement id.
    pub requirement: String,
    /// `present` | `missing`.
    pub state: String,
    /// Note.
    pub note: Option<String>,
}

/// A note or reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NoteParams {
    /// Case id.
    pub id: String,
    /// Text.
    pub text: String,
}

/// The answer to a conflict.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnswerParams {
    /// Case id.
    pub id: String,
    /// Field id.
    pub field: String,
    /// Value chosen; none clears.
    pub chosen: Option<String>,
    /// Op ids that the screen showed.
    pub shown: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A resident of the register for this case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BindParams {
    /// Case id.
    pub id: String,
    /// NIK in the extract.
    pub nik: String,
}
