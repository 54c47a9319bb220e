//! What the kit tells the UI without being asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::status::StatusView;

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
pub enum Event {
    /// The state of safety changed.
    Status {
        /// The new state.
        status: Box<StatusView>,
    },
    /// These documents changed (by this kit or by sync): load again what shows them.
    Changed {
        /// Case or visit ids.
        docs: Vec<String>,
    },
    /// The kit was locked (idle, by hand, or because the day ended).
    Locked,
}
