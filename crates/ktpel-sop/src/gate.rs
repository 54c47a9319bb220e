//! The print gate, condition by condition (product rules 2 and 5; UU 24/2013 ps. 96: no print without right).
//!
//! Fail safe: a fact that is not known keeps it shut. Only a signed release opens a condition, never a button.

use ktpel_domain::status::{DUPLICATE_RECORD, RecordingStatus};
use ktpel_domain::umur::{self, Perkawinan};

use crate::captures;
use crate::catalogue::{CardBasis, LayananDef, Step};
use crate::identity;
use crate::situation::{CardState, CentralStatus, Situation};
use crate::steps::View;
use crate::verdict::{GateCondition, Reason, StepPlan, StepStatus};

/// Release by which the office opens the condition `central_status`.
pub(crate) const RELEASE: &str = "prr";
/// Condition that is mended at the gate itself.
pub(crate) const PHOTO: &str = "photo";

const OPERATOR: &str = "operator";
const KANTOR: &str = "kantor";
const PUSAT: &str = "pusat";
const PEMOHON: &str = "pemohon";

const DAY_MS: u64 = 86_400_000;

/// All conditions, in the order in which the screen lists them.
pub(crate) fn conditions(view: &View<'_>, plans: &[StepPlan]) -> Vec<GateCondition> {
    let mut conditions = case_conditions(view);
    conditions.push(condition("card", OPERATOR, card(view.situation)));
    conditions.push(steps_condition(view, plans));
    conditions
}

/// The conditions that do not depend on steps or on the card.
pub(crate) fn case_conditions(view: &View<'_>) -> Vec<GateCondition> {
    let situation = view.situation;
    vec![
        identity_condition(situation),
        age_condition(situation),
        central_condition(view.service, situation),
        data_condition(view),
        condition(PHOTO, OPERATOR, photo(situation)),
        condition("conflicts", OPERATOR, conflicts(situation)),
        condition("incidents", KANTOR, incidents(situation)),
        condition("version", KANTOR, (situation.unknown_acts > 0).then_some(Reason::NeedsNewerVersion)),
    ]
}

/// The only condition of a case for which the SOP has no procedure.
pub(crate) fn no_procedure(reason: Reason) -> GateCondition {
    condition("steps", KANTOR, Some(reason))
}

/// Only the office, the centre or time can mend this.
pub(crate) fn waits_outside(reason: &Reason) -> bool {
    match reason {
        Reason::NotPrintReady { status } => !was_issued(status.as_deref()),
        other => matches!(
            other,
            Reason::NikWaiting
                | Reason::NikNotVerified
                | Reason::StatusTooOld { .. }
                | Reason::StatusNotFromOffice
                | Reason::TooYoungToPrint { .. }
        ),
    }
}

/// A card was printed centrally: a first card will never be ready, the service must be that of a replacement.
fn was_issued(status: Option<&str>) -> bool {
    status.and_then(RecordingStatus::find).is_some_and(|status| status.reprintable() && !status.printable())
}

fn condition(id: &str, mend: &str, reasons: impl IntoIterator<Item = Reason>) -> GateCondition {
    let reasons: Vec<_> = reasons.into_iter().collect();
    GateCondition { id: id.to_owned(), met: reasons.is_empty(), reasons, mend: mend.to_owned(), released: false }
}

fn identity_condition(situation: &Situation) -> GateCondition {
    let reason = identity::nik_reason(situation);
    let mend = match reason {
        Some(Reason::NikWaiting | Reason::NikNotVerified) => KANTOR,
        Some(Reason::NikRefused) => PEMOHON,
        _ => OPERATOR,
    };
    condition("identity", mend, reason)
}

fn age_condition(situation: &Situation) -> GateCondition {
    let reason = age(situation);
    let mend = if reason == Some(Reason::BirthDateUnknown) { OPERATOR } else { PEMOHON };
    condition("age", mend, reason)
}

fn age(situation: &Situation) -> Option<Reason> {
    let Some(tanggal_lahir) = situation.tanggal_lahir else { return Some(Reason::BirthDateUnknown) };
    let perkawinan = if situation.pernah_kawin { Perkawinan::Pernah } else { Perkawinan::BelumPernah };
    if umur::may_print(tanggal_lahir, perkawinan, situation.today) {
        return None;
    }
    let Some(from) = umur::may_print_from(tanggal_lahir) else { return Some(Reason::BirthDateUnknown) };
    let umur = umur::umur(tanggal_lahir, situation.today).unwrap_or(0);
    Some(Reason::TooYoungToPrint { umur, from: from.to_string() })
}

fn central_condition(service: &LayananDef, situation: &Situation) -> GateCondition {
    let reason = central(service, situation);
    let released = reason.is_some() && situation.releases.contains(RELEASE);
    let mend = match &reason {
        Some(Reason::NotPrintReady { status }) if was_issued(status.as_deref()) => OPERATOR,
        Some(Reason::NotPrintReady { .. }) => PUSAT,
        _ => KANTOR,
    };
    GateCondition { released, ..condition("central_status", mend, reason.filter(|_| !released)) }
}

fn central(service: &LayananDef, situation: &Situation) -> Option<Reason> {
    let replaces = match service.card {
        CardBasis::First => false,
        CardBasis::Replacement => true,
        CardBasis::ByHistory => situation.card_before || was_issued(situation.central.as_ref().map(|central| central.status.as_str())),
    };
    let Some(central) = &situation.central else {
        return (!replaces || !situation.card_before).then_some(Reason::NotPrintReady { status: None });
    };
    let known = RecordingStatus::find(&central.status);
    if replaces && situation.card_before && central.status != DUPLICATE_RECORD {
        return None;
    }
    let allows = if replaces { RecordingStatus::reprintable } else { RecordingStatus::printable };
    if !known.is_some_and(allows) {
        return Some(Reason::NotPrintReady { status: Some(central.status.clone()) });
    }
    untrusted(central, situation)
}

fn untrusted(central: &CentralStatus, situation: &Situation) -> Option<Reason> {
    if !central.from_office {
        return Some(Reason::StatusNotFromOffice);
    }
    let limit = situation.policy.max_status_age_days;
    let age_ms = situation.now.since_ms(central.at);
    let days = u32::try_from(age_ms / DAY_MS).unwrap_or(u32::MAX);
    (age_ms > u64::from(limit) * DAY_MS).then_some(Reason::StatusTooOld { days, limit })
}

fn data_condition(view: &View<'_>) -> GateCondition {
    let missing = view.missing_requirements();
    let mend = if missing.is_some() { PEMOHON } else { OPERATOR };
    condition("data", mend, missing.into_iter().chain(empty_on_card(view)))
}

fn empty_on_card(view: &View<'_>) -> Option<Reason> {
    let printed = |id: &&String| view.catalogue.field(id).is_some_and(|field| field.printed && field.required);
    let fields: Vec<_> = view.situation.empty_fields.iter().filter(printed).cloned().collect();
    (!fields.is_empty()).then_some(Reason::FieldsEmpty { fields })
}

fn photo(situation: &Situation) -> Vec<Reason> {
    let slots = captures::two_takes(captures::ON_CARD, situation);
    let double = (!slots.is_empty()).then_some(Reason::TwoTakes { slots });
    let none = (!situation.has_card_photo).then_some(Reason::NoCardPhoto);
    none.into_iter().chain(double).collect()
}

fn conflicts(situation: &Situation) -> Option<Reason> {
    let fields = situation.printed_conflicts.clone();
    (!fields.is_empty()).then_some(Reason::PrintedConflict { fields })
}

fn incidents(situation: &Situation) -> Vec<Reason> {
    situation.incidents.iter().map(|incident| Reason::Incident { incident: incident.clone() }).collect()
}

fn card(situation: &Situation) -> Option<Reason> {
    if situation.handed_over {
        return Some(Reason::HandedOver);
    }
    match situation.card {
        CardState::None | CardState::Spoiled => None,
        CardState::Intended | CardState::Spooled => Some(Reason::LookAtPrinter),
        CardState::Good => Some(Reason::CardPrinted),
    }
}

/// Every step before printing has ended, and none of the case is contested or sent back.
fn steps_condition(view: &View<'_>, plans: &[StepPlan]) -> GateCondition {
    let procedure = view.catalogue.procedures().iter().find(|procedure| procedure.step(&view.step.id).is_some());
    let before = procedure.map(|procedure| procedure.before(&view.step.id)).unwrap_or_default();
    let shut: Vec<_> = plans.iter().filter_map(|plan| Some((plan.status, unsettled(plan, &before)?))).collect();
    let only_waits = shut.iter().all(|(status, _)| *status == StepStatus::Waiting) && !shut.is_empty();
    condition("steps", if only_waits { KANTOR } else { OPERATOR }, shut.into_iter().map(|(_, reason)| reason))
}

fn unsettled(plan: &StepPlan, before: &[&Step]) -> Option<Reason> {
    let held = || Reason::StepBefore { step: plan.id.clone() };
    match plan.status {
        StepStatus::Contested => Some(Reason::Contested { step: plan.id.clone() }),
        StepStatus::Returned => Some(held()),
        StepStatus::Done | StepStatus::Skipped => None,
        StepStatus::Open | StepStatus::Running | StepStatus::Waiting | StepStatus::Blocked => {
            before.iter().any(|step| step.id == plan.id).then(held)
        }
    }
}
