//! What a person may do to a case or a visit. One command is one SOP check, one change and one entry of the log.

use std::{collections::BTreeMap, fmt};

use ktpel_domain::{
    blanko::BlankoSerial,
    ids::{ActorId, ContactId, DocId, Hash, KeyId},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_sop::situation::{Channel, Outcome};

pub use crate::schema::v1::code::{CardResult, ContactWay, Effect, Mime, Obtained, Presence, PrintWay, PunyaNik, Receiver};

/// Who works: one process start of one operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Actor of all that is written; registered by a `SessionOpened` entry.
    pub actor: ActorId,
    /// Key of the operator who has unlocked.
    pub operator: KeyId,
}

/// A fact to record.
#[derive(Clone, PartialEq, Eq)]
pub struct FactInput {
    /// Which: see [`crate::name::fact`].
    pub name: String,
    /// Its value.
    pub value: String,
    /// How it was obtained.
    pub obtained: Obtained,
    /// Where it can be looked up: the digest of the extract, a receipt number.
    pub evidence: Option<String>,
    /// When the source had it so, where the source says.
    pub as_of: Option<Timestamp>,
}

/// A contact request (SOP MOBILE step 2).
#[derive(Clone, PartialEq, Eq)]
pub struct ContactInput {
    /// Its id; the same id again corrects it.
    pub contact: ContactId,
    /// Name.
    pub nama: String,
    /// Phone number.
    pub no_hp: Option<String>,
    /// Service asked for.
    pub layanan: Option<Layanan>,
    /// Has the pemohon a NIK?
    pub punya_nik: PunyaNik,
    /// Address.
    pub alamat: Option<String>,
    /// Remarks.
    pub catatan: Option<String>,
    /// How the pemohon came in touch.
    pub cara: ContactWay,
}

/// Answer of the office to an application for a NIK.
#[derive(Clone, PartialEq, Eq)]
pub enum NikAnswer {
    /// SIAK issued this NIK.
    Granted {
        /// Sixteen digits.
        nik: String,
    },
    /// Refused.
    Refused {
        /// Why, for the pemohon.
        reason: String,
    },
}

/// One thing that a person does.
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// Opens a case.
    Open {
        /// Service asked for.
        layanan: Layanan,
        /// Where the procedure runs.
        channel: Channel,
        /// Visit it belongs to.
        visit: Option<DocId>,
        /// Contact request it came from.
        contact: Option<ContactId>,
        /// What is already known.
        fields: BTreeMap<String, String>,
    },
    /// Saves a form: only what was changed is written.
    SetFields {
        /// Values by field id; none clears.
        values: BTreeMap<String, Option<String>>,
        /// Operations that the screen showed, by field id.
        shown: BTreeMap<String, Vec<String>>,
    },
    /// Starts, finishes, skips or returns a step.
    Step {
        /// Step id.
        step: String,
        /// How.
        outcome: Outcome,
        /// Working time on the monotonic clock of this laptop.
        active_ms: Option<u64>,
        /// Why, where it is skipped or returned.
        reason: Option<String>,
    },
    /// Says whether a required document is there.
    Requirement {
        /// Requirement id.
        id: String,
        /// There or missing.
        present: Presence,
        /// Remark.
        note: Option<String>,
    },
    /// Adds a note.
    Note {
        /// Text.
        text: String,
        /// Key of the note that it corrects.
        corrects: Option<String>,
    },
    /// Adds a take of a slot or a scanned document.
    Attach {
        /// Slot id.
        slot: String,
        /// SHA-256 of the sealed file.
        sha256: Hash,
        /// Size in bytes.
        size: u32,
        /// Media type.
        mime: Mime,
        /// 0–100.
        quality: u8,
    },
    /// Picks one of two takes.
    ChooseTake {
        /// Slot id.
        slot: String,
        /// The take that stays.
        sha256: Hash,
    },
    /// Waives a capture, a requirement or a step.
    Waive {
        /// What.
        subject: String,
        /// Why.
        reason: String,
    },
    /// Takes a waiver back.
    WithdrawWaiver {
        /// What.
        subject: String,
        /// Why.
        reason: String,
    },
    /// Files an application for a NIK.
    Apply {
        /// Remark.
        note: Option<String>,
    },
    /// The office answers it.
    AnswerApplication(NikAnswer),
    /// Records facts, e.g. those of one register row.
    Facts(Vec<FactInput>),
    /// The office opens a gate.
    Release {
        /// Gate id, e.g. `prr`.
        gate: String,
        /// On what ground.
        reason: String,
    },
    /// The office shuts it again.
    WithdrawRelease {
        /// Gate id.
        gate: String,
        /// Why.
        reason: String,
    },
    /// Takes a blanko to print the card.
    PrintIntent {
        /// Serial of the blanko.
        blanko: BlankoSerial,
        /// Digest of the face.
        face: Hash,
        /// What permits it, in words for the audit: the status or release that opened the gate.
        basis: String,
        /// Which way.
        way: PrintWay,
    },
    /// Handed the job to a printer.
    PrintSpooled {
        /// Printer.
        printer: String,
        /// Job uuid.
        job: [u8; 16],
    },
    /// Says what came out.
    PrintOutcome {
        /// What.
        result: CardResult,
    },
    /// Hands the card over.
    Handover {
        /// Serial of the blanko handed over.
        blanko: BlankoSerial,
        /// Who received it.
        receiver: Receiver,
        /// Name, where it is not the pemohon.
        receiver_name: Option<String>,
        /// Receipt number or note.
        receipt: Option<String>,
    },
    /// Chooses between values that stand side by side.
    Answer {
        /// Field id.
        field: String,
        /// The value; none clears.
        chosen: Option<String>,
        /// Operations that the screen showed.
        shown: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Says that another case is of the same person.
    Link {
        /// That case.
        other: DocId,
        /// Why.
        why: String,
    },
    /// The office settles an incident.
    SettleIncident {
        /// Incident id.
        incident: String,
        /// How.
        reason: String,
    },
    /// Logs or corrects a contact request of a visit.
    LogContact(ContactInput),
}

impl Command {
    /// Stable id: the message of the change.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Open { .. } => "case.open",
            Self::SetFields { .. } => "field.set",
            Self::Step { outcome: Outcome::Started, .. } => "step.start",
            Self::Step { outcome: Outcome::Done, .. } => "step.finish",
            Self::Step { outcome: Outcome::Skipped, .. } => "step.skip",
            Self::Step { outcome: Outcome::Returned, .. } => "step.return",
            Self::Requirement { .. } => "requirement.check",
            Self::Note { .. } => "note.add",
            Self::Attach { .. } => "attachment.add",
            Self::ChooseTake { .. } => "attachment.choose",
            Self::Waive { .. } => "waiver.give",
            Self::WithdrawWaiver { .. } => "waiver.withdraw",
            Self::Apply { .. } => "application.file",
            Self::AnswerApplication(NikAnswer::Granted { .. }) => "application.grant",
            Self::AnswerApplication(NikAnswer::Refused { .. }) => "application.refuse",
            Self::Facts(_) => "fact.record",
            Self::Release { .. } => "release.give",
            Self::WithdrawRelease { .. } => "release.withdraw",
            Self::PrintIntent { .. } => "print.intent",
            Self::PrintSpooled { .. } => "print.spooled",
            Self::PrintOutcome { .. } => "print.outcome",
            Self::Handover { .. } => "handover.give",
            Self::Answer { .. } => "conflict.answer",
            Self::Link { .. } => "case.link",
            Self::SettleIncident { .. } => "incident.settle",
            Self::LogContact(_) => "contact.log",
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Command({})", self.id())
    }
}
