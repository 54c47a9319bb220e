//! Laporan harian: what a team did on one day, what became of the blanko, and the ends of the logs, so that paper shows it when a log is changed later.
//!
//! Figures and serials only, no name and no number of a resident.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Baris, Kantor, Pejabat, masked_debug, tanggal};

/// One report.
#[derive(Clone, PartialEq)]
pub struct LaporanHarian {
    /// Letterhead.
    pub kantor: Kantor,
    /// Day.
    pub tanggal: Date,
    /// Laptop, visit, place.
    pub kepala: Vec<Baris>,
    /// The day in figures.
    pub ringkasan: Vec<Baris>,
    /// Cases by service.
    pub layanan: Vec<LayananHari>,
    /// Stock of blanko: from the morning's balance to the evening's.
    pub blanko: Vec<Baris>,
    /// Blanko that were taken in or spoiled.
    pub mutasi: Vec<MutasiBlanko>,
    /// The ends of the logs, as they are typed back when somebody checks.
    pub jejak: Vec<Baris>,
    /// Text of the QR code: the ends of the logs with their signatures.
    pub qr: String,
    /// Who reports.
    pub petugas: Pejabat,
    /// Who takes note of it.
    pub mengetahui: Pejabat,
}

masked_debug!(LaporanHarian);

/// What one service had that day.
#[derive(Clone, PartialEq, Eq)]
pub struct LayananHari {
    /// Service in words.
    pub nama: String,
    /// Received that day.
    pub diterima: u32,
    /// Served that day.
    pub selesai: u32,
    /// Good cards.
    pub tercetak: u32,
    /// Still waiting, from whatever day.
    pub menunggu: u32,
}

masked_debug!(LayananHari);

/// One movement of blanko.
#[derive(Clone, PartialEq, Eq)]
pub struct MutasiBlanko {
    /// When, e.g. `10.42`.
    pub pukul: String,
    /// Serial or range.
    pub nomor: String,
    /// What happened.
    pub peristiwa: String,
    /// How many.
    pub jumlah: u64,
    /// Case it was for; empty where it was for none.
    pub nomor_kasus: String,
}

masked_debug!(MutasiBlanko);

impl LaporanHarian {
    pub(crate) fn data(&self) -> Value {
        let rows = |rows: &[Baris]| rows.iter().map(Baris::data).collect::<Vec<_>>();
        let layanan = self.layanan.iter().map(|row| {
            json!({ "nama": row.nama, "diterima": row.diterima, "selesai": row.selesai, "tercetak": row.tercetak, "menunggu": row.menunggu })
        });
        let mutasi = self.mutasi.iter().map(|row| {
            json!({ "pukul": row.pukul, "nomor": row.nomor, "peristiwa": row.peristiwa, "jumlah": row.jumlah, "kasus": row.nomor_kasus })
        });
        json!({
            "kantor": self.kantor.data(),
            "hari_tanggal": tanggal::dengan_hari(self.tanggal),
            "tanggal": tanggal::panjang(self.tanggal),
            "kepala": rows(&self.kepala),
            "ringkasan": rows(&self.ringkasan),
            "layanan": layanan.collect::<Vec<_>>(),
            "blanko": rows(&self.blanko),
            "mutasi": mutasi.collect::<Vec<_>>(),
            "jejak": rows(&self.jejak),
            "petugas": self.petugas.data(),
            "mengetahui": self.mengetahui.data(),
        })
    }
}
