//! Fields with all who said something, requirements, captures, facts and the application for a NIK.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use ktpel_sop::{
    captures::{SLOTS, find_slot},
    catalogue::Catalogue,
    requirements::needed,
    situation::{NikApplication, RequirementRecord, Situation},
};

use crate::{
    detail::{ApplicationDetail, By, CaptureDetail, FactDetail, FieldDetail, Proof, RequirementDetail, Said as SaidDetail, TakeDetail},
    project::view::{CaseView, SeenAct},
    roster::Roster,
    schema::v1::{
        body::{Body, subject},
        code::Obtained,
    },
};

fn by(roster: &Roster, act: &SeenAct) -> By {
    roster.by(act.op.actor, act.at)
}

pub(crate) fn fields(view: &CaseView, roster: &Roster) -> BTreeMap<String, FieldDetail> {
    let detail = |id: &String| FieldDetail { id: id.clone(), said: said(view, id, roster), conflict: view.values(id).len() > 1 };
    view.fields.keys().map(|id| (id.clone(), detail(id))).collect()
}

fn said(view: &CaseView, id: &str, roster: &Roster) -> Vec<SaidDetail> {
    let said = view.fields.get(id).map(Vec::as_slice).unwrap_or_default();
    let detail =
        said.iter().map(|said| SaidDetail { value: said.value.clone(), op: said.op.to_string(), by: roster.by(said.op.actor, said.at) });
    detail.collect()
}

/// Documents that apply to this pemohon, and others that somebody checked all the same.
pub(super) fn requirements(view: &CaseView, situation: &Situation, catalogue: &Catalogue, roster: &Roster) -> Vec<RequirementDetail> {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    if let Some(service) = catalogue.layanan(situation.layanan) {
        rows.extend(needed(service, situation).into_iter().map(|need| (need.id.clone(), need.or.clone())));
    }
    for id in view.checked_requirements() {
        if !rows.iter().any(|(row, or)| row == id || or.iter().any(|other| other == id)) {
            rows.push((id.to_owned(), Vec::new()));
        }
    }
    rows.into_iter().map(|(id, or)| requirement(view, catalogue, roster, id, or)).collect()
}

fn requirement(view: &CaseView, catalogue: &Catalogue, roster: &Roster, id: String, or: Vec<String>) -> RequirementDetail {
    let shown = std::iter::once(&id).chain(&or).find(|id| view.requirement(id) == Some(RequirementRecord::Present));
    let shown = shown.or_else(|| std::iter::once(&id).chain(&or).find(|id| view.requirement(id).is_some())).unwrap_or(&id).clone();
    let last = view.standing(&subject::requirement(&shown)).last();
    let definition = catalogue.requirement(&id);
    let waived =
        |(waived, _, reason): (&str, &SeenAct, &str)| (id == waived || or.iter().any(|id| id == waived)).then(|| reason.to_owned());
    RequirementDetail {
        label: definition.map_or_else(|| id.clone(), |it| it.label.clone()),
        label_en: definition.map_or_else(|| id.clone(), |it| it.label_en.clone()),
        state: state(view.requirement(&shown)).to_owned(),
        waiver: view.waivers().into_iter().find_map(waived),
        note: last.and_then(requirement_note),
        by: last.map(|act| by(roster, act)),
        any_of: or,
        id,
    }
}

const fn state(record: Option<RequirementRecord>) -> &'static str {
    match record {
        None => "unchecked",
        Some(RequirementRecord::Present) => "present",
        Some(RequirementRecord::Missing) => "missing",
        Some(RequirementRecord::Contested) => "contested",
    }
}

fn requirement_note(act: &SeenAct) -> Option<String> {
    match act.body()? {
        Body::Requirement { note, .. } => note.clone(),
        _ => None,
    }
}

/// Slots in the order of the SOP, then photos and documents.
pub(super) fn captures(view: &CaseView, roster: &Roster) -> Vec<CaptureDetail> {
    let recording = SLOTS.iter().map(|slot| slot.id);
    let others = view.slots().filter(|slot| find_slot(slot).is_none());
    recording.chain(others).filter_map(|slot| capture(view, roster, slot)).collect()
}

fn capture(view: &CaseView, roster: &Roster, slot: &str) -> Option<CaptureDetail> {
    let takes = view.takes(slot);
    let modality = find_slot(slot).map(|slot| slot.modality);
    let waiver = view.waivers().into_iter().find(|(subject, ..)| *subject == slot || Some(*subject) == modality);
    let state = match (takes.len(), &waiver) {
        (0, None) => return None,
        (0, Some(_)) => "waived",
        (1, _) => "captured",
        _ => "two_takes",
    };
    let take = |take: &crate::project::facts::Take<'_>| TakeDetail {
        hash: HEXLOWER.encode(&take.sha256),
        size: take.size,
        mime: take.mime.id().to_owned(),
        quality: take.quality,
        by: by(roster, take.act),
    };
    Some(CaptureDetail {
        slot: slot.to_owned(),
        state: state.to_owned(),
        takes: takes.iter().map(take).collect(),
        waiver: waiver.map(|(_, _, reason)| reason.to_owned()),
        waived_by: waiver.map(|(_, act, _)| by(roster, act)),
    })
}

pub(super) fn facts(view: &CaseView, roster: &Roster) -> Vec<FactDetail> {
    let standing = view.fact_names().flat_map(|name| view.facts(name).into_iter().map(move |fact| (name, fact)));
    let detail = standing.map(|(name, fact)| FactDetail {
        name: name.to_owned(),
        value: fact.value.to_owned(),
        obtained: fact.obtained.id().to_owned(),
        evidence: fact.evidence.map(str::to_owned),
        proven: fact.act.proof == Proof::Proven || (fact.obtained == Obtained::Extract && fact.from_office),
        by: by(roster, fact.act),
    });
    detail.collect()
}

pub(super) fn application(view: &CaseView, roster: &Roster) -> Option<ApplicationDetail> {
    let state = match view.application() {
        NikApplication::None => return None,
        NikApplication::Filed => "filed",
        NikApplication::Refused => "refused",
        NikApplication::Granted => "granted",
    };
    let filed = view.acts.iter().rev().find(|act| matches!(act.body(), Some(Body::Application { .. })))?;
    let answer = view.standing(subject::APPLICATION).filter(|act| act.counts()).filter_map(|act| match act.body()? {
        Body::ApplicationAnswer { reason, .. } => Some((act, reason.clone())),
        _ => None,
    });
    let answer = answer.last();
    Some(ApplicationDetail {
        state: state.to_owned(),
        filed: by(roster, filed),
        reason: answer.as_ref().and_then(|(_, reason)| reason.clone()),
        answered: answer.map(|(act, _)| by(roster, act)),
    })
}
