//! One resident without a NIK and one with a lost card, worked through the MOBILE steps in the real window, offline; then the office comes up.

use fantoccini::key::Key;
use ktpel_testkit::village::{Resident, Village};
use ktpel_tests::{Browser, KitHome, Office, Page, Window};

use crate::verbs::{all_documents_there, fill, key, receive_resident, receive_walk_in, record_everything, sign_in, sign_in_office};

const RESIDENTS: usize = 20_000;
/// Serial 9998 is given to nobody in the village (see `without_nik_is_free`).
const NEW_NIK: &str = "5272034101909998";

/// A resident of the visit's kelurahan who once got a card: the office seeds its register from the same village.
fn resident_with_card() -> Resident {
    let mut village = Village::kota_bima(5272, RESIDENTS).into_iter();
    village
        .find(|resident| resident.kelurahan == "52.72.03.1004" && resident.status_rekam == "CARD_ISSUED" && resident.nik.is_some())
        .expect("among 20,000 somebody of Kolo has a card")
}

#[tokio::test]
async fn the_village_day_in_the_window() {
    let mut office = Office::seed(RESIDENTS);
    let url = office.start();
    let home = KitHome::enrolled(&office, &url, "Laptop 1");
    // From here the village has no signal.
    office.stop();
    let window = Window::open(home.path()).await;
    let page = window.page.clone();
    sign_in(&page, "Amiruddin").await;

    without_nik(&page).await;
    page.keys(&key(Key::Escape)).await;
    let slip = lost_card(&page, &resident_with_card()).await;
    assert!(slip.starts_with("HTTP") && slip.contains("/S/"), "the slip's QR leads to the office: {slip}");

    // The line comes back: both cases arrive, the office answers, the NIK reaches the kit.
    office.start();
    page.press("Kirim").await;
    page.press("Kirim sekarang").await;
    page.see("Semua kasus sudah diterima kantor.").await;
    let dashboard = Browser::open(&url).await;
    answer_in_the_office(&dashboard.page).await;
    page.press("Kirim sekarang").await;
    page.press("Hari ini").await;
    page.press("La Ode Contoh").await;
    page.see("9998").await;
    dashboard.close().await;
    window.close().await;
}

/// Asked, explained, applied for, recorded meanwhile; then the case waits where the rules say.
async fn without_nik(page: &Page) {
    receive_walk_in(page, "La Ode Contoh", "Baru").await;
    page.press("Belum punya NIK").await;
    page.press("Lanjut").await;
    page.see("Permohonan NIK · F-1.01").await;
    fill(page).await;
    page.press("Ajukan permohonan NIK").await;
    // The kit goes on by itself to what may be done meanwhile; verification waits for the office.
    record_everything(page).await;
    page.see("menunggu").await;
    page.activate("step", "Cetak").await;
    page.see("Belum boleh dicetak").await;
}

/// Verified against the register, photographed, printed, handed over, with a slip whose QR is read from the screen.
async fn lost_card(page: &Page, resident: &Resident) -> String {
    receive_resident(page, resident.nik.as_deref().unwrap(), &resident.nama, "Hilang").await;
    page.press("Lanjut").await;
    page.see("Data kantor di samping kartu keluarga").await;
    all_documents_there(page).await;
    page.press("Verifikasi selesai").await;
    page.press("Ambil foto").await;
    page.press("Rekam").await;
    page.press("Lanjut").await;
    page.see("Boleh dicetak").await;
    page.press("Cetak kartu").await;
    page.see("Apa yang keluar dari pencetak?").await;
    page.keys("1").await;
    page.see("Diserahkan kepada").await;
    page.press("Serahkan kartu").await;
    page.see("sudah diserahkan kepada").await;
    // The receipt opens by itself; then the slip.
    page.see("Tanda terima").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Slip").await;
    let qr = read_qr(page).await;
    page.keys(&key(Key::Escape)).await;
    qr
}

/// Decodes the QR of the slip that the screen shows, as a phone would: from the picture.
async fn read_qr(page: &Page) -> String {
    let script = "const image = document.querySelector('dialog[open] img'); return image?.complete && image.src.startsWith('data:image/png') ? image.src : null";
    let source = page
        .wait("the slip on the screen", async || {
            let source = page.0.execute(script, vec![]).await?;
            Ok(source.as_str().map(str::to_owned))
        })
        .await;
    let png = data_encoding::BASE64.decode(source.split_once(',').unwrap().1.as_bytes()).unwrap();
    let grey = image::load_from_memory(&png).unwrap().to_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let mut slip = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey.as_raw()[y * width + x]);
    let codes = slip.detect_grids();
    assert_eq!(codes.len(), 1, "a slip carries one QR");
    codes[0].decode().expect("the QR is readable").1
}

/// The clerk signs in and types the NIK that SIAK issued.
async fn answer_in_the_office(page: &Page) {
    sign_in_office(page, "kasi", "kasi-contoh-2026").await;
    page.activate("link", "Permohonan NIK").await;
    page.see("La Ode Contoh").await;
    page.type_into("NIK yang diterbitkan SIAK", NEW_NIK).await;
    page.press("Simpan NIK").await;
    page.see("Tidak ada permohonan yang menunggu.").await;
}
