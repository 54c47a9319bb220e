//! What stands between a pemohon and an official NIK (PP 40/2019: SIAK issues it, nobody else).

use crate::situation::{NikApplication, NikKnowledge, Situation};
use crate::verdict::Reason;

/// Why the NIK is not official; none when it is.
pub(crate) fn nik_reason(situation: &Situation) -> Option<Reason> {
    if situation.nik == NikKnowledge::Official {
        return None;
    }
    Some(match situation.nik_application {
        NikApplication::Filed | NikApplication::Granted => Reason::NikWaiting,
        NikApplication::Refused => Reason::NikRefused,
        NikApplication::None => match situation.nik {
            NikKnowledge::NotAsked => Reason::NikNotAsked,
            NikKnowledge::None => Reason::NikNotApplied,
            NikKnowledge::Stated | NikKnowledge::Official => Reason::NikNotVerified,
        },
    })
}

/// Why verification cannot end yet. A NIK stated on paper is enough to verify against the papers; the print gate still
/// wants it official.
pub(crate) fn unverifiable(situation: &Situation) -> Option<Reason> {
    nik_reason(situation).filter(|reason| *reason != Reason::NikNotVerified)
}
