//! Ids of fields, facts, slots and gates that the fold itself must understand. Never renamed: they are stored.

/// Fields.
pub mod field {
    /// Service asked for: a `Layanan` id.
    pub const LAYANAN: &str = "layanan";
    /// Where the procedure runs: `mobile` or `loket`.
    pub const CHANNEL: &str = "channel";
    /// Visit that the case belongs to, 32 hex digits.
    pub const VISIT: &str = "visit";
    /// Contact request that the case came from, 32 hex digits.
    pub const CONTACT: &str = "contact";
    /// Full name.
    pub const NAMA_LENGKAP: &str = "nama_lengkap";
    /// NIK as stated; the official one is a fact.
    pub const NIK: &str = "nik";
    /// Family card number.
    pub const NO_KK: &str = "no_kk";
    /// `L` or `P`, or a code.
    pub const JENIS_KELAMIN: &str = "jenis_kelamin";
    /// `YYYY-MM-DD`.
    pub const TANGGAL_LAHIR: &str = "tanggal_lahir";
    /// Marital status, `scheme/code/label`.
    pub const STATUS_KAWIN: &str = "status_kawin";
    /// Region code of the kelurahan.
    pub const KELURAHAN: &str = "kelurahan";
    /// Phone number.
    pub const NO_HP: &str = "no_hp";
    /// Whether the pemohon has a NIK, as asked: `ya`, `tidak` or `tidak_tahu`.
    pub const PUNYA_NIK: &str = "punya_nik";
}

/// Facts.
pub mod fact {
    /// The NIK that SIAK issued.
    pub const NIK: &str = "nik";
    /// Central recording status, an id of the status list.
    pub const RECORDING_STATUS: &str = "recording_status";
    /// A card was issued before: `ya` or `tidak`.
    pub const CARD_BEFORE: &str = "card_before";
    /// Birth date in the register, `YYYY-MM-DD`.
    pub const TANGGAL_LAHIR: &str = "tanggal_lahir";
    /// Digest of the photo that the register holds.
    pub const CARD_PHOTO: &str = "card_photo";
}

/// Capture slots.
pub mod slot {
    /// Face: serves as the photo of the card too.
    pub const WAJAH: &str = "wajah";
    /// Photo for the card, taken at the gate.
    pub const FOTO_KARTU: &str = "foto_kartu";
    /// Prefix of scanned documents.
    pub const DOKUMEN: &str = "dokumen/";
}

/// The register's word for yes.
pub const YA: &str = "ya";

/// Gates that a release opens.
pub mod release {
    /// Print without PRINT_READY_RECORD: the office's policy, signed by the office.
    pub const PRR: &str = "prr";
    /// Record although the rules say no: any officer who signs and says why (product rule 3).
    pub const REKAM_ULANG: &str = "rekam_ulang";

    /// Whether only the office may open this gate.
    #[must_use]
    pub fn needs_office(gate: &str) -> bool {
        gate != REKAM_ULANG
    }
}
