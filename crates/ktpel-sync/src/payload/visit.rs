//! A visit (kunjungan) that the office assigned; its id is the document of the entry (SOP MOBILE steps 1 and 2).

use ktpel_domain::ids::Hash;
use minicbor::{Decode, Encode};

/// Where and when a team serves, and the register extract it carries.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Visit {
    /// Region code, `52.72.03.1004`.
    #[n(0)]
    pub kelurahan: String,
    /// Its name.
    #[n(1)]
    pub kelurahan_nama: String,
    /// Date, `YYYY-MM-DD`.
    #[n(2)]
    pub tanggal: String,
    /// Place in the kelurahan.
    #[n(3)]
    pub tempat: String,
    /// SHA-256 of the register extract, where one is ready.
    #[cbor(n(4), with = "crate::wire")]
    pub extract: Option<Hash>,
}

super::record!(Visit, kelurahan, kelurahan_nama, tanggal, tempat);
