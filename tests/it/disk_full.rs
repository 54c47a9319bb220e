//! A full disk, on the laptop and at the office, at each stage: it is said in clear words, nothing is lost, and work goes on when there is room.

use ktpel_tests::{Dashboard, KitHome, Laptop, Office, small_disk::SmallDisk};
use serde_json::{Value, json};

const OPERATOR: &str = "Siti Rahmawati";
/// Room of a kit, in megabytes.
const KIT_MB: u32 = 12;
/// Room of an office that is nearly full.
const OFFICE_MB: u32 = 48;

fn notes(case: &Value) -> usize {
    case["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count()
}

/// A kit on a small disk, synced, with a case that it opened since.
fn kit_on_small_disk(office: &Office, url: &str) -> (SmallDisk, Laptop, String) {
    let home = KitHome::empty();
    let disk = SmallDisk::under(home.path(), KIT_MB);
    home.enrol(office, url, "Laptop 1");
    let mut laptop = Laptop::with_home(home, OPERATOR);
    laptop.open();
    laptop.sync();
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    (disk, laptop, id)
}

/// Writes notes until the kit refuses, and gives how many it acknowledged and the refusal.
#[track_caller]
fn note_until_refused(laptop: &Laptop, id: &str) -> (usize, Value) {
    for number in 0..5000 {
        if let Err(problem) = laptop.try_call("case.note", json!({ "id": id, "text": format!("catatan {number}") })) {
            return (number, problem);
        }
    }
    panic!("five thousand notes found room on a full disk");
}

#[test]
fn a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let (disk, mut laptop, id) = kit_on_small_disk(&office, &url);
    office.stop();
    disk.fill();
    let (kept, problem) = note_until_refused(&laptop, &id);
    assert_eq!(problem["code"], "disk_full");
    let case = laptop.case(&id);
    assert_eq!(notes(&case), kept, "what was refused is not shown, what was acknowledged is");
    for (method, params) in [
        ("draft.save", json!({ "key": "k", "value": "x".repeat(100_000) })),
        ("recording.capture", json!({ "id": id, "slot": "foto_kartu", "blob": null })),
    ] {
        assert_eq!(laptop.refused(method, params)["code"], "disk_full", "{method}");
    }
    assert_eq!(laptop.case(&id), case, "nothing of it is half there");
    laptop.kill();
    disk.free();
    laptop.open();
    assert_eq!(laptop.case(&id), case, "the plug pulled on a full disk loses nothing either");
    laptop.note(&id, "Ada ruang lagi");
    office.start();
    assert_eq!(laptop.sync()["status"]["unsent"], 0);
    let at_office = Dashboard::open(&url, "kasi").case(&id);
    assert_eq!(notes(&at_office), kept + 1, "the office has each note once");
}

#[test]
fn a_kit_that_cannot_keep_the_receipt_sends_again_and_nothing_is_there_twice() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let (disk, laptop, id) = kit_on_small_disk(&office, &url);
    laptop.capture(&id, "foto_kartu");
    disk.fill();
    let (kept, _) = note_until_refused(&laptop, &id);
    for _ in 0..3 {
        assert_eq!(laptop.refused("sync.now", json!({}))["code"], "disk_full", "the office took it, the kit cannot write that down");
    }
    assert_eq!(notes(&Dashboard::open(&url, "kasi").case(&id)), kept, "the office has each note once");
    disk.free();
    let status = laptop.sync()["status"].clone();
    assert_eq!((&status["unsent"], &status["unsent_files"]), (&json!(0), &json!(0)), "with room the receipt is kept");
    assert_eq!(notes(&laptop.case(&id)), kept);
    assert_eq!(notes(&Dashboard::open(&url, "kasi").case(&id)), kept, "and each note is still there once");
}

#[test]
fn an_office_without_room_says_so_and_takes_everything_later() {
    let mut office = Office::seed(500);
    let disk = SmallDisk::under(office.path(), OFFICE_MB);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", OPERATOR);
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    disk.fill();
    // A photo finds no room even where the database still has some.
    laptop.capture(&id, "foto_kartu");
    let mut written = 0;
    let problem = loop {
        laptop.note(&id, &format!("catatan {written}"));
        written += 1;
        assert!(written < 500, "five hundred notes and a photo found room on a full disk");
        if let Err(problem) = laptop.try_call("sync.now", json!({})) {
            break problem;
        }
    };
    assert_eq!(problem["code"], "server_full", "{problem}");
    laptop.note(&id, "Bekerja terus");
    assert_eq!(notes(&laptop.case(&id)), written + 1, "the laptop works on");
    office.stop();
    disk.free();
    office.start();
    let status = laptop.sync()["status"].clone();
    assert_eq!((&status["unsent"], &status["unsent_files"]), (&json!(0), &json!(0)), "with room the office takes all of it");
    let dashboard = Dashboard::open(&url, "kasi");
    assert_eq!(notes(&dashboard.case(&id)), written + 1, "each note once");
    assert_eq!(dashboard.get(&format!("/api/cases/{id}"))["attachments"][0]["complete"], true, "and the photo whole");
    office.stop();
    office.run(&["verify"]);
}
