//! The folder and the thermal printer, and IPP where nothing was set up.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/samples/contoh.rs"]
mod contoh;

use std::{fs, time::Duration};

use ktpel_print::{
    Document, Job, JobId, Mode, PrintOutcome, Printer, Roll, Typesetter, escpos,
    printers::{Condition, EscPos, Folder, Ipp, NotPrinted, Reason, Unsure, ipp::Patience},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

fn job(document: Document) -> Job {
    let rendered = Typesetter::new().render(&document, contoh::imprint(Mode::Demo)).unwrap();
    Job::new(JobId([7; 16]), &rendered).unwrap()
}

fn slip() -> Job {
    job(Document::Slip(contoh::slip(Roll::Mm58)))
}

#[tokio::test]
async fn a_folder_keeps_the_pdf_and_says_what_it_is() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path().join("cetak"));
    let (path, printer, job) =
        (folder.pdf_path("kartu", JobId([7; 16])), Printer::Folder(folder), job(Document::CardFace(contoh::kartu())));
    assert_eq!(printer.recall(job.id).await, PrintOutcome::NotPrinted { reason: NotPrinted::NoSuchJob });
    assert_eq!(printer.status().await.condition, Condition::Ready);
    assert_eq!(printer.print(&job).await, PrintOutcome::Printed);
    assert_eq!(fs::read(&path).unwrap(), job.pdf);
    let sidecar: serde_json::Value = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
    assert_eq!(sidecar["pdf_sha256"], data_encoding::HEXLOWER.encode(&job.pdf_hash()));
    assert_eq!(sidecar["media"], "iso_id-1_53.98x85.6mm");
    assert_eq!(printer.recall(job.id).await, PrintOutcome::Printed);
    let names: Vec<String> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");
    assert!(names.iter().all(|name| !name.to_lowercase().contains("siti")), "file names tell nothing of a person");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_printed_nothing() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("cetak"), "a file stands where the folder should be").unwrap();
    let printer = Printer::Folder(Folder::new(place.path().join("cetak")));
    assert_eq!(printer.status().await.condition, Condition::Stopped);
    assert_eq!(printer.print(&slip()).await, PrintOutcome::NotPrinted { reason: NotPrinted::Disk });
}

#[tokio::test]
async fn a_pdf_whose_sidecar_is_missing_does_not_count_as_printed() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path());
    fs::write(folder.pdf_path("slip", JobId([7; 16])), "half").unwrap();
    assert_eq!(Printer::Folder(folder).recall(JobId([7; 16])).await, PrintOutcome::NotPrinted { reason: NotPrinted::NoSuchJob });
}

/// How a thermal printer behaves.
#[derive(Clone, Copy)]
enum Thermal {
    /// Answers DLE EOT 2, 3, 4 with the first bytes before the job and the second after it.
    Answers([u8; 3], [u8; 3]),
    /// Takes everything and says nothing.
    Silent,
    /// Hangs up in the middle of the job.
    HangsUp,
}

const FINE: [u8; 3] = [0x12; 3];
const NO_PAPER: [u8; 3] = [0x32, 0x12, 0x72];

/// One connection of such a printer; gives back what it was sent, without the questions.
async fn start(behaviour: Thermal) -> (Printer, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut received, mut byte) = (Vec::new(), [0]);
        while stream.read(&mut byte).await.unwrap_or(0) == 1 {
            received.push(byte[0]);
            let answers = match behaviour {
                Thermal::Answers(before, after) => Some((before, after)),
                Thermal::HangsUp => Some((FINE, FINE)),
                Thermal::Silent => None,
            };
            if let (Some((before, after)), [.., 0x10, 0x04, question @ 2..=4]) = (answers, received.as_slice()) {
                let question = usize::from(*question) - 2;
                received.truncate(received.len() - 3);
                let answers = if received.is_empty() { before } else { after };
                stream.write_all(&answers[question..=question]).await.unwrap();
            }
            if matches!(behaviour, Thermal::HangsUp) && received.len() > 300 {
                break;
            }
        }
        received
    });
    (Printer::EscPos(EscPos::new(address, Duration::from_secs(if matches!(behaviour, Thermal::Silent) { 1 } else { 20 }))), served)
}

#[tokio::test]
async fn a_slip_arrives_dot_for_dot() {
    let (printer, served) = start(Thermal::Answers(FINE, FINE)).await;
    assert_eq!(printer.print(&slip()).await, PrintOutcome::Printed);
    let document = Document::Slip(contoh::slip(Roll::Mm58));
    let raster = Typesetter::new().render(&document, contoh::imprint(Mode::Demo)).unwrap().slip_raster().unwrap().unwrap();
    assert!(served.await.unwrap() == escpos::encode(&raster), "what the head gets is what was laid out");
}

#[tokio::test]
async fn without_paper_nothing_is_sent() {
    let (printer, served) = start(Thermal::Answers(NO_PAPER, NO_PAPER)).await;
    let reason = NotPrinted::NotReady { reasons: vec![Reason::MediaEmpty] };
    assert_eq!(printer.print(&slip()).await, PrintOutcome::NotPrinted { reason });
    assert!(served.await.unwrap().is_empty());
}

#[tokio::test]
async fn paper_that_ends_during_the_slip_is_told() {
    let (printer, _served) = start(Thermal::Answers(FINE, NO_PAPER)).await;
    let reason = Unsure::StillInQueue { reasons: vec![Reason::MediaEmpty] };
    assert_eq!(printer.print(&slip()).await, PrintOutcome::Unknown { reason });
}

#[tokio::test]
async fn a_printer_that_tells_nothing_is_believed_nothing() {
    let (printer, served) = start(Thermal::Silent).await;
    assert_eq!(printer.print(&slip()).await, PrintOutcome::Unknown { reason: Unsure::NoMemory });
    drop(printer);
    assert!(!served.await.unwrap().is_empty(), "it was printed all the same");
}

#[tokio::test]
async fn a_line_that_breaks_leaves_the_slip_unknown() {
    let (printer, _served) = start(Thermal::HangsUp).await;
    assert!(matches!(printer.print(&slip()).await, PrintOutcome::Unknown { .. }), "half a slip may hang from the printer");
}

#[tokio::test]
async fn the_state_of_a_thermal_printer_is_told_in_plain_terms() {
    let (printer, _served) = start(Thermal::Answers(NO_PAPER, FINE)).await;
    let status = printer.status().await;
    assert_eq!((status.condition, status.reasons), (Condition::Stopped, vec![Reason::MediaEmpty]));
}

#[tokio::test]
async fn a_card_never_goes_to_a_thermal_printer() {
    let printer = Printer::EscPos(EscPos::new("127.0.0.1:1", Duration::from_secs(5)));
    assert_eq!(
        printer.print(&job(Document::CardFace(contoh::kartu()))).await,
        PrintOutcome::NotPrinted { reason: NotPrinted::WrongPrinter }
    );
    assert_eq!(printer.print(&slip()).await, PrintOutcome::NotPrinted { reason: NotPrinted::Unreachable });
}

#[tokio::test]
async fn without_a_tls_provider_ipp_refuses_instead_of_panicking() {
    let printer = Printer::Ipp(Ipp::new("ipp://127.0.0.1:1/ipp/print", Patience::default()));
    assert_eq!(printer.print(&slip()).await, PrintOutcome::NotPrinted { reason: NotPrinted::WrongPrinter });
    let outcome = printer.print(&job(Document::CardFace(contoh::kartu()))).await;
    assert_eq!(outcome, PrintOutcome::NotPrinted { reason: NotPrinted::NoTls });
}

#[tokio::test]
async fn jobs_are_named_without_a_person() {
    let job = job(Document::CardFace(contoh::kartu()));
    assert_eq!(job.name(), "KTPEL kartu 07070707070707070707070707070707");
    assert_eq!(format!("{job:?}"), "Job(‹disamarkan›)");
}
