//! Surat Himbauan: the letter that announces a visit to the residents of a kelurahan (SOP MOBILE step 1).

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Kantor, Pejabat, tanggal};

/// One letter.
#[derive(Debug, Clone, PartialEq)]
pub struct SuratHimbauan {
    /// Letterhead.
    pub kantor: Kantor,
    /// Number of the letter; empty leaves room for the registry's hand.
    pub nomor: String,
    /// Date of the letter.
    pub tanggal: Date,
    /// Addressees, one line each, e.g. `Lurah Kolo`.
    pub kepada: Vec<String>,
    /// Kelurahan visited.
    pub kelurahan: String,
    /// Kecamatan of it.
    pub kecamatan: String,
    /// Day of the visit.
    pub tanggal_kunjungan: Date,
    /// Hours in words, e.g. `08.00 s.d. 15.00 WITA`.
    pub waktu: String,
    /// Place, e.g. `Aula Kantor Kelurahan Kolo`.
    pub tempat: String,
    /// Who should come, one line each.
    pub sasaran: Vec<String>,
    /// What to bring for each service.
    pub layanan: Vec<LayananSyarat>,
    /// Contact persons.
    pub kontak: Vec<KontakPetugas>,
    /// Who signs.
    pub pejabat: Pejabat,
    /// Copies to; may be empty.
    pub tembusan: Vec<String>,
}

/// A service and what to bring for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayananSyarat {
    /// Service in words.
    pub layanan: String,
    /// Documents to bring.
    pub syarat: Vec<String>,
}

/// A contact person (kontak person of SOP MOBILE step 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KontakPetugas {
    /// Name.
    pub nama: String,
    /// Task on the visit.
    pub tugas: String,
    /// Telephone or WhatsApp.
    pub no_hp: String,
}

impl SuratHimbauan {
    pub(crate) fn data(&self) -> Value {
        json!({
            "kantor": self.kantor.data(),
            "nomor": self.nomor,
            "tanggal": tanggal::panjang(self.tanggal),
            "kepada": self.kepada,
            "kelurahan": self.kelurahan,
            "kecamatan": self.kecamatan,
            "tanggal_kunjungan": tanggal::dengan_hari(self.tanggal_kunjungan),
            "waktu": self.waktu,
            "tempat": self.tempat,
            "sasaran": self.sasaran,
            "layanan": self.layanan.iter().map(|row| json!({ "layanan": row.layanan, "syarat": row.syarat })).collect::<Vec<_>>(),
            "kontak": self.kontak.iter().map(|row| json!({ "nama": row.nama, "tugas": row.tugas, "no_hp": row.no_hp })).collect::<Vec<_>>(),
            "pejabat": self.pejabat.data(),
            "tembusan": self.tembusan,
        })
    }
}
