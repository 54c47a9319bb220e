//! MOBILE 5: a NIK for who has none, verified data for who has one; the documents are checked here.
//!
//! Waits while the application is with the office, and is not done without a NIK whatever was recorded.

use super::{End, Ruling, View};
use crate::identity;
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let identity = identity::unverifiable(view.situation);
    let (mut wait, mut sent_back) = (Vec::new(), None);
    match &identity {
        Some(reason @ Reason::NikWaiting) => wait.push(reason.clone()),
        Some(reason @ Reason::NikRefused) => sent_back = Some(reason.clone()),
        _ => {}
    }
    let end = if identity.is_some() { End::NotReached } else { End::Acts };
    let finish = identity.into_iter().chain(view.missing_requirements()).chain(view.empty_fields()).collect();
    Ruling { end, wait, sent_back, finish, ..Ruling::default() }
}
