//! The pure fold from document to read model: nothing is stored that can be derived.
//!
//! Shows every standing value, never only a winner. Knows no procedure: what follows from the state is the SOP engine's business.

pub mod card;
pub mod facts;
mod fold;
pub mod incidents;
mod origin;
pub mod steps;
pub mod tips;
pub mod view;

use crate::{doc::CaseDoc, roster::Roster, signature::CheckedSignatures};

use view::CaseView;

/// The read model of a document, with every signature checked against the roster.
#[must_use]
pub fn project(doc: &CaseDoc, roster: &Roster) -> CaseView {
    project_recalling(doc, roster, &mut CheckedSignatures::default())
}

/// As [`project`], with the answers of earlier signature checks at hand.
#[must_use]
pub fn project_recalling(doc: &CaseDoc, roster: &Roster, checked: &mut CheckedSignatures) -> CaseView {
    fold::fold(doc, roster, checked)
}
