//! Visits.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeVisit {
    /// Visit id.
    pub id: String,
    /// Region code.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Hours as announced.
    pub jam: String,
    /// Contact person.
    pub kontak_nama: String,
    /// Phone number of the contact person.
    pub kontak_hp: String,
    /// Contact requests logged.
    pub contacts: u32,
    /// Cases.
    pub cases: u32,
    /// Of these, closed.
    pub done: u32,
    /// Device ids of its laptops; none is open to every laptop.
    pub team: Option<Vec<String>>,
    /// Residents in the extract.
    pub residents: u32,
}

/// Body of POST /api/visits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeVisitParams")]
pub struct VisitParams {
    /// Region code.
    pub kelurahan: String,
    /// `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// Hours as announced.
    #[serde(default)]
    pub jam: String,
    /// Contact person.
    #[serde(default)]
    pub kontak_nama: String,
    /// Phone number of the contact person.
    #[serde(default)]
    pub kontak_hp: String,
    /// Device ids of its laptops; without them every laptop may work on it.
    #[serde(default)]
    pub team: Option<Vec<String>>,
}

/// Body of POST /api/visits/{id}/team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, rename = "OfficeVisitTeamParams")]
pub struct VisitTeamParams {
    /// Device ids of its laptops from now on.
    pub team: Vec<String>,
}
