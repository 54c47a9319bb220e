//! Berita Acara Pemusnahan: the record that spoiled and withdrawn cards were destroyed (product rule 4).

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Kantor, Pejabat, masked_debug, tanggal};

/// One record.
#[derive(Clone, PartialEq)]
pub struct BeritaAcara {
    /// Letterhead.
    pub kantor: Kantor,
    /// Number of the record; empty leaves room for the registry's hand.
    pub nomor: String,
    /// Day of destruction.
    pub tanggal: Date,
    /// Where.
    pub tempat: String,
    /// How, e.g. `digunting pada chip lalu dibakar`.
    pub cara: String,
    /// What was destroyed.
    pub kartu: Vec<KartuMusnah>,
    /// Who did it.
    pub pelaksana: Pejabat,
    /// Who watched; at least one is usual, two are better.
    pub saksi: Vec<Pejabat>,
    /// Who takes note of it.
    pub mengetahui: Pejabat,
}

masked_debug!(BeritaAcara);

/// One destroyed card.
#[derive(Clone, PartialEq, Eq)]
pub struct KartuMusnah {
    /// Serial of the blanko; for a withdrawn card what is legible on it.
    pub nomor: String,
    /// Why, e.g. `Gagal cetak` or `KTP-el lama ditarik`.
    pub sebab: String,
    /// Case number it belongs to.
    pub nomor_kasus: String,
}

masked_debug!(KartuMusnah);

impl BeritaAcara {
    pub(crate) fn data(&self) -> Value {
        json!({
            "kantor": self.kantor.data(),
            "nomor": self.nomor,
            "tanggal": tanggal::panjang(self.tanggal),
            "hari_tanggal": tanggal::dengan_hari(self.tanggal),
            "tempat": self.tempat,
            "cara": self.cara,
            "kartu": self.kartu.iter().map(|row| json!({ "nomor": row.nomor, "sebab": row.sebab, "nomor_kasus": row.nomor_kasus })).collect::<Vec<_>>(),
            "pelaksana": self.pelaksana.data(),
            "saksi": self.saksi.iter().map(Pejabat::data).collect::<Vec<_>>(),
            "mengetahui": self.mengetahui.data(),
        })
    }
}
