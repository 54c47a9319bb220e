//! The case as a screen shows it: one shape for kit and dashboard.
//!
//! Built from the projection, the plan of the SOP engine and the names of people and devices. Holds no rule of its own.

mod masked;

use std::collections::BTreeMap;

use ktpel_sop::{
    situation::{CardState, Channel, Outcome},
    verdict::{GateCondition, Reason, StepStatus},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who did something, on which device, when by its clock.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct By {
    /// Name of the operator or office user; empty while the session record has not arrived.
    pub nama: String,
    /// Name of the laptop, or the office.
    pub device: String,
    /// Milliseconds since the epoch, by that device's clock.
    #[ts(type = "number")]
    pub at_ms: i64,
}

/// The person in front of the operator.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Person {
    /// Full name as it will be printed.
    pub nama: String,
    /// Sixteen digits; none while not known. The UI masks it unless the screen may show it in full.
    pub nik: Option<String>,
    /// The NIK comes from the register or from SIAK, not only from what was stated.
    pub nik_official: bool,
    /// Family card number, sixteen digits.
    pub no_kk: Option<String>,
    /// `L` or `P`.
    pub jenis_kelamin: Option<String>,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// Age in years today.
    pub umur: Option<u8>,
    /// Region code of the kelurahan.
    pub kelurahan: Option<String>,
    /// Its name.
    pub kelurahan_nama: Option<String>,
    /// Phone number.
    pub no_hp: Option<String>,
}

/// One step in the stepper.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepDetail {
    /// Step id, e.g. `mobile.rekam`.
    pub id: String,
    /// Printed number: a label, it may jump.
    pub no: u8,
    /// Wording of the SOP.
    pub text: String,
    /// Notes on the source (OCR repair, inference), shown beside the wording.
    pub notes: Vec<String>,
    /// Lane of the SOP, for information.
    pub lane_label: String,
    /// Standard time (mutu baku) in seconds; none where the SOP leaves it empty.
    pub seconds: Option<u32>,
    /// Completeness (kelengkapan) of the SOP.
    pub completeness: Vec<String>,
    /// Outputs of the SOP.
    pub outputs: Vec<String>,
    /// State after the rules.
    pub status: StepStatus,
    /// Why it is skipped, waiting or blocked.
    pub reasons: Vec<Reason>,
    /// Who started it, while it runs.
    pub started: Option<By>,
    /// Who ended it last.
    pub ended: Option<By>,
    /// Working time in ms on the monotonic clock of the laptop that did it.
    #[ts(type = "number | null")]
    pub active_ms: Option<u64>,
    /// The span went over two laptops.
    pub approximate: bool,
    /// Others still work on it elsewhere.
    pub also_running: u32,
    /// Reason given when it was skipped or returned.
    pub given_reason: Option<String>,
}

/// One value somebody gave a field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Said {
    /// The value; none when cleared.
    pub value: Option<String>,
    /// Op id, e.g. `17@3f9a…`: sent back by the form so that a merge in between is noticed.
    pub op: String,
    /// Who said it.
    pub by: By,
}

/// One field with all values that stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldDetail {
    /// Field id.
    pub id: String,
    /// All standing values; more than one distinct value is a conflict.
    pub said: Vec<Said>,
    /// Distinct values stand side by side until a person chooses.
    pub conflict: bool,
}

/// One required document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequirementDetail {
    /// Requirement id, e.g. `surat_hilang`.
    pub id: String,
    /// Indonesian label.
    pub label: String,
    /// English label.
    pub label_en: String,
    /// `unchecked` | `present` | `missing` | `contested`; present also where another document stands for it.
    pub state: String,
    /// Ids of documents that satisfy it too.
    pub any_of: Vec<String>,
    /// Reason of the waiver, where one covers it.
    pub waiver: Option<String>,
    /// Note of who checked.
    pub note: Option<String>,
    /// Who checked.
    pub by: Option<By>,
}

/// One take of a capture slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TakeDetail {
    /// SHA-256 of the sealed file, hex.
    pub hash: String,
    /// Size in bytes.
    pub size: u32,
    /// Media type.
    pub mime: String,
    /// 0–100 as the device gave it.
    pub quality: u8,
    /// Who took it.
    pub by: By,
}

/// One slot of the recording, or a scanned document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaptureDetail {
    /// Slot id: `wajah`, `iris_kanan`, `jari_kiri_3`, `tanda_tangan`, `foto_kartu`, `dokumen/…`.
    pub slot: String,
    /// `captured` | `two_takes` | `waived`.
    pub state: String,
    /// The takes that stand.
    pub takes: Vec<TakeDetail>,
    /// Reason of the waiver.
    pub waiver: Option<String>,
    /// Who waived.
    pub waived_by: Option<By>,
}

/// One fact from SIAK or the central system.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FactDetail {
    /// `nik` | `recording_status` | `card_before` …
    pub name: String,
    /// Its value.
    pub value: String,
    /// `extract` | `typed` | `import` | `gateway`.
    pub obtained: String,
    /// Where it can be looked up.
    pub evidence: Option<String>,
    /// Signature checked where one is needed.
    pub proven: bool,
    /// From whom.
    pub by: By,
}

/// The application for a NIK.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ApplicationDetail {
    /// `filed` | `refused` | `granted`.
    pub state: String,
    /// Who filed it.
    pub filed: By,
    /// Reason of a refusal.
    pub reason: Option<String>,
    /// Who answered.
    pub answered: Option<By>,
}

/// One attempt to print a card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrintAttempt {
    /// Serial of the blanko.
    pub blanko: String,
    /// `printer` (our job) or `siak` (printed at the SIAK station, recorded here).
    pub way: String,
    /// Printer it was handed to.
    pub printer: Option<String>,
    /// `good` | `encode_failure` | `print_failure` | `damaged`; none while nobody said.
    pub result: Option<String>,
    /// Who began it.
    pub by: By,
    /// Who said what came out.
    pub outcome_by: Option<By>,
    /// The signatures of intent and outcome hold.
    pub proven: bool,
}

/// Names of card states towards the UI.
#[derive(Serialize, Deserialize)]
#[serde(remote = "CardState", rename_all = "snake_case")]
enum CardStateName {
    None,
    Intended,
    Spooled,
    Good,
    Spoiled,
}

/// The card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CardDetail {
    /// State of the last attempt.
    #[serde(with = "CardStateName")]
    #[ts(type = "'none' | 'intended' | 'spooled' | 'good' | 'spoiled'")]
    pub state: CardState,
    /// All attempts, oldest first.
    pub attempts: Vec<PrintAttempt>,
}

/// The handover.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HandoverDetail {
    /// Serial of the blanko handed over.
    pub blanko: String,
    /// `pemohon` | `keluarga` | `kuasa`.
    pub receiver: String,
    /// Name of the receiver where it is not the pemohon.
    pub receiver_name: Option<String>,
    /// Receipt number or note.
    pub receipt: Option<String>,
    /// Who handed over.
    pub by: By,
    /// The signature holds.
    pub proven: bool,
}

/// Whether an act carries a signature that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Proof {
    /// This kind of act is not signed by the person.
    NotSigned,
    /// Signed, and the signature holds.
    Proven,
    /// A signature is missing, unknown or wrong: opens no gate.
    Unproven,
}

/// One line of the history.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HistoryItem {
    /// Act key, or op id for field writes.
    pub key: String,
    /// `field` | `step` | `note` | `attachment` | `requirement` | `fact` | `print_intent` | `print_spooled` | `print_outcome` | `release` | `waiver` |
    /// `answer` | `handover` | `application` | `application_answer` | `link` |
    /// `contact` | `incident_settled` | `unknown`.
    pub kind: String,
    /// What the line says, by name (`step`, `outcome`, `text`, `field`, `value` …); the UI forms the sentence.
    pub params: BTreeMap<String, String>,
    /// Who.
    pub by: By,
    /// Signed by the person?
    pub proof: Proof,
}

/// The whole case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseDetail {
    /// Case id, 32 hex digits.
    pub id: String,
    /// Short code for slip and voice, e.g. `7K3F-9QXM`; derived from the id.
    pub kode: String,
    /// Where the procedure runs.
    pub channel: Channel,
    /// Service id.
    pub layanan: String,
    /// Visit it belongs to.
    pub visit: Option<String>,
    /// Contact request it came from.
    pub contact: Option<String>,
    /// The pemohon.
    pub person: Person,
    /// Steps in the order of the SOP.
    pub steps: Vec<StepDetail>,
    /// The step to work on next.
    pub next: Option<String>,
    /// Sum of the standard times of the steps that apply, seconds.
    pub target_seconds: u32,
    /// Sum of the working times so far, ms.
    #[ts(type = "number")]
    pub active_ms: u64,
    /// Fields by id.
    pub fields: BTreeMap<String, FieldDetail>,
    /// Requirements of the service.
    pub requirements: Vec<RequirementDetail>,
    /// Capture slots that have takes or a waiver.
    pub captures: Vec<CaptureDetail>,
    /// Slots still to take.
    pub captures_missing: Vec<String>,
    /// Standing facts.
    pub facts: Vec<FactDetail>,
    /// The application for a NIK.
    pub application: Option<ApplicationDetail>,
    /// The print gate.
    pub gate: Vec<GateCondition>,
    /// Every condition holds.
    pub gate_open: bool,
    /// Joins the print debt.
    pub print_debt: bool,
    /// The card.
    pub card: CardDetail,
    /// The handover.
    pub handover: Option<HandoverDetail>,
    /// Ids of fields in conflict.
    pub conflicts: Vec<String>,
    /// Open incidents: `two_prints`, `two_handovers`, `facts_differ/<name>`, `act_key_used_twice`.
    pub incidents: Vec<String>,
    /// Acts that need a newer version.
    pub unknown_acts: u32,
    /// Oldest first.
    pub history: Vec<HistoryItem>,
    /// Finished.
    pub closed: bool,
}

/// Outcomes that a person may record for a step, as sent by the UI.
pub type StepOutcome = Outcome;
