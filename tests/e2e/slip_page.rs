//! A resident scans the printed slip with a phone: the page says whether it is genuine and where the case stands.

use ktpel_tests::{Browser, Laptop, Office, Page, laptop::text};
use serde_json::json;

/// What a phone reads from the picture of the slip: dots of the printer, nothing else.
fn scan(picture: &str) -> String {
    let png = data_encoding::BASE64.decode(picture.split_once("base64,").unwrap().1.as_bytes()).unwrap();
    let grey = image::load_from_memory(&png).unwrap().to_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let mut slip = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey.as_raw()[y * width + x]);
    slip.detect_grids()[0].decode().expect("the QR is readable").1
}

/// A picture of the page as a phone shows it, where pictures are wanted.
async fn picture(page: &Page, name: &str) {
    let Some(folder) = std::env::var_os("KTPEL_SCREENS") else { return };
    page.0.set_window_size(480, 900).await.unwrap();
    std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), page.0.screenshot().await.unwrap()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_shows_whether_the_slip_is_genuine() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let address = tokio::task::block_in_place(|| {
        let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
        let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
        let slip = laptop.call("document.make", json!({ "id": id, "document": "slip", "printer": "slip" }));
        assert_eq!(slip["printed"], "printed");
        laptop.sync();
        scan(&text(&slip["preview"]))
    });
    let browser = Browser::open(&address).await;
    browser.page.see("Slip ini asli").await;
    browser.page.see("Permohonan Anda sedang dikerjakan.").await;
    browser.page.see("S. R.").await;
    picture(&browser.page, "slip-page-genuine").await;

    let swapped = if address.ends_with("AA") { "BA" } else { "AA" };
    browser.page.0.goto(&format!("{}{swapped}", &address[..address.len() - 2])).await.unwrap();
    browser.page.see("Slip ini tidak asli").await;
    picture(&browser.page, "slip-page-not-genuine").await;
    browser.close().await;
}
