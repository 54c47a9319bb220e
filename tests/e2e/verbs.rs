//! What an operator does at the kit, by keyboard alone, in the words of the screen.

use fantoccini::key::Key;
use ktpel_tests::{
    Page,
    kit::{DEMO_PASSPHRASE, DEMO_PIN},
};

/// One key as the WebDriver sends it.
pub fn key(key: Key) -> String {
    char::from(key).to_string()
}

/// Unlocks with the team passphrase and signs an operator in.
pub async fn sign_in(page: &Page, operator: &str) {
    page.type_into("Lima kata sandi tim", DEMO_PASSPHRASE).await;
    page.keys(&key(Key::Enter)).await;
    page.activate("button", operator).await;
    page.type_into("PIN", DEMO_PIN).await;
    page.keys(&key(Key::Enter)).await;
    page.find("button", "Terima pemohon").await;
}

/// Receives somebody who is not in the register, for a service, and opens the case.
pub async fn receive_walk_in(page: &Page, nama: &str, layanan: &str) {
    page.press("Terima pemohon").await;
    page.type_into("NIK, nomor KK, atau nama", nama).await;
    page.see("Tidak ada dalam data kunjungan ini.").await;
    page.pick("Layanan", layanan).await;
    page.press("Terima pemohon").await;
    page.see(nama).await;
}

/// Receives a resident of the register by NIK, for a service, and opens the case.
pub async fn receive_resident(page: &Page, nik: &str, nama: &str, layanan: &str) {
    page.press("Terima pemohon").await;
    page.type_into("NIK, nomor KK, atau nama", nik).await;
    page.activate("button", nama).await;
    page.see("Ada dalam data kunjungan").await;
    page.pick("Layanan", layanan).await;
    page.press("Terima pemohon").await;
    page.see("NIK ini sudah dicocokkan dengan data kantor.").await;
}

/// Says of every requirement on the screen that it is there.
pub async fn all_documents_there(page: &Page) {
    let script = "return [...document.querySelectorAll('[role=group]')].filter((g) => g.querySelector('button[aria-pressed]')).map((g) => g.getAttribute('aria-label'))";
    let groups: Vec<String> = serde_json::from_value(page.script(script, vec![]).await).unwrap();
    assert!(!groups.is_empty(), "the service asks for documents");
    for group in groups {
        page.press_in(&group, "Ada").await;
    }
}

/// Takes every part that is missing with the devices, one after the other; a finger that slipped is taken again, as the screen asks.
pub async fn record_everything(page: &Page) {
    page.see("0 dari 14 bagian").await;
    for done in 1..=14 {
        let recorded = format!("{done} dari 14 bagian");
        page.press("Rekam").await;
        while page.see_either(&recorded, "tekan lagi").await == "tekan lagi" {
            page.press("Rekam").await;
        }
        if done < 14 {
            page.press("Lanjut").await;
        }
    }
    page.press("Lanjut").await;
    page.press("Perekaman selesai").await;
}

/// What the synthetic applicant says to each field of F-1.01 that must be filled.
const SAID: &[(&str, &str)] = &[
    ("Jenis kelamin", "Perempuan"),
    ("Tempat lahir", "Bima"),
    ("Tanggal lahir", "01-01-1990"),
    ("Agama", "Islam"),
    ("Status perkawinan", "Kawin"),
    ("Status hubungan", "Istri"),
    ("Pendidikan", "SLTA"),
    ("Pekerjaan", "Petani"),
    ("Kewarganegaraan", "W"),
    ("Alamat", "Jl. Contoh 1"),
    ("RT", "1"),
    ("RW", "2"),
    ("Kelurahan", "Kolo"),
    ("Nama ayah", "Ayah Contoh"),
    ("Nama ibu", "Ibu Contoh"),
];

/// Fills in F-1.01, field by field.
pub async fn fill(page: &Page) {
    for (label, said) in SAID {
        let element = page.find("textbox", label).await;
        if element.tag_name().await.unwrap() == "select" {
            page.pick(label, said).await;
        } else {
            page.type_into(label, said).await;
        }
    }
}

/// Signs an office user in at the dashboard.
pub async fn sign_in_office(page: &Page, user: &str, password: &str) {
    page.type_into("Nama pengguna", user).await;
    page.type_into("Kata sandi", password).await;
    page.keys(&key(Key::Enter)).await;
    page.find("link", "Permohonan NIK").await;
}
