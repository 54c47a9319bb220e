//! Plans in few letters, so that a table of them can be read.

use ktpel_sop::verdict::{Plan, Reason, StepStatus};

/// One letter a step: Done, Skipped, Open, Running, reTurned, Waiting, Blocked, Contested.
pub fn statuses(plan: &Plan) -> String {
    let letter = |status| match status {
        StepStatus::Done => 'D',
        StepStatus::Skipped => 'S',
        StepStatus::Open => 'O',
        StepStatus::Running => 'R',
        StepStatus::Returned => 'T',
        StepStatus::Waiting => 'W',
        StepStatus::Blocked => 'B',
        StepStatus::Contested => 'C',
    };
    plan.steps.iter().map(|step| letter(step.status)).collect()
}

/// The reasons of one step.
pub fn reasons(plan: &Plan, step: &str) -> Vec<Reason> {
    plan.step(step).map(|step| step.reasons.clone()).unwrap_or_default()
}

/// Ids of the gate conditions that do not hold.
pub fn shut(plan: &Plan) -> Vec<&str> {
    plan.gate.iter().filter(|condition| !condition.met).map(|condition| condition.id.as_str()).collect()
}
