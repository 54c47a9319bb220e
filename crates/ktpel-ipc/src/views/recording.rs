//! Perekaman: live picture, takes, waivers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which device's picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewParams {
    /// Case id.
    pub id: String,
    /// Slot id.
    pub slot: String,
}

/// One frame.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewView {
    /// `data:` URL of the frame.
    pub frame: String,
    /// Quality of the frame, 0–100.
    pub quality: u8,
    /// `baik` | `cukup` | `kurang`.
    pub word: String,
    /// Hint code: `hold_still`, `closer`, `no_finger`, `ready`.
    pub hint: String,
    /// Name of the device; simulators are named so.
    pub device: String,
}

/// Take a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaptureParams {
    /// Case id.
    pub id: String,
    /// Slot id.
    pub slot: String,
    /// A picture uploaded by the UI before (camera, signature pad), by its blob id; none takes it from the device.
    pub blob: Option<String>,
}

/// What was taken.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaptureView {
    /// Quality, 0–100.
    pub quality: u8,
    /// `baik` | `cukup` | `kurang`.
    pub word: String,
    /// `data:` URL of a small picture of the take.
    pub thumbnail: String,
    /// The case after it.
    pub case: super::CaseView,
}

/// Waive a slot.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WaiveParams {
    /// Case id.
    pub id: String,
    /// Slot ids, e.g. all fingers of a hand.
    pub slots: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Pick one of two takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChooseParams {
    /// Case id.
    pub id: String,
    /// Slot id.
    pub slot: String,
    /// Hash of the take.
    pub hash: String,
}
