//! Problems as the dashboard meets them: a status, a code that it has words for, and values for the sentence. Never personal data.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use ktpel_case::Refusal;
use ktpel_sop::verdict::Reason;
use ktpel_sync::{
    exchange::{MessageError, PROTOCOL},
    order::TurnedAway,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    office::{
        OfficeError, account::AccountError, act::ActError, confirm::ConfirmError, enrol::EnrolError, exchange::ExchangeError,
        lampiran::PieceError, plan_visit::PublishError, retry::HeldError, revoke::RevokeError,
    },
    storage::StorageError,
};

/// One code for each case that the dashboard treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OfficeCode {
    /// Nobody is signed in, or the session has ended.
    Unauthenticated,
    /// Login or password are not right.
    WrongPassword,
    /// The code of the second factor is not right, or was used.
    WrongCode,
    /// The account is closed.
    AccountDisabled,
    /// The one-time password is too old.
    OneTimeExpired,
    /// The password is too easy to guess (`what`).
    WeakPassword,
    /// Another account has this login.
    LoginTaken,
    /// The last admin, or one's own account.
    AccountMustStay,
    /// Too many wrong tries: `wait_s` seconds to wait.
    TooManyTries,
    /// The role may not do this.
    NotYourRole,
    /// There is no such thing.
    NotFound,
    /// The request does not have the form of the API.
    BadRequest,
    /// A value is not valid (`field`, `what`).
    Invalid,
    /// The value meanwhile changed (`field`): show again, decide again.
    Stale,
    /// The procedure does not allow it now; `reasons` say why.
    NotAllowed,
    /// Nothing would change.
    NothingToDo,
    /// Who opened a code cannot confirm the kit that used it: another person has to.
    SecondPerson,
    /// Another page asked for a change.
    Origin,
    /// The server's disk is full: what was saved is safe, nothing new was saved.
    DiskFull,
    /// The program of the kit or of the office (`what`) is too old for the other's protocol.
    VersionTooOld,
    /// The server failed; nothing was changed.
    Internal,
}

/// The body of every failed answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeProblemBody")]
pub struct ProblemBody {
    /// What it is.
    pub code: OfficeCode,
    /// Values for the sentence.
    pub params: BTreeMap<String, String>,
    /// Why the procedure does not allow it.
    pub reasons: Vec<Reason>,
}

/// A failed answer.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    body: ProblemBody,
    /// What a kit is told instead of the body.
    turned_away: Option<TurnedAway>,
}

impl Problem {
    fn new(status: StatusCode, code: OfficeCode) -> Self {
        Self { status, body: ProblemBody { code, params: BTreeMap::new(), reasons: Vec::new() }, turned_away: None }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.body.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Nobody is signed in, or a device did not prove itself.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, OfficeCode::Unauthenticated)
    }

    /// The role may not do this.
    #[must_use]
    pub fn not_your_role() -> Self {
        Self::new(StatusCode::FORBIDDEN, OfficeCode::NotYourRole)
    }

    /// The kit is revoked or to be wiped: it gets the signed order.
    #[must_use]
    pub fn turned_away(told: TurnedAway) -> Self {
        Self { turned_away: Some(told), ..Self::new(StatusCode::FORBIDDEN, OfficeCode::Unauthenticated) }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, OfficeCode::NotFound)
    }

    /// The request is malformed.
    #[must_use]
    pub fn bad_request(what: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, OfficeCode::BadRequest).with("what", what)
    }

    /// The request is larger than accepted.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, OfficeCode::BadRequest).with("what", "too_large")
    }

    /// Another page asked for a change.
    #[must_use]
    pub fn origin() -> Self {
        Self::new(StatusCode::FORBIDDEN, OfficeCode::Origin)
    }

    /// A value is not valid.
    #[must_use]
    pub fn invalid(field: &str, what: impl ToString) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, OfficeCode::Invalid).with("field", field).with("what", what)
    }

    /// The server failed. What failed goes to the log, in technical words, never to the browser.
    #[must_use]
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, OfficeCode::Internal)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self.turned_away {
            Some(told) => (self.status, Json(told)).into_response(),
            None => (self.status, Json(self.body)).into_response(),
        }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        if error.is_full() {
            tracing::error!("the disk is full");
            return Self::new(StatusCode::INSUFFICIENT_STORAGE, OfficeCode::DiskFull);
        }
        Self::internal(&error)
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Storage(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Wrong => Self::new(StatusCode::UNAUTHORIZED, OfficeCode::WrongPassword),
            AccountError::Wait { wait_ms } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, OfficeCode::TooManyTries).with("wait_s", wait_ms.div_ceil(1000))
            }
            AccountError::WrongCode => Self::new(StatusCode::UNPROCESSABLE_ENTITY, OfficeCode::WrongCode),
            AccountError::Disabled => Self::new(StatusCode::UNAUTHORIZED, OfficeCode::AccountDisabled),
            AccountError::OneTimeExpired => Self::new(StatusCode::UNAUTHORIZED, OfficeCode::OneTimeExpired),
            AccountError::Weak(weak) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, OfficeCode::WeakPassword).with("what", weak.id()),
            AccountError::Malformed(field) => Self::invalid(field, "form"),
            AccountError::LoginTaken => Self::new(StatusCode::CONFLICT, OfficeCode::LoginTaken),
            AccountError::MustStay => Self::new(StatusCode::CONFLICT, OfficeCode::AccountMustStay),
            AccountError::WrongStage => Self::new(StatusCode::CONFLICT, OfficeCode::Stale).with("field", "stage"),
            AccountError::NoAccount => Self::not_found(),
            AccountError::Wrap(error) => Self::invalid("password", error),
            AccountError::Office(error) => error.into(),
        }
    }
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NoCase => Self::not_found(),
            ActError::Refused(refusal) => refusal.into(),
            ActError::Office(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale { field } => Self::new(StatusCode::CONFLICT, OfficeCode::Stale).with("field", field),
            Refusal::HeadsMoved => Self::new(StatusCode::CONFLICT, OfficeCode::Stale).with("field", ""),
            Refusal::NotAllowed(reasons) => {
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, OfficeCode::NotAllowed);
                problem.body.reasons = reasons;
                problem
            }
            Refusal::Invalid { field, what } => Self::invalid(&field, what),
            Refusal::NothingToDo | Refusal::AlreadyOpen => Self::new(StatusCode::CONFLICT, OfficeCode::NothingToDo),
            Refusal::NotOpen | Refusal::WrongKind(_) => Self::not_found(),
            Refusal::OnlyOffice => Self::not_your_role(),
            Refusal::UnknownSession => Self::unauthenticated(),
            Refusal::DocumentFull => Self::invalid("case", "full"),
            Refusal::BadSignature => Self::internal(&refusal),
        }
    }
}

impl From<HeldError> for Problem {
    fn from(error: HeldError) -> Self {
        match error {
            HeldError::NotHeld => Self::not_found(),
            HeldError::Still(code) => Self::new(StatusCode::CONFLICT, OfficeCode::NothingToDo).with("code", code.id()),
            HeldError::Office(error) => error.into(),
        }
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Code(closed) => Self::invalid("code", closed.id()),
            EnrolError::Malformed => Self::bad_request("public_key_or_name"),
            EnrolError::Wiped => Self::invalid("public_key", "wiped"),
            EnrolError::Unknown => Self::not_found(),
            EnrolError::Office(error) => error.into(),
        }
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::Unknown => Self::not_found(),
            ConfirmError::Over => Self::new(StatusCode::CONFLICT, OfficeCode::Stale).with("field", "enrolment"),
            ConfirmError::OwnCode => Self::new(StatusCode::FORBIDDEN, OfficeCode::SecondPerson),
            ConfirmError::Words => Self::invalid("words", "differ"),
            ConfirmError::Office(error) => error.into(),
        }
    }
}

impl From<ExchangeError> for Problem {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Envelope(error) => {
                tracing::warn!(%error, "exchange refused");
                Self::unauthenticated()
            }
            ExchangeError::TurnedAway(told) => Self::turned_away(told),
            ExchangeError::Message(MessageError::Protocol(spoken)) => {
                let what = if spoken < PROTOCOL { "kit" } else { "office" };
                Self::new(StatusCode::UPGRADE_REQUIRED, OfficeCode::VersionTooOld).with("what", what)
            }
            ExchangeError::Message(_) => Self::bad_request("message"),
            ExchangeError::Office(error) => error.into(),
        }
    }
}

impl From<RevokeError> for Problem {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::NoKit | RevokeError::NotProven => Self::not_found(),
            RevokeError::Reason => Self::invalid("reason", "form"),
            RevokeError::Reported => Self::invalid("reported_ms", "range"),
            RevokeError::NothingToDo => Self::new(StatusCode::CONFLICT, OfficeCode::NothingToDo),
            RevokeError::Office(error) => error.into(),
        }
    }
}

impl From<PieceError> for Problem {
    fn from(error: PieceError) -> Self {
        match error {
            PieceError::Unknown => Self::not_found(),
            PieceError::Offset { expected } => {
                Self::new(StatusCode::CONFLICT, OfficeCode::Stale).with("field", "offset").with("expected", expected)
            }
            PieceError::TooLarge => Self::too_large(),
            PieceError::Office(error) => error.into(),
        }
    }
}

impl From<PublishError> for Problem {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::NoVisit => Self::not_found(),
            PublishError::Table(_) | PublishError::Extract(_) => Self::invalid("extract", "table"),
            PublishError::Office(error) => error.into(),
        }
    }
}
