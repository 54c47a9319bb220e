//! All that the engine must know of one case, as plain values.
//!
//! Built by the case crate from the document; a test builds it by hand.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_domain::Date;
use ktpel_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the procedure runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Channel {
    /// In the village, on the kit.
    Mobile,
    /// At the office desk, in the dashboard.
    Loket,
}

/// How a step ended; `Started` while someone works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Outcome {
    /// Someone works on it.
    Started,
    /// Finished as the SOP wants it.
    Done,
    /// Does not apply to this resident, with a reason.
    Skipped,
    /// Sent back to the pemohon, with a written list of what is missing.
    Returned,
}

/// What the acts recorded for a step say, before any rule is applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StepRecord {
    /// Nobody has touched it.
    #[default]
    Open,
    /// Started, not ended.
    Running,
    /// All who ended it agree.
    Settled(Outcome),
    /// Two people ended it differently: a person must settle it, the next step waits.
    Contested(Vec<Outcome>),
}

/// What is known about the pemohon's NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NikKnowledge {
    /// Not asked yet.
    #[default]
    NotAsked,
    /// Asked: has none.
    None,
    /// Typed or read from a paper; no official source yet.
    Stated,
    /// In the signed register extract, or a fact from SIAK.
    Official,
}

/// Where the application for a NIK (F-1.01) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NikApplication {
    /// None filed.
    #[default]
    None,
    /// Filed; the office has not answered.
    Filed,
    /// The office refused it; the reason is in the history.
    Refused,
    /// The NIK arrived.
    Granted,
}

/// Whether a required document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequirementRecord {
    /// Checked and there.
    Present,
    /// Checked and missing.
    Missing,
    /// Two people say different things: counts as missing.
    Contested,
}

/// What is there of one capture slot (a face, an eye, a finger, the signature).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureRecord {
    /// One take stands.
    Captured,
    /// Two laptops each took one: a person picks.
    TwoTakes,
    /// Waived, with a signed reason.
    Waived,
}

/// The status of the central recording (`recording_status` list), as a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentralStatus {
    /// Id in the status list, e.g. `PRINT_READY_RECORD`.
    pub status: String,
    /// When the office obtained it.
    pub at: Timestamp,
    /// It came from the office (signed extract or synced fact), not from typing on the kit.
    pub from_office: bool,
}

/// The card of this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CardState {
    /// No print was begun.
    #[default]
    None,
    /// A blanko is taken, the job not yet handed to a printer.
    Intended,
    /// Handed to the printer; what came out is not yet recorded: look at the printer.
    Spooled,
    /// A good card lies there.
    Good,
    /// The last print failed; the blanko is spoiled.
    Spoiled,
}

/// Rules that the office may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The recording may be made while the NIK is still applied for (product rule 1; default on).
    pub record_before_nik: bool,
    /// Oldest central status that still opens the print gate, in days.
    pub max_status_age_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { record_before_nik: true, max_status_age_days: 30 }
    }
}

/// One case, as the engine sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Where the procedure runs.
    pub channel: Channel,
    /// Service asked for.
    pub layanan: ktpel_domain::layanan::Layanan,
    /// Today's date in Kota Bima.
    pub today: Date,
    /// Now, for the age of facts.
    pub now: Timestamp,
    /// Birth date, official where known, else stated.
    pub tanggal_lahir: Option<Date>,
    /// Married now or before: recorded and printed at any age.
    pub pernah_kawin: bool,
    /// The NIK.
    pub nik: NikKnowledge,
    /// The application for a NIK.
    pub nik_application: NikApplication,
    /// A contact request led to the case (steps 1 and 2 are shown from the visit); none for a walk-in.
    pub has_contact: bool,
    /// By step id.
    pub steps: BTreeMap<String, StepRecord>,
    /// By requirement id.
    pub requirements: BTreeMap<String, RequirementRecord>,
    /// By capture slot id (`wajah`, `iris_kiri`, `jari_kanan_1` …).
    pub captures: BTreeMap<String, CaptureRecord>,
    /// Central recording status, from the extract or a later fact.
    pub central: Option<CentralStatus>,
    /// The register knows a card issued before.
    pub card_before: bool,
    /// Gates that a valid, signed release of the office opens (`prr`, `rekam_ulang` …).
    pub releases: BTreeSet<String>,
    /// Subjects that a valid, signed waiver covers.
    pub waivers: BTreeSet<String>,
    /// The card.
    pub card: CardState,
    /// A card was handed over.
    pub handed_over: bool,
    /// Required fields of the open forms that are empty, by field id.
    pub empty_fields: BTreeSet<String>,
    /// Fields printed on the card whose value is in conflict.
    pub printed_conflicts: Vec<String>,
    /// Incidents (two prints, two handovers, differing facts).
    pub incidents: Vec<String>,
    /// Acts of a newer version that this program cannot read: the print gate stays shut.
    pub unknown_acts: usize,
    /// A photo for the card is there (extract, recording, or taken at the gate).
    pub has_card_photo: bool,
    /// Office policy in force.
    pub policy: Policy,
}
