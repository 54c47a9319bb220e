//! The card: attempts to print it, one chain each, and its handover.
//!
//! A crash between intent and outcome leaves "unknown, look at the printer", never a second card. An outcome without a valid signature
//! ends nothing.

use std::collections::BTreeMap;

use ktpel_sop::situation::CardState;

use super::view::{CaseView, SeenAct};
use crate::{
    detail::Proof,
    schema::v1::{
        body::{Body, subject},
        code::{CardResult, PrintWay},
    },
};

/// One attempt to print the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// The intent: who took which blanko.
    pub intent: &'a SeenAct,
    /// Serial of the blanko.
    pub blanko: &'a str,
    /// Digest of the face.
    pub face: [u8; 32],
    /// Which way it is printed.
    pub way: PrintWay,
    /// Handing over to a printer: its name and the act.
    pub spooled: Option<(&'a SeenAct, &'a str)>,
    /// What came out, as signed. An unproven claim is not here.
    pub outcome: Option<(&'a SeenAct, CardResult)>,
}

impl Attempt<'_> {
    /// State of the card after this attempt.
    #[must_use]
    pub fn state(&self) -> CardState {
        match (self.outcome, self.spooled) {
            (Some((_, result)), _) => result.into(),
            (None, Some(_)) => CardState::Spooled,
            (None, None) => CardState::Intended,
        }
    }

    /// Begun, and nobody has said what came out.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// The intent is signed, and so is the outcome where there is one.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.intent.proof == Proof::Proven
    }
}

impl CaseView {
    /// All attempts, oldest first.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt<'_>> {
        let mut attempts: Vec<Attempt<'_>> = Vec::new();
        let mut attempt_of: BTreeMap<&str, usize> = BTreeMap::new();
        for act in &self.acts {
            let Some(body) = act.body() else { continue };
            let place = match body {
                Body::PrintIntent { blanko, face, way, .. } => {
                    attempts.push(Attempt { intent: act, blanko, face: **face, way: *way, spooled: None, outcome: None });
                    attempts.len() - 1
                }
                Body::PrintSpooled { .. } | Body::PrintOutcome { .. } => {
                    let Some(place) = act.after().iter().filter_map(|key| attempt_of.get(key.as_str()).copied()).max() else { continue };
                    place
                }
                _ => continue,
            };
            attempt_of.insert(&act.key, place);
            if let Some(attempt) = attempts.get_mut(place) {
                record(attempt, act, body);
            }
        }
        attempts
    }

    /// State of the card. Where two prints stand side by side, an unsettled one comes first.
    #[must_use]
    pub fn card(&self) -> CardState {
        let attempts = self.attempts();
        let states: Vec<CardState> = attempts.iter().map(Attempt::state).collect();
        let first = [CardState::Spooled, CardState::Intended, CardState::Good].into_iter().find(|state| states.contains(state));
        first.or_else(|| states.last().copied()).unwrap_or_default()
    }

    /// A card was handed over, with a signature that holds.
    #[must_use]
    pub fn handed_over(&self) -> bool {
        self.standing(subject::HANDOVER).any(SeenAct::counts)
    }
}

fn record<'a>(attempt: &mut Attempt<'a>, act: &'a SeenAct, body: &'a Body) {
    match body {
        Body::PrintSpooled { printer, .. } => attempt.spooled = Some((act, printer)),
        Body::PrintOutcome { result } if act.counts() => attempt.outcome = Some((act, *result)),
        _ => {}
    }
}
