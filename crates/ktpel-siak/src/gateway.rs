//! The gateway port: how an office that is given an interface to SIAK would ask it, whatever the transport.
//!
//! No public SIAK API exists, so the wire is ours: one JSON question, one JSON reply, versioned. The office runs (or is
//! given) an adapter that speaks it; a host carries the bytes and implements [`SiakGateway`]. A reply becomes a fact only
//! after it was checked against its question.

use ktpel_domain::ids::{DocId, KeyId};
use ktpel_domain::nik::Nik;
use ktpel_domain::time::Timestamp;

use crate::application::NikApplication;
use crate::facts::{FactError, FactName, Origin, SiakFact};

mod wire;

pub use wire::{MAX_REPLY_BYTES, decode_reply, encode_question};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Files an application for a NIK.
    Apply(NikApplication),
    /// What became of an application.
    Application(DocId),
    /// Recording status and card of a NIK.
    Status(Nik),
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// Receipt of the gateway: the evidence of every fact taken from it.
    pub receipt: String,
    /// The content.
    pub content: Content,
}

/// Content of a reply.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// The application is being worked on.
    Pending {
        /// Which.
        application: DocId,
    },
    /// A NIK was issued.
    Issued {
        /// For which application.
        application: DocId,
        /// The NIK.
        nik: Nik,
    },
    /// The application was refused.
    Refused {
        /// Which.
        application: DocId,
        /// Why.
        reason: String,
    },
    /// What the central system knows of a NIK.
    Status {
        /// Whose.
        nik: Nik,
        /// Id in the status list.
        status: String,
        /// Whether a card was issued before, where the gateway says so.
        card_before: Option<CardBefore>,
    },
}

/// Whether a card was issued before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardBefore {
    /// Yes.
    Ya,
    /// No.
    Tidak,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({}, {})", self.receipt, self.content.kind())
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

impl Content {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "Pending",
            Self::Issued { .. } => "Issued",
            Self::Refused { .. } => "Refused",
            Self::Status { .. } => "Status",
        }
    }
}

/// Why no reply can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The gateway was not reached; ask again later.
    #[error("gateway not reached")]
    NotReached,
    /// The gateway answered with an error of its own.
    #[error("gateway refuses: {0}")]
    Rejected(String),
    /// The reply is longer than [`MAX_REPLY_BYTES`].
    #[error("reply is too long")]
    TooLong,
    /// The reply is not of this format.
    #[error("reply is malformed")]
    Malformed,
    /// The reply has another version.
    #[error("reply has version {0}")]
    Version(u32),
    /// The reply is about another person or application than the question.
    #[error("reply is not about what was asked")]
    AnotherSubject,
    /// The reply holds a value that is no fact.
    #[error(transparent)]
    Fact(#[from] FactError),
}

/// An adapter to SIAK. The host implements it over its transport with [`encode_question`] and [`decode_reply`].
pub trait SiakGateway {
    /// Asks and waits for the reply, which [`decode_reply`] has checked against the question.
    fn ask(&self, question: &Question) -> Result<Reply, GatewayError>;
}

impl Reply {
    /// The facts that the reply holds; none while an application is pending or after a refusal.
    pub fn facts(&self, by: KeyId, at: Timestamp) -> Result<Vec<SiakFact>, GatewayError> {
        let origin = || Origin::gateway(by, at, self.receipt.clone());
        let fact = |name, text: &str| SiakFact::parse(name, text, origin(), None, at.tanggal());
        Ok(match &self.content {
            Content::Pending { .. } | Content::Refused { .. } => Vec::new(),
            Content::Issued { nik, .. } => vec![fact(FactName::Nik, nik.as_str())?],
            Content::Status { status, card_before, .. } => {
                let card = card_before.map(|card| fact(FactName::CardBefore, if card == CardBefore::Ya { "ya" } else { "tidak" }));
                std::iter::once(fact(FactName::RecordingStatus, status)).chain(card).collect::<Result<_, _>>()?
            }
        })
    }

    /// Whether the reply is about what was asked.
    pub(crate) fn answers(&self, question: &Question) -> bool {
        match (&self.content, question) {
            (Content::Status { nik, .. }, Question::Status(asked)) => nik == asked,
            (Content::Pending { application }, Question::Apply(NikApplication { id, .. }) | Question::Application(id)) => application == id,
            (
                Content::Issued { application, .. } | Content::Refused { application, .. },
                Question::Apply(NikApplication { id, .. }) | Question::Application(id),
            ) => application == id,
            (Content::Status { .. }, Question::Apply(_) | Question::Application(_)) => false,
            (Content::Pending { .. } | Content::Issued { .. } | Content::Refused { .. }, Question::Status(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests;
