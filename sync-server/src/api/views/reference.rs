//! Labels for what the dashboard shows by id.

use ktpel_sop::info::{FormInfo, LayananInfo, ProcedureInfo, RequirementInfo};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A status of the central recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusItem {
    /// As the central system writes it.
    pub id: String,
    /// Meaning, in Indonesian.
    pub meaning: String,
    /// Where the record is.
    pub phase: String,
    /// A first card may be printed.
    pub printable: bool,
}

/// A kecamatan or kelurahan of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RegionItem {
    /// Region code.
    pub code: String,
    /// Name.
    pub nama: String,
    /// 3 for a kecamatan, 4 for a kelurahan.
    pub level: u8,
}

/// Labels for everything the dashboard shows by id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficeReference {
    /// The five procedures.
    pub procedures: Vec<ProcedureInfo>,
    /// Forms with their fields.
    pub forms: Vec<FormInfo>,
    /// Required documents.
    pub requirements: Vec<RequirementInfo>,
    /// Services.
    pub layanan: Vec<LayananInfo>,
    /// Statuses of the central recording.
    pub statuses: Vec<StatusItem>,
    /// Kecamatan and kelurahan of the city.
    pub wilayah: Vec<RegionItem>,
}
