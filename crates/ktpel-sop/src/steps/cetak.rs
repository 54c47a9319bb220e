//! MOBILE 7, desk 6: the card is printed; the print gate decides whether it may be (see [`crate::gate`]).
//!
//! Done means a good card lies there: the acts of the card say so, not the step. While only the office, the centre or a
//! birthday is missing the step waits and the card is a print debt (utang cetak).

use super::{Before, End, Ruling, View};
use crate::gate;
use crate::situation::CardState;
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let situation = view.situation;
    let end = if situation.handed_over || situation.card == CardState::Good { End::Reached } else { End::NotReached };
    let (wait, block) = shut_by(view).into_iter().partition(gate::waits_outside);
    Ruling { end, before: Before::WaitsAlong, wait, block, finish: no_card(situation.card), ..Ruling::default() }
}

/// Reasons of the gate that cannot be mended at the gate itself (a missing photo can).
fn shut_by(view: &View<'_>) -> Vec<Reason> {
    // Once a blanko is taken the gate was open: the print must be ended, whatever changed since.
    if matches!(view.situation.card, CardState::Intended | CardState::Spooled) {
        return Vec::new();
    }
    gate::case_conditions(view).into_iter().filter(|condition| condition.id != gate::PHOTO).flat_map(|it| it.reasons).collect()
}

fn no_card(card: CardState) -> Vec<Reason> {
    match card {
        CardState::Good => Vec::new(),
        CardState::Intended | CardState::Spooled => vec![Reason::LookAtPrinter],
        CardState::None | CardState::Spoiled => vec![Reason::NoCard],
    }
}
