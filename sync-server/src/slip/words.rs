//! What the slip page says, Indonesian first, English second, in words that a resident understands.

use ktpel_domain::stage::Stage;
use ktpel_slip::SlipError;

/// One text in two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Indonesian.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

const fn words(id: &'static str, en: &'static str) -> Words {
    Words { id, en }
}

pub const GENUINE: Words = words("Slip ini asli", "This slip is genuine");
pub const NOT_GENUINE: Words = words("Slip ini tidak asli", "This slip is not genuine");
pub const TOO_OFTEN: Words = words("Terlalu sering diperiksa", "Checked too often");
pub const FAILED: Words = words("Server sedang bermasalah", "The server has a problem");
pub const ON_THE_SLIP: Words = words("Saat slip dicetak", "When the slip was printed");
pub const NOW: Words = words("Sekarang", "Now");
pub const CODE: Words = words("Nomor kasus", "Case");
pub const INITIALS: Words = words("Inisial", "Initials");
pub const NIK_END: Words = words("NIK berakhiran", "NIK ends with");
pub const LAYANAN: Words = words("Layanan", "Service");
pub const FREE: Words =
    words("Layanan ini gratis. Jangan membayar siapa pun (Pasal 79A UU 24/2013).", "This service is free of charge. Pay nobody.");
pub const PRIVATE: Words =
    words("Halaman ini tidak menampilkan nama dan NIK lengkap.", "This page shows neither the name nor the full NIK.");
pub const NOT_HERE_YET: Words = words(
    "Data kunjungan ini belum sampai di kantor. Yang tertulis di slip tetap berlaku; periksa lagi beberapa hari lagi.",
    "The data of this visit has not reached the office. What the slip says still holds; look again in some days.",
);
pub const TRY_AGAIN: Words = words("Coba lagi sebentar lagi. Slip Anda tetap berlaku.", "Try again in a while. Your slip still holds.");
pub const REVOKED_LATER: Words = words(
    "Laptop yang mencetak slip ini kemudian dicabut. Tanyakan ke kantor sebelum Anda memercayai slip ini.",
    "The laptop that printed this slip was revoked later. Ask the office before you trust this slip.",
);

/// What a resident is told now, and what to do.
pub const fn stage(stage: Stage) -> (Words, Words) {
    match stage {
        Stage::InProgress => (
            words("Permohonan Anda sedang dikerjakan.", "Your application is being worked on."),
            words("Tunggu kabar dari petugas.", "Wait for word from the officer."),
        ),
        Stage::DocumentsMissing => (
            words("Berkas Anda belum lengkap.", "Your documents are not complete."),
            words(
                "Lengkapi yang kurang di slip, lalu datang lagi dengan slip ini.",
                "Bring what the slip lists as missing, with this slip.",
            ),
        ),
        Stage::WaitingForNik => (
            words("Kantor sedang mengurus NIK Anda.", "The office is applying for your NIK."),
            words("Petugas menghubungi Anda setelah NIK terbit.", "The officer calls you when the NIK is issued."),
        ),
        Stage::WaitingForAge => (
            words("Anda sudah direkam. Kartu dicetak setelah Anda berumur 17 tahun.", "You are recorded. The card comes when you are 17."),
            words("Datang dengan slip ini setelah ulang tahun ke-17.", "Come with this slip after your 17th birthday."),
        ),
        Stage::WaitingForPrint => (
            words(
                "Anda sudah direkam. Data diperiksa di pusat sebelum kartu dicetak.",
                "You are recorded. The data is being checked first.",
            ),
            words("Kartu dicetak pada kunjungan berikut atau di kantor.", "The card is printed at the next visit or at the office."),
        ),
        Stage::Printed => (
            words("KTP-el Anda sudah dicetak.", "Your card is printed."),
            words(
                "Ambil pada kunjungan berikut atau di kantor, dengan slip ini.",
                "Get it at the next visit or at the office, with this slip.",
            ),
        ),
        Stage::HandedOver => (
            words("KTP-el sudah diserahkan.", "The card was handed over."),
            words("Bila Anda belum menerimanya, hubungi kantor.", "If you have not got it, call the office."),
        ),
    }
}

/// Why a slip does not count, and what to do.
pub const fn refusal(error: SlipError) -> (Words, Words) {
    match error {
        SlipError::Revoked(_) => (
            words("Slip ini dicetak oleh laptop yang sudah dicabut.", "This slip was printed by a laptop that is revoked."),
            words("Bawa slip ini ke kantor.", "Take this slip to the office."),
        ),
        SlipError::TooLong
        | SlipError::Base32
        | SlipError::Malformed
        | SlipError::NotCanonical
        | SlipError::UnknownSigner(_)
        | SlipError::Signature => (
            words(
                "Kode ini tidak dibuat oleh laptop kantor kami, atau rusak saat dipindai.",
                "This code was not made by a laptop of our office, or it was damaged in scanning.",
            ),
            words(
                "Pindai sekali lagi. Bila tetap begini, tanyakan petugas atau bawa slip ke kantor.",
                "Scan once more. If it stays so, ask an officer or take the slip to the office.",
            ),
        ),
    }
}
