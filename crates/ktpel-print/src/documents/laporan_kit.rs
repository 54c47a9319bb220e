//! Laporan kit hilang: what a lost laptop held, how it was protected and what was done (UU 27/2022 ps. 46: written notice within 3 × 24 hours that says
//! which personal data were exposed, when and how, and what is done about it).

use serde_json::{Value, json};

use super::{Baris, Kantor, Pejabat, masked_debug};

/// One report.
#[derive(Clone, PartialEq)]
pub struct LaporanKit {
    /// Letterhead.
    pub kantor: Kantor,
    /// Number of the report; empty leaves room for the registry's hand.
    pub nomor: String,
    /// The laptop: name, id, team, last visit, last contact.
    pub kit: Vec<Baris>,
    /// The loss as it was reported.
    pub kejadian: Vec<Baris>,
    /// Until when the notice is due, e.g. `26-11-2026 10.42 WITA`; empty while no loss was reported.
    pub batas: String,
    /// What it held.
    pub isi: Vec<Baris>,
    /// Cases by kelurahan.
    pub per_kelurahan: Vec<(String, u32)>,
    /// How that was protected, and what a finder could read.
    pub perlindungan: Vec<String>,
    /// What was done, in order.
    pub penanganan: Vec<Tindakan>,
    /// What is still to be done.
    pub langkah: Vec<String>,
    /// Masked NIK of the persons in cases, last four digits only.
    pub nik: Vec<String>,
    /// Who answers for it.
    pub mengetahui: Pejabat,
}

masked_debug!(LaporanKit);

/// One thing that was done.
#[derive(Clone, PartialEq, Eq)]
pub struct Tindakan {
    /// When, as printed.
    pub waktu: String,
    /// What.
    pub tindakan: String,
    /// By whom.
    pub oleh: String,
}

masked_debug!(Tindakan);

impl LaporanKit {
    pub(crate) fn data(&self) -> Value {
        let rows = |rows: &[Baris]| rows.iter().map(Baris::data).collect::<Vec<_>>();
        json!({
            "kantor": self.kantor.data(),
            "nomor": self.nomor,
            "kit": rows(&self.kit),
            "kejadian": rows(&self.kejadian),
            "batas": self.batas,
            "isi": rows(&self.isi),
            "per_kelurahan": self.per_kelurahan.iter().map(|(nama, kasus)| json!({ "nama": nama, "kasus": kasus })).collect::<Vec<_>>(),
            "perlindungan": self.perlindungan,
            "penanganan": self
                .penanganan
                .iter()
                .map(|row| json!({ "waktu": row.waktu, "tindakan": row.tindakan, "oleh": row.oleh }))
                .collect::<Vec<_>>(),
            "langkah": self.langkah,
            "nik": self.nik,
            "mengetahui": self.mengetahui.data(),
        })
    }
}
