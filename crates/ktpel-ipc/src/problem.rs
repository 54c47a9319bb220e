//! Problems as the UI meets them: a code it has words for, and values for the sentence. Never personal data.

use std::collections::BTreeMap;

use ktpel_sop::verdict::Reason;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One code for each case that the UI treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// The request does not have the form of the contract.
    BadRequest,
    /// The kit is locked.
    Locked,
    /// The kit is not set up yet.
    NotSetUp,
    /// The kit is set up already.
    AlreadySetUp,
    /// The team passphrase is wrong.
    WrongPassphrase,
    /// The PIN is wrong; `left` tries are left.
    WrongPin,
    /// Too many wrong PINs: the passphrase is asked again.
    PinLocked,
    /// The PIN is not six digits, or too simple.
    WeakPin,
    /// The store is damaged; `what` names the part.
    StoreDamaged,
    /// The store was written by a newer version.
    StoreNewer,
    /// Another copy of the program has the store open.
    StoreBusy,
    /// The disk is full: nothing was lost, nothing new was saved.
    DiskFull,
    /// A new data key needs room for a copy: `need` megabytes, `free` are there. Nothing changed.
    RekeyRoom,
    /// A file operation failed.
    Io,
    /// The picture is sealed to the archive: the card was handed over, or the case is closed.
    Sealed,
    /// No such case, visit, slot or document.
    NotFound,
    /// The value meanwhile changed (`field`): show again, decide again.
    Stale,
    /// A value is not valid (`field`, `what`).
    Invalid,
    /// The SOP does not allow it now; `reasons` say why.
    NotAllowed,
    /// Nothing would change.
    NothingToDo,
    /// The role may not do this.
    NotYourRole,
    /// Too many looks into the register that serve no case: shut for `minutes` minutes.
    LookupLimit,
    /// The printer refused (`what`).
    Printer,
    /// The device refused (`what`).
    Device,
    /// The USB stick or the file on it cannot be used (`what`).
    Stick,
    /// The office cannot be reached; all work stays here.
    ServerUnreachable,
    /// The office has revoked this kit (`at_ms`): nothing is sent, no new work begins, all that is here stays.
    Revoked,
    /// The office was not met for too long (`days`): no new work begins until it is.
    LeaseOver,
    /// The kit was wiped by order of the office.
    Wiped,
    /// The office's disk is full: nothing was lost, nothing new is taken until there is room.
    ServerFull,
    /// The program of the kit or of the office (`what`) is too old for the other: install the newer one.
    VersionTooOld,
    /// The office refused this kit (`what`).
    ServerRefused,
    /// The office answered nonsense; nothing was applied.
    ServerNonsense,
    /// A code for enrolment opens nothing (`what`: `wrong`, `expired`, `used`, `tries` or `form`).
    WrongCode,
    /// The office turned this laptop away: the words were not the same, or nobody there knows it.
    EnrolRejected,
    /// Nobody at the office decided in time.
    EnrolExpired,
    /// Who answers is not the office whose QR code was read.
    OtherOffice,
    /// Something is wrong in the program itself; it is in the log.
    Internal,
}

/// A refusal or failure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
#[ts(export)]
pub struct Problem {
    /// Which problem.
    pub code: ProblemCode,
    /// Values for the sentence; never personal data.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// With `not_allowed`: why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

impl Problem {
    /// A problem without values.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self { code, params: BTreeMap::new(), reasons: Vec::new() }
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.params.insert(key.to_owned(), value.to_string());
        self
    }

    /// Refused by the SOP.
    #[must_use]
    pub fn not_allowed(reasons: Vec<Reason>) -> Self {
        Self { reasons, ..Self::new(ProblemCode::NotAllowed) }
    }
}
