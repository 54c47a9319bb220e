//! What the kit and the office put on paper, as plain values.
//!
//! Owns the content of each document; knows no fonts, no printer and no store. A document is built from a case by the
//! caller and laid out by the [`Typesetter`](crate::Typesetter). All text is data: nothing in it is read as markup.

use serde_json::Value;

pub mod berita_acara;
pub mod card_face;
pub mod f101;
pub mod kantor;
pub mod laporan_harian;
pub mod laporan_kit;
pub mod slip;
pub mod surat_himbauan;
pub mod tanda_terima;
pub mod tanggal;

pub use berita_acara::BeritaAcara;
pub use card_face::CardFace;
pub use f101::F101;
pub use kantor::{Kantor, Pejabat};
use ktpel_domain::time::Timestamp;
pub use laporan_harian::LaporanHarian;
pub use laporan_kit::LaporanKit;
pub use slip::Slip;
pub use surat_himbauan::SuratHimbauan;
pub use tanda_terima::TandaTerima;

use crate::media::Media;

/// Writes a `Debug` that names the type and shows nothing of the person in it.
macro_rules! masked_debug {
    ($($type:ty),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(‹disamarkan›)"))
            }
        }
    )+};
}
pub(crate) use masked_debug;

/// Whether what is printed is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Real work of the office.
    Office,
    /// Demo and training: every face carries CONTOH (product rule 5).
    Demo,
}

impl Mode {
    /// Id as the templates read it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Demo => "demo",
        }
    }
}

/// Circumstances of one rendering, the same for every kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imprint {
    /// Real or CONTOH.
    pub mode: Mode,
    /// When it is printed; shown in the footer and written into the PDF.
    pub at: Timestamp,
}

/// A picture placed in a document: the encoded bytes as they came from the capture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(pub Vec<u8>);

masked_debug!(Picture);

/// A label and its value, one line of a form.
#[derive(Clone, PartialEq, Eq)]
pub struct Baris {
    /// Label as the form prints it.
    pub label: String,
    /// Value; an empty one prints as a dotted line to be filled by hand.
    pub nilai: String,
}

masked_debug!(Baris);

impl Baris {
    /// A label with its value.
    pub fn new(label: impl Into<String>, nilai: impl Into<String>) -> Self {
        Self { label: label.into(), nilai: nilai.into() }
    }

    fn data(&self) -> Value {
        serde_json::json!({ "label": self.label, "nilai": self.nilai })
    }
}

/// One document, ready to be typeset.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one document at a time is built and consumed at once")]
pub enum Document {
    /// Variable data of a KTP-el, printed over the office's stock.
    CardFace(CardFace),
    /// The strip of paper that the resident takes home.
    Slip(Slip),
    /// Letter that announces a visit (output of SOP MOBILE step 1).
    SuratHimbauan(SuratHimbauan),
    /// Receipt for a card handed over (SOP MOBILE step 9) or documents handed in (desk SOPs step 1).
    TandaTerima(TandaTerima),
    /// Application sheet after form F-1.01.
    F101(F101),
    /// Record of destruction of spoiled and withdrawn cards.
    BeritaAcara(BeritaAcara),
    /// Report of a lost laptop (UU 27/2022 ps. 46).
    LaporanKit(LaporanKit),
    /// Report of a day's work, with the ends of the logs.
    LaporanHarian(LaporanHarian),
}

impl Document {
    /// Short id of the kind, for file names and job names; tells nothing about a person.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CardFace(_) => "kartu",
            Self::Slip(_) => "slip",
            Self::SuratHimbauan(_) => "surat-himbauan",
            Self::TandaTerima(_) => "tanda-terima",
            Self::F101(_) => "f-1.01",
            Self::BeritaAcara(_) => "berita-acara",
            Self::LaporanKit(_) => "laporan-kit",
            Self::LaporanHarian(_) => "laporan-harian",
        }
    }

    /// What it is printed on.
    #[must_use]
    pub fn media(&self) -> Media {
        match self {
            Self::CardFace(_) => Media::Id1,
            Self::Slip(slip) => Media::Roll(slip.paper),
            Self::SuratHimbauan(_) | Self::F101(_) | Self::BeritaAcara(_) | Self::LaporanKit(_) | Self::LaporanHarian(_) => Media::A4,
            Self::TandaTerima(_) => Media::A5,
        }
    }

    /// Title written into the PDF; never a name or a number of a person.
    #[must_use]
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::CardFace(_) => "Data variabel KTP-el",
            Self::Slip(_) => "Slip pelayanan KTP-el",
            Self::SuratHimbauan(_) => "Surat Himbauan",
            Self::TandaTerima(_) => "Tanda Terima",
            Self::F101(_) => "Formulir F-1.01",
            Self::BeritaAcara(_) => "Berita Acara Pemusnahan",
            Self::LaporanKit(_) => "Laporan Laptop Hilang",
            Self::LaporanHarian(_) => "Laporan Harian",
        }
    }

    /// The values that the template of this kind reads.
    pub(crate) fn data(&self) -> Value {
        match self {
            Self::CardFace(document) => document.data(),
            Self::Slip(document) => document.data(),
            Self::SuratHimbauan(document) => document.data(),
            Self::TandaTerima(document) => document.data(),
            Self::F101(document) => document.data(),
            Self::BeritaAcara(document) => document.data(),
            Self::LaporanKit(document) => document.data(),
            Self::LaporanHarian(document) => document.data(),
        }
    }

    /// The pictures that the template may place, by the name it uses.
    pub(crate) fn pictures(&self) -> Vec<(&'static str, &Picture)> {
        match self {
            Self::CardFace(card) => {
                let photo = card.foto.iter().map(|picture| ("foto", picture));
                photo.chain(card.tanda_tangan.iter().map(|picture| ("tanda_tangan", picture))).collect()
            }
            Self::TandaTerima(receipt) => receipt.tanda_tangan.iter().map(|picture| ("tanda_tangan", picture)).collect(),
            Self::Slip(_)
            | Self::SuratHimbauan(_)
            | Self::F101(_)
            | Self::BeritaAcara(_)
            | Self::LaporanKit(_)
            | Self::LaporanHarian(_) => Vec::new(),
        }
    }
}
