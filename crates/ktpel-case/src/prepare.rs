//! From a command to the one change that carries it out, or to the reasons why not.
//!
//! Every check is here and in the SOP engine; the screen only shows what they said. Pure: now is an argument, signing is left to the vault.

mod card;
mod desk;
mod fields;
mod input;
mod office;
mod reception;
mod work;

use ktpel_domain::time::Timestamp;
use ktpel_sop::{catalogue::Catalogue, situation::Policy};

use crate::{
    command::{Command, Session},
    doc::CaseDoc,
    prepared::Prepared,
    project::{project, view::CaseView},
    refusal::Refusal,
    roster::Roster,
    schema::v1::genesis::DocKind,
};

use desk::{Desk, Draft};

/// What commands are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The procedures.
    pub catalogue: &'a Catalogue,
    /// Office policy in force.
    pub policy: Policy,
    /// People and sessions.
    pub roster: &'a Roster,
}

/// Checks a command against the document as it is now.
pub fn prepare(doc: &CaseDoc, rules: &Rules<'_>, session: &Session, command: Command, now: Timestamp) -> Result<Prepared, Refusal> {
    prepare_on(doc, &project(doc, rules.roster), rules, session, command, now)
}

/// As [`prepare`], for a caller who has the view of these very heads at hand.
pub fn prepare_on(
    doc: &CaseDoc,
    view: &CaseView,
    rules: &Rules<'_>,
    session: &Session,
    command: Command,
    now: Timestamp,
) -> Result<Prepared, Refusal> {
    if view.heads != doc.heads() {
        return Err(Refusal::HeadsMoved);
    }
    let desk = Desk { doc, view, rules, session, now };
    let id = command.id();
    check_kind(&desk, &command)?;
    let draft = draft(&desk, command)?;
    desk.assemble(id, draft)
}

/// Commands of a visit are few; a case wants to be opened first.
fn check_kind(desk: &Desk<'_>, command: &Command) -> Result<(), Refusal> {
    let kind = desk.doc.kind();
    match (kind, command) {
        (DocKind::Visit, Command::LogContact(_) | Command::SetFields { .. } | Command::Note { .. } | Command::Answer { .. }) => Ok(()),
        (DocKind::Visit, _) | (DocKind::Case, Command::LogContact(_)) => Err(Refusal::WrongKind(kind)),
        (DocKind::Case, Command::Open { .. } | Command::Note { .. } | Command::Link { .. }) => Ok(()),
        (DocKind::Case, _) if desk.view.layanan().is_none() => Err(Refusal::NotOpen),
        (DocKind::Case, _) => Ok(()),
    }
}

fn draft(desk: &Desk<'_>, command: Command) -> Result<Draft, Refusal> {
    match command {
        Command::Open { layanan, channel, visit, contact, fields } => reception::open(desk, layanan, channel, visit, contact, fields),
        Command::LogContact(contact) => reception::log_contact(contact),
        Command::Note { text, corrects } => reception::note(desk, text, corrects),
        Command::Link { other, why } => reception::link(desk, other, why),
        Command::SetFields { values, shown } => fields::set(desk, values, &shown),
        Command::Answer { field, chosen, shown, reason } => fields::answer(desk, field, chosen, &shown, reason),
        Command::Step { step, outcome, active_ms, reason } => work::step(desk, step, outcome, active_ms, reason),
        Command::Requirement { id, present, note } => work::requirement(desk, id, present, note),
        Command::Attach { slot, sha256, size, mime, quality } => work::attach(desk, slot, sha256, size, mime, quality),
        Command::ChooseTake { slot, sha256 } => work::choose_take(desk, slot, sha256),
        Command::Waive { subject, reason } => work::waive(desk, subject, reason),
        Command::WithdrawWaiver { subject, reason } => work::withdraw_waiver(desk, subject, reason),
        Command::Apply { note } => office::apply(desk, note),
        Command::AnswerApplication(answer) => office::answer_application(desk, answer),
        Command::Facts(facts) => office::facts(desk, facts),
        Command::Release { gate, reason } => office::release(desk, gate, reason),
        Command::WithdrawRelease { gate, reason } => office::withdraw_release(desk, gate, reason),
        Command::SettleIncident { incident, reason } => office::settle_incident(desk, incident, reason),
        Command::PrintIntent { blanko, face, basis, way } => card::intent(desk, &blanko, face, basis, way),
        Command::PrintSpooled { printer, job } => card::spooled(desk, printer, job),
        Command::PrintOutcome { result } => card::outcome(desk, result),
        Command::Handover { blanko, receiver, receiver_name, receipt } => card::handover(desk, &blanko, receiver, receiver_name, receipt),
    }
}

/// A change without the checks of the procedure: what a merge means must hold for any writer.
#[cfg(test)]
pub(crate) fn unchecked(
    doc: &CaseDoc,
    rules: &Rules<'_>,
    session: &Session,
    command: &'static str,
    fields: &[(&str, Option<&str>)],
    bodies: Vec<crate::schema::v1::body::Body>,
    now: Timestamp,
) -> Result<Prepared, Refusal> {
    let view = project(doc, rules.roster);
    let desk = Desk { doc, view: &view, rules, session, now };
    let mut draft = bodies.into_iter().fold(Draft::default(), Draft::and);
    let writes = fields.iter().map(|(field, value)| (field, value.map(str::to_owned)));
    draft.fields = writes.map(|(field, value)| crate::prepared::FieldWrite { field: (*field).to_owned(), value }).collect();
    desk.assemble(command, draft)
}
