//! From read model and plan to what a screen shows: names joined, words of the SOP beside the state. Decides nothing.

mod card;
mod history;
mod person;
mod record;
mod steps;

use ktpel_sop::{
    catalogue::Catalogue,
    situation::{NikKnowledge, Situation},
    verdict::Plan,
};

pub(crate) use person::nik;
pub(crate) use record::fields;
pub(crate) use steps::active_ms;

use crate::{detail::CaseDetail, name::field, project::view::CaseView, roster::Roster};

/// The whole case for a screen. `situation` and `plan` are those of the same view.
#[must_use]
pub fn detail(view: &CaseView, situation: &Situation, plan: &Plan, catalogue: &Catalogue, roster: &Roster) -> CaseDetail {
    let steps = steps::steps(view, plan, catalogue, roster);
    CaseDetail {
        id: view.id.to_string(),
        kode: view.kode(),
        channel: situation.channel,
        layanan: situation.layanan.id().to_owned(),
        visit: view.any_value(field::VISIT).map(str::to_owned),
        contact: view.any_value(field::CONTACT).map(str::to_owned),
        person: person::person(view, situation.today, situation.nik == NikKnowledge::Official),
        next: plan.next.clone(),
        target_seconds: plan.target_seconds,
        active_ms: steps.iter().filter_map(|step| step.active_ms).sum(),
        steps,
        fields: record::fields(view, roster),
        requirements: record::requirements(view, situation, catalogue, roster),
        captures: record::captures(view, roster),
        captures_missing: plan.captures_missing.clone(),
        facts: record::facts(view, roster),
        application: record::application(view, roster),
        gate: plan.gate.clone(),
        gate_open: plan.gate_open(),
        print_debt: plan.print_debt,
        card: card::card(view, roster),
        handover: card::handover(view, roster),
        conflicts: view.conflicts().into_iter().map(str::to_owned).collect(),
        incidents: situation.incidents.clone(),
        unknown_acts: u32::try_from(situation.unknown_acts).unwrap_or(u32::MAX),
        history: history::history(view, roster),
        closed: plan.closed,
    }
}
