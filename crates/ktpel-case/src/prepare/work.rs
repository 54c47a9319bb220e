//! Steps, requirements, captures and waivers: the daily work of the team.

use ktpel_domain::ids::Hash;
use ktpel_sop::{captures::find_slot, kind::Kind, situation::Outcome, verdict::Reason};

use super::{
    desk::{Desk, Draft},
    input,
};
use crate::{
    command::{Effect, Mime, Presence},
    name::slot,
    project::steps::StepState,
    refusal::{Flaw, Refusal},
    schema::v1::body::{Body, subject},
};

pub(super) fn step(
    desk: &Desk<'_>,
    step: String,
    outcome: Outcome,
    active_ms: Option<u64>,
    reason: Option<String>,
) -> Result<Draft, Refusal> {
    let reason = input::optional_text("reason", reason.as_deref())?;
    desk.check_step(&step, outcome)?;
    if is_recorded(desk, &step, outcome) {
        return Err(Refusal::NothingToDo);
    }
    if outcome == Outcome::Returned && reason.is_none() && desk.plan().missing.is_empty() {
        return Err(Refusal::invalid("reason", Flaw::Empty));
    }
    Ok(Draft::act(Body::Step { step, outcome: outcome.into(), active_ms, reason }))
}

/// The same is on record already: started by this session, or ended so with nobody left working on it.
fn is_recorded(desk: &Desk<'_>, step: &str, outcome: Outcome) -> bool {
    match desk.view.step(step) {
        StepState::Running { .. } if outcome == Outcome::Started => {
            desk.view.standing(&subject::step(step)).any(|act| act.op.actor == desk.session.actor)
        }
        StepState::Settled { outcome: ended, also_running: 0, .. } => ended == outcome,
        StepState::Open | StepState::Running { .. } | StepState::Settled { .. } | StepState::Contested { .. } => false,
    }
}

pub(super) fn requirement(desk: &Desk<'_>, id: String, present: Presence, note: Option<String>) -> Result<Draft, Refusal> {
    if desk.rules.catalogue.requirement(&id).is_none() {
        return Err(Refusal::invalid("requirement", Flaw::Unknown));
    }
    let note = input::optional_text("note", note.as_deref())?;
    Ok(Draft::act(Body::Requirement { id, result: present, note }))
}

pub(super) fn attach(desk: &Desk<'_>, slot: String, sha256: Hash, size: u32, mime: Mime, quality: u8) -> Result<Draft, Refusal> {
    input::id("slot", &slot)?;
    if size == 0 {
        return Err(Refusal::invalid("size", Flaw::Empty));
    }
    if quality > 100 {
        return Err(Refusal::invalid("quality", Flaw::Range));
    }
    check_slot(desk, &slot)?;
    if desk.view.takes(&slot).iter().any(|take| take.sha256 == sha256.0) {
        return Err(Refusal::NothingToDo);
    }
    Ok(Draft::act(Body::Attachment { slot, sha256: sha256.0.into(), size, mime, quality }))
}

/// A biometric is taken only while recording is open (a person recorded before is not recorded again); documents and the photo for the card
/// at any time.
fn check_slot(desk: &Desk<'_>, id: &str) -> Result<(), Refusal> {
    if find_slot(id).is_none() {
        let known = id == slot::FOTO_KARTU || id.starts_with(slot::DOKUMEN);
        return if known { Ok(()) } else { Err(Refusal::invalid("slot", Flaw::Unknown)) };
    }
    match desk.step_of(Kind::Rekam)? {
        Some(step) => desk.check_step(&step.id, Outcome::Started),
        None => Err(Refusal::NotAllowed(vec![Reason::ServiceDoesNotRecord])),
    }
}

pub(super) fn choose_take(desk: &Desk<'_>, slot: String, sha256: Hash) -> Result<Draft, Refusal> {
    let takes = desk.view.takes(&slot);
    let Some(chosen) = takes.iter().find(|take| take.sha256 == sha256.0) else {
        return Err(Refusal::invalid("sha256", Flaw::Unknown));
    };
    if takes.len() < 2 {
        return Err(Refusal::NothingToDo);
    }
    let (size, mime, quality) = (chosen.size, chosen.mime, chosen.quality);
    Ok(Draft::act(Body::Attachment { slot, sha256: sha256.0.into(), size, mime, quality }))
}

pub(super) fn waive(desk: &Desk<'_>, subject: String, reason: String) -> Result<Draft, Refusal> {
    if !may_be_waived(desk, &subject) {
        return Err(Refusal::invalid("subject", Flaw::Unknown));
    }
    if is_waived(desk, &subject) {
        return Err(Refusal::NothingToDo);
    }
    let reason = input::text("reason", &reason)?;
    Ok(Draft::act(Body::Waiver { subject, reason, effect: Effect::Given }))
}

pub(super) fn withdraw_waiver(desk: &Desk<'_>, subject: String, reason: String) -> Result<Draft, Refusal> {
    if !is_waived(desk, &subject) {
        return Err(Refusal::NothingToDo);
    }
    let reason = input::text("reason", &reason)?;
    Ok(Draft::act(Body::Waiver { subject, reason, effect: Effect::Withdrawn }))
}

fn is_waived(desk: &Desk<'_>, subject: &str) -> bool {
    desk.view.waivers().iter().any(|(waived, ..)| *waived == subject)
}

/// A capture slot or its modality, a document, or a step.
fn may_be_waived(desk: &Desk<'_>, subject: &str) -> bool {
    let catalogue = desk.rules.catalogue;
    let modality = ktpel_sop::captures::SLOTS.iter().any(|slot| slot.modality == subject);
    find_slot(subject).is_some() || modality || catalogue.requirement(subject).is_some() || catalogue.step(subject).is_some()
}
