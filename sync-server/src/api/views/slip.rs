//! Checking a slip at the counter.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of POST /api/slip.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeSlipParams")]
pub struct SlipParams {
    /// What the scanner read or a person pasted.
    pub text: String,
}

/// Whether a slip counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OfficeSlipVerdict {
    /// A device of this office signed it.
    Genuine,
    /// Signed by a device that was revoked later: the time on the slip is that device's own word.
    GenuineRevokedLater,
    /// Issued after its device was revoked.
    Revoked,
    /// Changed, damaged or made up.
    NotGenuine,
}

/// What a genuine slip says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeSlipSays")]
pub struct SlipSays {
    /// Case code.
    pub kode: String,
    /// Initials.
    pub inisial: String,
    /// Last four digits of the NIK.
    pub nik_akhir: Option<String>,
    /// Service id.
    pub layanan: String,
    /// Where the case stood when it was printed, in one sentence.
    pub stage_label: String,
    /// The sentence in English.
    pub stage_label_en: String,
    /// When it was printed, by the clock of its device.
    #[ts(type = "number")]
    pub issued_ms: i64,
    /// Name of the device that printed it.
    pub device: String,
}

/// A slip as checked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeSlipAnswer")]
pub struct SlipAnswer {
    /// Whether it counts.
    pub verdict: OfficeSlipVerdict,
    /// What it says; only of a genuine one.
    pub says: Option<SlipSays>,
    /// The case, once it has reached the office.
    pub case: Option<String>,
}
