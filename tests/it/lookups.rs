//! Whoever looks through the register without serving anybody is stopped after sixty looks, and the office learns of it.

use ktpel_tests::{Dashboard, Laptop, Office};
use serde_json::{Value, json};

fn look(laptop: &Laptop, nomor: usize, case: Option<&str>) -> Result<Value, Value> {
    let nomor = format!("52720115039{:05}", 99_000 + nomor);
    laptop.try_call("resident.lookup", json!({ "nomor": nomor, "nama": null, "tanggal_lahir": null, "kelurahan": null, "case": case }))
}

#[track_caller]
fn shut(answer: Result<Value, Value>) -> u64 {
    let problem = answer.expect_err("the register is shut");
    assert_eq!(problem["code"], "lookup_limit", "{problem}");
    problem["params"]["minutes"].as_str().unwrap().parse().unwrap()
}

#[test]
fn sixty_looks_without_a_case_and_no_more() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 2", "Siti Rahmawati");
    let case = laptop.open_case("baru", json!({ "nama_lengkap": "Contoh Pemohon" }));
    for turn in 0..60 {
        look(&laptop, turn, None).unwrap_or_else(|problem| panic!("look {turn}: {problem}"));
    }
    let minutes = shut(look(&laptop, 60, None));
    assert!((50..=60).contains(&minutes), "{minutes} minutes to wait");
    let by_name = json!({ "nomor": null, "nama": "siti", "tanggal_lahir": null, "kelurahan": null });
    shut(laptop.try_call("resident.lookup", by_name));
    shut(look(&laptop, 61, Some("00000000000000000000000000000001")));
    let searched = laptop.call("search.find", json!({ "query": "contoh" }));
    assert_eq!((searched["cases"].as_array().unwrap().len(), &searched["residents"]), (1, &json!([])), "own cases are found all the same");
    assert!(searched["shut_minutes"].as_u64().is_some_and(|minutes| minutes > 50), "{searched}");
    look(&laptop, 62, Some(&case)).expect("who serves somebody looks on");

    laptop.crash_and_open();
    shut(look(&laptop, 63, None));
    look(&laptop, 64, Some(&case)).expect("after a restart too");
    laptop.sync();
    let dashboard = Dashboard::open(&url, "admin");
    let alarms = dashboard.get("/api/overview")["lookup_alarms"].clone();
    assert_eq!(alarms.as_array().unwrap().len(), 1, "raised once: {alarms}");
    assert_eq!(
        (&alarms[0]["device"], &alarms[0]["number"], &alarms[0]["oleh"]),
        (&json!("Laptop 2"), &json!(60), &json!("Siti Rahmawati"))
    );
}

#[test]
fn a_name_typed_letter_by_letter_is_one_look() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Amiruddin");
    for turn in 0..60 {
        for text in ["sit", "siti", "siti r"] {
            let query = format!("{}{turn} {text}", if turn % 2 == 0 { "abdul" } else { "nur" });
            let found = laptop.call("search.find", json!({ "query": query }));
            assert_eq!(found["shut_minutes"], Value::Null, "look {turn} for {text}");
        }
    }
    assert!(laptop.call("search.find", json!({ "query": "haris" }))["shut_minutes"].is_u64(), "the next name is one too many");
}

#[test]
fn showing_a_full_nik_is_logged_each_time() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Amiruddin");
    let nik = laptop.residents_with_card().remove(0);
    let case = laptop.serve_lost_card(&nik);
    // Nothing is sent meanwhile.
    office.stop();
    let unsent = || laptop.call("status.get", json!({}))["unsent"].as_u64().unwrap();
    let before = unsent();
    assert_eq!(laptop.call("case.nik", json!({ "id": case })), json!({ "nik": nik }));
    assert_eq!(unsent(), before + 1, "one entry in the log that goes to the office");
}
