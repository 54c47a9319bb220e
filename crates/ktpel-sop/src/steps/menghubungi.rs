//! MOBILE 2: the pemohon contacted the officer. Precedes the case; shown from its contact, skipped for a walk-in.

use super::{End, Ruling, View};
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    if view.situation.has_contact {
        return Ruling { end: End::Reached, ..Ruling::default() };
    }
    Ruling { end: End::NotReached, skip: Some(Reason::WalkIn), ..Ruling::default() }
}
