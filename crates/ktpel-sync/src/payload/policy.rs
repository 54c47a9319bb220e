//! Rules that the office may set (product rules 1, 2 and 14).

use minicbor::{Decode, Encode};

/// Policy in force from this entry on; the newest entry of the office counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PolicyRecord {
    /// The recording may be made while the NIK is applied for.
    #[n(0)]
    pub record_before_nik: bool,
    /// Oldest central status that opens the print gate, in days.
    #[n(1)]
    pub max_status_age_days: u32,
    /// `printer` (our job to a card printer) or `siak` (printed at the SIAK station).
    #[n(2)]
    pub print_way: String,
}

super::record!(PolicyRecord, print_way);
