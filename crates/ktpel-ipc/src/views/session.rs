//! Set-up, unlocking, signing in, settings, reference data, drafts.

use std::collections::BTreeMap;

use ktpel_sop::info::{FormInfo, LayananInfo, ProcedureInfo, RequirementInfo};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which screen comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Phase {
    /// Everything was destroyed by order of the office.
    Wiped,
    /// No store yet: set the kit up.
    Setup,
    /// The team passphrase is needed.
    Passphrase,
    /// The store is open; an operator signs in with the PIN.
    Operator,
    /// Work.
    Open,
}

/// One operator of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OperatorItem {
    /// Id, hex.
    pub id: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Label of the role.
    pub peran_label: String,
    /// A PIN is set; without one the first sign-in sets it.
    pub has_pin: bool,
}

/// What is left to say after a wipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WipedView {
    /// When, by the clock of the laptop.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Office that ordered it.
    pub office: String,
    /// Name that the laptop had.
    pub device: String,
    /// The office knows that it is done.
    pub told: bool,
}

/// The state of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AppState {
    /// Which screen comes first.
    pub phase: Phase,
    /// Demo or training mode: everything card-like carries CONTOH.
    pub demo: bool,
    /// Name of the office; empty before set-up or while locked.
    pub office: String,
    /// Name of this laptop.
    pub device: String,
    /// `id` or `en`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Operators of the team; empty while locked by passphrase.
    pub operators: Vec<OperatorItem>,
    /// The operator signed in.
    pub operator: Option<OperatorItem>,
    /// The visit chosen.
    pub visit: Option<super::VisitSummary>,
    /// Version of the program.
    pub version: String,
    /// After a wipe: when, and who ordered it.
    pub wiped: Option<WipedView>,
    /// In demo mode: passphrase and PIN, shown on the sign-in screen.
    pub demo_hint: Option<String>,
}

/// Set-up of the kit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetupParams {
    /// Address of the office server, e.g. `https://dukcapil.bimakota.go.id`; empty where it stands in the text beside the code.
    pub office_url: String,
    /// One-time code that the office shows, or the whole text of its QR code.
    pub code: String,
    /// Name of this laptop, e.g. `Laptop 2`.
    pub device_name: String,
}

/// The kit asked; a second person at the office compares the words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetupWords {
    /// Name of the office that answered.
    pub office: String,
    /// Six words, the same as on the screen of the office.
    pub words: String,
    /// Milliseconds that the office has to decide.
    #[ts(type = "number")]
    pub open_ms: u64,
}

/// How set-up stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetupProgress {
    /// What set-up produced; none while the office has not decided.
    pub done: Option<SetupView>,
}

/// The permit of a kit that is set up is to be renewed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PermitParams {
    /// One-time code that the office shows, or the whole text of its QR code.
    pub code: String,
}

/// How the renewal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PermitProgress {
    /// Until when the new permit holds; none while the office has not decided.
    #[ts(type = "number | null")]
    pub until_ms: Option<i64>,
}

/// What set-up produced.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetupView {
    /// Five words to be written down and kept apart from the laptop.
    pub passphrase: String,
    /// The state after set-up.
    pub state: AppState,
}

/// The team passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UnlockParams {
    /// Five words.
    pub passphrase: String,
}

/// Words to be written down now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WordsView {
    /// Five words.
    pub words: String,
}

/// Operator and PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignInParams {
    /// Operator id.
    pub operator: String,
    /// Six digits.
    pub pin: String,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SettingParams {
    /// `locale` or `theme`.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// One code of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CodeItem {
    /// The stored form, e.g. `scheme/code/label`.
    pub value: String,
    /// The label.
    pub label: String,
    /// The label in English.
    pub label_en: String,
}

/// Data that does not change during a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReferenceView {
    /// The MOBILE procedure (and the desk procedures).
    pub procedures: Vec<ProcedureInfo>,
    /// Forms.
    pub forms: Vec<FormInfo>,
    /// Requirements.
    pub requirements: Vec<RequirementInfo>,
    /// Services.
    pub layanan: Vec<LayananInfo>,
    /// Choices of each code field, by the `code_list` of the field.
    pub codes: BTreeMap<String, Vec<CodeItem>>,
    /// Kecamatan and kelurahan of the office's own region.
    pub wilayah: Vec<WilayahItem>,
}

/// Regions below a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WilayahParams {
    /// Dotted code; empty for the provinces.
    pub code: String,
}

/// One region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WilayahItem {
    /// Dotted code.
    pub code: String,
    /// Name.
    pub nama: String,
    /// 1 province … 4 kelurahan.
    pub level: u8,
}

/// A half-typed form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DraftParams {
    /// Which form, e.g. `case/<id>/biodata`.
    pub key: String,
    /// Its content as JSON text; none deletes it.
    pub value: Option<String>,
}

/// Which form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DraftKey {
    /// Which form.
    pub key: String,
}

/// What was typed so far.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DraftView {
    /// JSON text, if any.
    pub value: Option<String>,
}
