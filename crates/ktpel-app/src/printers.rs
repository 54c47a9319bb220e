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

    /// The printer behind the address.
    pub(crate) fn printer(&self) -> Option<Printer> {
        if let Some(folder) = self.uri.strip_prefix("folder:") {
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
            folder: self.uri.strip_prefix("folder:").map(str::to_owned),
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
