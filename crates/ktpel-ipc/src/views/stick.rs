//! Work carried on a USB stick.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
}

/// The receipt to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StickReceiptParams {
    /// The file.
    pub file: String,
}
