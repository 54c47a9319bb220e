//! Cards on a real IPP printer (`ippeveprinter` of CUPS): state, supplies, one job once, and every way it can go wrong.
//!
//! Needs the Debian packages cups-ipp-utils and dbus; without them the tests fail and say so.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/samples/contoh.rs"]
mod contoh;
#[path = "support/ippeveprinter.rs"]
mod real;

use std::{fs, time::Duration};

use ktpel_print::{
    Document, Job, JobId, Mode, PrintOutcome, Printer, Roll, Typesetter,
    printers::{Condition, Ipp, NotPrinted, Reason, Supply, SupplyKind, Unsure, ipp::Patience},
};
use real::{RealPrinter, make_gate};

const PATIENT: Patience = Patience { request: Duration::from_secs(20), job: Duration::from_secs(60), poll: Duration::from_millis(20) };
const HURRIED: Patience = Patience { request: Duration::from_secs(20), job: Duration::from_millis(1), poll: Duration::from_millis(20) };

fn job(number: u8, document: Document) -> Job {
    let rendered = Typesetter::new().render(&document, contoh::imprint(Mode::Demo)).unwrap();
    Job::new(JobId([number; 16]), &rendered).unwrap()
}

fn card(number: u8) -> Job {
    job(number, Document::CardFace(contoh::kartu()))
}

fn connect(printer: &RealPrinter, patience: Patience) -> Printer {
    connect_to(&printer.uri, patience)
}

fn connect_to(uri: &str, patience: Patience) -> Printer {
    // A second test of this process finds it installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Printer::Ipp(Ipp::new(uri, patience))
}

#[tokio::test]
async fn state_and_ribbon_are_told_in_plain_terms() {
    let real = RealPrinter::start("");
    let status = connect(&real, PATIENT).status().await;
    assert_eq!((status.condition, status.reasons.as_slice()), (Condition::Ready, [].as_slice()));
    assert_eq!(status.supplies, [Supply { name: "Ribbon YMCKO".to_owned(), kind: SupplyKind::Ribbon, percent: Some(40) }]);
    assert_eq!(status.ribbon_percent(), Some(40));
    assert_eq!(status.model.as_deref(), Some("Contoh ID-1 Card Printer"));
}

#[tokio::test]
async fn a_card_is_printed_once_and_byte_for_byte() {
    let real = RealPrinter::start("");
    let (printer, card) = (connect(&real, PATIENT), card(1));
    assert_eq!(printer.print(&card).await, PrintOutcome::Printed);
    assert_eq!(fs::read(real.path("last")).unwrap(), card.pdf, "the hash stored with the intent is that of what was printed");
    assert_eq!(printer.recall(card.id).await, PrintOutcome::Printed, "after a crash the printer still knows");
    assert_eq!(real.runs(), 1, "asking prints nothing");
}

#[tokio::test]
async fn a_job_that_fails_inside_the_printer_is_unknown_and_not_repeated() {
    let real = RealPrinter::start("echo 'ERROR: Card jam' >&2\nexit 1");
    let (printer, card) = (connect(&real, PATIENT), card(2));
    let unknown = PrintOutcome::Unknown { reason: Unsure::Stopped };
    assert_eq!(printer.print(&card).await, unknown, "the card may lie in the tray, half printed: a person looks");
    assert_eq!(printer.recall(card.id).await, unknown);
    assert_eq!(real.runs(), 1, "a failed job is never sent again by itself");
}

#[tokio::test]
async fn an_empty_ribbon_keeps_the_next_card_from_being_sent() {
    let real = RealPrinter::start("echo 'STATE: +marker-supply-empty-error' >&2\necho 'ATTR: marker-levels=0' >&2");
    let printer = connect(&real, PATIENT);
    assert_eq!(printer.print(&card(3)).await, PrintOutcome::Printed);
    let status = printer.status().await;
    assert_eq!((status.condition, status.ribbon_percent()), (Condition::Stopped, Some(0)));
    let refused = PrintOutcome::NotPrinted { reason: NotPrinted::NotReady { reasons: vec![Reason::RibbonEmpty] } };
    assert_eq!(printer.print(&card(4)).await, refused, "the blanko stays unspent");
    assert_eq!(real.runs(), 1);
}

#[tokio::test]
async fn a_job_that_takes_too_long_is_found_again_later() {
    let real = RealPrinter::start("cat gate > /dev/null");
    make_gate(&real.path("gate"));
    let card = card(5);
    let waiting = connect(&real, HURRIED).print(&card).await;
    assert_eq!(waiting, PrintOutcome::Unknown { reason: Unsure::StillInQueue { reasons: Vec::new() } });
    fs::write(real.path("gate"), "go").unwrap();
    let printer = connect(&real, PATIENT);
    let mut outcome = printer.recall(card.id).await;
    while matches!(outcome, PrintOutcome::Unknown { reason: Unsure::StillInQueue { .. } }) {
        outcome = printer.recall(card.id).await;
    }
    assert_eq!(outcome, PrintOutcome::Printed);
    assert_eq!(real.runs(), 1);
}

#[tokio::test]
async fn a_printer_that_loses_power_leaves_the_card_unknown() {
    let mut real = RealPrinter::start("cat gate > /dev/null");
    make_gate(&real.path("gate"));
    let (printer, card) = (connect(&real, HURRIED), card(6));
    assert!(matches!(printer.print(&card).await, PrintOutcome::Unknown { .. }));
    while real.runs() == 0 {
        // Each look lets the printer come to the card.
        printer.recall(card.id).await;
    }
    real.kill();
    assert_eq!(printer.recall(card.id).await, PrintOutcome::Unknown { reason: Unsure::LostSight }, "its command may still finish the card");
    // The orphaned command has been seen to finish: let it, so that nothing is left running.
    fs::write(real.path("gate"), "go").unwrap();
}

#[tokio::test]
async fn a_printer_without_the_card_medium_gets_no_card() {
    let paper = include_str!("support/kartu.conf").replace("iso_id-1_53.98x85.6mm", "iso_a4_210x297mm");
    let real = RealPrinter::start_with(&paper, "");
    let printer = connect(&real, PATIENT);
    assert_eq!(printer.print(&card(7)).await, PrintOutcome::NotPrinted { reason: NotPrinted::MediaNotSupported });
    assert_eq!(printer.print(&job(8, Document::SuratHimbauan(contoh::surat()))).await, PrintOutcome::Printed, "a letter is at home there");
    assert_eq!(real.runs(), 1);
}

#[tokio::test]
async fn a_printer_that_takes_no_pdf_gets_a_picture() {
    let jpeg = include_str!("support/kartu.conf").replace("\"application/pdf\",", "").replace("\"application/pdf\"", "\"image/jpeg\"");
    let real = RealPrinter::start_with(&jpeg, "");
    assert_eq!(connect(&real, PATIENT).print(&card(9)).await, PrintOutcome::Printed);
    let picture = image::load_from_memory(&fs::read(real.path("last")).unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (1011, 638), "85.60 × 53.98 mm at 300 dpi");
}

#[tokio::test]
async fn a_slip_does_not_go_to_a_page_printer() {
    let real = RealPrinter::start("");
    let outcome = connect(&real, PATIENT).print(&job(10, Document::Slip(contoh::slip(Roll::Mm80)))).await;
    assert_eq!(outcome, PrintOutcome::NotPrinted { reason: NotPrinted::WrongPrinter });
}

#[tokio::test]
async fn a_printer_that_is_off_prints_nothing_and_says_so() {
    let mut real = RealPrinter::start("");
    real.kill();
    let printer = connect(&real, PATIENT);
    assert_eq!(printer.status().await.condition, Condition::Unreachable);
    assert_eq!(printer.print(&card(11)).await, PrintOutcome::NotPrinted { reason: NotPrinted::Unreachable });
}

#[tokio::test]
async fn an_address_that_is_none_is_named() {
    for address in ["", "kartu", "socket://localhost:9100", "file:///tmp/x"] {
        let outcome = connect_to(address, PATIENT).print(&card(12)).await;
        assert_eq!(outcome, PrintOutcome::NotPrinted { reason: NotPrinted::BadAddress }, "{address:?}");
    }
}
