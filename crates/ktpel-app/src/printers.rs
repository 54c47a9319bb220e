//! Printers of this kit: their configuration, and what they say, in the codes of the contract.

use std::time::Duration;

use ktpel_ipc::views::{PrinterParams, PrinterView};
use ktpel_print::{
    PrintOutcome, Printer, PrinterStatus,
    printers::{Condition, EscPos, Folder, Ipp, NotPrinted, Reason, ipp::Patience},
};
use serde::{Deserialize, Serialize};

/// How long a printer may be silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// One configured printer, stored as JSON in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrinterConfig {
    pub(crate) id: String,
    pub(crate) nama: String,
    pub(crate) untuk: String,
    pub(crate) uri: String,
}

impl PrinterConfig {
    /// Reads what the UI sent; `None` names a purpose or an address that no printer has.
    pub(crate) fn parse(params: PrinterParams) -> Option<Self> {
        let known = matches!(params.untuk.as_str(), "kartu" | "slip" | "dokumen");
        let config = Self { id: params.id, nama: params.nama, untuk: params.untuk, uri: params.uri };
        (known && !config.id.is_empty() && config.printer().is_some()).then_some(config)
    }

    /// The folder that it writes plain files into, where it is no real printer.
    pub(crate) fn folder(&self) -> Option<&str> {
        self.uri.strip_prefix("folder:")
    }

    /// The printer behind the address.
    pub(crate) fn printer(&self) -> Option<Printer> {
        if let Some(folder) = self.folder() {
            return Some(Printer::Folder(Folder::new(folder)));
        }
        if let Some(address) = self.uri.strip_prefix("escpos://") {
            return Some(Printer::EscPos(EscPos::new(address, PATIENCE)));
        }
        let ipp = self.uri.starts_with("ipp://") || self.uri.starts_with("ipps://");
        ipp.then(|| Printer::Ipp(Ipp::new(self.uri.clone(), Patience { request: PATIENCE, ..Patience::default() })))
    }

    /// What the UI shows of it.
    pub(crate) fn view(&self, status: &PrinterStatus) -> PrinterView {
        let state = match status.condition {
            Condition::Ready => "ready",
            Condition::Busy => "busy",
            Condition::Stopped => "stopped",
            Condition::Unreachable => "unreachable",
        };
        PrinterView {
            id: self.id.clone(),
            nama: self.nama.clone(),
            untuk: self.untuk.clone(),
            state: state.to_owned(),
            problems: status.reasons.iter().map(|reason| code(reason).to_owned()).collect(),
            ribbon: if self.untuk == "kartu" { status.ribbon_percent() } else { None },
            folder: self.folder().map(str::to_owned),
        }
    }
}

/// The code of a reason; the UI has words for each.
fn code(reason: &Reason) -> &'static str {
    match reason {
        Reason::MediaEmpty => "media_empty",
        Reason::MediaLow => "media_low",
        Reason::MediaNeeded => "media_needed",
        Reason::Jam => "jam",
        Reason::RibbonEmpty => "ribbon_empty",
        Reason::RibbonLow => "ribbon_low",
        Reason::CoverOpen => "cover_open",
        Reason::OutputFull => "output_full",
        Reason::Paused => "paused",
        Reason::Offline => "offline",
        Reason::Other { .. } => "other",
    }
}

/// Why a job was certainly not printed, as a code.
pub(crate) fn not_printed(reason: &NotPrinted) -> &'static str {
    match reason {
        NotPrinted::Unreachable => "unreachable",
        NotPrinted::NotReady { reasons } => reasons.first().map_or("not_ready", code),
        NotPrinted::FormatNotSupported => "format",
        NotPrinted::MediaNotSupported => "media",
        NotPrinted::WrongPrinter => "wrong_printer",
        NotPrinted::Refused { .. } | NotPrinted::DocumentRejected => "refused",
        NotPrinted::Disk => "disk",
        NotPrinted::NoSuchJob => "no_such_job",
        NotPrinted::BadAddress => "bad_address",
        NotPrinted::NoTls => "no_tls",
    }
}

/// The word of the contract for an outcome.
pub(crate) fn outcome(outcome: &PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Printed => "printed",
        PrintOutcome::NotPrinted { .. } => "not_printed",
        PrintOutcome::Unknown { .. } => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use ktpel_ipc::{
        Kit as _, ProblemCode,
        views::{CaseDocumentParams, Empty},
    };

    use super::*;
    use crate::testing::TestKit;

    fn params(uri: &str) -> PrinterParams {
        PrinterParams { id: "slip".to_owned(), nama: "Pencetak slip".to_owned(), untuk: "slip".to_owned(), uri: uri.to_owned() }
    }

    /// The QR code of a slip names its office.
    fn at_an_office(kit: &TestKit) {
        let set = |opened: &mut crate::opened::Opened| {
            opened.office.url = "https://kantor.example".to_owned();
            Ok(())
        };
        kit.app.open(set).unwrap();
    }

    #[test]
    fn a_real_kit_leaves_no_papers_in_a_folder_and_says_what_is_missing() {
        let kit = TestKit::new();
        at_an_office(&kit);
        assert!(kit.app.printer_list(Empty {}).unwrap().is_empty(), "nothing prints before a printer is set up");
        let slip = CaseDocumentParams { id: kit.case(), document: "slip".to_owned(), printer: Some("slip".to_owned()) };
        let problem = kit.app.document_make(slip.clone()).err().unwrap();
        assert_eq!((problem.code, problem.params["what"].as_str()), (ProblemCode::Printer, "none"), "the screen says: set one up");
        let shown = kit.app.document_make(CaseDocumentParams { printer: None, ..slip }).unwrap();
        assert_eq!(shown.printed, "shown", "the slip can still be shown, so that the resident takes a photo of it");

        let folder = kit.dir.path().join("cetak");
        let problem = kit.app.printer_set(params(&format!("folder:{}", folder.display()))).err().unwrap();
        assert_eq!((problem.code, problem.params["what"].as_str()), (ProblemCode::Invalid, "folder"));
        assert!(!folder.exists(), "not even an empty folder was made");
        let printers = kit.app.printer_set(params("escpos://127.0.0.1:1")).unwrap();
        assert_eq!((printers.len(), printers[0].state.as_str()), (1, "unreachable"), "a real printer is taken");
    }

    #[test]
    fn a_folder_of_the_first_version_is_no_printer_of_a_real_kit_any_more() {
        let kit = TestKit::new();
        let old = r#"[{"id":"slip","nama":"Map","untuk":"slip","uri":"folder:/tmp/cetak"},{"id":"x","nama":"X","untuk":"slip","uri":"escpos://127.0.0.1:1"}]"#;
        let listed = |demo: bool| {
            let configs = kit.app.open(|opened| {
                opened.store.write(|tx| tx.settings().put("printers", old)).map_err(crate::act::stored)?;
                opened.office.demo = demo;
                crate::printing::configured(opened)
            });
            configs.unwrap().iter().map(|config| config.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(listed(false), ["x"]);
        assert_eq!(listed(true), ["slip", "x"], "training goes on as before");
    }
}
