//! What laptops of one team tell each other in a village, without any server: questions and answers, what to pass on, and what to take.
//!
//! The unit is the one of every line, the signed batch: whoever answers signs the whole, and every run of another device's entries in it ends at an
//! entry that its author (or the office) signed, see [`TipProof`]. So C gets A's work through B and needs to believe neither the line nor B.
//! A laptop asks for what it lacks and tells how far it holds each log; nobody pushes. What comes this way is not the office's word: no receipt, no
//! cursor and no challenge moves by it. Knows no socket, no store, no clock.

mod pass;
mod take;

use ktpel_domain::ids::{DeviceId, DocId, Hash};
use minicbor::{Decode, Encode};

use crate::wire;

pub use pass::{Parcel, TeamSource, pack};
pub use take::{Held, Taken, Unwilling, take};

/// Version of these questions and answers; laptops of different versions say so and wait for the office's next program.
pub const VERSION: u16 = 1;
/// Largest question or answer, in bytes.
pub const MAX_FRAME: usize = 2 << 20;
/// Logs named in one question.
pub const MAX_LOGS: usize = 256;
/// Payload that one answer carries, in bytes: small, so that an answer is made while nobody waits for the kit.
pub const PARCEL_BYTES: usize = 48 << 10;
/// Piece of a sealed file in one answer, in bytes.
pub const PIECE_BYTES: usize = 256 << 10;

/// How far a laptop holds a log without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Have {
    /// Whose log.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// Last position.
    #[n(1)]
    pub seq: u64,
}

/// What one laptop asks another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Question {
    /// Everything that I lack. Without anything new the answer waits a little.
    #[n(0)]
    Entries {
        /// [`VERSION`] of who asks.
        #[n(0)]
        version: u16,
        /// The visit that the laptop works on; laptops of one visit are a team.
        #[cbor(n(1), with = "crate::wire")]
        visit: Option<DocId>,
        /// What it holds.
        #[n(2)]
        have: Vec<Have>,
        /// Where it listens itself, 0 for nowhere: who was found need not search.
        #[n(3)]
        port: u16,
    },
    /// A piece of a sealed picture that the card needs.
    #[n(1)]
    File {
        /// SHA-256 of the sealed bytes.
        #[cbor(n(0), with = "crate::wire")]
        hash: Hash,
        /// Where the piece begins.
        #[n(1)]
        offset: u64,
    },
}

/// What it answers.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum Answer {
    /// A signed batch.
    #[n(0)]
    Parcel {
        /// Its bytes.
        #[cbor(n(0), with = "minicbor::bytes")]
        batch: Vec<u8>,
        /// There is more: ask again at once.
        #[n(1)]
        more: bool,
    },
    /// Nothing new. The line stands.
    #[n(1)]
    Nothing,
    /// A piece of a file.
    #[n(2)]
    Piece {
        /// Bytes of the whole file.
        #[n(0)]
        size: u64,
        /// The piece.
        #[cbor(n(1), with = "minicbor::bytes")]
        bytes: Vec<u8>,
        /// What opens the pictures of this case's card, until handover (product rule 13).
        #[n(2)]
        secret: String,
    },
    /// That file is not here, or is sealed for good.
    #[n(3)]
    NoFile,
    /// Not with this laptop.
    #[n(4)]
    Refused {
        /// Why.
        #[n(0)]
        why: Refusal,
        /// [`VERSION`] of who answers.
        #[n(1)]
        version: u16,
    },
}

/// Why a laptop does not work with another. Numbers travel: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// The office has revoked the asking laptop, as far as this one knows.
    #[n(0)]
    Revoked,
    /// It works on another visit.
    #[n(1)]
    OtherVisit,
    /// It speaks another [`VERSION`].
    #[n(2)]
    Version,
    /// The store of the answering laptop is closed.
    #[n(3)]
    Closed,
}

impl Refusal {
    /// Stable id, for the screens.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::OtherVisit => "other_visit",
            Self::Version => "version",
            Self::Closed => "closed",
        }
    }
}

/// Bytes that are no question or answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a message between laptops")]
pub struct NotAMessage;

impl Question {
    /// The bytes that travel.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads received bytes.
    ///
    /// # Errors
    /// When they are no question, or too large.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAMessage> {
        let question = if bytes.len() > MAX_FRAME { Err(NotAMessage) } else { wire::from_slice(bytes).map_err(|_| NotAMessage) };
        question.and_then(|question| match &question {
            Self::Entries { have, .. } if have.len() > MAX_LOGS => Err(NotAMessage),
            Self::Entries { .. } | Self::File { .. } => Ok(question),
        })
    }
}

impl Answer {
    /// The bytes that travel.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads received bytes.
    ///
    /// # Errors
    /// When they are no answer, or too large.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAMessage> {
        if bytes.len() > MAX_FRAME { Err(NotAMessage) } else { wire::from_slice(bytes).map_err(|_| NotAMessage) }
    }
}

/// Without payloads and secrets.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Parcel { batch, more } => write!(f, "Parcel({} bytes, more {more})", batch.len()),
            Self::Nothing => f.write_str("Nothing"),
            Self::Piece { size, bytes, .. } => write!(f, "Piece({} of {size} bytes)", bytes.len()),
            Self::NoFile => f.write_str("NoFile"),
            Self::Refused { why, version } => write!(f, "Refused({why:?}, version {version})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn all() -> (Vec<Question>, Vec<Answer>) {
        let have = vec![Have { device: DeviceId([1; 16]), seq: 7 }];
        let questions = vec![
            Question::Entries { version: VERSION, visit: Some(DocId([2; 16])), have, port: 8442 },
            Question::File { hash: Hash([3; 32]), offset: 4 },
        ];
        let mut answers = vec![
            Answer::Parcel { batch: vec![5; 9], more: true },
            Answer::Nothing,
            Answer::Piece { size: 9, bytes: vec![6; 3], secret: "AGE-SECRET-KEY-1X".into() },
            Answer::NoFile,
        ];
        let refusals = [Refusal::Revoked, Refusal::OtherVisit, Refusal::Version, Refusal::Closed];
        answers.extend(refusals.map(|why| Answer::Refused { why, version: VERSION }));
        (questions, answers)
    }

    #[test]
    fn messages_are_golden() {
        let (questions, answers) = all();
        let mut digest = Sha256::new();
        for question in &questions {
            assert_eq!(Question::read(&question.to_bytes()).as_ref(), Ok(question));
            digest.update(question.to_bytes());
        }
        for answer in &answers {
            assert_eq!(Answer::read(&answer.to_bytes()).as_ref(), Ok(answer));
            digest.update(answer.to_bytes());
        }
        assert_eq!(
            Hash(digest.finalize().into()).to_string(),
            "a3a0939c8c19b54be28488797bcf81d465e7802232d6272325432c37c45b20e8",
            "laptops in the field speak these very bytes"
        );
    }

    #[test]
    fn what_is_cut_or_too_large_is_no_message() {
        let (questions, answers) = all();
        for bytes in questions.iter().map(Question::to_bytes) {
            assert!((0..bytes.len()).all(|end| Question::read(&bytes[..end]).is_err()));
        }
        for bytes in answers.iter().map(Answer::to_bytes) {
            assert!((0..bytes.len()).all(|end| Answer::read(&bytes[..end]).is_err()));
        }
        let have = vec![Have { device: DeviceId([1; 16]), seq: 7 }; MAX_LOGS + 1];
        assert_eq!(Question::read(&Question::Entries { version: 1, visit: None, have, port: 0 }.to_bytes()), Err(NotAMessage));
        assert_eq!(Answer::read(&vec![0; MAX_FRAME + 1]), Err(NotAMessage));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", all().1);
        assert!(!shown.contains("AGE-SECRET"), "{shown}");
    }
}
