//! What the engine answers: a plan of steps with reasons, and the print gate condition by condition.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why something is not open. The UI owns the words for each code, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum Reason {
    /// An earlier step must end first.
    StepBefore {
        /// Id of that step.
        step: String,
    },
    /// Two people ended this step differently.
    Contested {
        /// Id of that step.
        step: String,
    },
    /// Requirements are missing; sent back to the pemohon with the list.
    RequirementsMissing {
        /// Their ids.
        requirements: Vec<String>,
    },
    /// Required fields are empty.
    FieldsEmpty {
        /// Their ids.
        fields: Vec<String>,
    },
    /// The pemohon has not been asked for the NIK.
    NikNotAsked,
    /// The pemohon has no NIK and no application is filed.
    NikNotApplied,
    /// The application is with the office.
    NikWaiting,
    /// The office refused the application.
    NikRefused,
    /// The pemohon already has a NIK: nothing to apply for.
    NikKnown,
    /// The NIK is only stated; the data must be verified first.
    NikNotVerified,
    /// Under 16 and never married.
    TooYoungToRecord {
        /// Age in years.
        umur: u8,
    },
    /// Under 17 and never married: joins "print on the 17th birthday".
    TooYoungToPrint {
        /// Age in years.
        umur: u8,
        /// The 17th birthday, `YYYY-MM-DD`.
        from: String,
    },
    /// The birth date is not known.
    BirthDateUnknown,
    /// This service records only residents without a record; an officer must say why (release `rekam_ulang`).
    AlreadyRecorded,
    /// This service does not record.
    ServiceDoesNotRecord,
    /// Capture slots are neither captured nor waived.
    CapturesMissing {
        /// Their ids.
        slots: Vec<String>,
    },
    /// Two laptops each made a take: a person picks.
    TwoTakes {
        /// Slot ids.
        slots: Vec<String>,
    },
    /// Central deduplication has not answered PRINT_READY_RECORD (first card) and no card was issued before (replacement).
    NotPrintReady {
        /// Last known central status, if any.
        status: Option<String>,
    },
    /// The status is older than the policy allows.
    StatusTooOld {
        /// Its age in days.
        days: u32,
        /// The limit in days.
        limit: u32,
    },
    /// The status was not signed by the office.
    StatusNotFromOffice,
    /// Fields printed on the card are in conflict.
    PrintedConflict {
        /// Their ids.
        fields: Vec<String>,
    },
    /// An incident is open.
    Incident {
        /// Which.
        incident: String,
    },
    /// A newer version of the program wrote acts that this one cannot read.
    NeedsNewerVersion,
    /// No photo for the card.
    NoCardPhoto,
    /// A print is under way: look at the printer and say what came out.
    LookAtPrinter,
    /// A good card lies there already.
    CardPrinted,
    /// No good card to hand over.
    NoCard,
    /// The old card must be withdrawn first.
    OldCardNotWithdrawn,
    /// Already handed over.
    HandedOver,
    /// The role may not do this.
    NotYourRole {
        /// Lane or role that may.
        lane: String,
    },
    /// The desk has no SOP for this service (perubahan_data is mobile only).
    NoProcedure,
    /// The pemohon came without a contact request: SOP MOBILE steps 1 and 2 do not apply.
    WalkIn,
    /// A signed waiver covers the step.
    Waived {
        /// Id of that step.
        step: String,
    },
    /// The step applies to this resident and no waiver covers it.
    NotSkippable {
        /// Id of that step.
        step: String,
    },
    /// The SOP has no way back from this step.
    NotReturnable {
        /// Id of that step.
        step: String,
    },
    /// The procedure of this case has no such step.
    UnknownStep {
        /// The id asked for.
        step: String,
    },
}

/// State of a step after the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StepStatus {
    /// Ended as the SOP wants it.
    Done,
    /// Does not apply to this resident; the reasons say why.
    Skipped,
    /// May be worked on now.
    Open,
    /// Someone works on it.
    Running,
    /// Sent back to the pemohon.
    Returned,
    /// Waits for something outside the team (office, central system); the reasons say what.
    Waiting,
    /// Not yet; the reasons say why.
    Blocked,
    /// Ended differently by two people.
    Contested,
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepPlan {
    /// Step id, e.g. `mobile.rekam`.
    pub id: String,
    /// State after the rules.
    pub status: StepStatus,
    /// Why it is skipped, waiting or blocked; empty otherwise.
    pub reasons: Vec<Reason>,
}

/// One condition of the print gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GateCondition {
    /// `identity` | `age` | `central_status` | `data` | `photo` | `conflicts` | `incidents` | `version` | `card` | `steps`.
    pub id: String,
    /// It holds.
    pub met: bool,
    /// What is missing; empty when it holds.
    pub reasons: Vec<Reason>,
    /// Who can mend it: `operator`, `kantor`, `pusat` or `pemohon`.
    pub mend: String,
    /// Opened by this release rather than by the fact itself.
    pub released: bool,
}

/// The plan of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Plan {
    /// Procedure id, e.g. `mobile`.
    pub procedure: String,
    /// In the order of the SOP.
    pub steps: Vec<StepPlan>,
    /// The step to work on next; none when all is done or everything waits.
    pub next: Option<String>,
    /// Ids of requirements not yet present.
    pub missing: Vec<String>,
    /// Capture slots still to take.
    pub captures_missing: Vec<String>,
    /// Sum of the standard times of the steps that apply, in seconds.
    pub target_seconds: u32,
    /// The print gate; open when every condition is met.
    pub gate: Vec<GateCondition>,
    /// The card cannot be printed on this visit: joins the print debt (utang cetak).
    pub print_debt: bool,
    /// The case is finished.
    pub closed: bool,
}

impl Plan {
    /// Every condition of the print gate holds.
    #[must_use]
    pub fn gate_open(&self) -> bool {
        self.gate.iter().all(|condition| condition.met)
    }

    /// The plan of one step.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&StepPlan> {
        self.steps.iter().find(|step| step.id == id)
    }
}
