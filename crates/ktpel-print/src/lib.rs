//! Documents and printers: lays out what is put on paper and card, and hands it to a printer once.
//!
//! Knows no case and no gate: whoever calls has decided that this may be printed. Never prints anything twice by
//! itself; what came out of a printer is said by the printer, or by a person.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod documents;
mod error;
pub mod escpos;
pub mod media;
pub mod printers;
pub mod qr;
pub mod typesetter;

pub use documents::{
    BeritaAcara, CardFace, Document, F101, Imprint, Kantor, LaporanHarian, LaporanKit, Mode, Pejabat, Picture, Slip, SuratHimbauan,
    TandaTerima,
};
pub use error::{PictureFault, PrintError};
pub use media::{Media, Roll};
pub use printers::{Job, JobId, PrintOutcome, Printer, PrinterStatus};
pub use typesetter::{Rendered, Typesetter};
