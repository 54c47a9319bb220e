//! Desk 1: the file of the pemohon is received.

use super::{Ruling, View};

pub(super) fn rule(view: &View<'_>) -> Ruling {
    Ruling { finish: view.empty_fields().into_iter().collect(), ..Ruling::default() }
}
