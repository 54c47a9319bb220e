//! Incidents: what a merge must raise to a person because deciding it silently would be wrong.
//!
//! An incident stays until the office settles it by a signed act that names the standing acts it looked at; a further act raises it anew.

use std::collections::BTreeSet;

use super::view::CaseView;
use crate::schema::v1::body::{Body, subject};

/// Two prints of one case stand side by side.
pub const TWO_PRINTS: &str = "two_prints";
/// Two handovers of one case stand side by side.
pub const TWO_HANDOVERS: &str = "two_handovers";
/// An actor was used twice: a kit restored from a backup.
pub const ACT_KEY_USED_TWICE: &str = "act_key_used_twice";
/// Prefix of "two sources give different values for one fact".
pub const FACTS_DIFFER: &str = "facts_differ/";

impl CaseView {
    /// Open incidents.
    #[must_use]
    pub fn incidents(&self) -> Vec<String> {
        let mut incidents: Vec<String> = self.raised().into_iter().filter(|id| !self.is_settled(id)).collect();
        if !self.twins.is_empty() {
            incidents.push(ACT_KEY_USED_TWICE.into());
        }
        incidents
    }

    /// Standing acts that an incident is about: what settling it must name.
    #[must_use]
    pub fn incident_tips(&self, incident: &str) -> Vec<String> {
        match incident {
            TWO_PRINTS => self.tip_keys(subject::CARD),
            TWO_HANDOVERS => self.tip_keys(subject::HANDOVER),
            _ => incident.strip_prefix(FACTS_DIFFER).map(|name| self.tip_keys(&subject::fact(name))).unwrap_or_default(),
        }
    }

    fn raised(&self) -> Vec<String> {
        let mut raised = Vec::new();
        for (subject, incident) in [(subject::CARD, TWO_PRINTS), (subject::HANDOVER, TWO_HANDOVERS)] {
            if self.standing(subject).count() > 1 {
                raised.push(incident.to_owned());
            }
        }
        raised.extend(self.fact_names().filter(|name| self.facts_differ(name)).map(|name| format!("{FACTS_DIFFER}{name}")));
        raised
    }

    fn facts_differ(&self, name: &str) -> bool {
        let values: BTreeSet<&str> = self.facts(name).into_iter().map(|fact| fact.value).collect();
        values.len() > 1
    }

    fn is_settled(&self, incident: &str) -> bool {
        let tips = self.incident_tips(incident);
        self.standing(&subject::incident(incident)).filter(|act| self.signed_by_office(act)).any(|act| match act.body() {
            Some(Body::IncidentSettled { tips: seen, .. }) => tips.iter().all(|tip| seen.contains(tip)),
            _ => false,
        })
    }
}
