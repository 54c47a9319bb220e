//! Text now, pictures later, by the choice of a person: what the line carries, what waits, and what the screen says of it.

use ktpel_tests::{Dashboard, Laptop, Office, process::wait_for};
use serde_json::{Value, json};

/// Whether the office holds every file of the case, and whether it knows of any.
fn files(office: &Dashboard, id: &str) -> (bool, bool) {
    let attachments = office.get(&format!("/api/cases/{id}"))["attachments"].as_array().expect("a list").clone();
    (attachments.iter().all(|file| file["complete"] == true), !attachments.is_empty())
}

/// The state once no run is under way.
fn settled(laptop: &Laptop) -> Value {
    wait_for("the run to end", || Some(laptop.call("status.get", json!({}))).filter(|status| status["syncing"] == false))
}

#[test]
fn a_metered_line_carries_text_and_the_pictures_when_a_person_says_so() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    laptop.sync();
    assert_eq!(laptop.call("sync.load", json!({ "load": "text_only" }))["status"]["load"], "text_only");
    let id = laptop.serve_lost_card(&laptop.residents_with_card()[0]);
    let view = laptop.sync();
    let status = &view["status"];
    assert_eq!((&status["unsent"], &status["unsent_cases"]), (&json!(0), &json!(0)), "the text is there");
    let waiting = status["unsent_files"].as_u64().unwrap();
    assert!(waiting > 0 && status["unsent_bytes"].as_u64().unwrap() > 1_000, "the photo waits: {status}");
    assert_eq!((&view["waiting"][0]["id"], &view["waiting"][0]["files"]), (&json!(id), &json!(waiting)), "with its case");
    let dashboard = Dashboard::open(&url, "kasi");
    assert_eq!(files(&dashboard, &id), (false, true), "the office knows of the photo and has it not");

    laptop.crash_and_open();
    assert_eq!(laptop.call("status.get", json!({}))["load"], "text_only", "the choice outlives the program");
    let status = laptop.call("sync.pictures", json!({}))["status"].clone();
    assert_eq!((&status["unsent_files"], &status["pictures_now"], &status["load"]), (&json!(0), &json!(false), &json!("text_only")));
    assert_eq!(files(&dashboard, &id), (true, true), "for this once");

    laptop.capture(&id, "foto_kartu");
    laptop.sync();
    assert_eq!(settled(&laptop)["unsent_files"], 1, "the next one waits again");
    laptop.call("sync.load", json!({ "load": "everything" }));
    assert_eq!(laptop.sync()["status"]["unsent_files"], 0);
}

#[test]
fn a_run_that_is_cut_short_says_what_waits_and_when_it_is_tried_again() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    laptop.sync();
    office.stop();
    laptop.serve_lost_card(&laptop.residents_with_card()[0]);
    laptop.refused("sync.now", json!({}));
    let status = wait_for("the next try to be known", || {
        Some(laptop.call("status.get", json!({}))).filter(|status| status["syncing"] == false && !status["next_try_ms"].is_null())
    });
    assert_eq!((&status["last_problem"], &status["unsent_cases"]), (&json!("server_unreachable"), &json!(1)));
    assert_eq!(status["progress"]["cases"], json!({ "safe": 0, "of": 1 }));
    assert!(status["next_try_ms"].as_i64() > status["now_ms"].as_i64(), "not promised for the past: {status}");
    assert_eq!(office.start(), url);
    let status = laptop.sync()["status"].clone();
    assert_eq!((&status["unsent"], &status["unsent_files"], &status["progress"]), (&json!(0), &json!(0), &json!(null)));
}
