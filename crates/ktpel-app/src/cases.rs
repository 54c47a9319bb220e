//! Opening a case and working on it: fields, steps, requirements, notes, conflicts, the NIK application.

use std::collections::BTreeMap;

use ktpel_case::{CaseView as Projection, Command, FactInput, command::Presence, name, planned_case_id, project, show};
use ktpel_domain::{
    ids::{ContactId, DocId},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_ipc::{
    Event, Problem,
    views::{AnswerParams, BindParams, CaseId, CaseView, FieldsParams, NikView, NoteParams, OpenCaseParams, RequirementParams, StepParams},
};
use ktpel_sop::{
    catalogue, plan,
    role::check_role,
    situation::{Channel, Outcome, Policy},
};

use crate::{
    App, Host,
    act::{self, act, nothing, stored},
    blanko_twice, lookups,
    opened::{Opened, SignedIn},
    problem::{bad, not_found},
    register, sync, visits,
};

/// A walk-in's id: UUIDv7, so that cases sort by creation (case-document, Genesis and ids).
pub(crate) fn new_id<H: Host>(app: &App<H>) -> DocId {
    let ms = u64::try_from(app.host().now().0).unwrap_or(0);
    DocId(*uuid::Builder::from_unix_timestamp_millis(ms, &app.random()).into_uuid().as_bytes())
}

/// Tells the screens, and answers the case as it now is.
pub(crate) fn changed<H: Host>(app: &App<H>, opened: &Opened, view: &Projection) -> Result<CaseView, Problem> {
    app.host().emit(Event::Changed { docs: vec![view.id.to_string()] });
    app.sync.wake();
    shown(app, opened, view)
}

/// The case as a screen shows it.
pub(crate) fn shown<H: Host>(app: &App<H>, opened: &Opened, view: &Projection) -> Result<CaseView, Problem> {
    let now = app.host().now();
    let situation = view.situation(catalogue(), now, Policy::default());
    let detail = show::detail(view, &situation, &plan(catalogue(), &situation), catalogue(), &opened.roster);
    let running = opened.running.iter().find(|((doc, _), _)| *doc == view.id).map(|(_, since)| *since);
    let acked = sync::acked(opened)?;
    let entries = opened.store.entries().count_after(opened.device.id(), acked, view.id).map_err(stored)?;
    Ok(CaseView {
        detail,
        unsent: u32::try_from(entries).unwrap_or(u32::MAX),
        running_ms: running.map(|since| app.host().monotonic_ms().saturating_sub(since)),
        blanko_twice: blanko_twice::of_case(opened, view.id)?,
    })
}

/// One case.
pub(crate) fn get<H: Host>(app: &App<H>, opened: &mut Opened, params: &CaseId) -> Result<CaseView, Problem> {
    let doc = act::case(opened, &params.id)?;
    let view = project(&doc, &opened.roster);
    opened.on_screen.set(Some(doc.id()));
    shown(app, opened, &view)
}

/// The projection of a case that must be there.
pub(crate) fn projection(opened: &mut Opened, id: &str) -> Result<Projection, Problem> {
    let doc = act::case(opened, id)?;
    Ok(project(&doc, &opened.roster))
}

/// One act on a case.
pub(crate) fn do_act<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    id: &str,
    command: Command,
) -> Result<CaseView, Problem> {
    let id: DocId = id.parse().map_err(|_| not_found("case"))?;
    let view = act(opened, operator, id, command, app.host().now(), &nothing)?;
    changed(app, opened, &view)
}

/// Opens a case for a walk-in or for a contact of the visit; opening the same contact twice opens the same case.
pub(crate) fn open<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: OpenCaseParams) -> Result<CaseView, Problem> {
    let layanan = Layanan::find(&params.layanan).ok_or_else(|| bad("layanan"))?;
    let visit = visits::chosen(opened)?;
    let contact = params.contact.as_deref().map(|contact| contact.parse::<ContactId>().map_err(|_| bad("contact"))).transpose()?;
    let id = contact.map_or_else(|| new_id(app), planned_case_id);
    if act::load(opened, id)?.is_some() {
        return get(app, opened, &CaseId { id: id.to_string() });
    }
    let mut fields = params.fields;
    if let (Some(visit), Some(contact)) = (visit, &params.contact) {
        let contact = visits::find_contact(opened, visit, contact)?;
        fields.entry(name::field::NAMA_LENGKAP.to_owned()).or_insert(contact.nama);
        contact.no_hp.map(|no_hp| fields.entry(name::field::NO_HP.to_owned()).or_insert(no_hp));
    }
    let command = Command::Open { layanan, channel: Channel::Mobile, visit, contact, fields };
    let view = act(opened, operator, id, command, app.host().now(), &nothing)?;
    if let Some(nik) = params.nik {
        return bind(app, opened, operator, BindParams { id: id.to_string(), nik });
    }
    changed(app, opened, &view)
}

/// Writes the fields that the person changed.
pub(crate) fn set_fields<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: FieldsParams,
) -> Result<CaseView, Problem> {
    let command = Command::SetFields { values: params.values, shown: params.shown };
    do_act(app, opened, operator, &params.id, command)
}

/// Starts, ends, skips or returns a step; measures the working time on this laptop's monotonic clock.
pub(crate) fn step<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: StepParams) -> Result<CaseView, Problem> {
    if let Some(step) = catalogue().step(&params.step) {
        check_role(step, operator.peran).map_err(|reason| Problem::not_allowed(vec![reason]))?;
    }
    let id: DocId = params.id.parse().map_err(|_| not_found("case"))?;
    let key = (id, params.step.clone());
    let monotonic = app.host().monotonic_ms();
    let active_ms = match params.outcome {
        Outcome::Started => None,
        Outcome::Done | Outcome::Skipped | Outcome::Returned => opened.running.get(&key).map(|since| monotonic.saturating_sub(*since)),
    };
    let command = Command::Step { step: params.step, outcome: params.outcome, active_ms, reason: params.reason };
    let view = act(opened, operator, id, command, app.host().now(), &nothing)?;
    match params.outcome {
        Outcome::Started => opened.running.insert(key, monotonic),
        Outcome::Done | Outcome::Skipped | Outcome::Returned => opened.running.remove(&key),
    };
    changed(app, opened, &view)
}

/// Records whether a requirement is there.
pub(crate) fn requirement<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: RequirementParams,
) -> Result<CaseView, Problem> {
    let present = match params.state.as_str() {
        "present" => Presence::Present,
        "missing" => Presence::Missing,
        _ => return Err(bad("state")),
    };
    let command = Command::Requirement { id: params.requirement, present, note: params.note };
    do_act(app, opened, operator, &params.id, command)
}

/// Adds a note.
pub(crate) fn note<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: NoteParams) -> Result<CaseView, Problem> {
    do_act(app, opened, operator, &params.id, Command::Note { text: params.text, corrects: None })
}

/// Answers a conflict.
pub(crate) fn answer<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: AnswerParams) -> Result<CaseView, Problem> {
    let command = Command::Answer { field: params.field, chosen: params.chosen, shown: params.shown, reason: params.reason };
    do_act(app, opened, operator, &params.id, command)
}

/// Files the application for a NIK.
pub(crate) fn apply_nik<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: NoteParams) -> Result<CaseView, Problem> {
    let note = Some(params.text).filter(|text| !text.trim().is_empty());
    do_act(app, opened, operator, &params.id, Command::Apply { note })
}

/// The full NIK of a case, for who asks to see it; each time is in the log.
pub(crate) fn nik<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: &CaseId) -> Result<NikView, Problem> {
    let view = projection(opened, &params.id)?;
    let nik = shown(app, opened, &view)?.detail.person.nik.ok_or_else(|| not_found("nik"))?;
    lookups::log(opened, operator, view.id, "case.nik", app.host().now())?;
    Ok(NikView { nik })
}

/// Takes a resident of the extract into the case: the data as fields where none stand yet, the status as facts of the extract.
pub(crate) fn bind<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: BindParams) -> Result<CaseView, Problem> {
    let id: DocId = params.id.parse().map_err(|_| not_found("case"))?;
    let resident = register::by_nik(opened, &params.nik)?.ok_or_else(|| not_found("resident"))?;
    let extract = register::extract(opened)?.ok_or_else(|| not_found("extract"))?;
    let view = projection(opened, &params.id)?;
    let now = app.host().now();
    let values: BTreeMap<String, Option<String>> = register::fields_of(&resident)
        .into_iter()
        .filter(|(field, _)| view.values(field).is_empty())
        .map(|(field, value)| (field, Some(value)))
        .collect();
    if !values.is_empty() {
        act(opened, operator, id, Command::SetFields { values, shown: BTreeMap::new() }, now, &nothing)?;
    }
    let fact = |name: &str, value: &str| FactInput {
        name: name.to_owned(),
        value: value.to_owned(),
        obtained: ktpel_case::command::Obtained::Extract,
        evidence: Some(extract.digest.clone()),
        as_of: Some(extract.as_of),
    };
    let facts = vec![
        fact(name::fact::NIK, &params.nik),
        fact(name::fact::RECORDING_STATUS, &resident.status_rekam),
        fact(name::fact::CARD_BEFORE, if resident.kartu_terbit { name::YA } else { "tidak" }),
        fact(name::fact::TANGGAL_LAHIR, &resident.tanggal_lahir.to_string()),
    ];
    let view = act(opened, operator, id, Command::Facts(facts), now, &nothing)?;
    lookups::log(opened, operator, id, "case.bind", now)?;
    changed(app, opened, &view)
}

/// The time of the extract or of an act, for facts.
pub(crate) fn midnight(date: ktpel_domain::Date) -> Timestamp {
    let utc = date.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    Timestamp(utc.map_or(0, |zoned| zoned.timestamp().as_millisecond()))
}
