//! News for open dashboards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What changed, as told to open dashboards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
pub enum LiveEvent {
    /// These documents.
    Changed {
        /// Their ids.
        docs: Vec<String>,
    },
    /// A kit was in contact.
    Kit {
        /// Its id.
        device: String,
    },
    /// Visits were planned or changed.
    Visits,
}
