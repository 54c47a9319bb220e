//! Checking a NIK while it is typed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of POST /api/nik-check: a body, so that no NIK stands in an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeNikCheckParams")]
pub struct NikCheckParams {
    /// As typed.
    pub input: String,
    /// Birth date as stated, `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// `L` or `P` as stated.
    pub jenis_kelamin: Option<String>,
}

/// What is found in a typed NIK.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeNikCheck")]
pub struct NikCheckAnswer {
    /// `ok` | `warn` | `reject`.
    pub verdict: String,
    /// Codes such as `E_DATE`.
    pub errors: Vec<String>,
    /// Codes such as `W_KEC_UNKNOWN`.
    pub warnings: Vec<String>,
    /// `L` or `P` as the number says.
    pub jenis_kelamin: Option<String>,
    /// Possible birth dates, `YYYY-MM-DD`.
    pub birth_candidates: Vec<String>,
    /// Where it was issued.
    pub region: Option<String>,
}
