//! Visits (kunjungan) and contact requests.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One visit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitSummary {
    /// Visit id, hex.
    pub id: String,
    /// Region code of the kelurahan.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place, e.g. `Aula Kantor Kelurahan`.
    pub tempat: String,
    /// Hours, e.g. `08.00–15.00`.
    pub jam: String,
    /// Contact requests logged.
    pub contacts: u32,
    /// Cases of this visit.
    pub cases: u32,
    /// Residents in the register extract for it; 0 means none was loaded.
    pub residents: u32,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitView {
    /// The summary.
    pub summary: VisitSummary,
    /// Contact person of the team.
    pub kontak_nama: String,
    /// Phone of the contact person.
    pub kontak_hp: String,
    /// Contact requests, newest first.
    pub contacts: Vec<ContactItem>,
}

/// One contact request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContactItem {
    /// Contact id, hex.
    pub id: String,
    /// Name as given.
    pub nama: String,
    /// Phone.
    pub no_hp: Option<String>,
    /// Service asked for.
    pub layanan: Option<String>,
    /// `ya` | `tidak` | `belum_tahu`.
    pub punya_nik: String,
    /// Where they live, in words.
    pub alamat: Option<String>,
    /// Note, e.g. bedridden.
    pub catatan: Option<String>,
    /// `telepon` | `datang` | `perangkat`.
    pub cara: String,
    /// Who logged it.
    pub oleh: String,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The case opened for it, if any.
    pub case: Option<String>,
}

/// Which visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitId {
    /// Visit id, hex.
    pub id: String,
}

/// A visit planned on the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitParams {
    /// Region code of the kelurahan.
    pub kelurahan: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Hours.
    pub jam: String,
    /// Contact person.
    pub kontak_nama: String,
    /// Phone of the contact person.
    pub kontak_hp: String,
}

/// A contact request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContactParams {
    /// Visit it is for.
    pub visit: String,
    /// Name.
    pub nama: String,
    /// Phone.
    pub no_hp: Option<String>,
    /// Service.
    pub layanan: Option<String>,
    /// `ya` | `tidak` | `belum_tahu`.
    pub punya_nik: String,
    /// Where they live.
    pub alamat: Option<String>,
    /// Note.
    pub catatan: Option<String>,
    /// `telepon` | `datang` | `perangkat`.
    pub cara: String,
}
