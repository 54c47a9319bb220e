//! The lost-kit report in the words of an official paper. What is claimed about protection is what the vault and the store do, nothing more.

use ktpel_domain::time::Timestamp;
use ktpel_print::{
    LaporanKit,
    documents::{Baris, Kantor, Pejabat, laporan_kit::Tindakan, tanggal::waktu},
};

use crate::{
    api::{
        mask,
        views::{DeviceDecision, DeviceDetail, DeviceHeld, DeviceReport},
    },
    office::held::Held,
};

/// Masked NIK of the persons in the cases, each once.
pub fn masked(held: &Held) -> Vec<String> {
    let niks: std::collections::BTreeSet<&str> = held.cases.iter().filter_map(|case| case.summary.nik.as_deref()).collect();
    niks.into_iter().map(mask::number).collect()
}

/// The paper.
pub fn report(view: &DeviceReport, office: &str) -> LaporanKit {
    let detail = &view.detail;
    LaporanKit {
        kantor: Kantor {
            pemerintah: String::new(),
            dinas: office.to_uppercase(),
            alamat: String::new(),
            kontak: String::new(),
            kota: "Kota Bima".to_owned(),
        },
        nomor: String::new(),
        kit: kit(view),
        kejadian: detail.history.iter().filter(|one| one.fate == "lost").flat_map(loss).collect(),
        batas: detail.notice_due_ms.map(at).unwrap_or_default(),
        isi: held(&detail.held),
        per_kelurahan: detail.held.by_kelurahan.iter().map(|one| (named(&one.nama), one.cases)).collect(),
        perlindungan: protection(&detail.held),
        penanganan: detail.history.iter().map(done).collect(),
        langkah: open_steps(detail),
        nik: view.nik.clone(),
        mengetahui: Pejabat { jabatan: "Kepala Dinas".to_owned(), nama: String::new(), pangkat: String::new(), nip: String::new() },
    }
}

fn at(ms: i64) -> String {
    waktu(Timestamp(ms).local())
}

fn number(value: u32) -> String {
    let digits = value.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(".")
}

fn named(kelurahan: &str) -> String {
    if kelurahan.is_empty() { "Tanpa kelurahan".to_owned() } else { kelurahan.to_owned() }
}

fn kit(view: &DeviceReport) -> Vec<Baris> {
    let item = &view.detail.item;
    let contact = item.last_contact_ms.map_or_else(|| "belum pernah".to_owned(), at);
    vec![
        Baris::new("Nama", &item.nama),
        Baris::new("Nomor perangkat", &item.id),
        Baris::new("Petugas yang pernah memakai", if view.team.is_empty() { "belum ada".to_owned() } else { view.team.join(", ") }),
        Baris::new("Kunjungan terakhir", item.visit.clone().unwrap_or_else(|| "belum ada".to_owned())),
        Baris::new("Terdaftar", at(item.enrolled_ms)),
        Baris::new("Kontak terakhir dengan kantor", contact),
    ]
}

fn loss(one: &DeviceDecision) -> [Baris; 2] {
    [Baris::new("Dilaporkan", at(one.at_ms)), Baris::new("Uraian", &one.reason)]
}

fn held(held: &DeviceHeld) -> Vec<Baris> {
    let extract = held.extract.as_ref().map_or_else(
        || "tidak ada".to_owned(),
        |extract| format!("{} penduduk ({}), diambil {}", number(extract.rows), extract.visit, at(extract.fetched_ms)),
    );
    let unsent = held.unsent.map_or_else(|| "tidak diketahui".to_owned(), |unsent| format!("{} catatan", number(unsent)));
    vec![
        Baris::new("Kasus", format!("{}, di antaranya {} belum selesai", number(held.cases), number(held.cases_open))),
        Baris::new("Penduduk dengan NIK dalam kasus", number(held.residents)),
        Baris::new(
            "Jenis data dalam kasus",
            "NIK, nomor KK, nama, kelahiran, alamat, nomor telepon, isian F-1.01, status perekaman dan pencetakan",
        ),
        Baris::new("Petikan data penduduk", extract),
        Baris::new("Rekaman dan pindaian, kasus terbuka", format!("{} berkas", number(held.files_open))),
        Baris::new("Rekaman dan pindaian, kasus selesai", format!("{} berkas", number(held.files_sealed))),
        Baris::new("Belum sampai di kantor pada kontak terakhir", format!("{unsent}, {} berkas rekaman", number(held.files_missing))),
    ]
}

fn protection(held: &DeviceHeld) -> Vec<String> {
    let mut lines = vec![
        "Tanpa lima kata sandi tim tidak ada yang terbaca. Basis data terenkripsi AES-256 (SQLCipher); kuncinya dibungkus Argon2id (64 MiB, 3 putaran) \
         dari lima kata acak (55 bit)."
            .to_owned(),
        "Program mengunci layar sesudah 5 menit tanpa pekerjaan dan menutup data sesudah 12 jam atau lima PIN salah. Bila laptop hilang saat layar \
         terbuka, yang sedang tampil dapat terlihat."
            .to_owned(),
        "Siapa pun yang menguasai laptop dan lima kata sandi tim dapat membaca kasus, petikan data penduduk, dan rekaman kasus yang masih terbuka."
            .to_owned(),
    ];
    if held.files_sealed > 0 {
        lines.push(
            "Rekaman kasus yang selesai hanya dapat dibuka dengan kunci arsip kantor, yang tidak pernah ada di laptop; kata sandi tim tidak membukanya."
                .to_owned(),
        );
    }
    lines
}

fn done(one: &DeviceDecision) -> Tindakan {
    let what = match one.fate.as_str() {
        "lost" => "Dilaporkan hilang",
        "revoked" => "Dicabut: kantor menolak laptop sejak permintaan berikutnya",
        "wipe_ordered" => "Dicabut dan diperintahkan menghapus seluruh isi",
        "wiped" => "Laptop menyatakan, bertanda tangan, seluruh isinya terhapus",
        other => other,
    };
    Tindakan { waktu: at(one.at_ms), tindakan: what.to_owned(), oleh: one.by.clone().unwrap_or_else(|| "Laptop".to_owned()) }
}

fn open_steps(detail: &DeviceDetail) -> Vec<String> {
    let step = match detail.item.status.as_str() {
        "active" => "Laptop belum dicabut: kantor masih menerima kirimannya.",
        "revoked" => "Perintah hapus isi belum dibuat.",
        "wipe_ordered" => "Laptop belum menyatakan isinya terhapus; perintah dilaksanakan begitu laptop dibuka dan terhubung ke kantor.",
        _ => return Vec::new(),
    };
    vec![step.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_on_paper() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1.000", "1.234.567"]);
    }
}
