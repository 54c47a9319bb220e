//! Application sheet after form F-1.01 (Permendagri 109/2019): what the resident stated, signed on paper.
//!
//! Which fields there are is decided by the form definitions; this lays out the sections it is given.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Baris, Kantor, masked_debug, tanggal};

/// One sheet.
#[derive(Clone, PartialEq)]
pub struct F101 {
    /// Letterhead.
    pub kantor: Kantor,
    /// Case number.
    pub nomor_kasus: String,
    /// Purpose in words, e.g. `Permohonan NIK (penduduk belum ber-NIK)`.
    pub keperluan: String,
    /// Sections in the order of the form.
    pub bagian: Vec<Bagian>,
    /// Documents of the bundle.
    pub dokumen: Vec<Dokumen>,
    /// Place of signing.
    pub tempat: String,
    /// Date of signing.
    pub tanggal: Date,
    /// Name of the resident or the one who reports for them.
    pub pemohon: String,
    /// Officer who took it down.
    pub petugas: String,
}

masked_debug!(F101);

/// A section of the form.
#[derive(Clone, PartialEq, Eq)]
pub struct Bagian {
    /// Heading.
    pub judul: String,
    /// Lines.
    pub baris: Vec<Baris>,
}

masked_debug!(Bagian);

/// A document of the bundle and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dokumen {
    /// Name of the document.
    pub label: String,
    /// There or not.
    pub keadaan: Keadaan,
}

/// Whether a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keadaan {
    /// Checked and there.
    Ada,
    /// Missing.
    Kurang,
}

impl F101 {
    pub(crate) fn data(&self) -> Value {
        json!({
            "kantor": self.kantor.data(),
            "nomor_kasus": self.nomor_kasus,
            "keperluan": self.keperluan,
            "bagian": self.bagian.iter().map(Bagian::data).collect::<Vec<_>>(),
            "dokumen": self.dokumen.iter().map(|row| json!({ "label": row.label, "ada": row.keadaan == Keadaan::Ada })).collect::<Vec<_>>(),
            "tempat": self.tempat,
            "tanggal": tanggal::panjang(self.tanggal),
            "pemohon": self.pemohon,
            "petugas": self.petugas,
        })
    }
}

impl Bagian {
    fn data(&self) -> Value {
        json!({ "judul": self.judul, "baris": self.baris.iter().map(Baris::data).collect::<Vec<_>>() })
    }
}
