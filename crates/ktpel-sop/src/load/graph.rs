//! The way through a procedure: every successor exists and stands later, every step is reached, one step ends it.

use std::collections::BTreeSet;

use super::error::Fault;
use crate::catalogue::{Procedure, Step};

/// Faults with the step and the key they belong to.
pub(super) fn faults(procedure: &Procedure) -> Vec<(&str, &'static str, Fault)> {
    let mut faults = Vec::new();
    for (at, step) in procedure.steps.iter().enumerate() {
        for next in &step.next {
            faults.extend(successor(procedure, at, step, next).map(|fault| (step.id.as_str(), "next", fault)));
        }
        if step.next.is_empty() && at + 1 < procedure.steps.len() {
            faults.push((step.id.as_str(), "next", Fault::DeadEnd));
        }
    }
    let reached = reached_from(procedure, procedure.steps.first());
    faults.extend(
        procedure.steps.iter().filter(|step| !reached.contains(step.id.as_str())).map(|step| (step.id.as_str(), "id", Fault::Unreachable)),
    );
    faults
}

fn successor(procedure: &Procedure, at: usize, step: &Step, next: &str) -> Option<Fault> {
    let Some(target) = procedure.steps.iter().position(|other| other.id == next) else {
        return Some(Fault::UnknownStep(next.to_owned()));
    };
    if target > at {
        return None;
    }
    // A way back is a cycle if the earlier step leads here again, as it does unless it is cut off.
    let leads_here = reached_from(procedure, procedure.steps.get(target)).contains(step.id.as_str());
    Some(if leads_here { Fault::Cycle } else { Fault::SuccessorEarlier(next.to_owned()) })
}

fn reached_from<'a>(procedure: &'a Procedure, start: Option<&'a Step>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<_> = start.into_iter().collect();
    while let Some(step) = waiting.pop() {
        if reached.insert(step.id.as_str()) {
            waiting.extend(step.next.iter().filter_map(|next| procedure.step(next)));
        }
    }
    reached
}
