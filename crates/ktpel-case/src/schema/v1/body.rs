//! The kinds of acts. Numbers of kinds and of their parts are never reused; a new part is optional and goes last.

use std::fmt;

use minicbor::{Decode, Encode, bytes::ByteArray};

use super::code::{ApplicationResult, CardResult, ContactWay, Effect, Mime, Obtained, Presence, PrintWay, PunyaNik, Receiver, StepOutcome};

/// What was done. Every text may hold personal data: Debug tells the kind only.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the parts are named as in docs/decisions and the glossary")]
pub enum Body {
    /// A step was started, finished, skipped or sent back.
    #[n(0)]
    Step {
        #[n(0)]
        step: String,
        #[n(1)]
        outcome: StepOutcome,
        #[n(2)]
        active_ms: Option<u64>,
        #[n(3)]
        reason: Option<String>,
    },
    /// A note (catatan); a correction names the note that it corrects.
    #[n(1)]
    Note {
        #[n(0)]
        text: String,
        #[n(1)]
        corrects: Option<String>,
    },
    /// A take of a capture slot or a scanned document, named by the SHA-256 of the sealed file.
    #[n(2)]
    Attachment {
        #[n(0)]
        slot: String,
        #[n(1)]
        sha256: ByteArray<32>,
        #[n(2)]
        size: u32,
        #[n(3)]
        mime: Mime,
        #[n(4)]
        quality: u8,
    },
    /// A required document was checked.
    #[n(3)]
    Requirement {
        #[n(0)]
        id: String,
        #[n(1)]
        result: Presence,
        #[n(2)]
        note: Option<String>,
    },
    /// An answer of SIAK, the register or the central system.
    #[n(4)]
    Fact {
        #[n(0)]
        name: String,
        #[n(1)]
        value: String,
        #[n(2)]
        obtained: Obtained,
        #[n(3)]
        evidence: Option<String>,
        #[n(4)]
        as_of_ms: Option<i64>,
    },
    /// A blanko is taken to print the face with this digest, on this basis.
    #[n(5)]
    PrintIntent {
        #[n(0)]
        blanko: String,
        #[n(1)]
        face: ByteArray<32>,
        #[n(2)]
        basis: String,
        #[n(3)]
        way: PrintWay,
    },
    /// The job was handed to a printer.
    #[n(6)]
    PrintSpooled {
        #[n(0)]
        printer: String,
        #[n(1)]
        job: ByteArray<16>,
    },
    /// A person looked and says what came out.
    #[n(7)]
    PrintOutcome {
        #[n(0)]
        result: CardResult,
    },
    /// The office opens a gate, or shuts it again.
    #[n(8)]
    Release {
        #[n(0)]
        gate: String,
        #[n(1)]
        reason: String,
        #[n(2)]
        effect: Effect,
    },
    /// A requirement or capture is waived (pengecualian), or the waiver taken back.
    #[n(9)]
    Waiver {
        #[n(0)]
        subject: String,
        #[n(1)]
        reason: String,
        #[n(2)]
        effect: Effect,
    },
    /// A person chose between values that stood side by side.
    #[n(10)]
    Answer {
        #[n(0)]
        field: String,
        #[n(1)]
        chosen: Option<String>,
        #[n(2)]
        rejected: Vec<String>,
        #[n(3)]
        reason: Option<String>,
    },
    /// The card was handed over (penyerahan).
    #[n(11)]
    Handover {
        #[n(0)]
        blanko: String,
        #[n(1)]
        receiver: Receiver,
        #[n(2)]
        receipt: Option<String>,
        #[n(3)]
        receiver_name: Option<String>,
    },
    /// Another case is of the same person; documents never merge.
    #[n(12)]
    CaseLink {
        #[n(0)]
        other: ByteArray<16>,
        #[n(1)]
        why: String,
    },
    /// A NIK was applied for (F-1.01).
    #[n(13)]
    Application {
        #[n(0)]
        form: String,
        #[n(1)]
        note: Option<String>,
    },
    /// The office answered the application.
    #[n(14)]
    ApplicationAnswer {
        #[n(0)]
        result: ApplicationResult,
        #[n(1)]
        reason: Option<String>,
    },
    /// A contact request of a visit (SOP MOBILE step 2).
    #[n(15)]
    Contact {
        #[n(0)]
        contact: ByteArray<16>,
        #[n(1)]
        nama: String,
        #[n(2)]
        no_hp: Option<String>,
        #[n(3)]
        layanan: Option<String>,
        #[n(4)]
        punya_nik: PunyaNik,
        #[n(5)]
        alamat: Option<String>,
        #[n(6)]
        catatan: Option<String>,
        #[n(7)]
        cara: ContactWay,
    },
    /// The office looked into an incident and says how it was settled; further acts raise it anew.
    #[n(16)]
    IncidentSettled {
        #[n(0)]
        incident: String,
        #[n(1)]
        tips: Vec<String>,
        #[n(2)]
        reason: String,
    },
}

/// Whether the person must sign an act: where law or money asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// The session record is enough.
    Session,
    /// The operator's own signature is needed.
    Personal,
}

impl Body {
    /// Stable id of the kind, as in the history.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Step { .. } => "step",
            Self::Note { .. } => "note",
            Self::Attachment { .. } => "attachment",
            Self::Requirement { .. } => "requirement",
            Self::Fact { .. } => "fact",
            Self::PrintIntent { .. } => "print_intent",
            Self::PrintSpooled { .. } => "print_spooled",
            Self::PrintOutcome { .. } => "print_outcome",
            Self::Release { .. } => "release",
            Self::Waiver { .. } => "waiver",
            Self::Answer { .. } => "answer",
            Self::Handover { .. } => "handover",
            Self::CaseLink { .. } => "link",
            Self::Application { .. } => "application",
            Self::ApplicationAnswer { .. } => "application_answer",
            Self::Contact { .. } => "contact",
            Self::IncidentSettled { .. } => "incident_settled",
        }
    }

    /// What the act is about. A later act of one subject takes the place of those that it names; a note has none.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        Some(match self {
            Self::Note { .. } => return None,
            Self::Step { step, .. } => subject::step(step),
            Self::Attachment { slot, .. } => subject::attachment(slot),
            Self::Requirement { id, .. } => subject::requirement(id),
            Self::Fact { name, .. } => subject::fact(name),
            Self::PrintIntent { .. } | Self::PrintSpooled { .. } | Self::PrintOutcome { .. } => subject::CARD.into(),
            Self::Release { gate, .. } => subject::release(gate),
            Self::Waiver { subject, .. } => subject::waiver(subject),
            Self::Answer { field, .. } => subject::answer(field),
            Self::Handover { .. } => subject::HANDOVER.into(),
            Self::CaseLink { other, .. } => subject::link(&**other),
            Self::Application { .. } | Self::ApplicationAnswer { .. } => subject::APPLICATION.into(),
            Self::Contact { contact, .. } => subject::contact(&**contact),
            Self::IncidentSettled { incident, .. } => subject::incident(incident),
        })
    }

    /// Whether the person must sign it.
    #[must_use]
    pub const fn signing(&self) -> Signing {
        match self {
            Self::PrintIntent { .. }
            | Self::PrintOutcome { .. }
            | Self::Release { .. }
            | Self::Waiver { .. }
            | Self::Handover { .. }
            | Self::ApplicationAnswer { .. }
            | Self::IncidentSettled { .. }
            | Self::Fact { obtained: Obtained::Typed | Obtained::Import | Obtained::Gateway, .. } => Signing::Personal,
            Self::Fact { obtained: Obtained::Extract, .. }
            | Self::Step { .. }
            | Self::Note { .. }
            | Self::Attachment { .. }
            | Self::Requirement { .. }
            | Self::PrintSpooled { .. }
            | Self::Answer { .. }
            | Self::CaseLink { .. }
            | Self::Application { .. }
            | Self::Contact { .. } => Signing::Session,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({})", self.kind())
    }
}

/// Names of subjects.
pub mod subject {
    /// Prints of the card.
    pub const CARD: &str = "card";
    /// Handing over the card.
    pub const HANDOVER: &str = "handover";
    /// The application for a NIK.
    pub const APPLICATION: &str = "application";

    /// A step of the SOP.
    #[must_use]
    pub fn step(id: &str) -> String {
        format!("step/{id}")
    }

    /// A capture slot.
    #[must_use]
    pub fn attachment(slot: &str) -> String {
        format!("attachment/{slot}")
    }

    /// A required document.
    #[must_use]
    pub fn requirement(id: &str) -> String {
        format!("requirement/{id}")
    }

    /// A fact.
    #[must_use]
    pub fn fact(name: &str) -> String {
        format!("fact/{name}")
    }

    /// A gate that the office may open.
    #[must_use]
    pub fn release(gate: &str) -> String {
        format!("release/{gate}")
    }

    /// Something waived.
    #[must_use]
    pub fn waiver(subject: &str) -> String {
        format!("waiver/{subject}")
    }

    /// The answer to a field conflict.
    #[must_use]
    pub fn answer(field: &str) -> String {
        format!("answer/{field}")
    }

    /// A contact request.
    #[must_use]
    pub fn contact(id: &[u8]) -> String {
        format!("contact/{}", data_encoding::HEXLOWER.encode(id))
    }

    /// A link to another case.
    #[must_use]
    pub fn link(id: &[u8]) -> String {
        format!("link/{}", data_encoding::HEXLOWER.encode(id))
    }

    /// The settling of an incident.
    #[must_use]
    pub fn incident(id: &str) -> String {
        format!("incident/{id}")
    }
}
