//! The day on one screen.

use ktpel_case::summary::CaseSummary;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One card of the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardCard {
    /// Case id, hex.
    pub id: String,
    /// The case in short.
    pub summary: CaseSummary,
    /// Age in years.
    pub umur: Option<u8>,
    /// Since when the case waits in this column, ms since the epoch.
    #[ts(type = "number")]
    pub waiting_since_ms: i64,
    /// Who holds it (a hint, never a lock).
    pub held_by: Option<String>,
    /// Not yet confirmed by the office.
    pub unsent: bool,
}

/// One column: an open step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardColumn {
    /// Step id, or `waiting` / `done`.
    pub id: String,
    /// Printed number of the step.
    pub no: Option<u8>,
    /// All cards of the column.
    pub count: u32,
    /// Cards, longest waiting first.
    pub cards: Vec<BoardCard>,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BoardView {
    /// The visit shown.
    pub visit: Option<super::VisitSummary>,
    /// Columns in the order of the SOP, then what waits, then what is done.
    pub columns: Vec<BoardColumn>,
    /// Served today (handed over, or all done that can be done).
    pub served: u32,
    /// Cases opened today.
    pub opened: u32,
    /// Median working seconds of the cases served today.
    pub median_seconds: Option<u32>,
    /// Median of the sums of standard times of the same cases.
    pub target_seconds: Option<u32>,
    /// Good cards printed today.
    pub printed: u32,
    /// Print debts.
    pub debts: u32,
    /// Conflicts and incidents open.
    pub conflicts: u32,
    /// The case to call next (longest waiting in the earliest open step).
    pub call_next: Option<String>,
    /// Blanko that more than one case took.
    pub blanko_twice: Vec<super::BlankoTwice>,
}
