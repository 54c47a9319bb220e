//! The shapes of the dashboard's API; TypeScript is generated from them. Core types are not the wire: each is made at the edge.

use std::collections::BTreeMap;

use ktpel_case::{
    CaseSummary,
    detail::{By, CaseDetail},
};
use ktpel_sop::info::{FormInfo, LayananInfo, ProcedureInfo, RequirementInfo};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of POST /api/login.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LoginParams {
    /// Name to sign in with.
    pub user: String,
    /// Password.
    pub password: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeView {
    /// Name to sign in with.
    pub user: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Role as shown.
    pub peran_label: String,
    /// Name of the office.
    pub office: String,
    /// A demonstration with made-up residents.
    pub demo: bool,
    /// Version of the server.
    pub version: String,
    /// What the role may do here: `read_case`, `answer_application`, `enter_status`, `release`, `answer_conflict`, `settle_incident`, `note`,
    /// `device_code`, `plan_visit`.
    pub may: Vec<String>,
}

/// A status of the central recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusItem {
    /// As the central system writes it.
    pub id: String,
    /// Meaning, in Indonesian.
    pub meaning: String,
    /// Where the record is.
    pub phase: String,
    /// A first card may be printed.
    pub printable: bool,
}

/// A kecamatan or kelurahan of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RegionItem {
    /// Region code.
    pub code: String,
    /// Name.
    pub nama: String,
    /// 3 for a kecamatan, 4 for a kelurahan.
    pub level: u8,
}

/// Labels for everything the dashboard shows by id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeReference {
    /// The five procedures.
    pub procedures: Vec<ProcedureInfo>,
    /// Forms with their fields.
    pub forms: Vec<FormInfo>,
    /// Required documents.
    pub requirements: Vec<RequirementInfo>,
    /// Services.
    pub layanan: Vec<LayananInfo>,
    /// Statuses of the central recording.
    pub statuses: Vec<StatusItem>,
    /// Kecamatan and kelurahan of the city.
    pub wilayah: Vec<RegionItem>,
}

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

/// One kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceItem {
    /// Device id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `active` or `revoked`.
    pub status: String,
    /// Taken in at.
    #[ts(type = "number")]
    pub enrolled_ms: i64,
    /// Last exchange.
    #[ts(type = "number | null")]
    pub last_contact_ms: Option<i64>,
    /// Entries it still held after the last exchange; none before the first.
    pub waiting: Option<u32>,
    /// Attachments it still held.
    pub attachments_missing: u32,
    /// Program version.
    pub version: Option<String>,
    /// Entries of it in quarantine.
    pub refused: u32,
    /// Kelurahan and date of the visit on which it last worked.
    pub visit: Option<String>,
    /// Entries of it that the office holds.
    #[ts(type = "number")]
    pub acked_seq: u64,
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
}

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
    /// Incidents; `two_cases` where another open case has the same NIK.
    pub incidents: Vec<String>,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Kit from which a quarantined entry came.
    pub device: Option<String>,
    /// Why it is in quarantine.
    pub code: Option<String>,
}

/// A one-time enrolment code, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceCode {
    /// `ABCD-EFGH-JKMN-PQRS`.
    pub code: String,
    /// When it expires.
    #[ts(type = "number")]
    pub expires_ms: i64,
    /// Address that the kit must be told, where the server knows it.
    pub office_url: Option<String>,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeVisit {
    /// Visit id.
    pub id: String,
    /// Region code.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Hours as announced.
    pub jam: String,
    /// Contact person.
    pub kontak_nama: String,
    /// Phone number of the contact person.
    pub kontak_hp: String,
    /// Contact requests logged.
    pub contacts: u32,
    /// Cases.
    pub cases: u32,
    /// Of these, closed.
    pub done: u32,
    /// Residents in the extract.
    pub residents: u32,
}

/// Body of POST /api/visits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeVisitParams")]
pub struct VisitParams {
    /// Region code.
    pub kelurahan: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Hours as announced.
    #[serde(default)]
    pub jam: String,
    /// Contact person.
    #[serde(default)]
    pub kontak_nama: String,
    /// Phone number of the contact person.
    #[serde(default)]
    pub kontak_hp: String,
}

/// Body of POST /api/nik-check: a body, so that no NIK stands in an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeNikCheckParams")]
pub struct NikCheckParams {
    /// As typed.
    pub input: String,
    /// Birth date as stated, `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// `L` or `P` as stated.
    pub jenis_kelamin: Option<String>,
}

/// What is found in a typed NIK.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeNikCheck")]
pub struct NikCheckAnswer {
    /// `ok` | `warn` | `reject`.
    pub verdict: String,
    /// Codes such as `E_DATE`.
    pub errors: Vec<String>,
    /// Codes such as `W_KEC_UNKNOWN`.
    pub warnings: Vec<String>,
    /// `L` or `P` as the number says.
    pub jenis_kelamin: Option<String>,
    /// Possible birth dates, `YYYY-MM-DD`.
    pub birth_candidates: Vec<String>,
    /// Where it was issued.
    pub region: Option<String>,
}

/// What changed, as told to open dashboards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
pub enum LiveEvent {
    /// These documents.
    Changed {
        /// Their ids.
        docs: Vec<String>,
    },
    /// A kit was in contact.
    Kit {
        /// Its id.
        device: String,
    },
    /// Visits were planned or changed.
    Visits,
}
