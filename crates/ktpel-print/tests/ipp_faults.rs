//! Faults of an IPP printer that the real one of CUPS never shows: what was printed must stay honest in each.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/samples/contoh.rs"]
mod contoh;
#[path = "support/mock_printer.rs"]
mod mock;

use std::time::Duration;

use ipp::prelude::*;
use ktpel_print::{
    Document, Job, JobId, Mode, PrintOutcome, Printer, Typesetter,
    printers::{Condition, Ipp, NotPrinted, Reason, Unsure, ipp::Patience},
};
use mock::{MockPrinter, Reply};

const PATIENCE: Patience = Patience { request: Duration::from_secs(20), job: Duration::from_millis(50), poll: Duration::from_millis(5) };

fn card() -> Job {
    let rendered = Typesetter::new().render(&Document::CardFace(contoh::kartu()), contoh::imprint(Mode::Demo)).unwrap();
    Job::new(JobId([9; 16]), &rendered).unwrap()
}

fn keyword(word: &str) -> IppValue {
    IppValue::new_keyword(word).unwrap()
}

fn printer(state: i32, reasons: &[&str]) -> Reply {
    let tag = DelimiterTag::PrinterAttributes;
    Reply::Ipp(
        StatusCode::SuccessfulOk,
        vec![
            (tag, "printer-state", IppValue::Enum(state)),
            (tag, "printer-state-reasons", IppValue::Array(reasons.iter().map(|reason| keyword(reason)).collect())),
            (tag, "media-supported", keyword("iso_id-1_53.98x85.6mm")),
        ],
    )
}

fn job(state: i32, reason: &str, impressions: i32) -> Reply {
    let tag = DelimiterTag::JobAttributes;
    Reply::Ipp(
        StatusCode::SuccessfulOk,
        vec![
            (tag, "job-id", IppValue::Integer(1)),
            (tag, "job-state", IppValue::Enum(state)),
            (tag, "job-state-reasons", keyword(reason)),
            (tag, "job-impressions-completed", IppValue::Integer(impressions)),
        ],
    )
}

fn status(code: StatusCode) -> Reply {
    Reply::Ipp(code, Vec::new())
}

/// A ready printer that takes the job and then does as told.
fn ready(print: Reply, look: Reply) -> [(Operation, Reply); 4] {
    [
        (Operation::GetPrinterAttributes, printer(3, &["none"])),
        (Operation::ValidateJob, status(StatusCode::SuccessfulOk)),
        (Operation::PrintJob, print),
        (Operation::GetJobAttributes, look),
    ]
}

/// Prints a card and says how often it was sent.
async fn print(replies: impl IntoIterator<Item = (Operation, Reply)>, patience: Patience) -> (PrintOutcome, usize) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mock = MockPrinter::start(replies).await;
    let outcome = Printer::Ipp(Ipp::new(&mock.uri, patience)).print(&card()).await;
    (outcome, mock.count(Operation::PrintJob))
}

#[track_caller]
fn check((outcome, sent): (PrintOutcome, usize), expect: PrintOutcome, expect_sent: usize) {
    assert_eq!(outcome, expect);
    assert_eq!(sent, expect_sent, "a card is sent once, or not at all");
}

fn not_printed(reason: NotPrinted) -> PrintOutcome {
    PrintOutcome::NotPrinted { reason }
}

fn unknown(reason: Unsure) -> PrintOutcome {
    PrintOutcome::Unknown { reason }
}

#[tokio::test]
async fn a_stopped_printer_is_sent_nothing() {
    let stopped = [(Operation::GetPrinterAttributes, printer(5, &["paused", "cover-open-error"]))];
    let reasons = vec![Reason::Paused, Reason::CoverOpen];
    check(print(stopped, PATIENCE).await, not_printed(NotPrinted::NotReady { reasons }), 0);
}

#[tokio::test]
async fn a_low_ribbon_is_told_but_does_not_stop_the_card() {
    let mut replies = ready(job(9, "job-completed-successfully", 1), Reply::HangUp);
    replies[0].1 = printer(3, &["marker-supply-low-warning"]);
    check(print(replies, PATIENCE).await, PrintOutcome::Printed, 1);
}

#[tokio::test]
async fn a_refusal_before_the_job_keeps_the_blanko() {
    let mut replies = ready(Reply::HangUp, Reply::HangUp);
    replies[1].1 = status(StatusCode::ClientErrorAttributesOrValuesNotSupported);
    check(print(replies.clone(), PATIENCE).await, not_printed(NotPrinted::MediaNotSupported), 0);
    replies[1].1 = status(StatusCode::ClientErrorNotAuthorized);
    check(print(replies.clone(), PATIENCE).await, not_printed(NotPrinted::Refused { code: 0x0403 }), 0);
    replies[1].1 = Reply::HangUp;
    check(print(replies, PATIENCE).await, not_printed(NotPrinted::Unreachable), 0);
}

#[tokio::test]
async fn a_printer_that_cannot_validate_is_trusted_with_the_job() {
    let mut replies = ready(job(9, "none", 1), Reply::HangUp);
    replies[1].1 = status(StatusCode::ServerErrorOperationNotSupported);
    check(print(replies, PATIENCE).await, PrintOutcome::Printed, 1);
}

#[tokio::test]
async fn a_busy_printer_refuses_the_job_whole() {
    let replies = ready(status(StatusCode::ServerErrorBusy), Reply::HangUp);
    check(print(replies, PATIENCE).await, not_printed(NotPrinted::Refused { code: 0x0507 }), 1);
}

#[tokio::test]
async fn a_fault_of_the_device_leaves_the_card_unknown() {
    let replies = ready(status(StatusCode::ServerErrorDeviceError), Reply::HangUp);
    check(print(replies, PATIENCE).await, unknown(Unsure::Interrupted), 1);
}

#[tokio::test]
async fn a_line_that_breaks_while_printing_leaves_the_card_unknown() {
    check(print(ready(Reply::HangUp, Reply::HangUp), PATIENCE).await, unknown(Unsure::Interrupted), 1);
    check(print(ready(Reply::Nonsense, Reply::HangUp), PATIENCE).await, unknown(Unsure::Interrupted), 1);
}

#[tokio::test]
async fn a_printer_that_never_answers_is_waited_for_only_so_long() {
    let hurried = Patience { request: Duration::from_secs(2), ..PATIENCE };
    check(print(ready(Reply::Never, Reply::HangUp), hurried).await, unknown(Unsure::Interrupted), 1);
}

#[tokio::test]
async fn a_job_that_the_printer_holds_names_what_it_waits_for() {
    let mut replies = ready(job(6, "printer-stopped", 0), job(6, "printer-stopped", 0));
    replies[0].1 = printer(4, &["marker-supply-low-warning"]);
    let reasons = vec![Reason::RibbonLow];
    check(print(replies, PATIENCE).await, unknown(Unsure::StillInQueue { reasons }), 1);
}

#[tokio::test]
async fn a_job_that_vanishes_leaves_the_card_unknown() {
    let replies = ready(job(5, "none", 0), status(StatusCode::ClientErrorNotFound));
    check(print(replies, PATIENCE).await, unknown(Unsure::LostSight), 1);
}

#[tokio::test]
async fn only_a_document_that_was_rejected_whole_is_surely_not_printed() {
    let outcomes = [
        (job(8, "document-format-error", 0), not_printed(NotPrinted::DocumentRejected)),
        (job(8, "document-format-error", 1), unknown(Unsure::Stopped)),
        (job(8, "aborted-by-system", 0), unknown(Unsure::Stopped)),
        (job(7, "job-canceled-at-device", 0), unknown(Unsure::Stopped)),
        (job(9, "job-completed-with-errors", 1), unknown(Unsure::Stopped)),
        (job(9, "job-completed-with-warnings", 1), PrintOutcome::Printed),
    ];
    for (end, expect) in outcomes {
        check(print(ready(end, Reply::HangUp), PATIENCE).await, expect, 1);
    }
}

#[tokio::test]
async fn what_is_no_printer_is_unreachable() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mock = MockPrinter::start([(Operation::GetPrinterAttributes, Reply::Nonsense)]).await;
    let printer = Printer::Ipp(Ipp::new(&mock.uri, PATIENCE));
    assert_eq!(printer.status().await.condition, Condition::Unreachable);
    assert_eq!(printer.print(&card()).await, not_printed(NotPrinted::Unreachable));
    let locked = [(Operation::GetPrinterAttributes, Reply::Http(401))];
    check(print(locked, PATIENCE).await, not_printed(NotPrinted::Refused { code: 401 }), 0);
}

#[tokio::test]
async fn a_printer_that_forgot_the_job_is_believed_nothing() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mock = MockPrinter::start([(Operation::GetJobs, status(StatusCode::SuccessfulOk))]).await;
    let outcome = Printer::Ipp(Ipp::new(&mock.uri, PATIENCE)).recall(JobId([9; 16])).await;
    assert_eq!(outcome, unknown(Unsure::LostSight), "job lists are forgotten at power-off: absence proves nothing");
    assert_eq!(mock.count(Operation::PrintJob), 0, "looking back prints nothing");
}
