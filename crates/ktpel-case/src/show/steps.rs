//! The stepper: signed wording, standard time and state of each step, with who did it and how long it took.

use std::collections::BTreeSet;

use ktpel_sop::{
    catalogue::{Catalogue, Step, Term},
    kind::Kind,
    situation::CardState,
    verdict::{Plan, StepPlan},
};

use crate::{
    detail::{By, StepDetail},
    project::{
        card::Attempt,
        steps::StepState,
        view::{CaseView, SeenAct},
    },
    roster::Roster,
    schema::v1::{
        body::{Body, subject},
        code::StepOutcome,
    },
};

pub(super) fn steps(view: &CaseView, plan: &Plan, catalogue: &Catalogue, roster: &Roster) -> Vec<StepDetail> {
    plan.steps.iter().filter_map(|planned| Some(step(view, planned, catalogue.step(&planned.id)?, catalogue, roster))).collect()
}

fn step(view: &CaseView, planned: &StepPlan, step: &Step, catalogue: &Catalogue, roster: &Roster) -> StepDetail {
    let by = |act: &SeenAct| roster.by(act.op.actor, act.at);
    let running = running(view, &step.id);
    let ended = view.step_acts(&step.id).filter(|(_, outcome)| *outcome != StepOutcome::Started).map(|(act, _)| act).last();
    StepDetail {
        id: step.id.clone(),
        no: step.no,
        text: step.signed_text().to_owned(),
        notes: notes(step),
        lane_label: label(catalogue.lanes(), &step.lane),
        seconds: step.seconds,
        completeness: step.completeness.iter().map(|id| label(catalogue.items(), id)).collect(),
        outputs: step.outputs.iter().map(|id| label(catalogue.outputs(), id)).collect(),
        status: planned.status,
        reasons: planned.reasons.clone(),
        started: running.first().map(|act| by(act)),
        ended: ended.or_else(|| ended_by_card(view, step.kind)).map(by),
        active_ms: active_ms(view, &step.id),
        approximate: is_approximate(view, &step.id, roster),
        also_running: also_running(view, &step.id),
        given_reason: ended.and_then(given_reason),
    }
}

fn label(terms: &[Term], id: &str) -> String {
    terms.iter().find(|term| term.id == id).map_or_else(|| id.to_owned(), |term| term.label.clone())
}

/// The repaired wording beside the signed one, and doubts about the source.
fn notes(step: &Step) -> Vec<String> {
    let repaired = step.text_seed.is_some().then(|| step.text.clone());
    repaired.into_iter().chain(step.issue.clone()).chain(step.branch.clone()).collect()
}

fn running<'a>(view: &'a CaseView, id: &str) -> Vec<&'a SeenAct> {
    let started = |act: &&SeenAct| matches!(act.body(), Some(Body::Step { outcome: StepOutcome::Started, .. }));
    view.standing(&subject::step(id)).filter(started).collect()
}

/// Printing ends with a good card, handing over with the handover: their own acts say so.
fn ended_by_card(view: &CaseView, kind: Kind) -> Option<&SeenAct> {
    match kind {
        Kind::Cetak => {
            let attempts = view.attempts();
            attempts.iter().rev().find(|attempt| attempt.state() == CardState::Good).and_then(outcome_act)
        }
        Kind::Serahkan => view.standing(subject::HANDOVER).filter(|act| act.counts()).last(),
        Kind::Kontak
        | Kind::Menghubungi
        | Kind::MintaNik
        | Kind::JelaskanNik
        | Kind::NikVerifikasi
        | Kind::Rekam
        | Kind::TerimaBerkas
        | Kind::VerifikasiBerkas
        | Kind::UnggahAjukan
        | Kind::VerifikasiKasi => None,
    }
}

fn outcome_act<'a>(attempt: &Attempt<'a>) -> Option<&'a SeenAct> {
    attempt.outcome.map(|(act, _)| act)
}

/// Working time: the sum of all periods of work on it; none before somebody ended one.
pub(crate) fn active_ms(view: &CaseView, id: &str) -> Option<u64> {
    let periods = view.step_acts(id).filter_map(|(act, _)| match act.body()? {
        Body::Step { active_ms, .. } => *active_ms,
        _ => None,
    });
    periods.map(Some).reduce(|sum, period| Some(sum?.saturating_add(period?))).flatten()
}

/// Two laptops have a hand in it: their clocks are not the same.
fn is_approximate(view: &CaseView, id: &str, roster: &Roster) -> bool {
    let devices: BTreeSet<String> = view
        .step_acts(id)
        .map(|(act, _)| {
            let By { device, .. } = roster.by(act.op.actor, act.at);
            if device.is_empty() { act.op.actor.to_string() } else { device }
        })
        .collect();
    devices.len() > 1
}

fn also_running(view: &CaseView, id: &str) -> u32 {
    let others = match view.step(id) {
        StepState::Open => 0,
        StepState::Running { workers } => workers.saturating_sub(1),
        StepState::Settled { also_running, .. } | StepState::Contested { also_running, .. } => also_running,
    };
    u32::try_from(others).unwrap_or(u32::MAX)
}

fn given_reason(act: &SeenAct) -> Option<String> {
    match act.body()? {
        Body::Step { reason, .. } => reason.clone(),
        _ => None,
    }
}
