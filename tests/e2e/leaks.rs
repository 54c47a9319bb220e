//! What the window and the browser behind it leave on the disk: nothing of a person (issue "Trust", point 1). The full day is in `tests/it/leaks.rs`.
//!
//! The driven window may keep website data, which the one that a person opens may not: the search is the stricter for it.

use std::path::Path;

use fantoccini::key::Key;
use ktpel_testkit::village::{Resident, Village};
use ktpel_tests::{KitHome, Laptop, Office, Page, Window, http, laptop::text, leak::Secrets};
use serde_json::json;

use crate::verbs::{all_documents_there, fill, key, receive_resident, receive_walk_in, record_everything, sign_in};

const RESIDENTS: usize = 5000;
const NAMA: &str = "Halimah Contoh Sanggar";

/// A resident of the visit who once got a card: the office seeds its register from the same village.
fn resident_with_card() -> Resident {
    let mut village = Village::kota_bima(5272, RESIDENTS).into_iter();
    village
        .find(|resident| resident.kelurahan == "52.72.03.1004" && resident.status_rekam == "CARD_ISSUED" && resident.nik.is_some())
        .unwrap()
}

/// A short day, everything that has a picture or a name on the screen.
async fn a_day(page: &Page, resident: &Resident) {
    sign_in(page, "Amiruddin").await;
    receive_walk_in(page, NAMA, "Baru").await;
    page.press("Belum punya NIK").await;
    page.press("Lanjut").await;
    page.see("Permohonan NIK · F-1.01").await;
    fill(page).await;
    page.press("Ajukan permohonan NIK").await;
    record_everything(page).await;
    page.keys(&key(Key::Escape)).await;
    receive_resident(page, resident.nik.as_deref().unwrap(), &resident.nama, "Hilang").await;
    page.press("Lanjut").await;
    page.see("Data kantor di samping kartu keluarga").await;
    all_documents_there(page).await;
    page.press("Verifikasi selesai").await;
    page.press("Ambil foto").await;
    page.press("Rekam").await;
    page.press("Lanjut").await;
    page.see("Boleh dicetak").await;
    page.press("Slip").await;
    page.see("Pencetak").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Cari").await;
    page.keys(&NAMA[..7]).await;
    page.see(NAMA).await;
    page.keys(&key(Key::Escape)).await;
}

/// Everything that the day made known.
fn secrets(laptop: &Laptop, resident: &Resident) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.text("name that was typed", NAMA);
    for (what, said) in [("father", "Ayah Contoh"), ("mother", "Ibu Contoh"), ("address", "Jl. Contoh 1")] {
        secrets.text(what, said);
    }
    secrets.number("NIK", resident.nik.as_deref().unwrap());
    secrets.number("No KK", &resident.no_kk);
    secrets.text("name", &resident.nama);
    let found = laptop.call("search.find", json!({ "query": "contoh" }));
    let mine = laptop.call("search.find", json!({ "query": resident.nik }));
    let mut pictures = 0;
    for case in found["cases"].as_array().unwrap().iter().chain(mine["cases"].as_array().unwrap()) {
        for capture in laptop.case(&text(&case["id"]))["captures"].as_array().unwrap() {
            for take in capture["takes"].as_array().unwrap() {
                let path = format!("/lampiran/{}?token={}", text(&take["hash"]), laptop.token());
                let answer = http::send(laptop.address(), "GET", &path, &[], b"").unwrap();
                assert_eq!(answer.status, 200, "the operator sees {}", capture["slot"]);
                secrets.picture(&text(&capture["slot"]), &answer.body);
                pictures += 1;
            }
        }
    }
    assert!(pictures >= 15, "fourteen parts and a photo: {pictures}");
    secrets
}

#[tokio::test]
async fn the_window_and_its_browser_leave_nothing() {
    let mut office = Office::seed(RESIDENTS);
    let url = office.start();
    let home = KitHome::enrolled(&office, &url, "Laptop 1");
    let resident = resident_with_card();
    let window = Window::open(home.path()).await;
    a_day(&window.page, &resident).await;
    window.page.keys("\u{e009}l").await;
    window.close().await;
    tokio::task::spawn_blocking(move || {
        let mut laptop = Laptop::with_home(home, "Amiruddin");
        laptop.open();
        let search = secrets(&laptop, &resident).search();
        laptop.kill();
        let searched = search.folders(&[laptop.path()]);
        assert!(searched.hits.is_empty(), "{:#?}", searched.hits);
        let of_the_browser = searched.files.iter().filter(|file| file.starts_with(laptop.path().join("xdg"))).count();
        assert!(searched.saw("ktpel.db") && of_the_browser > 0, "store and browser were searched: {:?}", searched.files);
        let planted = laptop.path().join("xdg/cache/kept.html");
        std::fs::write(planted, format!("<p>{NAMA}</p>")).unwrap();
        assert_eq!(search.folders(&[&laptop.path().join("xdg") as &Path]).hits.len(), 1, "a page that the browser kept would be found");
    })
    .await
    .unwrap();
}
