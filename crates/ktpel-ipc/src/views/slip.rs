//! What the check of a scanned slip says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a slip counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SlipVerdict {
    /// A device of the office signed it.
    Genuine,
    /// Signed by a device that was revoked later: the time on the slip is that device's own word.
    GenuineRevokedLater,
    /// Issued after its device was revoked.
    Revoked,
    /// Changed, damaged or made up.
    NotGenuine,
    /// Signed by a device of which this kit has not heard.
    UnknownSigner,
}

/// What a genuine slip says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SlipClaims {
    /// Case code.
    pub kode: String,
    /// Initials.
    pub inisial: String,
    /// Last four digits of the NIK.
    pub nik_akhir: Option<String>,
    /// Service id.
    pub layanan: String,
    /// Stage id when it was printed.
    pub stage: String,
    /// The stage in one sentence.
    pub stage_label: String,
    /// The sentence in English.
    pub stage_label_en: String,
    /// When it was printed, by the clock of its device.
    #[ts(type = "number")]
    pub issued_ms: i64,
}

/// A slip as checked on this kit, without the office.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SlipView {
    /// Whether it counts.
    pub verdict: SlipVerdict,
    /// Name of the device that issued it; empty where none is known.
    pub device: String,
    /// What it says; only of a genuine one.
    pub claims: Option<SlipClaims>,
    /// The case, where it is on this kit.
    pub case: Option<String>,
}
