//! The card: every attempt to print it, and the handover.

use crate::{
    detail::{CardDetail, HandoverDetail, PrintAttempt, Proof},
    project::{
        card::Attempt,
        view::{CaseView, SeenAct},
    },
    roster::Roster,
    schema::v1::body::{Body, subject},
};

pub(super) fn card(view: &CaseView, roster: &Roster) -> CardDetail {
    CardDetail { state: view.card(), attempts: view.attempts().iter().map(|attempt| print_attempt(attempt, roster)).collect() }
}

fn print_attempt(attempt: &Attempt<'_>, roster: &Roster) -> PrintAttempt {
    let by = |act: &SeenAct| roster.by(act.op.actor, act.at);
    PrintAttempt {
        blanko: attempt.blanko.to_owned(),
        way: attempt.way.id().to_owned(),
        printer: attempt.spooled.map(|(_, printer)| printer.to_owned()),
        result: attempt.outcome.map(|(_, result)| result.id().to_owned()),
        by: by(attempt.intent),
        outcome_by: attempt.outcome.map(|(act, _)| by(act)),
        proven: attempt.proven(),
    }
}

pub(super) fn handover(view: &CaseView, roster: &Roster) -> Option<HandoverDetail> {
    let act = view.standing(subject::HANDOVER).last()?;
    let Body::Handover { blanko, receiver, receipt, receiver_name } = act.body()? else { return None };
    Some(HandoverDetail {
        blanko: blanko.clone(),
        receiver: receiver.id().to_owned(),
        receiver_name: receiver_name.clone(),
        receipt: receipt.clone(),
        by: roster.by(act.op.actor, act.at),
        proven: act.proof == Proof::Proven,
    })
}
