//! The stage of a case, as its resident is told: on the slip and on the slip's page (product rule 9). Reads only what screens show; the first
//! that applies counts, from the end of the procedure to its beginning.

use ktpel_domain::stage::Stage;
use ktpel_sop::{situation::CardState, verdict::Reason};

use crate::detail::CaseDetail;

/// Where the case stands for its resident.
#[must_use]
pub fn stage(case: &CaseDetail) -> Stage {
    let lacks = |state: &str| state == "missing" || state == "contested";
    if case.handover.is_some() {
        Stage::HandedOver
    } else if case.card.state == CardState::Good {
        Stage::Printed
    } else if case.requirements.iter().any(|requirement| lacks(&requirement.state)) {
        Stage::DocumentsMissing
    } else if case.application.as_ref().is_some_and(|application| application.state == "filed") {
        Stage::WaitingForNik
    } else if print_from(case).is_some() {
        Stage::WaitingForAge
    } else if case.print_debt {
        Stage::WaitingForPrint
    } else {
        Stage::InProgress
    }
}

/// The day from which the card of somebody who is too young may be printed, `YYYY-MM-DD`.
#[must_use]
pub fn print_from(case: &CaseDetail) -> Option<String> {
    let reasons = case.gate.iter().flat_map(|condition| &condition.reasons);
    reasons.into_iter().find_map(|reason| if let Reason::TooYoungToPrint { from, .. } = reason { Some(from.to_string()) } else { None })
}
