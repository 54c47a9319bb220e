//! Recording status at the central system, in order of life: PRINT_READY_RECORD is what a first card waits for.
//!
//! Collected from public notices of offices and slides of the ministry (2015–2025); about 18 exist, not all are published.
//! That CARD_PRINTED and later may be printed again for a replacement is an inference.

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// At the regency or city.
    Daerah,
    /// On its way.
    Kirim,
    /// At the data centre.
    Pusat,
    /// Unique and ready to print.
    Siap,
    /// In print or printed.
    Cetak,
}

impl Phase {
    /// `daerah`, `kirim`, `pusat`, `siap` or `cetak`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Daerah => "daerah",
            Self::Kirim => "kirim",
            Self::Pusat => "pusat",
            Self::Siap => "siap",
            Self::Cetak => "cetak",
        }
    }
}

/// Which cards a status allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cetak {
    /// None.
    Tidak,
    /// A replacement only.
    Pengganti,
    /// The first card and a replacement.
    PertamaDanPengganti,
}

/// One known status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordingStatus {
    /// As the central system writes it.
    pub id: &'static str,
    /// Where the record is.
    pub phase: Phase,
    /// What may be printed.
    pub cetak: Cetak,
    /// Its meaning, in Indonesian.
    pub meaning: &'static str,
}

impl RecordingStatus {
    /// Every known status, in order of life.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &ALL
    }

    /// The status with this id; a status that is not known allows nothing.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|status| status.id == id)
    }

    /// A first card may be printed now.
    #[must_use]
    pub const fn printable(&self) -> bool {
        matches!(self.cetak, Cetak::PertamaDanPengganti)
    }

    /// A replacement may be printed.
    #[must_use]
    pub const fn reprintable(&self) -> bool {
        matches!(self.cetak, Cetak::PertamaDanPengganti | Cetak::Pengganti)
    }

    /// Biometrics of this person were sent or taken: recording again would make a DUPLICATE_RECORD. A failed record counts
    /// too, for it must be deleted at the centre before an officer opens a second recording.
    #[must_use]
    pub fn recorded(&self) -> bool {
        self.id != UNREGISTERED
    }
}

/// Nothing is recorded yet.
pub const UNREGISTERED: &str = "UNREGISTERED";
/// Unique and ready to print (PRR).
pub const PRINT_READY_RECORD: &str = "PRINT_READY_RECORD";
/// The person is recorded twice.
pub const DUPLICATE_RECORD: &str = "DUPLICATE_RECORD";

const fn row(id: &'static str, phase: Phase, cetak: Cetak, meaning: &'static str) -> RecordingStatus {
    RecordingStatus { id, phase, cetak, meaning }
}

static ALL: [RecordingStatus; 16] = [
    row(UNREGISTERED, Phase::Daerah, Cetak::Tidak, "NIK ada di SIAK, belum ada rekaman"),
    row("BIO_CAPTURED", Phase::Daerah, Cetak::Tidak, "baru direkam, belum terkirim ke pusat"),
    row("PROCESSING", Phase::Daerah, Cetak::Tidak, "disiapkan untuk dikirim"),
    row("SENT_FOR_ENROLLMENT", Phase::Kirim, Cetak::Tidak, "terkirim (SFE); lama tak tentu, menit sampai bulan"),
    row("RECEIVED_AT_CENTRAL", Phase::Pusat, Cetak::Tidak, "diterima data center"),
    row("REQUEST_VALIDATION", Phase::Pusat, Cetak::Tidak, "verifikasi perlu validasi"),
    row(
        "ENROLL_FAILURE_AT_CENTRAL",
        Phase::Pusat,
        Cetak::Tidak,
        "biometrik tak lengkap/terbaca di pusat; hapus di pusat, rekam/kirim ulang",
    ),
    row("ENROLL_FAILURE_AT_REGIONAL", Phase::Pusat, Cetak::Tidak, "biometrik tak lengkap/terbaca di kab/kota"),
    row("SEARCH_FAILURE_AT_CENTRAL", Phase::Pusat, Cetak::Tidak, "pencarian gagal di pusat"),
    row("ADJUDICATE_RECORD", Phase::Pusat, Cetak::Tidak, "mirip dengan orang lain, menunggu ajudikasi"),
    row(
        DUPLICATE_RECORD,
        Phase::Pusat,
        Cetak::Tidak,
        "sudah pernah terekam (1:1 atau 1:banyak); KTP-el tidak dapat terbit sebelum dihapus",
    ),
    row(PRINT_READY_RECORD, Phase::Siap, Cetak::PertamaDanPengganti, "tunggal, siap cetak (PRR)"),
    row("SENT_FOR_CARD_PRINTING", Phase::Cetak, Cetak::Tidak, "dikirim ke pencetakan"),
    row("CARD_PRINTED", Phase::Cetak, Cetak::Pengganti, "tercetak"),
    row("CARD_SHIPPED", Phase::Cetak, Cetak::Pengganti, "dikirim"),
    row("CARD_ISSUED", Phase::Cetak, Cetak::Pengganti, "diserahkan"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&RecordingStatus) -> bool, expect: &[&str]) {
        let ids: Vec<_> = RecordingStatus::all().iter().filter(|status| rule(status)).map(|status| status.id).collect();
        assert_eq!(ids, expect);
    }

    #[test]
    fn only_print_ready_opens_a_first_card() {
        check(RecordingStatus::printable, &["PRINT_READY_RECORD"]);
        check(RecordingStatus::reprintable, &["PRINT_READY_RECORD", "CARD_PRINTED", "CARD_SHIPPED", "CARD_ISSUED"]);
        assert_eq!(RecordingStatus::find("print_ready_record"), None, "an id that is not exact opens nothing");
    }

    #[test]
    fn a_failed_record_is_still_a_record() {
        check(|status| !status.recorded(), &["UNREGISTERED"]);
    }

    #[test]
    fn ids_are_distinct() {
        let mut ids: Vec<_> = RecordingStatus::all().iter().map(|status| status.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RecordingStatus::all().len());
    }
}
