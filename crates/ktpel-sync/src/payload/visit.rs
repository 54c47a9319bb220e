//! A visit (kunjungan) that the office assigned; its id is the document of the entry (SOP MOBILE steps 1 and 2).

use ktpel_domain::ids::Hash;
use minicbor::{Decode, Encode};

/// Where and when a team serves, and the register extract it carries.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
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
    /// Hours of service as announced, e.g. `08.00–15.00`; may be empty.
    #[n(5)]
    pub jam: String,
    /// Contact person in the kelurahan; may be empty.
    #[n(6)]
    pub kontak_nama: String,
    /// Phone number of the contact person; may be empty.
    #[n(7)]
    pub kontak_hp: String,
}

super::record!(Visit, kelurahan, kelurahan_nama, tanggal, tempat, jam, kontak_nama, kontak_hp);

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visit").field("kelurahan", &self.kelurahan).field("tanggal", &self.tanggal).finish_non_exhaustive()
    }
}
