//! MOBILE 4: who has no NIK is told how to get one, and the application (F-1.01) is filed.
//!
//! Only SIAK issues a NIK (product rule 1): this step ends with an application, never with a number.

use super::{Ruling, View};
use crate::situation::{NikApplication, NikKnowledge};
use crate::verdict::Reason;

pub(super) fn rule(view: &View<'_>) -> Ruling {
    let situation = view.situation;
    let has_nik = matches!(situation.nik, NikKnowledge::Stated | NikKnowledge::Official);
    if has_nik && situation.nik_application == NikApplication::None {
        return Ruling { skip: Some(Reason::NikKnown), ..Ruling::default() };
    }
    let undecided = situation.nik == NikKnowledge::NotAsked && situation.nik_application == NikApplication::None;
    Ruling { undecided, finish: lacking(view), ..Ruling::default() }
}

fn lacking(view: &View<'_>) -> Vec<Reason> {
    let application = match view.situation.nik_application {
        NikApplication::None => Some(Reason::NikNotApplied),
        NikApplication::Refused => Some(Reason::NikRefused),
        NikApplication::Filed | NikApplication::Granted => None,
    };
    application.into_iter().chain(view.empty_fields()).collect()
}
