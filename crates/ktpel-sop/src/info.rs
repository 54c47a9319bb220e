//! The definitions as a screen needs them: plain, serialisable, with both languages where the SOP data has them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::situation::Channel;

/// One procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ProcedureInfo {
    /// Id, e.g. `mobile`.
    pub id: String,
    /// Title of the SOP.
    pub title: String,
    /// Where it runs.
    pub channel: Channel,
    /// Steps in order.
    pub steps: Vec<StepInfo>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepInfo {
    /// Id, e.g. `mobile.rekam`.
    pub id: String,
    /// Printed number.
    pub no: u8,
    /// Kind, e.g. `rekam`: which working place the screen shows.
    pub kind: String,
    /// One or two words for the stepper.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Wording of the SOP.
    pub text: String,
    /// Notes on the source.
    pub notes: Vec<String>,
    /// Lane id.
    pub lane: String,
    /// Lane label.
    pub lane_label: String,
    /// Standard time in seconds.
    pub seconds: Option<u32>,
    /// Labels of what must be there.
    pub completeness: Vec<String>,
    /// Outputs.
    pub outputs: Vec<String>,
    /// Form shown in this step.
    pub form: Option<String>,
}

/// One form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormInfo {
    /// Id, e.g. `biodata`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Fields in order.
    pub fields: Vec<FieldInfo>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldInfo {
    /// Id, e.g. `nama_lengkap`.
    pub id: String,
    /// Label.
    pub label: String,
    /// Label in English.
    pub label_en: String,
    /// `text` | `date` | `code` | `nik` | `no_kk` | `phone` | `region` | `number`.
    pub kind: String,
    /// Must be filled before the step ends.
    pub required: bool,
    /// With `code`: name of the list.
    pub code_list: Option<String>,
    /// Printed on the card.
    pub printed: bool,
    /// A word of help.
    pub help: Option<String>,
    /// The same in English.
    pub help_en: Option<String>,
}

/// One required document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequirementInfo {
    /// Id, e.g. `surat_hilang`.
    pub id: String,
    /// Label.
    pub label: String,
    /// Label in English.
    pub label_en: String,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LayananInfo {
    /// Id, e.g. `hilang`.
    pub id: String,
    /// Label.
    pub label: String,
    /// Label in English.
    pub label_en: String,
    /// Requirement ids.
    pub requirements: Vec<String>,
    /// Rules in words.
    pub rules: Vec<String>,
    /// The service may record.
    pub may_record: bool,
    /// The old card is withdrawn at handover.
    pub withdraw_old_card: bool,
}
