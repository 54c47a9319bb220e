//! Printers, card, handover, documents and stock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One printer in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrinterView {
    /// Id on this kit.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `kartu` | `slip` | `dokumen`.
    pub untuk: String,
    /// `ready` | `busy` | `stopped` | `unreachable`.
    pub state: String,
    /// Codes of what is wrong: `ribbon_low`, `ribbon_empty`, `media_empty`, `jam`, `cover_open`, `unreachable` …
    pub problems: Vec<String>,
    /// Ribbon in percent.
    pub ribbon: Option<u8>,
    /// Folder printer: where the files go.
    pub folder: Option<String>,
}

/// A printer of this kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrinterParams {
    /// Id; an unknown id adds a printer.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `kartu` | `slip` | `dokumen`.
    pub untuk: String,
    /// `folder:/path`, `ipp://…`, `escpos://host:9100`.
    pub uri: String,
}

/// Print the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrintCardParams {
    /// Case id.
    pub id: String,
    /// Serial of the blanko.
    pub blanko: String,
    /// Printer id; none records a card printed at the SIAK station.
    pub printer: Option<String>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrintOutcomeParams {
    /// Case id.
    pub id: String,
    /// `good` | `encode_failure` | `print_failure` | `damaged`.
    pub result: String,
}

/// Hand the card over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HandoverParams {
    /// Case id.
    pub id: String,
    /// `pemohon` | `keluarga` | `kuasa`.
    pub receiver: String,
    /// Name of the receiver where it is not the pemohon.
    pub receiver_name: Option<String>,
    /// The old card was withdrawn.
    pub old_card: Option<String>,
}

/// A document of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseDocumentParams {
    /// Case id.
    pub id: String,
    /// `slip` | `tanda_terima` | `f101`.
    pub document: String,
    /// Printer id; none only shows it.
    pub printer: Option<String>,
}

/// A document of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentParams {
    /// Visit id.
    pub id: String,
    /// Printer id; none only shows it.
    pub printer: Option<String>,
}

/// The report of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportParams {
    /// Printer id; none only shows it.
    pub printer: Option<String>,
}

/// A document as made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentView {
    /// `data:` URL of the first page as PNG.
    pub preview: String,
    /// Width over height of the page in thousandths.
    pub aspect_permille: u32,
    /// What the printer said: `shown` | `printed` | `not_printed` | `unknown`.
    pub printed: String,
    /// Where a folder printer put it.
    pub file: Option<String>,
    /// What the QR says, where there is one.
    pub qr: Option<String>,
}

/// The stock of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StockView {
    /// Blanko that can be used.
    pub blanko: u32,
    /// Received so far.
    pub received: u32,
    /// Good cards.
    pub good: u32,
    /// Spoiled.
    pub spoiled: u32,
    /// Taken by a print whose outcome nobody said.
    pub open: u32,
    /// Next serial by number, a suggestion.
    pub next: Option<String>,
    /// Ranges received: first, last, when.
    pub ranges: Vec<StockRange>,
}

/// A range of blanko.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StockRange {
    /// First serial.
    pub first: String,
    /// Last serial.
    pub last: String,
    /// How many.
    pub count: u32,
    /// When received.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Who received it.
    pub oleh: String,
}

/// Blanko received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StockParams {
    /// First serial.
    pub first: String,
    /// How many.
    pub count: u32,
}
