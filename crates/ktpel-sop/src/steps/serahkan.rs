//! MOBILE 9, desk 7: the card is handed over, after the old one was taken back where the service withdraws it.
//!
//! Who received it is in the handover act; the form of the step is how the screen asks for it.

use super::{End, Ruling, View};
use crate::requirements;
use crate::situation::CardState;
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let situation = view.situation;
    if situation.handed_over {
        return Ruling { end: End::Reached, ..Ruling::default() };
    }
    let block = [
        (situation.card != CardState::Good).then_some(Reason::NoCard),
        (!requirements::old_card_settled(view.service, situation)).then_some(Reason::OldCardNotWithdrawn),
    ];
    Ruling { end: End::NotReached, block: block.into_iter().flatten().collect(), ..Ruling::default() }
}
