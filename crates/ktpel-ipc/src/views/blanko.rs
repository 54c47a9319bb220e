//! Blanko that more than one case took.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One serial and the cases that took it: one blanko cannot be two cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlankoTwice {
    /// The serial.
    pub serial: String,
    /// The cases; one alone where it took the serial twice itself.
    pub cases: Vec<CaseName>,
}

/// A case by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseName {
    /// Case id.
    pub id: String,
    /// Name.
    pub nama: String,
}
