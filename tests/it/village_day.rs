//! A day in the village, through every MOBILE step that applies: a resident without a NIK and one who lost the card
//! (product rules 1–4; SOP MOBILE steps 3–9).

use ktpel_tests::{
    Dashboard, Laptop, Office,
    laptop::text,
    village::{biodata, reasons, shut_by, status},
};
use serde_json::{Value, json};

const NIK: &str = "5272035503909901";

fn office() -> (Office, String) {
    let mut office = Office::seed(2000);
    let url = office.start();
    (office, url)
}

/// The letter goes out, and a resident calls: SOP MOBILE steps 1 and 2 precede the case.
fn contact(laptop: &Laptop) -> Value {
    let visit = laptop.call("app.state", json!({}))["visit"]["id"].clone();
    laptop.call("visit.himbauan", json!({ "id": visit, "printer": "dokumen" }));
    let request = json!({
        "visit": visit, "nama": "Siti Rahmah", "no_hp": "0812-0000-0001", "layanan": "baru", "punya_nik": "tidak", "alamat": "RT 1", "catatan": null,
        "cara": "telepon",
    });
    laptop.call("contact.log", request)["contacts"][0]["id"].clone()
}

/// Contact to recording of a resident who has no NIK; the NIK application waits.
fn reception_without_nik(laptop: &Laptop) -> String {
    let open = json!({ "layanan": "baru", "contact": contact(laptop), "nik": null, "fields": { "punya_nik": "tidak" } });
    let case = laptop.call("case.open", open)["detail"].clone();
    let id = text(&case["id"]);
    assert_eq!(
        [status(&case, "mobile.kontak"), status(&case, "mobile.pemohon_menghubungi")],
        ["done", "done"],
        "the contact request is steps 1 and 2"
    );
    laptop.begin(&id, "mobile.minta_nik");
    laptop.write(&id, biodata());
    laptop.end(&id, "mobile.minta_nik");
    let problem = laptop.refused("case.step", json!({ "id": id, "step": "mobile.nik_verifikasi", "outcome": "started", "reason": null }));
    assert_eq!(reasons(&problem)[0], "step_before", "without a NIK step 4 comes before step 5");
    laptop.begin(&id, "mobile.jelaskan_daftar_nik");
    laptop.call("case.apply_nik", json!({ "id": id, "text": "Akta lahir ada" }));
    laptop.all_documents_there(&id);
    let case = laptop.end(&id, "mobile.jelaskan_daftar_nik");
    assert_eq!(
        (status(&case, "mobile.nik_verifikasi"), &case["application"]["state"]),
        ("waiting".to_owned(), &json!("filed")),
        "only SIAK issues a NIK"
    );
    laptop.begin(&id, "mobile.rekam");
    laptop.record(&id);
    let case = laptop.end(&id, "mobile.rekam");
    assert_eq!(
        (status(&case, "mobile.rekam"), &case["captures_missing"]),
        ("done".to_owned(), &json!([])),
        "recorded meanwhile: no second trip"
    );
    id
}

#[track_caller]
fn gate_is_shut(laptop: &Laptop, id: &str, why: &[&str]) {
    let stock = laptop.call("stock.get", json!({}));
    let problem = laptop.refused("print.card", json!({ "id": id, "blanko": stock["next"], "printer": "kartu" }));
    assert_eq!(
        (problem["code"].clone(), shut_by(&laptop.case(id))),
        (json!("not_allowed"), why.iter().map(|code| (*code).to_owned()).collect()),
        "the screen says what the gate says"
    );
    assert_eq!(laptop.call("stock.get", json!({})), stock, "a shut gate takes no blanko");
}

#[test]
fn a_resident_without_nik_leaves_with_a_card_in_the_end() {
    let (office, url) = office();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let id = reception_without_nik(&laptop);
    gate_is_shut(&laptop, &id, &["nik_waiting", "not_print_ready", "step_before"]);
    laptop.sync();

    let clerk = Dashboard::open(&url, "petugas");
    assert_eq!(clerk.get("/api/applications")[0]["case"]["id"], id.as_str(), "the office has the application in its queue");
    clerk.post(&format!("/api/cases/{id}/nik"), &json!({ "answer": "granted", "nik": NIK, "evidence": "Tiket SIAK 17" }));
    laptop.sync();
    let case = laptop.case(&id);
    assert_eq!(
        (&case["person"]["nik"], &case["person"]["nik_official"]),
        (&json!(NIK), &json!(true)),
        "the NIK reached the village, signed"
    );
    laptop.do_step(&id, "mobile.nik_verifikasi");
    gate_is_shut(&laptop, &id, &["not_print_ready"]);
    assert_eq!(laptop.case(&id)["print_debt"], true, "recorded, not yet printable: a card is owed");
    let debts = laptop.call("debt.list", json!({}));
    assert_eq!(debts[0]["id"], id.as_str(), "it is on the list for a later visit");

    clerk.post(&format!("/api/cases/{id}/status"), &json!({ "status": "PRINT_READY_RECORD", "evidence": "Monitoring SIAK" }));
    laptop.sync();
    assert_eq!(laptop.case(&id)["gate_open"], true, "the office's word opens the gate");
    let printed = laptop.print_card(&id, "CONTOH0001");
    assert_eq!(printed["card"]["state"], "spooled");
    laptop.came_out(&id, "good");
    let closed =
        laptop.call("handover.give", json!({ "id": id, "receiver": "pemohon", "receiver_name": null, "old_card": null }))["detail"].clone();
    assert_eq!((&closed["closed"], &closed["next"]), (&json!(true), &Value::Null), "handed over, nothing is left to do");
    for step in closed["steps"].as_array().unwrap() {
        assert_eq!(step["status"], "done", "{}: every step of the SOP was gone through", step["id"]);
    }
    assert_eq!(closed["target_seconds"], 1140, "180 + 60 + 180 + 180 + 300 + 60 + 180 seconds of the SOP's columns");
    laptop.sync();
    assert_eq!(clerk.case(&id)["closed"], true, "the office knows");
}

#[test]
fn a_lost_card_is_replaced_on_the_spot_without_signal() {
    let (mut office, url) = office();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    office.stop();
    let nik = laptop.residents_with_card().remove(0);
    let id = laptop.serve_lost_card(&nik);
    let case = laptop.case(&id);
    assert_eq!(
        (status(&case, "mobile.rekam"), status(&case, "mobile.jelaskan_daftar_nik")),
        ("skipped".to_owned(), "skipped".to_owned()),
        "who is recorded is not recorded again"
    );
    laptop.print_card(&id, "CONTOH0001");
    laptop.came_out(&id, "encode_failure");
    assert_eq!(laptop.case(&id)["gate_open"], true, "a failed card may be tried again");
    let used = laptop.refused("print.card", json!({ "id": id, "blanko": "CONTOH0001", "printer": "kartu" }));
    assert_eq!(used["params"]["what"], "used", "not on the spoiled blanko");
    laptop.print_card(&id, "CONTOH0002");
    laptop.came_out(&id, "good");
    laptop.call("handover.give", json!({ "id": id, "receiver": "keluarga", "receiver_name": "Abdul Karim", "old_card": null }));
    let stock = laptop.call("stock.get", json!({}));
    assert_eq!(
        (&stock["received"], &stock["good"], &stock["spoiled"], &stock["blanko"]),
        (&json!(100), &json!(1), &json!(1), &json!(98)),
        "every blanko is accounted for"
    );
    let receipt = laptop.call("document.make", json!({ "id": id, "document": "tanda_terima", "printer": "dokumen" }));
    assert!(std::path::Path::new(&text(&receipt["file"])).exists(), "the receipt is on paper");
    office.start();
    laptop.sync();
    let case = Dashboard::open(&url, "kasi").case(&id);
    assert_eq!((&case["closed"], &case["handover"]["receiver"]), (&json!(true), &json!("keluarga")));
}

#[test]
fn the_slip_can_be_read_by_any_phone() {
    let (office, url) = office();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let slip = laptop.call("document.make", json!({ "id": id, "document": "slip", "printer": "slip" }));
    assert_eq!(slip["printed"], "printed");
    let kode = text(&laptop.case(&id)["kode"]);
    let read = read_qr(&text(&slip["preview"]));
    assert_eq!(Some(&read), slip["qr"].as_str().map(str::to_owned).as_ref(), "the picture says what the kit says");
    let host = url.strip_prefix("http://").unwrap();
    assert!(read.starts_with(&format!("HTTP://{host}/S/")), "{read}: any phone opens the office's page");
    assert!(!read.contains("SITI") && !read.contains("RAHMAH"), "no name in it");
    let found = laptop.call("search.find", json!({ "query": read }));
    assert_eq!((&found["slip"]["verdict"], &found["slip"]["device"]), (&json!("genuine"), &json!("Laptop 1")));
    assert_eq!((&found["slip"]["claims"]["kode"], &found["slip"]["claims"]["stage"]), (&json!(kode), &json!("in_progress")));
    assert_eq!((&found["cases"][0]["id"], &found["slip"]["case"]), (&json!(id), &json!(id)), "a scanned slip finds its case");
    let old = laptop.call("search.find", json!({ "query": format!("{url}/S/{kode}") }));
    assert_eq!((&old["cases"][0]["id"], &old["slip"]), (&json!(id), &Value::Null), "so does a slip of before, and the code typed by hand");
}

/// Text of the QR code in a `data:` picture.
fn read_qr(picture: &str) -> String {
    let bytes = data_encoding::BASE64.decode(picture.split_once("base64,").unwrap().1.as_bytes()).unwrap();
    let image = image::load_from_memory(&bytes).unwrap().to_luma8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        image.get_pixel(u32::try_from(x).unwrap(), u32::try_from(y).unwrap()).0[0]
    });
    prepared.detect_grids()[0].decode().unwrap().1
}

#[test]
fn what_the_office_acknowledged_outlives_its_crash() {
    let (mut office, url) = office();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let id = reception_without_nik(&laptop);
    assert_eq!(laptop.sync()["status"]["unsent"], 0, "acknowledged");
    office.stop();
    office.run(&["check"]);
    laptop.note(&id, "Menunggu di rumah");
    let failed = laptop.refused("sync.now", json!({}));
    assert_eq!(failed["code"], "server_unreachable", "the kit says so and keeps everything");
    assert_eq!(laptop.call("status.get", json!({}))["unsent"], 1);
    office.start();
    let kasi = Dashboard::open(&url, "kasi");
    assert_eq!(status(&kasi.case(&id), "mobile.rekam"), "done", "what was acknowledged before the crash is there");
    for _ in 0..3 {
        let view = laptop.sync();
        assert_eq!(
            (&view["status"]["unsent"], &view["status"]["unsent_files"], &view["refused"]),
            (&json!(0), &json!(0), &json!([])),
            "syncing again changes nothing"
        );
    }
    let at_office = kasi.case(&id);
    assert_eq!(at_office["steps"], laptop.case(&id)["steps"]);
    let notes = at_office["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["kind"] == "note" && item["params"].to_string().contains("di rumah"))
        .count();
    assert_eq!(notes, 1, "sent once, there once");
    let second = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
    let shown = second.case(&id);
    assert_eq!(
        (&shown["steps"], &shown["history"], &shown["fields"]),
        (&laptop.case(&id)["steps"], &laptop.case(&id)["history"], &laptop.case(&id)["fields"]),
        "the second laptop has the whole case"
    );
    let attachments = kasi.get(&format!("/api/cases/{id}"))["attachments"].clone();
    assert!(attachments.as_array().unwrap().iter().all(|file| file["complete"] == true), "every recording arrived: {attachments}");
    assert_eq!(attachments.as_array().unwrap().len(), 14);
}
