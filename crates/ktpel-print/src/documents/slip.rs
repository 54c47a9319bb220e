//! The slip: what the resident takes home (Catatan kekurangan and certainty of time, SOP steps 2 and 5; product rule 9).
//!
//! Carries initials, never a NIK or a full name: whoever finds it learns nothing.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{masked_debug, tanggal};
use crate::media::Roll;

/// One slip.
#[derive(Clone, PartialEq)]
pub struct Slip {
    /// Roll it is printed on.
    pub paper: Roll,
    /// Office, first line (e.g. `Dinas Dukcapil Kota Bima`).
    pub kantor: String,
    /// Visit, e.g. `Kunjungan Kel. Kolo`; at the desk, the desk.
    pub kunjungan: String,
    /// Day of the visit.
    pub tanggal: Date,
    /// Case number as people say it aloud.
    pub nomor_kasus: String,
    /// Initials of the resident, e.g. `S. R.`.
    pub inisial: String,
    /// Service in words.
    pub layanan: String,
    /// One sentence: where the case stands.
    pub status: String,
    /// What is still missing (catatan kekurangan); empty when nothing is.
    pub kekurangan: Vec<String>,
    /// What happens or what to do next, in order.
    pub langkah: Vec<String>,
    /// Whom to ask, one line each.
    pub kontak: Vec<String>,
    /// Text of the QR code; upper-case alphanumerics make it smallest.
    pub qr: String,
    /// Short code under the QR code, typed where nothing scans.
    pub kode: String,
}

masked_debug!(Slip);

impl Slip {
    pub(crate) fn data(&self) -> Value {
        json!({
            "lebar_mm": self.paper.width_mm(),
            "cetak_mm": self.paper.dots() / crate::media::DOTS_PER_MM,
            "kantor": self.kantor,
            "kunjungan": self.kunjungan,
            "tanggal": tanggal::dengan_hari(self.tanggal),
            "nomor_kasus": self.nomor_kasus,
            "inisial": self.inisial,
            "layanan": self.layanan,
            "status": self.status,
            "kekurangan": self.kekurangan,
            "langkah": self.langkah,
            "kontak": self.kontak,
            "kode": self.kode,
        })
    }
}
