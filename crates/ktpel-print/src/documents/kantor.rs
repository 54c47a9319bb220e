//! The office as its letters name it: letterhead and signing officer, from configuration, never from code.

use serde_json::{Value, json};

/// Letterhead (kop surat) in words; no emblem is ever drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kantor {
    /// First line, e.g. `PEMERINTAH KOTA BIMA`.
    pub pemerintah: String,
    /// Second line, e.g. `DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL`.
    pub dinas: String,
    /// Street address of the office.
    pub alamat: String,
    /// Telephone, mail and site in one line, as the office wants them shown.
    pub kontak: String,
    /// Town written before dates, e.g. `Kota Bima`.
    pub kota: String,
}

impl Kantor {
    pub(crate) fn data(&self) -> Value {
        json!({
            "pemerintah": self.pemerintah,
            "dinas": self.dinas,
            "alamat": self.alamat,
            "kontak": self.kontak,
            "kota": self.kota,
        })
    }
}

/// An officer who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pejabat {
    /// Office held, e.g. `Kepala Dinas`.
    pub jabatan: String,
    /// Name with titles.
    pub nama: String,
    /// Rank (pangkat/golongan); empty when not shown.
    pub pangkat: String,
    /// NIP; empty when the officer has none.
    pub nip: String,
}

impl Pejabat {
    pub(crate) fn data(&self) -> Value {
        json!({ "jabatan": self.jabatan, "nama": self.nama, "pangkat": self.pangkat, "nip": self.nip })
    }
}
