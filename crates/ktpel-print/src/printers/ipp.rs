//! IPP: card printers (as CUPS queues or by themselves) and office printers.
//!
//! Asks for the state, validates, sends the job once, and follows it. A failure before the job was sent means that
//! nothing was printed; a failure after it means that nobody can say. The process must have installed a rustls
//! provider (`ring`) before the first request, for `ipps://` and for `ipp://` alike.

use std::{io::Cursor, time::Duration};

use ipp::prelude::*;
use tokio::time::{Instant, sleep};

use super::{Condition, Job, JobId, NotPrinted, PrintOutcome, PrinterStatus, Unsure};
use crate::Media;

mod answer;
mod media;

use answer::{Answer, JobReport};

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For one request.
    pub request: Duration,
    /// For the job to finish after it was accepted.
    pub job: Duration,
    /// Between two looks at the job.
    pub poll: Duration,
}

impl Default for Patience {
    /// A card takes half a minute with lamination; a cold printer as long to warm up.
    fn default() -> Self {
        Self { request: Duration::from_secs(15), job: Duration::from_secs(120), poll: Duration::from_secs(1) }
    }
}

/// A printer that speaks IPP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ipp {
    uri: String,
    patience: Patience,
}

/// Why a request brought no answer.
enum Failure {
    /// It was never sent.
    NotSent(NotPrinted),
    /// It may have arrived.
    MaybeSent,
}

const PRINTER_ATTRIBUTES: [&str; 14] = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "document-format-supported",
    "media-supported",
    "media-ready",
    "print-scaling-supported",
    "marker-names",
    "marker-types",
    "marker-levels",
    "printer-supply",
    "printer-supply-description",
    "operations-supported",
];
const JOB_ATTRIBUTES: [&str; 5] = ["job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed"];
/// Jobs asked for when a job of ours is looked for.
const RECALL_LIMIT: i32 = 200;

impl Ipp {
    /// `uri` is `ipp://`, `ipps://` or a CUPS queue of these schemes.
    pub fn new(uri: impl Into<String>, patience: Patience) -> Self {
        Self { uri: uri.into(), patience }
    }

    pub(super) async fn status(&self) -> PrinterStatus {
        match self.ask_printer().await {
            Ok(answer) => answer.status(),
            Err(_) => PrinterStatus::bare(Condition::Unreachable),
        }
    }

    pub(super) async fn print(&self, job: &Job) -> PrintOutcome {
        match self.prepare(job).await {
            Ok(request) => self.hand_over(request).await,
            Err(reason) => PrintOutcome::NotPrinted { reason },
        }
    }

    /// All that is asked before the job is sent; any failure here means that nothing was printed.
    async fn prepare(&self, job: &Job) -> Result<IppRequestResponse, NotPrinted> {
        if matches!(job.media, Media::Roll(_)) {
            return Err(NotPrinted::WrongPrinter);
        }
        let printer = self.ask_printer().await.map_err(|failure| match failure {
            Failure::NotSent(reason) => reason,
            Failure::MaybeSent => NotPrinted::Unreachable,
        })?;
        let status = printer.status();
        if status.condition == Condition::Stopped {
            return Err(NotPrinted::NotReady { reasons: status.reasons });
        }
        let (format, document) = document_for(job, &printer)?;
        let media = media::choose(job.media, &printer.keywords("media-supported"))?;
        let ticket = Ticket { name: job.name(), format, media, scaling: printer.offers("print-scaling-supported", "none") };
        self.validate(&ticket).await?;
        let mut request = self.job_request(Operation::PrintJob, &ticket)?;
        *request.payload_mut() = IppPayload::new(Cursor::new(document));
        Ok(request)
    }

    async fn validate(&self, ticket: &Ticket) -> Result<(), NotPrinted> {
        let request = self.job_request(Operation::ValidateJob, ticket)?;
        let answer = self.send(request).await.map_err(|failure| match failure {
            Failure::NotSent(reason) => reason,
            Failure::MaybeSent => NotPrinted::Unreachable,
        })?;
        match answer.header().status_code() {
            status if status.is_success() => Ok(()),
            StatusCode::ServerErrorOperationNotSupported => Ok(()),
            status => Err(answer::refusal(status)),
        }
    }

    /// From here on a failure means that nobody can say.
    async fn hand_over(&self, request: IppRequestResponse) -> PrintOutcome {
        let answer = match self.send(request).await {
            Ok(answer) => Answer(answer),
            Err(Failure::NotSent(reason)) => return PrintOutcome::NotPrinted { reason },
            Err(Failure::MaybeSent) => return PrintOutcome::Unknown { reason: Unsure::Interrupted },
        };
        let status = answer.status_code();
        if !status.is_success() {
            return answer::outcome_of_refusal(status);
        }
        match answer.job_report() {
            Some(report) => self.follow(report).await,
            None => PrintOutcome::Unknown { reason: Unsure::LostSight },
        }
    }

    /// Looks at the job until it ends or patience does.
    async fn follow(&self, first: JobReport) -> PrintOutcome {
        let deadline = Instant::now() + self.patience.job;
        let id = first.id;
        let mut last = Some(first);
        loop {
            if let Some(outcome) = last.as_ref().and_then(JobReport::outcome) {
                return outcome;
            }
            if Instant::now() >= deadline {
                return PrintOutcome::Unknown { reason: self.why_waiting(last).await };
            }
            sleep(self.patience.poll).await;
            last = self.ask_job(id).await;
        }
    }

    async fn why_waiting(&self, last: Option<JobReport>) -> Unsure {
        match (last, self.ask_printer().await) {
            (Some(_), Ok(printer)) => Unsure::StillInQueue { reasons: printer.status().reasons },
            (Some(_), Err(_)) | (None, _) => Unsure::LostSight,
        }
    }

    pub(super) async fn recall(&self, id: JobId) -> PrintOutcome {
        for which in ["completed", "not-completed"] {
            let Ok(jobs) = self.ask_jobs(which).await else {
                return PrintOutcome::Unknown { reason: Unsure::LostSight };
            };
            if let Some(job) = jobs.into_iter().find(|job| job.name.ends_with(&id.to_string())) {
                let waiting = PrintOutcome::Unknown { reason: Unsure::StillInQueue { reasons: Vec::new() } };
                return job.outcome().unwrap_or(waiting);
            }
        }
        PrintOutcome::Unknown { reason: Unsure::LostSight }
    }

    async fn ask_printer(&self) -> Result<Answer, Failure> {
        let mut request = self.request(Operation::GetPrinterAttributes).map_err(Failure::NotSent)?;
        add(&mut request, DelimiterTag::OperationAttributes, "requested-attributes", keywords(&PRINTER_ATTRIBUTES))
            .map_err(Failure::NotSent)?;
        let answer = Answer(self.send(request).await?);
        if answer.status_code().is_success() { Ok(answer) } else { Err(Failure::NotSent(answer::refusal(answer.status_code()))) }
    }

    async fn ask_job(&self, id: i32) -> Option<JobReport> {
        let mut request = self.request(Operation::GetJobAttributes).ok()?;
        add(&mut request, DelimiterTag::OperationAttributes, "job-id", Ok(IppValue::Integer(id))).ok()?;
        add(&mut request, DelimiterTag::OperationAttributes, "requested-attributes", keywords(&JOB_ATTRIBUTES)).ok()?;
        let answer = Answer(self.send(request).await.ok()?);
        answer.status_code().is_success().then(|| answer.job_report()).flatten()
    }

    async fn ask_jobs(&self, which: &str) -> Result<Vec<JobReport>, Failure> {
        let mut request = self.request(Operation::GetJobs).map_err(Failure::NotSent)?;
        let tag = DelimiterTag::OperationAttributes;
        add(&mut request, tag, "which-jobs", IppValue::new_keyword(which)).map_err(Failure::NotSent)?;
        add(&mut request, tag, "limit", Ok(IppValue::Integer(RECALL_LIMIT))).map_err(Failure::NotSent)?;
        add(&mut request, tag, "requested-attributes", keywords(&JOB_ATTRIBUTES)).map_err(Failure::NotSent)?;
        let answer = Answer(self.send(request).await?);
        if answer.status_code().is_success() { Ok(answer.job_reports()) } else { Err(Failure::MaybeSent) }
    }

    fn request(&self, operation: Operation) -> Result<IppRequestResponse, NotPrinted> {
        let mut request =
            IppRequestResponse::new(IppVersion::v2_0(), operation, Some(self.parsed_uri()?)).map_err(|_| NotPrinted::BadAddress)?;
        add(&mut request, DelimiterTag::OperationAttributes, "requesting-user-name", IppValue::new_name_without_language("ktpel"))?;
        Ok(request)
    }

    fn job_request(&self, operation: Operation, ticket: &Ticket) -> Result<IppRequestResponse, NotPrinted> {
        let mut request = self.request(operation)?;
        let (about, job) = (DelimiterTag::OperationAttributes, DelimiterTag::JobAttributes);
        add(&mut request, about, "job-name", IppValue::new_name_without_language(&ticket.name))?;
        add(&mut request, about, "document-format", IppValue::new_mime_media_type(ticket.format))?;
        add(&mut request, about, "ipp-attribute-fidelity", Ok(IppValue::Boolean(ticket.media.is_some())))?;
        if let Some(media) = &ticket.media {
            add(&mut request, job, "media", IppValue::new_keyword(media))?;
        }
        if ticket.scaling {
            add(&mut request, job, "print-scaling", IppValue::new_keyword("none"))?;
        }
        Ok(request)
    }

    async fn send(&self, request: IppRequestResponse) -> Result<IppRequestResponse, Failure> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Failure::NotSent(NotPrinted::NoTls));
        }
        let uri = self.parsed_uri().map_err(Failure::NotSent)?;
        let client = AsyncIppClient::builder(uri).request_timeout(self.patience.request).build();
        client.send(request).await.map_err(|error| match error {
            IppError::AsyncClientError(error) if error.is_connect() || error.is_builder() => Failure::NotSent(NotPrinted::Unreachable),
            IppError::RequestError(code @ 400..=499) => Failure::NotSent(NotPrinted::Refused { code }),
            _ => Failure::MaybeSent,
        })
    }

    fn parsed_uri(&self) -> Result<Uri, NotPrinted> {
        let uri: Uri = self.uri.parse().map_err(|_| NotPrinted::BadAddress)?;
        match uri.scheme_str() {
            Some("ipp" | "ipps" | "http" | "https") if uri.host().is_some() => Ok(uri),
            Some(_) | None => Err(NotPrinted::BadAddress),
        }
    }
}

/// What is said of a job besides its document, the same for Validate-Job and Print-Job.
struct Ticket {
    name: String,
    format: &'static str,
    media: Option<String>,
    scaling: bool,
}

/// PDF where the printer takes it (or tells nothing), else a JPEG of a card.
fn document_for(job: &Job, printer: &Answer) -> Result<(&'static str, Vec<u8>), NotPrinted> {
    let formats = printer.mime_types("document-format-supported");
    let takes = |format: &str| formats.iter().any(|offered| offered == format);
    if formats.is_empty() || takes("application/pdf") {
        Ok(("application/pdf", job.pdf.clone()))
    } else if takes("image/jpeg") && !job.jpeg_300.is_empty() {
        Ok(("image/jpeg", job.jpeg_300.clone()))
    } else {
        Err(NotPrinted::FormatNotSupported)
    }
}

fn keywords<E>(names: &[&str]) -> Result<IppValue, E>
where
    E: From<ipp::parser::IppParseError>,
{
    let values = names.iter().map(|name| IppValue::new_keyword(*name)).collect::<Result<Vec<_>, _>>()?;
    Ok(IppValue::Array(values))
}

fn add(
    request: &mut IppRequestResponse,
    tag: DelimiterTag,
    name: &str,
    value: Result<IppValue, ipp::parser::IppParseError>,
) -> Result<(), NotPrinted> {
    let attribute = value.and_then(|value| IppAttribute::with_name(name, value)).map_err(|_| NotPrinted::BadAddress)?;
    request.attributes_mut().add(tag, attribute);
    Ok(())
}
