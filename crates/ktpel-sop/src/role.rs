//! Which role may work on which step: derived from the kind of the step and the one table of the vocabulary.
//!
//! The lane of the SOP informs only; a team of one holds several lanes.

use ktpel_domain::peran::{Action, Peran, may};

use crate::catalogue::{Procedure, Step};
use crate::kind::Kind;
use crate::verdict::Reason;

/// The action that work on this kind of step is.
#[must_use]
pub const fn action(kind: Kind) -> Action {
    match kind {
        Kind::Kontak => Action::PlanVisit,
        Kind::Menghubungi | Kind::TerimaBerkas => Action::OpenCase,
        Kind::MintaNik | Kind::NikVerifikasi | Kind::VerifikasiBerkas | Kind::UnggahAjukan => Action::WorkCase,
        Kind::JelaskanNik => Action::ApplyNik,
        Kind::Rekam => Action::Record,
        Kind::Cetak => Action::PrintCard,
        Kind::Serahkan => Action::HandOver,
        Kind::VerifikasiKasi => Action::Approve,
    }
}

/// Whether the role may work on the step; [`Reason::NotYourRole`] with the lane of the SOP otherwise.
pub fn check_role(step: &Step, peran: Peran) -> Result<(), Reason> {
    if may(peran, action(step.kind)) { Ok(()) } else { Err(Reason::NotYourRole { lane: step.lane.clone() }) }
}

/// Roles that may work on each step, in the order of the SOP.
#[must_use]
pub fn matrix(procedure: &Procedure) -> Vec<(&Step, Vec<Peran>)> {
    let roles = |step: &Step| Peran::ALL.into_iter().filter(|peran| check_role(step, *peran).is_ok()).collect();
    procedure.steps.iter().map(|step| (step, roles(step))).collect()
}
