//! Work carried on a USB stick.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where to look beside what is plugged in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickLook {
    /// A folder that somebody typed.
    pub folder: Option<String>,
}

/// A place where a stick may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickPlace {
    /// Folder.
    pub path: String,
    /// Name of the stick.
    pub name: String,
    /// Free space in MB, where the system tells.
    pub free_mb: Option<u32>,
    /// Receipts of an office that lie on it: files.
    pub receipts: Vec<String>,
    /// Files of other laptops that lie on it.
    pub bundles: Vec<StickBundle>,
}

/// A file of another laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickBundle {
    /// The file.
    pub file: String,
    /// Name of the laptop that wrote it; empty if this one does not know it yet.
    pub nama: String,
    /// When, by that laptop's clock.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// `ok`, or the cause for which this laptop does not take it (`file_…`).
    pub state: String,
}

/// Where to write the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickExportParams {
    /// Folder of the stick.
    pub folder: String,
}

/// The file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Entries inside.
    pub entries: u32,
    /// Attachments inside.
    pub attachments: u32,
    /// Other laptops whose work is inside too.
    pub laptops: u32,
}

/// The receipt to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickReceiptParams {
    /// The file.
    pub file: String,
}

/// A laptop that work can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickLaptop {
    /// Its id.
    pub device: String,
    /// Its name.
    pub nama: String,
}

/// For whom, and where to write the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickGiveParams {
    /// Folder of the stick.
    pub folder: String,
    /// Id of the laptop that shall open it.
    pub device: String,
}

/// The file for another laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickGiven {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Name of the laptop that opens it.
    pub nama: String,
}

/// The file of another laptop to take in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickTakeParams {
    /// The file.
    pub file: String,
}

/// What a file of another laptop brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickWork {
    /// Name of the laptop that wrote it.
    pub nama: String,
    /// Entries that were new here.
    pub entries: u32,
    /// Cases and visits that changed.
    pub cases: u32,
    /// Places in the file that are damaged.
    pub damaged: u32,
    /// Laptops of whose work a part was left: it does not go on where the work here ends, or nobody signed it.
    pub left: Vec<String>,
    /// The signed end was there and fits: nothing is missing.
    pub whole: bool,
}
