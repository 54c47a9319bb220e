//! What the acts of one step say together, before any rule is applied.

use std::collections::BTreeSet;

use ktpel_sop::situation::{Outcome, StepRecord};

use super::view::{CaseView, SeenAct};
use crate::schema::v1::{
    body::{Body, subject},
    code::StepOutcome,
};

/// State of a step, with how many stand behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StepState {
    /// Nobody has touched it.
    #[default]
    Open,
    /// Started by so many, ended by none.
    Running {
        /// How many work on it.
        workers: usize,
    },
    /// All who ended it agree.
    Settled {
        /// How it ended.
        outcome: Outcome,
        /// How many recorded the same.
        times: usize,
        /// How many still work on it elsewhere.
        also_running: usize,
    },
    /// Ended differently: a person must settle it.
    Contested {
        /// The different ends.
        outcomes: Vec<Outcome>,
        /// How many still work on it elsewhere.
        also_running: usize,
    },
}

impl From<StepState> for StepRecord {
    fn from(state: StepState) -> Self {
        match state {
            StepState::Open => Self::Open,
            StepState::Running { .. } => Self::Running,
            StepState::Settled { outcome, .. } => Self::Settled(outcome),
            StepState::Contested { outcomes, .. } => Self::Contested(outcomes),
        }
    }
}

impl CaseView {
    /// State of one step.
    #[must_use]
    pub fn step(&self, id: &str) -> StepState {
        let outcomes: Vec<StepOutcome> = self.standing(&subject::step(id)).filter_map(outcome).collect();
        let ends: BTreeSet<Outcome> = outcomes.iter().copied().filter(|end| *end != StepOutcome::Started).map(Outcome::from).collect();
        let running = outcomes.iter().filter(|outcome| **outcome == StepOutcome::Started).count();
        match (ends.first(), ends.len()) {
            (None, _) if running == 0 => StepState::Open,
            (None, _) => StepState::Running { workers: running },
            (Some(outcome), 1) => StepState::Settled { outcome: *outcome, times: outcomes.len() - running, also_running: running },
            (Some(_), _) => StepState::Contested { outcomes: ends.into_iter().collect(), also_running: running },
        }
    }

    /// Ids of steps that somebody recorded.
    pub fn recorded_steps(&self) -> impl Iterator<Item = &str> {
        self.subjects("step/")
    }

    /// All records of one step, oldest first.
    pub fn step_acts<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a SeenAct, StepOutcome)> {
        self.acts.iter().filter_map(move |act| match act.body()? {
            Body::Step { step, outcome, .. } if step == id => Some((act, *outcome)),
            _ => None,
        })
    }
}

fn outcome(act: &SeenAct) -> Option<StepOutcome> {
    match act.body()? {
        Body::Step { outcome, .. } => Some(*outcome),
        _ => None,
    }
}
