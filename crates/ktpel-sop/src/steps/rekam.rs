//! MOBILE 6, BARU 4: face, two irises, ten fingers, signature, in any order.
//!
//! Who is recorded already is not recorded again (product rule 3). May go ahead while the NIK is applied for, by policy.

use ktpel_domain::status::UNREGISTERED;
use ktpel_domain::umur::{self, Perkawinan};

use super::{Before, Ruling, View};
use crate::captures;
use crate::kind::Kind;
use crate::situation::Situation;
use crate::verdict::Reason;

/// Release by which an officer says why this person is recorded although the rules say no.
pub(crate) const RELEASE: &str = "rekam_ulang";

pub(super) fn rule(view: &View<'_>) -> Ruling {
    if let Some(reason) = does_not_apply(view) {
        return Ruling { skip: Some(reason), ..Ruling::default() };
    }
    let before = if view.situation.policy.record_before_nik { Before::AllButWaiting(Kind::NikVerifikasi) } else { Before::All };
    Ruling { before, block: too_young(view.situation).into_iter().collect(), finish: takes_lacking(view), ..Ruling::default() }
}

fn does_not_apply(view: &View<'_>) -> Option<Reason> {
    if view.situation.releases.contains(RELEASE) {
        return None;
    }
    if !view.service.layanan.may_record() {
        return Some(Reason::ServiceDoesNotRecord);
    }
    is_recorded(view.situation).then_some(Reason::AlreadyRecorded)
}

/// A recording of this person exists, as far as any source knows; a failed one counts too, until an officer releases.
pub(crate) fn is_recorded(situation: &Situation) -> bool {
    let by_status = situation.central.as_ref().is_some_and(|central| central.status != UNREGISTERED);
    by_status || situation.card_before
}

fn too_young(situation: &Situation) -> Option<Reason> {
    let Some(tanggal_lahir) = situation.tanggal_lahir else {
        return (!situation.pernah_kawin).then_some(Reason::BirthDateUnknown);
    };
    let perkawinan = if situation.pernah_kawin { Perkawinan::Pernah } else { Perkawinan::BelumPernah };
    if umur::may_record(tanggal_lahir, perkawinan, situation.today) {
        return None;
    }
    Some(Reason::TooYoungToRecord { umur: umur::umur(tanggal_lahir, situation.today).unwrap_or(0) })
}

fn takes_lacking(view: &View<'_>) -> Vec<Reason> {
    let wanted = &view.step.capture;
    let missing = captures::missing(wanted, view.situation);
    let double = captures::two_takes(wanted.iter().map(String::as_str), view.situation);
    [
        (!missing.is_empty()).then_some(Reason::CapturesMissing { slots: missing }),
        (!double.is_empty()).then_some(Reason::TwoTakes { slots: double }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
