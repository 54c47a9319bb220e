//! Why a command is not carried out. Nothing was written.

use ktpel_sop::verdict::Reason;

use crate::schema::v1::genesis::DocKind;

/// What is wrong with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Nothing is there.
    #[error("is empty")]
    Empty,
    /// Longer than accepted.
    #[error("is too long")]
    TooLong,
    /// Not an id of that kind.
    #[error("is not known")]
    Unknown,
    /// Not a possible NIK or NKK.
    #[error("is not a possible number")]
    Number,
    /// Not a calendar date `YYYY-MM-DD`.
    #[error("is not a date")]
    Date,
    /// Not `scheme/code/label` of a known list, or not one of the options.
    #[error("is not a code of the list")]
    Code,
    /// Beyond the range.
    #[error("is out of range")]
    Range,
    /// Used before.
    #[error("was used before")]
    Used,
    /// Does not fit the form that is asked for.
    #[error("has not the form asked for")]
    Form,
}

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A merge changed this field since the screen was shown: show again.
    #[error("field {field} changed meanwhile")]
    Stale {
        /// Which.
        field: String,
    },
    /// The procedure does not allow it now.
    #[error("not allowed now ({} reasons)", .0.len())]
    NotAllowed(Vec<Reason>),
    /// An input cannot be stored.
    #[error("{field} {what}")]
    Invalid {
        /// Which input.
        field: String,
        /// What is wrong with it.
        what: Flaw,
    },
    /// Everything is as asked already.
    #[error("nothing to change")]
    NothingToDo,
    /// The case was opened already.
    #[error("already opened")]
    AlreadyOpen,
    /// The case has not been opened.
    #[error("not opened yet")]
    NotOpen,
    /// A command of the other kind of document.
    #[error("not a command of a {0:?}")]
    WrongKind(DocKind),
    /// Only the office may do this.
    #[error("only the office may do this")]
    OnlyOffice,
    /// The session's operator is not in the roster: no signature could be proven.
    #[error("the session is not registered")]
    UnknownSession,
    /// The document changed between preparing and committing: prepare again.
    #[error("the document changed meanwhile")]
    HeadsMoved,
    /// The document is full.
    #[error("the document has reached its limits")]
    DocumentFull,
    /// The signatures do not fit what was to be signed.
    #[error("a signature is missing or does not hold")]
    BadSignature,
}

impl Refusal {
    pub(crate) fn invalid(field: &str, what: Flaw) -> Self {
        Self::Invalid { field: field.to_owned(), what }
    }
}
