//! Turns the situation of a case into a plan: which step is open, for whom, and why another is not.
//!
//! The rules of the steps state facts; here alone they become a status. Pure: same catalogue and situation, same plan.

use crate::captures;
use crate::catalogue::{Catalogue, LayananDef, Procedure, ReturnTo, Step};
use crate::gate;
use crate::kind::Kind;
use crate::requirements;
use crate::situation::{CardState, Outcome, Situation, StepRecord};
use crate::steps::{self, Before, End, Ruling, View};
use crate::verdict::{Plan, Reason, StepPlan, StepStatus};

/// The plan of one case. Without a procedure for the service (the desk has none for perubahan_data) it has no steps and
/// a gate that says so.
#[must_use]
pub fn plan(catalogue: &Catalogue, situation: &Situation) -> Plan {
    match Judged::new(catalogue, situation) {
        Ok(judged) => judged.plan(),
        Err(reason) => without_procedure(catalogue, situation, reason),
    }
}

/// Whether this outcome may be recorded for this step now; every reason against it otherwise.
pub fn check_step(catalogue: &Catalogue, situation: &Situation, step_id: &str, outcome: Outcome) -> Result<(), Vec<Reason>> {
    let judged = Judged::new(catalogue, situation).map_err(|reason| vec![reason])?;
    let position = judged.procedure.steps.iter().position(|step| step.id == step_id);
    let step = position.and_then(|at| Some((judged.procedure.steps.get(at)?, judged.plans.get(at)?, judged.rulings.get(at)?)));
    let Some((step, plan, ruling)) = step else {
        return Err(vec![Reason::UnknownStep { step: step_id.to_owned() }]);
    };
    let against = match outcome {
        Outcome::Started => against_start(situation, step, plan),
        Outcome::Done => against_done(plan, ruling),
        Outcome::Skipped => against_skip(situation, step, ruling),
        Outcome::Returned => against_return(situation, step, plan),
    };
    if against.is_empty() { Ok(()) } else { Err(against) }
}

/// The definition of a step.
#[must_use]
pub fn step_detail<'a>(catalogue: &'a Catalogue, step_id: &str) -> Option<&'a Step> {
    catalogue.step(step_id)
}

/// All steps of one case with what their rules said.
struct Judged<'a> {
    catalogue: &'a Catalogue,
    situation: &'a Situation,
    service: &'a LayananDef,
    procedure: &'a Procedure,
    rulings: Vec<Ruling>,
    plans: Vec<StepPlan>,
}

impl<'a> Judged<'a> {
    fn new(catalogue: &'a Catalogue, situation: &'a Situation) -> Result<Self, Reason> {
        let procedure = catalogue.procedure_for(situation.channel, situation.layanan)?;
        let service = catalogue.layanan(situation.layanan).ok_or(Reason::NoProcedure)?;
        let mut judged = Self { catalogue, situation, service, procedure, rulings: Vec::new(), plans: Vec::new() };
        for step in &procedure.steps {
            let ruling = steps::rule(&judged.view(step));
            let (status, reasons) = judged.status(step, &ruling);
            judged.plans.push(StepPlan { id: step.id.clone(), status, reasons });
            judged.rulings.push(ruling);
        }
        Ok(judged)
    }

    fn view<'v>(&'v self, step: &'v Step) -> View<'v> {
        View { catalogue: self.catalogue, situation: self.situation, service: self.service, step }
    }

    fn status(&self, step: &Step, ruling: &Ruling) -> (StepStatus, Vec<Reason>) {
        let record = self.situation.steps.get(&step.id).unwrap_or(&StepRecord::Open);
        if let StepRecord::Contested(_) = record {
            return (StepStatus::Contested, vec![Reason::Contested { step: step.id.clone() }]);
        }
        let done_by_acts = ruling.end == End::Acts && *record == StepRecord::Settled(Outcome::Done);
        if done_by_acts || ruling.end == End::Reached {
            return (StepStatus::Done, Vec::new());
        }
        if let Some(reason) = &ruling.skip {
            return (StepStatus::Skipped, vec![reason.clone()]);
        }
        if *record == StepRecord::Settled(Outcome::Skipped) && self.situation.waivers.contains(&step.id) {
            return (StepStatus::Skipped, vec![Reason::Waived { step: step.id.clone() }]);
        }
        if *record == StepRecord::Settled(Outcome::Returned) {
            return (StepStatus::Returned, self.view(step).missing_requirements().into_iter().collect());
        }
        let (held, wait) = self.held_by_earlier(step, ruling);
        if held.is_some() || !ruling.block.is_empty() {
            return (StepStatus::Blocked, held.into_iter().chain(ruling.block.iter().cloned()).chain(wait).collect());
        }
        if !wait.is_empty() {
            return (StepStatus::Waiting, wait);
        }
        let running = matches!(record, StepRecord::Running | StepRecord::Settled(Outcome::Started));
        match &ruling.sent_back {
            _ if running || is_printing(step, self.situation) => (StepStatus::Running, Vec::new()),
            Some(reason) => (StepStatus::Returned, vec![reason.clone()]),
            None => (StepStatus::Open, Vec::new()),
        }
    }

    /// The earlier step that keeps this one shut, and what it waits for with earlier steps.
    fn held_by_earlier(&self, step: &Step, ruling: &Ruling) -> (Option<Reason>, Vec<Reason>) {
        let before = self.procedure.before(&step.id);
        let mut wait = ruling.wait.clone();
        for earlier in before {
            let Some(plan) = self.plans.iter().find(|plan| plan.id == earlier.id) else { continue };
            match plan.status {
                StepStatus::Done | StepStatus::Skipped => {}
                StepStatus::Contested => return (Some(Reason::Contested { step: earlier.id.clone() }), wait),
                StepStatus::Waiting => match ruling.before {
                    Before::AllButWaiting(kind) if kind == earlier.kind => {}
                    Before::WaitsAlong => merge(&mut wait, &plan.reasons),
                    Before::All | Before::AllButWaiting(_) => return (Some(step_before(earlier)), wait),
                },
                StepStatus::Open | StepStatus::Running | StepStatus::Returned | StepStatus::Blocked => {
                    return (Some(step_before(earlier)), wait);
                }
            }
        }
        (None, wait)
    }

    fn plan(self) -> Plan {
        let printing = self.procedure.step_of(Kind::Cetak);
        let gate = printing.map(|step| gate::conditions(&self.view(step), &self.plans)).unwrap_or_default();
        Plan {
            procedure: self.procedure.id.clone(),
            next: self.plans.iter().find(|plan| is_workable(plan.status)).map(|plan| plan.id.clone()),
            missing: requirements::missing(self.service, self.situation),
            captures_missing: self.captures_missing(),
            target_seconds: self.target_seconds(),
            gate,
            print_debt: self.is_print_debt(),
            closed: self.plans.iter().all(|plan| has_ended(plan.status)),
            steps: self.plans,
        }
    }

    fn captures_missing(&self) -> Vec<String> {
        let recording = self.procedure.step_of(Kind::Rekam);
        let applies = |step: &&Step| self.status_of(&step.id) != Some(StepStatus::Skipped);
        recording.filter(applies).map(|step| captures::missing(&step.capture, self.situation)).unwrap_or_default()
    }

    fn target_seconds(&self) -> u32 {
        let judged = self.procedure.steps.iter().zip(self.plans.iter().zip(&self.rulings));
        let applies = judged.filter(|(_, (plan, ruling))| plan.status != StepStatus::Skipped && !ruling.undecided);
        applies.filter_map(|(step, _)| step.seconds).sum()
    }

    /// All that the team can do before printing is done, and the card cannot be printed today.
    fn is_print_debt(&self) -> bool {
        let waits = |kind: Kind| self.procedure.step_of(kind).and_then(|step| self.status_of(&step.id)) == Some(StepStatus::Waiting);
        waits(Kind::Cetak)
    }

    fn status_of(&self, id: &str) -> Option<StepStatus> {
        self.plans.iter().find(|plan| plan.id == id).map(|plan| plan.status)
    }
}

fn without_procedure(catalogue: &Catalogue, situation: &Situation, reason: Reason) -> Plan {
    let service = catalogue.layanan(situation.layanan);
    Plan {
        procedure: String::new(),
        steps: Vec::new(),
        next: None,
        missing: service.map(|service| requirements::missing(service, situation)).unwrap_or_default(),
        captures_missing: Vec::new(),
        target_seconds: 0,
        gate: vec![gate::no_procedure(reason)],
        print_debt: false,
        closed: false,
    }
}

fn against_start(situation: &Situation, step: &Step, plan: &StepPlan) -> Vec<Reason> {
    match plan.status {
        StepStatus::Open | StepStatus::Running | StepStatus::Returned | StepStatus::Contested => Vec::new(),
        StepStatus::Done => too_late(situation, step),
        StepStatus::Skipped | StepStatus::Waiting | StepStatus::Blocked => plan.reasons.clone(),
    }
}

fn against_done(plan: &StepPlan, ruling: &Ruling) -> Vec<Reason> {
    let mut against = match plan.status {
        StepStatus::Open | StepStatus::Running | StepStatus::Returned | StepStatus::Contested | StepStatus::Done => Vec::new(),
        StepStatus::Skipped | StepStatus::Waiting | StepStatus::Blocked => plan.reasons.clone(),
    };
    merge(&mut against, &ruling.finish);
    if plan.status == StepStatus::Contested {
        merge(&mut against, &ruling.block);
    }
    against
}

fn against_skip(situation: &Situation, step: &Step, ruling: &Ruling) -> Vec<Reason> {
    if ruling.skip.is_some() || situation.waivers.contains(&step.id) {
        return Vec::new();
    }
    vec![Reason::NotSkippable { step: step.id.clone() }]
}

fn against_return(situation: &Situation, step: &Step, plan: &StepPlan) -> Vec<Reason> {
    match (&step.on_return, plan.status) {
        (None, _) => vec![Reason::NotReturnable { step: step.id.clone() }],
        (Some(_), StepStatus::Blocked | StepStatus::Skipped) => plan.reasons.clone(),
        (Some(ReturnTo::Pemohon | ReturnTo::Step(_)), _) => too_late(situation, step),
    }
}

/// A step that ended may be taken up again until a card exists; afterwards the card's own acts come first.
fn too_late(situation: &Situation, step: &Step) -> Vec<Reason> {
    if situation.handed_over {
        return vec![Reason::HandedOver];
    }
    match (situation.card, step.kind) {
        (CardState::Good, Kind::Serahkan) | (CardState::None | CardState::Spoiled, _) => Vec::new(),
        (CardState::Good, _) => vec![Reason::CardPrinted],
        (CardState::Intended | CardState::Spooled, _) => vec![Reason::LookAtPrinter],
    }
}

fn is_printing(step: &Step, situation: &Situation) -> bool {
    step.kind == Kind::Cetak && matches!(situation.card, CardState::Intended | CardState::Spooled)
}

fn step_before(step: &Step) -> Reason {
    Reason::StepBefore { step: step.id.clone() }
}

fn merge(into: &mut Vec<Reason>, more: &[Reason]) {
    for reason in more {
        if !into.contains(reason) {
            into.push(reason.clone());
        }
    }
}

fn is_workable(status: StepStatus) -> bool {
    matches!(status, StepStatus::Open | StepStatus::Running | StepStatus::Returned)
}

fn has_ended(status: StepStatus) -> bool {
    matches!(status, StepStatus::Done | StepStatus::Skipped)
}
