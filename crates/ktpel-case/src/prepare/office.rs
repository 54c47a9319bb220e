//! What comes from the office and from SIAK: applications and their answers, facts, releases, settled incidents.
//!
//! Only SIAK issues a NIK (PP 40/2019): it enters as a fact with who, when and how, never as something typed into a form.

use std::collections::BTreeSet;

use ktpel_domain::status;
use ktpel_sop::{
    situation::{NikApplication, NikKnowledge},
    verdict::Reason,
};

use super::{
    desk::{Desk, Draft},
    input,
};
use crate::{
    command::{Effect, FactInput, NikAnswer, Obtained},
    name::{fact, release},
    refusal::{Flaw, Refusal},
    schema::v1::{body::Body, code::ApplicationResult},
};

/// The form that an application for a NIK is made on.
const APPLICATION_FORM: &str = "F-1.01";

pub(super) fn apply(desk: &Desk<'_>, note: Option<String>) -> Result<Draft, Refusal> {
    let not_now = |reason| Err(Refusal::NotAllowed(vec![reason]));
    match (desk.view.nik_knowledge(), desk.view.application()) {
        (NikKnowledge::Official | NikKnowledge::Stated, _) => not_now(Reason::NikKnown),
        (_, NikApplication::Filed | NikApplication::Granted) => not_now(Reason::NikWaiting),
        (NikKnowledge::NotAsked, NikApplication::None) => not_now(Reason::NikNotAsked),
        (NikKnowledge::NotAsked | NikKnowledge::None, NikApplication::Refused) | (NikKnowledge::None, NikApplication::None) => {
            let note = input::optional_text("note", note.as_deref())?;
            Ok(Draft::act(Body::Application { form: APPLICATION_FORM.into(), note }))
        }
    }
}

pub(super) fn answer_application(desk: &Desk<'_>, answer: NikAnswer) -> Result<Draft, Refusal> {
    desk.require_office()?;
    if !matches!(desk.view.application(), NikApplication::Filed | NikApplication::Refused) {
        return Err(Refusal::NothingToDo);
    }
    match answer {
        NikAnswer::Refused { reason } => {
            let reason = Some(input::text("reason", &reason)?);
            Ok(Draft::act(Body::ApplicationAnswer { result: ApplicationResult::Refused, reason }))
        }
        NikAnswer::Granted { nik } => {
            let value = input::nik(fact::NIK, &nik)?;
            let issued = Body::Fact { name: fact::NIK.into(), value, obtained: Obtained::Typed, evidence: None, as_of_ms: None };
            Ok(Draft::act(Body::ApplicationAnswer { result: ApplicationResult::Granted, reason: None }).and(issued))
        }
    }
}

pub(super) fn facts(desk: &Desk<'_>, facts: Vec<FactInput>) -> Result<Draft, Refusal> {
    let mut names = BTreeSet::new();
    let mut draft = Draft::default();
    for fact in facts {
        if !names.insert(fact.name.clone()) {
            return Err(Refusal::invalid(&fact.name, Flaw::Used));
        }
        let body = fact_body(fact)?;
        if !stands(desk, &body) {
            draft = draft.and(body);
        }
    }
    Ok(draft)
}

fn fact_body(fact: FactInput) -> Result<Body, Refusal> {
    input::id("name", &fact.name)?;
    let value = fact_value(&fact.name, &fact.value)?;
    let evidence = input::optional_text("evidence", fact.evidence.as_deref())?;
    if fact.obtained == Obtained::Extract && evidence.is_none() {
        return Err(Refusal::invalid("evidence", Flaw::Empty));
    }
    Ok(Body::Fact { name: fact.name, value, obtained: fact.obtained, evidence, as_of_ms: fact.as_of.map(|at| at.0) })
}

fn fact_value(name: &str, value: &str) -> Result<String, Refusal> {
    let value = input::text(name, value)?;
    match name {
        fact::NIK => input::nik(name, &value),
        fact::TANGGAL_LAHIR => input::date(name, &value),
        fact::RECORDING_STATUS if status::RecordingStatus::find(&value).is_none() => Err(Refusal::invalid(name, Flaw::Unknown)),
        _ => Ok(value),
    }
}

/// The very same fact is the only one that stands.
fn stands(desk: &Desk<'_>, body: &Body) -> bool {
    let Body::Fact { name, .. } = body else { return false };
    matches!(desk.view.facts(name).as_slice(), [only] if only.act.body() == Some(body) && only.act.counts())
}

pub(super) fn release(desk: &Desk<'_>, gate: String, reason: String) -> Result<Draft, Refusal> {
    check_releaser(desk, &gate)?;
    if is_released(desk, &gate) {
        return Err(Refusal::NothingToDo);
    }
    let reason = input::text("reason", &reason)?;
    Ok(Draft::act(Body::Release { gate, reason, effect: Effect::Given }))
}

pub(super) fn withdraw_release(desk: &Desk<'_>, gate: String, reason: String) -> Result<Draft, Refusal> {
    check_releaser(desk, &gate)?;
    if !is_released(desk, &gate) {
        return Err(Refusal::NothingToDo);
    }
    let reason = input::text("reason", &reason)?;
    Ok(Draft::act(Body::Release { gate, reason, effect: Effect::Withdrawn }))
}

fn check_releaser(desk: &Desk<'_>, gate: &str) -> Result<(), Refusal> {
    input::id("gate", gate)?;
    if release::needs_office(gate) { desk.require_office() } else { Ok(()) }
}

fn is_released(desk: &Desk<'_>, gate: &str) -> bool {
    desk.view.releases().iter().any(|(released, _)| *released == gate)
}

pub(super) fn settle_incident(desk: &Desk<'_>, incident: String, reason: String) -> Result<Draft, Refusal> {
    desk.require_office()?;
    let tips = desk.view.incident_tips(&incident);
    if tips.is_empty() || !desk.view.incidents().contains(&incident) {
        return Err(Refusal::NothingToDo);
    }
    let reason = input::text("reason", &reason)?;
    Ok(Draft::act(Body::IncidentSettled { incident, tips, reason }))
}
