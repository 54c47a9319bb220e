//! Failures of the crates below, as the problems that the UI has words for. Nothing personal passes.

use ktpel_case::refusal::Refusal;
use ktpel_ipc::{Problem, ProblemCode};

/// A refusal of a command.
pub(crate) fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Stale { field } => Problem::new(ProblemCode::Stale).with("field", field),
        Refusal::NotAllowed(reasons) => Problem::not_allowed(reasons),
        Refusal::Invalid { field, what } => Problem::new(ProblemCode::Invalid).with("field", field).with("what", what),
        Refusal::NothingToDo | Refusal::AlreadyOpen => Problem::new(ProblemCode::NothingToDo),
        Refusal::NotOpen | Refusal::WrongKind(_) => Problem::new(ProblemCode::NotFound),
        Refusal::OnlyOffice => Problem::new(ProblemCode::NotYourRole),
        Refusal::HeadsMoved => Problem::new(ProblemCode::Stale),
        Refusal::DocumentFull => Problem::new(ProblemCode::Invalid).with("what", "full"),
        Refusal::UnknownSession | Refusal::BadSignature => internal("session", &refusal),
    }
}

/// Something that must not happen: logged here, without values.
pub(crate) fn internal(what: &str, error: &dyn std::error::Error) -> Problem {
    tracing::error!(what, %error, "internal error");
    Problem::new(ProblemCode::Internal).with("what", what)
}

/// No such thing.
pub(crate) fn not_found(what: &str) -> Problem {
    Problem::new(ProblemCode::NotFound).with("what", what)
}

/// A parameter that cannot be read.
pub(crate) fn bad(field: &str) -> Problem {
    Problem::new(ProblemCode::Invalid).with("field", field).with("what", "form")
}
