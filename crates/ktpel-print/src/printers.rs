//! Printers: a folder, an IPP queue or card printer, a thermal slip printer. One job is handed over once.
//!
//! The caller stores its intent before it calls, and settles an unknown outcome by asking a person. Nothing here
//! repeats a job: a job cancelled while the hopper was empty has been seen to print after the refill, and a killed
//! printer to finish the card it had begun.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Media, PrintError, Rendered, escpos};

pub mod esc_pos;
pub mod folder;
pub mod ipp;
mod outcome;
mod status;

pub use esc_pos::EscPos;
pub use folder::Folder;
pub use ipp::Ipp;
pub use outcome::{NotPrinted, PrintOutcome, Unsure};
pub use status::{Condition, PrinterStatus, Reason, Supply, SupplyKind};

/// Id of a job, chosen and stored by the caller before anything is sent (job ids of printers restart at 1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(pub [u8; 16]);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobId({self})")
    }
}

/// What is handed to a printer.
#[derive(Clone)]
pub struct Job {
    /// Id of the job.
    pub id: JobId,
    /// Kind of document, e.g. `kartu`.
    pub kind: &'static str,
    /// What it is printed on.
    pub media: Media,
    /// Pages.
    pub pages: usize,
    /// The document as PDF.
    pub pdf: Vec<u8>,
    /// A card as JPEG at 300 dpi, for printers that take no PDF; empty for other documents.
    jpeg_300: Vec<u8>,
    /// ESC/POS bytes; slips only.
    escpos: Option<Vec<u8>>,
}

crate::documents::masked_debug!(Job);

impl Job {
    /// Exports a laid out document for any printer.
    pub fn new(id: JobId, rendered: &Rendered) -> Result<Self, PrintError> {
        Ok(Self {
            id,
            kind: rendered.kind(),
            media: rendered.media(),
            pages: rendered.pages(),
            pdf: rendered.pdf()?,
            jpeg_300: if rendered.media() == Media::Id1 { rendered.jpeg(300)? } else { Vec::new() },
            escpos: rendered.slip_raster()?.as_ref().map(escpos::encode),
        })
    }

    /// SHA-256 of the PDF, stored with the intent.
    #[must_use]
    pub fn pdf_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.pdf).into()
    }

    /// Name shown in the queue of the printer: program, kind and id, nothing of a person.
    #[must_use]
    pub fn name(&self) -> String {
        format!("KTPEL {} {}", self.kind, self.id)
    }
}

/// A printer that the kit or the office has set up.
#[derive(Debug, Clone)]
pub enum Printer {
    /// Writes files instead: training, tests, a machine without printer.
    Folder(Folder),
    /// IPP or CUPS queue: card printers and office printers.
    Ipp(Ipp),
    /// Thermal slip printer on TCP port 9100.
    EscPos(EscPos),
}

impl Printer {
    /// Whether it can print now, with supplies and the reasons why not.
    pub async fn status(&self) -> PrinterStatus {
        match self {
            Self::Folder(folder) => folder.status(),
            Self::Ipp(ipp) => ipp.status().await,
            Self::EscPos(printer) => printer.status().await,
        }
    }

    /// Hands the job over once and reports what the printer says of it.
    pub async fn print(&self, job: &Job) -> PrintOutcome {
        match self {
            Self::Folder(folder) => folder.print(job),
            Self::Ipp(ipp) => ipp.print(job).await,
            Self::EscPos(printer) => printer.print(job).await,
        }
    }

    /// After a crash: what became of a job handed over earlier. Never prints.
    pub async fn recall(&self, id: JobId) -> PrintOutcome {
        match self {
            Self::Folder(folder) => folder.recall(id),
            Self::Ipp(ipp) => ipp.recall(id).await,
            Self::EscPos(_) => PrintOutcome::Unknown { reason: Unsure::NoMemory },
        }
    }
}
