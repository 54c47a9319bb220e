//! What each kind of step says about one case; one file per kind.
//!
//! A rule states facts ([`Ruling`]); the engine alone turns them into a status, so that all kinds are judged alike.

use crate::catalogue::{Catalogue, LayananDef, Step};
use crate::kind::Kind;
use crate::situation::Situation;
use crate::verdict::Reason;

mod cetak;
mod jelaskan_nik;
mod kontak;
mod menghubungi;
mod minta_nik;
mod nik_verifikasi;
mod rekam;
mod serahkan;
mod terima_berkas;
mod unggah_ajukan;
mod verifikasi_berkas;
mod verifikasi_kasi;

/// One step of one case, as a rule sees it.
pub(crate) struct View<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) situation: &'a Situation,
    pub(crate) service: &'a LayananDef,
    pub(crate) step: &'a Step,
}

impl View<'_> {
    /// Required fields of this step's form that are empty, as a reason.
    pub(crate) fn empty_fields(&self) -> Option<Reason> {
        let form = self.catalogue.form(self.step.form.as_deref()?)?;
        let fields = form.required_among(&self.situation.empty_fields);
        (!fields.is_empty()).then_some(Reason::FieldsEmpty { fields })
    }

    /// Documents that are missing, as a reason.
    pub(crate) fn missing_requirements(&self) -> Option<Reason> {
        let requirements = crate::requirements::missing(self.service, self.situation);
        (!requirements.is_empty()).then_some(Reason::RequirementsMissing { requirements })
    }
}

/// What a rule says.
#[derive(Debug, Default)]
pub(crate) struct Ruling {
    /// Does not apply to this resident.
    pub(crate) skip: Option<Reason>,
    /// Whether it applies is not known yet: its time is not counted before.
    pub(crate) undecided: bool,
    /// What ends the step.
    pub(crate) end: End,
    /// Which earlier steps must have ended.
    pub(crate) before: Before,
    /// Waits for something outside the team.
    pub(crate) wait: Vec<Reason>,
    /// Kept shut by something the team must mend first.
    pub(crate) block: Vec<Reason>,
    /// Sent back although no act says so.
    pub(crate) sent_back: Option<Reason>,
    /// What is lacking before the step may be recorded as done.
    pub(crate) finish: Vec<Reason>,
}

/// What ends a step.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The acts recorded for it.
    #[default]
    Acts,
    /// A fact: it is done, whatever the acts say.
    Reached,
    /// A fact: it is not done, whatever the acts say.
    NotReached,
}

/// Which earlier steps must have ended before this one opens.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// All of them.
    #[default]
    All,
    /// All but a step of this kind that waits for something outside.
    AllButWaiting(Kind),
    /// All; while they only wait, this step waits with them.
    WaitsAlong,
}

pub(crate) fn rule(view: &View<'_>) -> Ruling {
    match view.step.kind {
        Kind::Kontak => kontak::rule(view),
        Kind::Menghubungi => menghubungi::rule(view),
        Kind::MintaNik => minta_nik::rule(view),
        Kind::JelaskanNik => jelaskan_nik::rule(view),
        Kind::NikVerifikasi => nik_verifikasi::rule(view),
        Kind::Rekam => rekam::rule(view),
        Kind::Cetak => cetak::rule(view),
        Kind::Serahkan => serahkan::rule(view),
        Kind::TerimaBerkas => terima_berkas::rule(view),
        Kind::VerifikasiBerkas => verifikasi_berkas::rule(view),
        Kind::UnggahAjukan => unggah_ajukan::rule(view),
        Kind::VerifikasiKasi => verifikasi_kasi::rule(view),
    }
}
