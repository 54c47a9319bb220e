//! One row of the board and of every work list: what a card on "Hari ini" needs, and what the store indexes.

use std::fmt;

use ktpel_sop::{
    situation::{CardState, Channel, RequirementRecord},
    verdict::{Plan, Reason, StepPlan, StepStatus},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    name::field,
    project::view::{CaseView, SeenAct},
    roster::Roster,
    schema::v1::{
        body::{Body, subject},
        code::StepOutcome,
    },
    show,
};

/// Where a case stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseState {
    /// The team can work on it.
    Open,
    /// It waits for the office, the central system or a birthday.
    Waiting,
    /// Finished.
    Done,
    /// Sent back to the pemohon.
    Returned,
}

impl CaseState {
    /// Stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Returned => "returned",
        }
    }
}

/// The one thing that blocks a case, for its card on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Badge {
    /// Nothing.
    None,
    /// A print is under way: look at the printer.
    LihatPrinter,
    /// A conflict or an incident wants a person.
    Konflik,
    /// Documents are missing.
    SyaratKurang,
    /// The NIK is applied for.
    MenungguNik,
    /// Not yet at PRINT_READY_RECORD.
    BelumPrr,
}

impl Badge {
    /// Stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::LihatPrinter => "lihat_printer",
            Self::Konflik => "konflik",
            Self::SyaratKurang => "syarat_kurang",
            Self::MenungguNik => "menunggu_nik",
            Self::BelumPrr => "belum_prr",
        }
    }
}

/// One row of a list of cases.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseSummary {
    /// Case id, 32 hex digits.
    pub id: String,
    /// Short code.
    pub kode: String,
    /// Where the procedure runs.
    pub channel: Channel,
    /// Visit it belongs to.
    pub visit: Option<String>,
    /// Contact request it came from.
    pub contact: Option<String>,
    /// Service id; empty before it was opened.
    pub layanan: String,
    /// Full name.
    pub nama: String,
    /// The official NIK, else the stated one.
    pub nik: Option<String>,
    /// Family card number.
    pub no_kk: Option<String>,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// Region code of the kelurahan.
    pub kelurahan: Option<String>,
    /// The step that it stands at.
    pub step: Option<String>,
    /// Where it stands as a whole.
    pub state: CaseState,
    /// What blocks it.
    pub badge: Badge,
    /// Who works on it; empty when nobody does.
    pub holder: String,
    /// Name of the laptop on which that is.
    #[serde(default)]
    pub holder_device: String,
    /// When it was opened.
    #[ts(type = "number")]
    pub started_ms: i64,
    /// Since when it stands at its step.
    #[ts(type = "number")]
    pub step_since_ms: i64,
    /// When something was last done.
    #[ts(type = "number")]
    pub updated_ms: i64,
    /// Sum of the working times so far, in seconds.
    pub active_seconds: u32,
    /// Sum of the standard times of the steps that apply, in seconds.
    pub target_seconds: u32,
    /// It waits for something outside the team.
    pub waiting: bool,
    /// A good card came out.
    pub card_good: bool,
    /// Joins the print debt.
    pub print_debt: bool,
    /// An application for a NIK waits for the office.
    pub needs_nik: bool,
    /// Fields in conflict.
    pub conflicts: u32,
    /// Open incidents.
    pub incidents: u32,
}

impl CaseSummary {
    /// Whether the resident is owed a card (utang cetak) or the handover of one that is printed.
    #[must_use]
    pub fn owed(&self) -> bool {
        self.print_debt || (self.card_good && self.state != CaseState::Done)
    }
}

impl fmt::Debug for CaseSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseSummary")
            .field("kode", &self.kode)
            .field("step", &self.step)
            .field("state", &self.state)
            .field("badge", &self.badge)
            .finish_non_exhaustive()
    }
}

/// The row of one case. `plan` is that of the same view.
#[must_use]
pub fn index_row(view: &CaseView, plan: &Plan, roster: &Roster) -> CaseSummary {
    let stated = |id| view.any_value(id).map(str::to_owned);
    let step = current(plan);
    let runner = step.and_then(|step| runner(view, &step.id));
    let started_ms = started_ms(view);
    let holder = runner.map(|act| roster.by(act.op.actor, act.at));
    CaseSummary {
        id: view.id.to_string(),
        kode: view.kode(),
        channel: view.channel(),
        visit: stated(field::VISIT),
        contact: stated(field::CONTACT),
        layanan: stated(field::LAYANAN).unwrap_or_default(),
        nama: stated(field::NAMA_LENGKAP).unwrap_or_default(),
        nik: show::nik(view),
        no_kk: stated(field::NO_KK),
        tanggal_lahir: view.tanggal_lahir().map(|date| date.to_string()).or_else(|| stated(field::TANGGAL_LAHIR)),
        kelurahan: stated(field::KELURAHAN),
        step: step.map(|step| step.id.clone()),
        state: state(plan),
        badge: badge(view, plan),
        holder: holder.as_ref().map(|by| by.nama.clone()).unwrap_or_default(),
        holder_device: holder.map(|by| by.device).unwrap_or_default(),
        started_ms,
        step_since_ms: runner.map(|act| act.at.0).or_else(|| last_end_ms(view)).unwrap_or(started_ms),
        updated_ms: updated_ms(view),
        active_seconds: active_seconds(view, plan),
        target_seconds: plan.target_seconds,
        waiting: plan.steps.iter().any(|step| step.status == StepStatus::Waiting),
        card_good: view.card() == CardState::Good,
        print_debt: plan.print_debt,
        needs_nik: waits_for_nik(plan),
        conflicts: count(view.conflicts().len()),
        incidents: count(view.incidents().len()),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn active_seconds(view: &CaseView, plan: &Plan) -> u32 {
    let ms: u64 = plan.steps.iter().filter_map(|step| show::active_ms(view, &step.id)).sum();
    u32::try_from(ms / 1000).unwrap_or(u32::MAX)
}

/// The step to work on, else the first that waits, else the last.
fn current(plan: &Plan) -> Option<&StepPlan> {
    let next = plan.next.as_deref().and_then(|id| plan.step(id));
    next.or_else(|| plan.steps.iter().find(|step| step.status == StepStatus::Waiting)).or_else(|| plan.steps.last())
}

fn state(plan: &Plan) -> CaseState {
    let next = plan.next.as_deref().and_then(|id| plan.step(id)).map(|step| step.status);
    match next {
        _ if plan.closed => CaseState::Done,
        Some(StepStatus::Returned) => CaseState::Returned,
        Some(_) => CaseState::Open,
        None if plan.steps.iter().any(|step| step.status == StepStatus::Waiting) => CaseState::Waiting,
        None => CaseState::Open,
    }
}

fn badge(view: &CaseView, plan: &Plan) -> Badge {
    if matches!(view.card(), CardState::Intended | CardState::Spooled) {
        return Badge::LihatPrinter;
    }
    if !view.conflicts().is_empty() || !view.incidents().is_empty() || has_status(plan, StepStatus::Contested) {
        return Badge::Konflik;
    }
    let lacks = |id: &str| matches!(view.requirement(id), Some(RequirementRecord::Missing | RequirementRecord::Contested));
    if has_status(plan, StepStatus::Returned) || plan.missing.iter().any(|id| lacks(id)) {
        return Badge::SyaratKurang;
    }
    if waits_for_nik(plan) {
        return Badge::MenungguNik;
    }
    if plan.print_debt && reasons(plan).any(|reason| matches!(reason, Reason::NotPrintReady { .. })) {
        return Badge::BelumPrr;
    }
    Badge::None
}

fn has_status(plan: &Plan, status: StepStatus) -> bool {
    plan.steps.iter().any(|step| step.status == status)
}

fn waits_for_nik(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| step.status == StepStatus::Waiting && step.reasons.contains(&Reason::NikWaiting))
}

fn reasons(plan: &Plan) -> impl Iterator<Item = &Reason> {
    plan.steps.iter().flat_map(|step| &step.reasons)
}

/// Who works on a step at this moment.
fn runner<'a>(view: &'a CaseView, step: &str) -> Option<&'a SeenAct> {
    let started = |act: &&SeenAct| matches!(act.body(), Some(Body::Step { outcome: StepOutcome::Started, .. }));
    view.standing(&subject::step(step)).find(started)
}

fn started_ms(view: &CaseView) -> i64 {
    let writes = view.fields.values().flatten().map(|said| (said.op, said.at));
    let acts = view.acts.iter().map(|act| (act.op, act.at));
    writes.chain(acts).min_by_key(|(op, _)| *op).map_or(0, |(_, at)| at.0)
}

fn updated_ms(view: &CaseView) -> i64 {
    let writes = view.fields.values().flatten().map(|said| (said.op, said.at));
    let acts = view.acts.iter().map(|act| (act.op, act.at));
    writes.chain(acts).max_by_key(|(op, _)| *op).map_or(0, |(_, at)| at.0)
}

/// When a step was last ended, by its own acts or by those of the card.
fn last_end_ms(view: &CaseView) -> Option<i64> {
    let ends = view.acts.iter().rev().find(|act| match act.body() {
        Some(Body::Step { outcome, .. }) => *outcome != StepOutcome::Started,
        Some(Body::PrintOutcome { .. } | Body::Handover { .. }) => act.counts(),
        _ => false,
    });
    ends.map(|act| act.at.0)
}
