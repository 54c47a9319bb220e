//! Printing in two phases and handing over (SOP MOBILE 7 and 9; UU 24/2013 ps. 96: no print without right).
//!
//! No intent without an open gate, none while an earlier one is unsettled; each chain goes on by itself, so that a second print stays visible.

use ktpel_domain::{blanko::BlankoSerial, ids::Hash};
use ktpel_sop::{
    kind::Kind,
    situation::{CardState, Outcome},
    verdict::Reason,
};

use super::{
    desk::{Desk, Draft},
    input,
};
use crate::{
    command::{CardResult, PrintWay, Receiver},
    project::card::Attempt,
    refusal::{Flaw, Refusal},
    schema::v1::body::Body,
};

pub(super) fn intent(desk: &Desk<'_>, blanko: &BlankoSerial, face: Hash, basis: String, way: PrintWay) -> Result<Draft, Refusal> {
    let attempts = desk.view.attempts();
    if attempts.iter().any(Attempt::is_open) {
        return Err(Refusal::NotAllowed(vec![Reason::LookAtPrinter]));
    }
    check_gate(desk)?;
    if attempts.iter().any(|attempt| attempt.blanko == blanko.as_str()) {
        return Err(Refusal::invalid("blanko", Flaw::Used));
    }
    let basis = input::text("basis", &basis)?;
    Ok(Draft::act(Body::PrintIntent { blanko: blanko.as_str().to_owned(), face: face.0.into(), basis, way }))
}

fn check_gate(desk: &Desk<'_>) -> Result<(), Refusal> {
    let plan = desk.plan();
    if plan.gate_open() && !plan.gate.is_empty() {
        return Ok(());
    }
    let shut = plan.gate.into_iter().filter(|condition| !condition.met);
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in shut.flat_map(|condition| condition.reasons) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Err(Refusal::NotAllowed(reasons))
}

pub(super) fn spooled(desk: &Desk<'_>, printer: String, job: [u8; 16]) -> Result<Draft, Refusal> {
    let attempts = desk.view.attempts();
    let attempt = open_attempt(desk, &attempts)?;
    if attempt.way != PrintWay::Printer {
        return Err(Refusal::invalid("way", Flaw::Form));
    }
    if attempt.spooled.is_some() {
        return Err(Refusal::NotAllowed(vec![Reason::LookAtPrinter]));
    }
    let printer = input::text("printer", &printer)?;
    Ok(Draft::following(Body::PrintSpooled { printer, job: job.into() }, last_key(attempt)))
}

pub(super) fn outcome(desk: &Desk<'_>, result: CardResult) -> Result<Draft, Refusal> {
    let attempts = desk.view.attempts();
    let attempt = open_attempt(desk, &attempts)?;
    Ok(Draft::following(Body::PrintOutcome { result }, last_key(attempt)))
}

/// The print that this operator looks at: his own unsettled one, else the latest.
fn open_attempt<'a, 'v>(desk: &Desk<'_>, attempts: &'a [Attempt<'v>]) -> Result<&'a Attempt<'v>, Refusal> {
    let open = || attempts.iter().rev().filter(|attempt| attempt.is_open());
    let own = open().find(|attempt| attempt.intent.operator == Some(desk.session.operator));
    own.or_else(|| open().next()).ok_or(Refusal::NothingToDo)
}

fn last_key<'v>(attempt: &Attempt<'v>) -> &'v str {
    attempt.spooled.map_or(&attempt.intent.key, |(act, _)| &act.key)
}

pub(super) fn handover(
    desk: &Desk<'_>,
    blanko: &BlankoSerial,
    receiver: Receiver,
    receiver_name: Option<String>,
    receipt: Option<String>,
) -> Result<Draft, Refusal> {
    if desk.view.handed_over() {
        return Err(Refusal::NotAllowed(vec![Reason::HandedOver]));
    }
    let step = desk.step_of(Kind::Serahkan)?.ok_or(Refusal::NotAllowed(vec![Reason::NoProcedure]))?;
    desk.check_step(&step.id, Outcome::Started)?;
    let is_good = |attempt: &Attempt<'_>| attempt.state() == CardState::Good && attempt.blanko == blanko.as_str();
    if !desk.view.attempts().iter().any(is_good) {
        return Err(Refusal::invalid("blanko", Flaw::Unknown));
    }
    let receiver_name = input::optional_text("receiver_name", receiver_name.as_deref())?;
    if receiver != Receiver::Pemohon && receiver_name.is_none() {
        return Err(Refusal::invalid("receiver_name", Flaw::Empty));
    }
    let receipt = input::optional_text("receipt", receipt.as_deref())?;
    Ok(Draft::act(Body::Handover { blanko: blanko.as_str().to_owned(), receiver, receipt, receiver_name }))
}
