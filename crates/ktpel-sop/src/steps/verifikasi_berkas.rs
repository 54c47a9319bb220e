//! Desk 2: file and data are checked; an incomplete file goes back to the pemohon with a written list.

use super::{Ruling, View};
use crate::identity;
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let identity = identity::unverifiable(view.situation);
    let wait = identity.iter().filter(|reason| **reason == Reason::NikWaiting).cloned().collect();
    let finish = identity.into_iter().chain(view.missing_requirements()).chain(view.empty_fields()).collect();
    Ruling { wait, finish, ..Ruling::default() }
}
