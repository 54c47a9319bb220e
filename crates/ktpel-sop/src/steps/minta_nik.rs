//! MOBILE 3: the pemohon was asked for the NIK; "none" is an answer.

use super::{Ruling, View};
use crate::situation::NikKnowledge;
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let not_asked = (view.situation.nik == NikKnowledge::NotAsked).then_some(Reason::NikNotAsked);
    Ruling { finish: not_asked.into_iter().chain(view.empty_fields()).collect(), ..Ruling::default() }
}
