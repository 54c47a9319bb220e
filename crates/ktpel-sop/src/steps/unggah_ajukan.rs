//! Desk 3 (BARU) or 4: the documents are uploaded and printing is asked for; nothing may be missing by then.

use super::{Ruling, View};

pub(super) fn rule(view: &View<'_>) -> Ruling {
    Ruling { finish: view.missing_requirements().into_iter().collect(), ..Ruling::default() }
}
