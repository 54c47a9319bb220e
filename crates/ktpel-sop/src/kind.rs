//! The kinds of step that the program has a rule for; a definition names one of them.

/// Kind of a step: decides which rule file of `steps/` judges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Surat Himbauan with the contact person goes out (MOBILE 1).
    Kontak,
    /// The pemohon contacts the officer (MOBILE 2).
    Menghubungi,
    /// The NIK is asked for (MOBILE 3).
    MintaNik,
    /// How to get a NIK is explained, the application is filed (MOBILE 4).
    JelaskanNik,
    /// NIK given, or data verified (MOBILE 5).
    NikVerifikasi,
    /// Face, irises, fingers, signature (MOBILE 6, BARU 4).
    Rekam,
    /// The card is printed (MOBILE 7, desk 6).
    Cetak,
    /// The card is handed over (MOBILE 9, desk 7).
    Serahkan,
    /// The desk receives the file (desk 1).
    TerimaBerkas,
    /// The desk checks file and data (desk 2).
    VerifikasiBerkas,
    /// Documents are uploaded, printing is asked for (BARU 3, other desks 4).
    UnggahAjukan,
    /// Kasi Identitas verifies (desk 5).
    VerifikasiKasi,
}

impl Kind {
    /// Every kind, in the order of the procedures.
    pub const ALL: [Self; 12] = [
        Self::Kontak,
        Self::Menghubungi,
        Self::MintaNik,
        Self::JelaskanNik,
        Self::NikVerifikasi,
        Self::Rekam,
        Self::Cetak,
        Self::Serahkan,
        Self::TerimaBerkas,
        Self::VerifikasiBerkas,
        Self::UnggahAjukan,
        Self::VerifikasiKasi,
    ];

    /// The name used in definitions and of the rule file.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kontak => "kontak",
            Self::Menghubungi => "menghubungi",
            Self::MintaNik => "minta_nik",
            Self::JelaskanNik => "jelaskan_nik",
            Self::NikVerifikasi => "nik_verifikasi",
            Self::Rekam => "rekam",
            Self::Cetak => "cetak",
            Self::Serahkan => "serahkan",
            Self::TerimaBerkas => "terima_berkas",
            Self::VerifikasiBerkas => "verifikasi_berkas",
            Self::UnggahAjukan => "unggah_ajukan",
            Self::VerifikasiKasi => "verifikasi_kasi",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_id(kind.id()), Some(kind), "definitions name kinds by id");
        }
        assert_eq!(Kind::from_id("Rekam"), None);
    }
}
