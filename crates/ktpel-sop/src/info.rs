//! The catalogue as the screens get it: labels instead of ids where a label is shown, ids where one is sent back.
//!
//! Own structs, so that a change inside the catalogue is no change of the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::situation::Channel;

mod describe;

/// An id with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TermInfo {
    /// Id or stored value.
    pub id: String,
    /// Official term.
    pub label: String,
    /// English gloss.
    pub label_en: String,
}

/// The head of the SOP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentInfo {
    /// Agency.
    pub agency: String,
    /// Title.
    pub title: String,
    /// Number.
    pub number: String,
    /// Date of approval, `YYYY-MM-DD`.
    pub approved: String,
    /// Office that approved it.
    pub approved_by_role: String,
    /// Laws it names.
    pub legal_basis: Vec<String>,
    /// What became of them.
    pub legal_basis_note: String,
}

/// One procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ProcedureInfo {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it runs.
    pub channel: Channel,
    /// Sum of the standard times in seconds.
    pub total_seconds: u32,
    /// What is known about skipped numbers and empty cells.
    pub notes: Vec<String>,
    /// In the order of the SOP.
    pub steps: Vec<StepInfo>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepInfo {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: u8,
    /// Kind: which screen works on it.
    pub kind: String,
    /// One or two words for the stepper.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Signed wording.
    pub text: String,
    /// English gloss of the wording.
    pub text_en: String,
    /// Repairs, inferences and doubts, shown beside the wording.
    pub notes: Vec<String>,
    /// Lane id.
    pub lane: String,
    /// Lane.
    pub lane_label: String,
    /// Standard time in seconds.
    pub seconds: Option<u32>,
    /// What must be at hand.
    pub completeness: Vec<String>,
    /// What it produces, as signed.
    pub outputs: Vec<String>,
    /// Form id.
    pub form: Option<String>,
    /// Capture slots, in order.
    pub capture: Vec<String>,
    /// Needs the network.
    pub requires_online: bool,
    /// May be sent back: `pemohon` or a step id.
    pub on_return: Option<String>,
}

/// One form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormInfo {
    /// Id, e.g. `biodata`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// In the order of the form.
    pub fields: Vec<FieldInfo>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldInfo {
    /// Field id in the case.
    pub id: String,
    /// Name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// `text`, `date`, `code`, `nik`, `no_kk`, `phone`, `region` or `number`.
    pub kind: String,
    /// Must not be empty.
    pub required: bool,
    /// With `code`: name of its choices in [`Catalogue::codes`].
    pub code_list: Option<String>,
    /// Further rules.
    pub validators: Vec<String>,
    /// Stands on the card.
    pub printed: bool,
    /// Found by search.
    pub searchable: bool,
    /// Help.
    pub help: Option<String>,
    /// Help in English.
    pub help_en: Option<String>,
}

/// One document that a service may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequirementInfo {
    /// Id, e.g. `surat_hilang`.
    pub id: String,
    /// Name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// Law or form that asks for it.
    pub basis: String,
}

/// One row of the documents of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NeedInfo {
    /// Requirement id that names the row.
    pub id: String,
    /// Name, with what stands for it: "KTP-el lama (ditarik) atau surat hilang".
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// Requirement ids of which one satisfies the row.
    pub any_of: Vec<String>,
    /// `always`, `replacement`, `with_nik` or `without_nik`.
    pub when: String,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LayananInfo {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// Requirement ids that name the rows of its documents.
    pub requirements: Vec<String>,
    /// The rows, with alternatives and for whom they are.
    pub needs: Vec<NeedInfo>,
    /// Rules in words.
    pub rules: Vec<String>,
    /// Runs at the desk.
    pub at_desk: bool,
    /// Records biometrics.
    pub may_record: bool,
    /// The old card is withdrawn at handover.
    pub withdraw_old_card: bool,
}

/// One capture slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SlotInfo {
    /// Id.
    pub id: String,
    /// `wajah`, `iris`, `sidik_jari` or `tanda_tangan`.
    pub modality: String,
}
