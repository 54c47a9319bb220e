//! Printing a card: a two-phase act that survives a crash in between (product rule 4), and the handover.
//!
//! intent (takes a blanko, durable) → the job is handed over → spooled (durable) → a person says what came out. Nothing is printed again by itself.

use ktpel_case::{
    CaseView as Projection, Command,
    command::{CardResult, PrintWay, Receiver},
};
use ktpel_domain::{
    blanko::BlankoSerial,
    ids::{DocId, Hash},
};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{CaseView, HandoverParams, PrintCardParams, PrintOutcomeParams, PrinterParams, PrinterView},
};
use ktpel_print::{
    Job, JobId, PrintOutcome,
    documents::{Imprint, Mode},
};
use ktpel_sop::{catalogue, plan, situation::Policy};

use crate::{
    App, Host,
    act::{act, nothing, stored},
    blanko_twice,
    cases::{changed, do_act, projection, shown},
    documents,
    opened::{Opened, SignedIn},
    printers::{self, PrinterConfig},
    problem::{bad, internal, not_found},
    sealing, stock,
};

/// Setting that holds the printers as JSON.
const PRINTERS: &str = "printers";

/// Printers of this kit. A kit for demo and training prints into its own folder until printers are set up; a real one has none, because a card left as a
/// file could be read and printed by whoever finds it.
pub(crate) fn configured(opened: &Opened) -> Result<Vec<PrinterConfig>, Problem> {
    let stored_list = opened.store.settings().find(PRINTERS).map_err(stored)?;
    let list: Option<Vec<PrinterConfig>> = stored_list.and_then(|json| serde_json::from_str(&json).ok());
    Ok(match (list, opened.office.demo) {
        (Some(list), true) => list,
        (None, true) => folders(opened),
        (list, false) => list.unwrap_or_default().into_iter().filter(|config| config.folder().is_none()).collect(),
    })
}

fn folders(opened: &Opened) -> Vec<PrinterConfig> {
    let uri = format!("folder:{}", opened.store.dir().join("cetak").display());
    let folder = |id: &str, nama: &str| PrinterConfig { id: id.to_owned(), nama: nama.to_owned(), untuk: id.to_owned(), uri: uri.clone() };
    vec![folder("kartu", "Map cetak kartu"), folder("slip", "Map cetak slip"), folder("dokumen", "Map cetak dokumen")]
}

/// Asks every printer how it is. Takes the configuration, not the store, so that nothing waits for a slow printer.
pub(crate) fn states<H: Host>(app: &App<H>, configs: &[PrinterConfig]) -> Vec<PrinterView> {
    let ask = async {
        let asked = configs
            .iter()
            .filter_map(|config| Some((config, config.printer()?)))
            .map(async |(config, printer)| config.view(&printer.status().await));
        futures_util::future::join_all(asked).await
    };
    app.runtime().block_on(ask)
}

/// Adds or changes a printer.
pub(crate) fn set(opened: &mut Opened, params: PrinterParams) -> Result<Vec<PrinterConfig>, Problem> {
    let config = PrinterConfig::parse(params).ok_or_else(|| bad("uri"))?;
    if config.folder().is_some() && !opened.office.demo {
        return Err(Problem::new(ProblemCode::Invalid).with("field", "uri").with("what", "folder"));
    }
    let mut list = configured(opened)?;
    list.retain(|known| known.id != config.id);
    list.push(config);
    let json = serde_json::to_string(&list).map_err(|error| internal("printers", &error))?;
    opened.store.write(|tx| tx.settings().put(PRINTERS, &json)).map_err(stored)?;
    Ok(list)
}

/// A printer by id. On a kit without any printer the problem says so: one has to be set up first.
pub(crate) fn find(opened: &Opened, id: &str) -> Result<PrinterConfig, Problem> {
    let list = configured(opened)?;
    let none = list.is_empty();
    list.into_iter().find(|config| config.id == id).ok_or_else(|| match none {
        true => Problem::new(ProblemCode::Printer).with("what", "none"),
        false => not_found("printer"),
    })
}

/// A card job between intent and hand-over.
pub(crate) struct CardJob {
    case: String,
    printer: PrinterConfig,
    job: Job,
}

/// First phase: the gate, the blanko, the face; the intent is on disk when this returns. No job for a card printed at the SIAK station.
pub(crate) fn intend<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &PrintCardParams,
) -> Result<(Projection, Option<CardJob>), Problem> {
    let id: DocId = params.id.parse().map_err(|_| not_found("case"))?;
    let blanko = BlankoSerial::parse(&params.blanko).map_err(|_| bad("blanko"))?;
    blanko_twice::check_untaken(opened, id, &blanko)?;
    stock::check_free(opened, &blanko)?;
    let printer = params.printer.as_deref().map(|id| find(opened, id)).transpose()?;
    if printer.as_ref().is_some_and(|printer| printer.untuk != "kartu") {
        return Err(bad("printer"));
    }
    let view = projection(opened, &params.id)?;
    let case = shown(app, opened, &view)?.detail;
    let now = app.host().now();
    sealing::check_open(&view, "foto_kartu", now)?;
    let document = documents::face(opened, &view, &case, now.tanggal()).ok_or_else(|| Problem::not_allowed(gate_reasons(&view, now)))?;
    let imprint = Imprint { mode: if opened.office.demo { Mode::Demo } else { Mode::Office }, at: now };
    let rendered = app.typesetter().render(&document, imprint).map_err(|error| internal("card", &error))?;
    let job = Job::new(JobId(app.random()), &rendered).map_err(|error| internal("card", &error))?;
    let way = if printer.is_some() { PrintWay::Printer } else { PrintWay::Siak };
    let (key, serial) = (stock::intent_key(id), blanko.to_string());
    let command = Command::PrintIntent { blanko, face: Hash(job.pdf_hash()), basis: basis(&case), way };
    let view = act(opened, operator, id, command, now, &|tx, _| tx.settings().put(&key, &serial))?;
    let job = printer.map(|printer| CardJob { case: params.id.clone(), printer, job });
    let view = match &job {
        Some(_) => view,
        // At the SIAK station the card is printed by then: only its outcome is missing.
        None => act(opened, operator, id, Command::PrintSpooled { printer: "siak".to_owned(), job: app.random() }, now, &nothing)?,
    };
    Ok((view, job))
}

fn gate_reasons(view: &Projection, now: ktpel_domain::time::Timestamp) -> Vec<ktpel_sop::verdict::Reason> {
    let plan = plan(catalogue(), &view.situation(catalogue(), now, Policy::default()));
    plan.gate.into_iter().flat_map(|condition| condition.reasons).collect()
}

/// What opened the gate, for the audit.
fn basis(case: &ktpel_case::detail::CaseDetail) -> String {
    if case.gate.iter().any(|condition| condition.released) {
        return "release".to_owned();
    }
    let status = case.facts.iter().find(|fact| fact.name == "recording_status");
    status.map_or_else(|| "card_before".to_owned(), |fact| format!("{}@{}", fact.value, fact.evidence.as_deref().unwrap_or(&fact.obtained)))
}

/// Second phase, without holding the store: the printer takes the job.
pub(crate) fn hand_over_job<H: Host>(app: &App<H>, card: &CardJob) -> PrintOutcome {
    let Some(printer) = card.printer.printer() else {
        return PrintOutcome::NotPrinted { reason: ktpel_print::printers::NotPrinted::BadAddress };
    };
    app.runtime().block_on(printer.print(&card.job))
}

/// Third phase: what the printer said. A job that was certainly not printed gives the blanko back as unused; everything else a person settles.
pub(crate) fn settle<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    card: &CardJob,
    outcome: &PrintOutcome,
) -> Result<CaseView, Problem> {
    let id: DocId = card.case.parse().map_err(|_| not_found("case"))?;
    let spooled = Command::PrintSpooled { printer: card.printer.id.clone(), job: card.job.id.0 };
    let view = act(opened, operator, id, spooled, app.host().now(), &nothing)?;
    if let PrintOutcome::NotPrinted { reason } = outcome {
        let view = record_outcome(app, opened, operator, id, CardResult::PrintFailure)?;
        changed(app, opened, &view)?;
        return Err(Problem::new(ProblemCode::Printer).with("what", printers::not_printed(reason)));
    }
    changed(app, opened, &view)
}

/// A person says what came out.
pub(crate) fn outcome<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &PrintOutcomeParams,
) -> Result<CaseView, Problem> {
    let result = CardResult::from_id(&params.result).ok_or_else(|| bad("result"))?;
    let id: DocId = params.id.parse().map_err(|_| not_found("case"))?;
    let view = projection(opened, &params.id)?;
    // After a crash between intent and hand-over the job may or may not have reached the printer: the person has looked, and says.
    if view.card() == ktpel_sop::situation::CardState::Intended {
        act(opened, operator, id, Command::PrintSpooled { printer: "unknown".to_owned(), job: app.random() }, app.host().now(), &nothing)?;
    }
    let view = record_outcome(app, opened, operator, id, result)?;
    if result == CardResult::Good {
        finish_print_step(app, opened, operator, id)?;
    }
    let view = crate::act::reprojected(opened, id)?.unwrap_or(view);
    changed(app, opened, &view)
}

/// The outcome and the blanko it used or spoiled, in one transaction.
fn record_outcome<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    id: DocId,
    result: CardResult,
) -> Result<Projection, Problem> {
    let key = stock::intent_key(id);
    let serial = opened.store.settings().find(&key).map_err(stored)?;
    act(opened, operator, id, Command::PrintOutcome { result }, app.host().now(), &|tx, entry| match &serial {
        Some(serial) => tx.stock().add(&stock::printed(entry, serial, result)).and_then(|()| tx.settings().remove(&key)),
        // Another laptop took the blanko: its own stock counts it.
        None => Ok(()),
    })
}

/// A good card ends the print step: nothing is left to decide in it.
fn finish_print_step<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, id: DocId) -> Result<(), Problem> {
    let step =
        catalogue().procedure("mobile").and_then(|procedure| procedure.step_of(ktpel_sop::kind::Kind::Cetak)).map(|step| step.id.clone());
    let Some(step) = step else { return Ok(()) };
    let params = ktpel_ipc::views::StepParams { id: id.to_string(), step, outcome: ktpel_sop::situation::Outcome::Done, reason: None };
    crate::cases::step(app, opened, operator, params).map(drop)
}

/// Hands the card over, withdraws the old one where the service wants it, and ends the case.
pub(crate) fn hand_over<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: HandoverParams,
) -> Result<CaseView, Problem> {
    let receiver = Receiver::from_id(&params.receiver).ok_or_else(|| bad("receiver"))?;
    let view = projection(opened, &params.id)?;
    let case = shown(app, opened, &view)?.detail;
    let good = case.card.attempts.iter().rev().find(|attempt| attempt.result.as_deref() == Some("good"));
    let blanko =
        good.map(|attempt| attempt.blanko.clone()).ok_or_else(|| Problem::not_allowed(vec![ktpel_sop::verdict::Reason::NoCard]))?;
    let blanko = BlankoSerial::parse(&blanko).map_err(|_| bad("blanko"))?;
    let command = Command::Handover { blanko, receiver, receiver_name: params.receiver_name, receipt: params.old_card };
    do_act(app, opened, operator, &params.id, command)
}
