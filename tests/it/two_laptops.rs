//! Two laptops of one team edit one case without signal and meet later at the office: nothing is lost, nothing is decided silently
//! (product, "What a merge must mean").

use ktpel_tests::{
    Team,
    laptop::text,
    village::{ops, status, values},
};
use serde_json::{Value, json};

/// A team whose two laptops have the same case.
fn with_case() -> (Team, String) {
    let team = Team::ready();
    let id = team.a.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    team.meet();
    assert_eq!(values(&team.b.case(&id), "nama_lengkap"), ["Siti Rahmah"], "the case reached the other laptop");
    (team, id)
}

fn notes(case: &Value) -> Vec<String> {
    let history = case["history"].as_array().unwrap().iter();
    let mut notes: Vec<String> = history.filter(|item| item["kind"] == "note").map(|item| item["params"].to_string()).collect();
    notes.sort();
    notes
}

#[test]
fn nothing_of_a_concurrent_edit_is_lost() {
    let (mut team, id) = with_case();
    team.leave();
    team.a.write(&id, json!({ "tempat_lahir": "Bima", "no_hp": "0812-0000-0001", "agama": "siak/1/ISLAM" }));
    team.a.note(&id, "Ibu datang tanpa akta");
    team.a.do_step(&id, "mobile.minta_nik");
    team.b.write(&id, json!({ "tempat_lahir": "Raba", "nama_ibu": "Aisyah", "agama": "siak/1/ISLAM" }));
    team.b.note(&id, "Akta menyusul besok");
    let requirement = team.b.case(&id)["requirements"][0]["id"].clone();
    team.b.call("case.requirement", json!({ "id": id, "requirement": requirement, "state": "missing", "note": "hilang" }));
    team.come_back();
    for case in team.everywhere(&id) {
        assert_eq!(values(&case, "tempat_lahir"), ["Bima", "Raba"], "both values stand until a person chooses");
        assert_eq!(case["conflicts"], json!(["tempat_lahir"]), "only the field that differs is in conflict");
        assert_eq!(
            (values(&case, "no_hp"), values(&case, "nama_ibu")),
            (vec!["0812-0000-0001".into()], vec!["Aisyah".into()]),
            "different fields union"
        );
        assert_eq!(
            (case["fields"]["agama"]["conflict"].clone(), values(&case, "agama").first().cloned()),
            (json!(false), Some("siak/1/ISLAM".into())),
            "equal edits agree"
        );
        let who: Vec<String> = case["fields"]["tempat_lahir"]["said"]
            .as_array()
            .unwrap()
            .iter()
            .map(|said| format!("{} {}", said["by"]["nama"], said["by"]["device"]))
            .collect();
        assert!(
            who.contains(&r#""Siti Rahmawati" "Laptop 1""#.into()) && who.contains(&r#""Amiruddin" "Laptop 2""#.into()),
            "who and where: {who:?}"
        );
        let notes = notes(&case);
        assert!(
            notes.len() == 2 && notes.concat().contains("tanpa akta") && notes.concat().contains("besok"),
            "both notes stand: {notes:?}"
        );
        assert_eq!(status(&case, "mobile.minta_nik"), "done", "the step that one laptop ended is ended");
        assert_eq!((&case["requirements"][0]["state"], &case["requirements"][0]["note"]), (&json!("missing"), &json!("hilang")));
    }
    assert_eq!(team.dashboard().conflicts(), [(id, "field".into(), json!(["tempat_lahir"]), json!([]))], "the office has it in its queue");
}

#[test]
fn one_answer_on_a_laptop_settles_a_conflict_everywhere() {
    let (mut team, id) = with_case();
    team.leave();
    team.a.write(&id, json!({ "tempat_lahir": "Bima" }));
    team.b.write(&id, json!({ "tempat_lahir": "Raba" }));
    team.come_back();
    let seen = ops(&team.a.case(&id), "tempat_lahir");
    let half = json!({ "id": id, "field": "tempat_lahir", "chosen": "Bima", "shown": [seen[0]], "reason": null });
    assert_eq!(team.b.refused("case.answer", half)["code"], "stale", "who did not see both values does not decide");
    let answered = team.b.answer(&id, "tempat_lahir", "Raba");
    assert_eq!(answered["conflicts"], json!([]), "the screen shows it at once");
    team.meet();
    for case in team.everywhere(&id) {
        assert_eq!((values(&case, "tempat_lahir"), &case["conflicts"]), (vec!["Raba".to_owned()], &json!([])), "one answer is enough");
    }
    assert_eq!(team.dashboard().conflicts(), [], "the queue is empty");
}

#[test]
fn one_answer_of_the_office_settles_a_conflict_everywhere() {
    let (mut team, id) = with_case();
    team.leave();
    team.a.write(&id, json!({ "nama_ibu": "Aisyah" }));
    team.b.write(&id, json!({ "nama_ibu": "Siti Aisyah" }));
    team.come_back();
    let office = team.dashboard();
    let answer =
        json!({ "field": "nama_ibu", "chosen": "Siti Aisyah", "shown": ops(&office.case(&id), "nama_ibu"), "reason": "Akta kelahiran" });
    let answered = office.post(&format!("/api/cases/{id}/answer"), &answer);
    assert_eq!(answered["detail"]["conflicts"], json!([]));
    team.meet();
    for case in team.everywhere(&id) {
        assert_eq!(
            (values(&case, "nama_ibu"), &case["conflicts"]),
            (vec!["Siti Aisyah".to_owned()], &json!([])),
            "the office's answer reaches both laptops"
        );
    }
    assert_eq!(office.conflicts(), []);
}

#[test]
fn two_answers_apart_are_a_conflict_again() {
    let (mut team, id) = with_case();
    team.leave();
    team.a.write(&id, json!({ "rt": "001" }));
    team.b.write(&id, json!({ "rt": "002" }));
    team.come_back();
    team.leave();
    team.a.answer(&id, "rt", "001");
    team.b.answer(&id, "rt", "002");
    team.come_back();
    for case in team.everywhere(&id) {
        assert_eq!(
            (values(&case, "rt"), &case["conflicts"]),
            (vec!["001".to_owned(), "002".to_owned()], &json!(["rt"])),
            "neither answer wins in silence"
        );
    }
}

#[test]
fn two_prints_of_one_case_are_an_incident_everywhere() {
    let mut team = Team::ready();
    let nik = team.a.residents_with_card().remove(0);
    let id = team.a.serve_lost_card(&nik);
    team.meet();
    team.leave();
    team.a.print_card(&id, "CONTOH0001");
    team.a.came_out(&id, "good");
    team.b.print_card(&id, "CONTOH0002");
    team.b.came_out(&id, "good");
    team.come_back();
    for case in team.everywhere(&id) {
        assert_eq!(case["incidents"], json!(["two_prints"]), "two cards of one resident: a person must know");
        let mut used: Vec<String> = case["card"]["attempts"].as_array().unwrap().iter().map(|attempt| text(&attempt["blanko"])).collect();
        used.sort();
        assert_eq!(used, ["CONTOH0001", "CONTOH0002"], "both blanko are accounted for");
        assert_eq!(case["gate_open"], false, "no third card");
    }
    let waiting = team.dashboard().conflicts();
    assert!(waiting.contains(&(id.clone(), "incident".into(), json!([]), json!(["two_prints"]))), "{waiting:?}");
    team.dashboard()
        .post(&format!("/api/cases/{id}/settle"), &json!({ "incident": "two_prints", "reason": "CONTOH0002 ditarik untuk dimusnahkan" }));
    team.meet();
    for case in team.everywhere(&id) {
        assert_eq!(case["incidents"], json!([]), "the office settled it, both laptops know");
    }
}

#[test]
fn a_contact_opened_on_both_laptops_is_one_case() {
    let mut team = Team::ready();
    let visit = text(&team.a.call("visit.list", json!({}))[0]["id"]);
    for laptop in [&team.a, &team.b] {
        laptop.call("visit.select", json!({ "id": visit }));
    }
    let request = json!({ "visit": visit, "nama": "Abdul Gani", "no_hp": "0812-0000-0009", "layanan": "baru", "punya_nik": "tidak", "alamat": "RT 3", "catatan": "tidak bisa berjalan", "cara": "telepon" });
    team.a.call("contact.log", request);
    team.meet();
    let contacts = team.b.call("visit.get", json!({ "id": visit }))["contacts"].clone();
    let contact = text(&contacts[0]["id"]);
    team.leave();
    let open = json!({ "layanan": "baru", "contact": contact, "nik": null, "fields": {} });
    let ids = [&team.a, &team.b].map(|laptop| text(&laptop.call("case.open", open.clone())["detail"]["id"]));
    assert_eq!(ids[0], ids[1], "the case of a contact has one id, wherever it is opened");
    team.a.write(&ids[0], json!({ "tempat_lahir": "Sape" }));
    team.b.write(&ids[0], json!({ "nama_ibu": "Halimah" }));
    team.come_back();
    for case in team.everywhere(&ids[0]) {
        assert_eq!(
            (values(&case, "tempat_lahir"), values(&case, "nama_ibu")),
            (vec!["Sape".to_owned()], vec!["Halimah".to_owned()]),
            "the two openings union"
        );
        assert_eq!(
            (&case["conflicts"], &case["incidents"], &case["contact"]),
            (&json!([]), &json!([]), &json!(contact)),
            "opening twice is no conflict"
        );
        assert_eq!(values(&case, "nama_lengkap").first().map(String::as_str), Some("Abdul Gani"), "the name comes from the contact");
    }
}
