//! Variable data of a KTP-el (product rule 5): printed over the office's stock, at ID-1 size.
//!
//! Draws no emblem, heading, label, map or background: those are on the blanko. The chip is not encoded here.
//! Who may print is decided by the gate, not here (UU 24/2013 ps. 96).

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Picture, masked_debug, tanggal};

/// The face of one card.
#[derive(Clone, PartialEq)]
pub struct CardFace {
    /// Sixteen digits.
    pub nik: String,
    /// Full name as registered.
    pub nama: String,
    /// Place of birth.
    pub tempat_lahir: String,
    /// Date of birth.
    pub tanggal_lahir: Date,
    /// `LAKI-LAKI` or `PEREMPUAN`.
    pub jenis_kelamin: String,
    /// Blood group; empty prints `-`.
    pub golongan_darah: String,
    /// Street address without RT/RW.
    pub alamat: String,
    /// Three digits.
    pub rt: String,
    /// Three digits.
    pub rw: String,
    /// Kelurahan or desa.
    pub kelurahan: String,
    /// Kecamatan.
    pub kecamatan: String,
    /// Religion.
    pub agama: String,
    /// One of the four values printed on the card.
    pub status_perkawinan: String,
    /// Occupation.
    pub pekerjaan: String,
    /// `WNI` or the country of a foreigner.
    pub kewarganegaraan: String,
    /// `SEUMUR HIDUP` for citizens (UU 24/2013 ps. 64 (7) a).
    pub berlaku_hingga: String,
    /// Kota or kabupaten that issues, printed under the photo.
    pub tempat_terbit: String,
    /// Date of issue.
    pub tanggal_terbit: Date,
    /// Portrait, about 3 : 4; the frame stays empty without it.
    pub foto: Option<Picture>,
    /// Signature on a transparent or white ground.
    pub tanda_tangan: Option<Picture>,
    /// Shift of the whole print against the stock, measured on a test card.
    pub geser: Geser,
}

masked_debug!(CardFace);

/// Calibration of a card printer against its stock, in hundredths of a millimetre; right and down are positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geser {
    /// To the right.
    pub kanan_cmm: i16,
    /// Down.
    pub bawah_cmm: i16,
}

impl CardFace {
    pub(crate) fn data(&self) -> Value {
        json!({
            "nik": self.nik,
            "nama": upper(&self.nama),
            "lahir": format!("{}, {}", upper(&self.tempat_lahir), tanggal::angka(self.tanggal_lahir)),
            "jenis_kelamin": upper(&self.jenis_kelamin),
            "golongan_darah": if self.golongan_darah.trim().is_empty() { "-".to_owned() } else { upper(&self.golongan_darah) },
            "alamat": upper(&self.alamat),
            "rt_rw": format!("{}/{}", self.rt, self.rw),
            "kelurahan": upper(&self.kelurahan),
            "kecamatan": upper(&self.kecamatan),
            "agama": upper(&self.agama),
            "status_perkawinan": upper(&self.status_perkawinan),
            "pekerjaan": upper(&self.pekerjaan),
            "kewarganegaraan": upper(&self.kewarganegaraan),
            "berlaku_hingga": upper(&self.berlaku_hingga),
            "tempat_terbit": upper(&self.tempat_terbit),
            "tanggal_terbit": tanggal::angka(self.tanggal_terbit),
            "foto": self.foto.is_some(),
            "tanda_tangan": self.tanda_tangan.is_some(),
            "kanan_mm": f64::from(self.geser.kanan_cmm) / 100.0,
            "bawah_mm": f64::from(self.geser.bawah_cmm) / 100.0,
        })
    }
}

/// The card is in capitals throughout.
fn upper(text: &str) -> String {
    text.trim().to_uppercase()
}
