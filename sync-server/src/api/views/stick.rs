//! What a USB stick brought.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was taken of a file, and the receipt to carry back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickTaken {
    /// The kit whose work it is.
    pub device: String,
    /// Its name.
    pub nama: String,
    /// First entry of the file, 0 without entries.
    #[ts(type = "number")]
    pub first: u64,
    /// Last entry of the file.
    #[ts(type = "number")]
    pub last: u64,
    /// Last entry of this kit that the office has now.
    #[ts(type = "number")]
    pub acked_seq: u64,
    /// Attachments that the file names.
    #[ts(type = "number")]
    pub attachments: u64,
    /// Of these, those that the office has whole now.
    #[ts(type = "number")]
    pub complete: u64,
    /// Other kits of which the file brought something.
    pub others: Vec<String>,
    /// Damaged places.
    pub damaged: Vec<StickDamage>,
    /// Nothing is missing: the signed end was there and fits.
    pub whole: bool,
    /// The receipt, Base64.
    pub receipt: String,
}

/// Bytes of a file that could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickDamage {
    /// Where they begin.
    #[ts(type = "number")]
    pub at: u64,
    /// How many.
    #[ts(type = "number")]
    pub bytes: u64,
}
