//! Looking up: NIK check, register extract, search.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A NIK while it is typed, with what the family card says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NikCheckParams {
    /// As typed.
    pub input: String,
    /// Birth date on the family card, `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// `L` or `P` on the family card.
    pub jenis_kelamin: Option<String>,
}

/// What the check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NikCheckView {
    /// `ok` | `warn` | `reject`.
    pub verdict: String,
    /// Codes such as `E_DATE`; the UI has words for each.
    pub errors: Vec<String>,
    /// Codes such as `W_KEC_UNKNOWN`.
    pub warnings: Vec<String>,
    /// `L` or `P` as the number says.
    pub jenis_kelamin: Option<String>,
    /// Possible birth dates, `YYYY-MM-DD`.
    pub birth_candidates: Vec<String>,
    /// Where it was issued, e.g. `Rasanae Barat, Kota Bima`.
    pub region: Option<String>,
}

/// What to look for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LookupParams {
    /// NIK or family card number, any separators; takes precedence.
    pub nomor: Option<String>,
    /// Name, tolerant of one typo and of swapped given names.
    pub nama: Option<String>,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// Region code of the kelurahan.
    pub kelurahan: Option<String>,
    /// The open case that this serves; without one the look is counted.
    #[serde(default)]
    pub case: Option<String>,
}

/// The full NIK of a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NikView {
    /// Sixteen digits.
    pub nik: String,
}

/// One resident of the register extract.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResidentView {
    /// NIK, sixteen digits.
    pub nik: String,
    /// Family card number.
    pub no_kk: String,
    /// Full name.
    pub nama: String,
    /// Place of birth.
    pub tempat_lahir: String,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: String,
    /// `L` or `P`.
    pub jenis_kelamin: String,
    /// Age in years.
    pub umur: u8,
    /// Region code.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// Street.
    pub alamat: String,
    /// RT.
    pub rt: String,
    /// RW.
    pub rw: String,
    /// Label of the marital status.
    pub status_kawin: String,
    /// Relation to the head of the family.
    pub shdk: String,
    /// Central recording status.
    pub status_rekam: String,
    /// A card was issued before.
    pub kartu_terbit: bool,
    /// A case of this resident on the kit, if any.
    pub case: Option<String>,
    /// How close the match is: `exact` | `close`.
    pub matched: String,
}

/// Anything typed into the search box.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SearchParams {
    /// As typed or scanned.
    pub query: String,
}

/// What was found.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SearchView {
    /// Cases on the kit.
    pub cases: Vec<super::BoardCard>,
    /// Residents of the extract.
    pub residents: Vec<ResidentView>,
    /// The slip, where one was scanned or pasted.
    pub slip: Option<super::SlipView>,
    /// The register is shut for searching: minutes until it opens. None while it is open.
    pub shut_minutes: Option<u32>,
}

/// One row of the comparison.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparisonRow {
    /// Field id.
    pub field: String,
    /// Value in the register.
    pub register: Option<String>,
    /// Value in the case (as the family card says).
    pub kk: Option<String>,
    /// `same` | `spelling` (differs only in case, apostrophe or space) | `differs` | `only_register` | `only_kk`.
    pub state: String,
}

/// The register beside the family card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComparisonView {
    /// The resident found by the NIK of the case; none when the extract does not know it.
    pub resident: Option<ResidentView>,
    /// Field by field.
    pub rows: Vec<ComparisonRow>,
    /// Date of the extract, `YYYY-MM-DD`.
    pub extract_date: Option<String>,
}
