//! Desk 5: Kasi Identitas verifies; data in conflict or an open incident cannot be approved.

use super::{Ruling, View};
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let situation = view.situation;
    let conflict =
        (!situation.printed_conflicts.is_empty()).then(|| Reason::PrintedConflict { fields: situation.printed_conflicts.clone() });
    let incidents = situation.incidents.iter().map(|incident| Reason::Incident { incident: incident.clone() });
    Ruling { finish: view.missing_requirements().into_iter().chain(conflict).chain(incidents).collect(), ..Ruling::default() }
}
