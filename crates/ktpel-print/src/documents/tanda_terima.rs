//! Tanda Terima: receipt for a card handed over (SOP MOBILE step 9) or for documents handed in (desk SOPs step 1).

use ktpel_domain::time::Timestamp;
use serde_json::{Value, json};

use super::{Baris, Kantor, Picture, masked_debug, tanggal};

/// What changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Perihal {
    /// The card, from the officer to the resident.
    PenyerahanKartu,
    /// The documents, from the resident to the officer (Bukti Penyerahan Berkas).
    PenyerahanBerkas,
}

/// One receipt.
#[derive(Clone, PartialEq)]
pub struct TandaTerima {
    /// Letterhead.
    pub kantor: Kantor,
    /// What changed hands.
    pub perihal: Perihal,
    /// Case number.
    pub nomor_kasus: String,
    /// What was handed over, line by line (name, NIK, service, blanko serial …).
    pub rincian: Vec<Baris>,
    /// Things in the bundle: documents handed in, or the old card withdrawn; may be empty.
    pub berkas: Vec<String>,
    /// Where.
    pub tempat: String,
    /// When.
    pub waktu: Timestamp,
    /// Who received (card) or handed in (documents): the resident or the one they sent.
    pub warga: String,
    /// In which capacity, e.g. `Pemohon` or `Suami, dengan surat kuasa`.
    pub sebagai: String,
    /// Officer.
    pub petugas: String,
    /// Officer's role in words.
    pub peran_petugas: String,
    /// Signature of the resident taken on the screen; else a line to sign on.
    pub tanda_tangan: Option<Picture>,
}

masked_debug!(TandaTerima);

impl TandaTerima {
    pub(crate) fn data(&self) -> Value {
        let at = self.waktu.local();
        let (judul, pernyataan, label_berkas, label_warga, label_petugas) = self.perihal.wording();
        json!({
            "kantor": self.kantor.data(),
            "judul": judul,
            "pernyataan": pernyataan,
            "label_berkas": label_berkas,
            "label_warga": label_warga,
            "label_petugas": label_petugas,
            "nomor_kasus": self.nomor_kasus,
            "rincian": self.rincian.iter().map(Baris::data).collect::<Vec<_>>(),
            "berkas": self.berkas,
            "tempat": self.tempat,
            "tanggal": tanggal::panjang(at.date()),
            "jam": format!("{:02}.{:02} WITA", at.hour(), at.minute()),
            "warga": self.warga,
            "sebagai": self.sebagai,
            "petugas": self.petugas,
            "peran_petugas": self.peran_petugas,
            "tanda_tangan": self.tanda_tangan.is_some(),
        })
    }
}

impl Perihal {
    /// Title, sentence, heading of the list, and who stands under which signature.
    fn wording(self) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::PenyerahanKartu => (
                "TANDA TERIMA KTP-el",
                "KTP-el dengan data di bawah ini telah diserahkan oleh petugas dan diterima dalam keadaan baik. Data pada kartu telah diperiksa bersama.",
                "Yang diterima dari pemegang",
                "Yang menerima",
                "Yang menyerahkan",
            ),
            Self::PenyerahanBerkas => (
                "BUKTI PENYERAHAN BERKAS",
                "Berkas persyaratan di bawah ini telah diserahkan oleh pemohon dan diterima petugas.",
                "Berkas yang diserahkan",
                "Yang menyerahkan",
                "Yang menerima",
            ),
        }
    }
}
