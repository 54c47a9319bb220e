//! A village team without a server: reception opens, another laptop records, a third prints; and who does not belong is told so
//! (sync-and-trust, The session; product rule 13).

use ktpel_tests::{
    Dashboard, Laptop, Office, http,
    laptop::text,
    process::wait_for,
    team::{Mates, board},
    village::status,
};
use serde_json::{Value, json};

/// Three laptops of an office that is out of reach from then on.
struct Village {
    office: Office,
    url: String,
    laptops: [Laptop; 3],
}

impl Village {
    fn ready() -> Self {
        let mut office = Office::seed(2000);
        let url = office.start();
        let people = [("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin"), ("Laptop 3", "Nur Aini")];
        let laptops = people.map(|(name, operator)| Laptop::ready(&office, &url, name, operator));
        // Each learns of those that were taken in after it.
        laptops.iter().for_each(|laptop| drop(laptop.sync()));
        office.stop();
        Self { office, url, laptops }
    }

    fn back_at_the_office(&mut self) {
        assert_eq!(self.office.start(), self.url);
        // What rests on a team-mate's work waits at the office until the team-mate comes too.
        self.laptops.iter().for_each(|laptop| drop(laptop.sync()));
        for laptop in &self.laptops {
            let view = laptop.sync();
            assert_eq!((&view["status"]["unsent"], &view["refused"], &view["held"]), (&json!(0), &json!([]), &json!([])));
        }
    }
}

/// Whether reception's part is done: the step has ended and every document is there.
fn received(case: &Value) -> bool {
    let requirements = case["requirements"].as_array().unwrap();
    status(case, "mobile.minta_nik") == "done" && requirements.iter().all(|one| one["state"] == "present")
}

/// The picture as the screen loads it: status and bytes.
fn picture(laptop: &Laptop, case: &Value, slot: &str) -> (u16, Vec<u8>) {
    let captures = case["captures"].as_array().unwrap();
    let hash = text(&captures.iter().find(|capture| capture["slot"] == slot).unwrap()["takes"][0]["hash"]);
    let path = format!("/lampiran/{hash}?token={}", laptop.token());
    let answer = http::send(laptop.address(), "GET", &path, &[("x-ktpel-token", laptop.token())], b"").unwrap();
    (answer.status, answer.body)
}

#[test]
fn three_laptops_serve_one_resident_without_any_server() {
    let mut village = Village::ready();
    let [reception, recording, printing] = &village.laptops;
    let at = reception.joins(&[]);
    recording.joins(&[&at]);
    printing.joins(&[&at]);
    let nik = reception.residents_with_card().remove(0);
    let open = json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} });
    let id = text(&reception.call("case.open", open)["detail"]["id"]);
    reception.do_step(&id, "mobile.minta_nik");
    reception.all_documents_there(&id);

    recording.until(&id, "reception's work is here", received);
    recording.begin(&id, "mobile.nik_verifikasi");
    for laptop in [reception, printing] {
        let held = laptop.until_board(&id, "who holds the case is shown", |card| card["held_by"] == "Amiruddin");
        assert_eq!(held["summary"]["holder_device"], "Laptop 2");
    }
    reception.note(&id, "Datang bersama ibunya");
    recording.end(&id, "mobile.nik_verifikasi");
    recording.capture(&id, "foto_kartu");

    let case = printing.until(&id, "the gate opens and the photo is here", |case| {
        case["gate_open"] == true
            && case["captures"].as_array().unwrap().iter().any(|capture| capture["slot"] == "foto_kartu")
            && picture(printing, case, "foto_kartu").0 == 200
    });
    assert_eq!(picture(printing, &case, "foto_kartu"), picture(recording, &case, "foto_kartu"), "the photo that the card needs, opened");
    printing.print_card(&id, "CONTOH0001");
    printing.came_out(&id, "good");
    printing.call("handover.give", json!({ "id": id, "receiver": "pemohon", "receiver_name": null, "old_card": null }));

    for laptop in [reception, recording] {
        laptop.until(&id, "the handover is known", |case| !case["handover"].is_null());
        laptop.until_same_board(printing);
    }
    for laptop in [recording, printing] {
        assert_ne!(picture(laptop, &case, "foto_kartu").0, 200, "after handover the photo is the archive's on every laptop");
    }
    village.back_at_the_office();
    let boards = village.laptops.each_ref().map(board);
    assert!(boards.iter().all(|other| *other == boards[0]), "the office changed nothing, and nothing came twice");
    let histories = village.laptops.each_ref().map(|laptop| laptop.case(&id)["history"].clone());
    assert!(histories.iter().all(|other| *other == histories[0]));
    for laptop in &village.laptops {
        assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]), "what came by the village's network is proven");
    }
}

#[test]
fn work_reaches_a_laptop_that_never_met_its_author() {
    let village = Village::ready();
    let [mut author, between, mut reader] = village.laptops;
    reader.kill();
    let at = author.joins(&[]);
    between.joins(&[&at]);
    let id = author.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    author.note(&id, "Ibu datang tanpa akta");
    let here = between.until(&id, "the note", |case| case["history"].to_string().contains("tanpa akta"));
    author.kill();
    reader.open();
    reader.joins(&[&between.listens_at()]);
    let there = reader.until(&id, "the note, at second hand", |case| case["history"].to_string().contains("tanpa akta"));
    assert_eq!(there["history"], here["history"], "by the author's name, as the author wrote it");
    assert_eq!(reader.call("kit.verify", json!({}))["problems"], json!([]), "the author's signature came along");
}

/// The first laptop has opened a case, and the second has it by the village's network alone.
fn a_case_at_a_mate() -> (Village, String) {
    let village = Village::ready();
    let [author, between, _] = &village.laptops;
    let at = author.joins(&[]);
    between.joins(&[&at]);
    let id = author.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    author.note(&id, "Ibu datang tanpa akta");
    between.until(&id, "the note", |case| case["history"].to_string().contains("tanpa akta"));
    (village, id)
}

#[test]
fn one_stick_carries_the_work_of_all() {
    let (Village { mut office, url, laptops: [mut author, between, _] }, id) = a_case_at_a_mate();
    between.note(&id, "Akta menyusul");
    author.until(&id, "the answer", |case| case["history"].to_string().contains("Akta menyusul"));
    assert_eq!(between.call("sync.state", json!({}))["laptops"], 1, "the page says whose work goes along");
    let whole = author.case(&id)["history"].clone();
    author.kill();

    let stick = tempfile::tempdir().unwrap();
    let written = between.call("stick.export", json!({ "folder": stick.path() }));
    assert_eq!(written["laptops"], 1, "{written}");
    let file = stick.path().join(text(&written["name"]));
    let said = office.run(&["stick", file.to_str().unwrap()]);
    assert!(said.contains("work of Laptop 1") && !said.contains("not whole"), "{said}");
    let state = between.call("stick.receipt", json!({ "file": file.with_extension("ktpr") }));
    assert_eq!((&state["laptops"], &state["status"]["unsent"]), (&json!(0), &json!(0)), "the office has both: {state}");

    assert_eq!(office.start(), url);
    assert_eq!(office.person("kasi").case(&id)["history"], whole, "as they wrote it");
    author.open();
    assert_eq!(author.sync()["status"]["unsent"], 0, "what came by the stick is only receipted");
    assert_eq!(author.case(&id)["history"], whole, "nothing came twice");
}

#[test]
fn one_laptop_with_a_line_brings_the_work_of_all() {
    let (Village { mut office, url, laptops: [mut author, between, _] }, id) = a_case_at_a_mate();
    author.kill();

    assert_eq!(office.start(), url);
    between.sync();
    let there = Dashboard::open(&url, "kasi").case(&id);
    let history = there["history"].to_string();
    assert!(history.contains("tanpa akta") && history.contains("Laptop 1"), "the office has it as the author's own work: {history}");

    author.open();
    let view = author.sync();
    assert_eq!((&view["status"]["unsent"], &view["refused"]), (&json!(0), &json!([])), "its author learns that all is there");
    assert_eq!(author.case(&id)["history"], there["history"], "and nothing came twice");
    office.stop();
    office.run(&["verify"]);
}

#[test]
fn who_does_not_belong_is_told_so() {
    let mut village = Village::ready();
    let mut other = Office::seed(100);
    let other_url = other.start();
    let stranger = Laptop::ready(&other, &other_url, "Laptop 9", "Siti Rahmawati");
    let [own, lost, elsewhere] = &village.laptops;

    let visits = elsewhere.call("visit.list", json!({}));
    let chosen = text(&elsewhere.call("app.state", json!({}))["visit"]["id"]);
    let another = visits.as_array().unwrap().iter().map(|visit| text(&visit["id"])).find(|id| *id != chosen).expect("two visits");
    elsewhere.call("visit.select", json!({ "id": another }));

    assert_eq!(village.office.start(), village.url);
    let office = Dashboard::open(&village.url, "kasi");
    let kits = office.get("/api/devices");
    let kit = kits.as_array().unwrap().iter().find(|kit| kit["nama"] == "Laptop 2").unwrap_or_else(|| panic!("{kits}"));
    let reason = json!({ "reason": "Tertinggal di angkutan umum", "confirm": "Laptop 2" });
    office.post(&format!("/api/devices/{}/revoke", text(&kit["id"])), &reason);
    own.sync();
    village.office.stop();

    let at = own.joins(&[]);
    for (laptop, said) in [(lost, "revoked_here"), (elsewhere, "other_visit"), (&stranger, "other_office")] {
        laptop.joins(&[&at]);
        laptop.until_mate(&at, said);
    }
    let id = own.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    for laptop in [lost, elsewhere, &stranger] {
        assert_eq!(laptop.refused("case.get", json!({ "id": id }))["code"], "not_found", "nothing of the village's work leaves the team");
    }
    let mates = own.call("team.get", json!({}))["mates"].clone();
    assert!(mates.as_array().unwrap().iter().all(|mate| mate["state"] != "together"), "{mates}");
}

#[test]
fn a_blanko_that_two_laptops_used_while_apart_is_raised_on_both_and_at_the_office() {
    let mut village = Village::ready();
    let [first, second, third] = &village.laptops;
    let niks = first.residents_with_card();
    let ids = [(first, &niks[0]), (second, &niks[1])].map(|(laptop, nik)| {
        let id = laptop.serve_lost_card(nik);
        laptop.print_card(&id, "CONTOH0001");
        laptop.came_out(&id, "good");
        assert_eq!(laptop.call("board.get", json!({}))["blanko_twice"], json!([]), "alone it cannot know");
        id
    });
    let at = first.joins(&[]);
    second.joins(&[&at]);
    for laptop in [first, second] {
        let twice = wait_for("the blanko to be raised", || {
            Some(laptop.call("board.get", json!({}))["blanko_twice"].clone()).filter(|twice| *twice != json!([]))
        });
        let mut cases: Vec<String> = twice[0]["cases"].as_array().unwrap().iter().map(|case| text(&case["id"])).collect();
        let mut expected = ids.to_vec();
        cases.sort();
        expected.sort();
        assert_eq!((&twice[0]["serial"], cases), (&json!("CONTOH0001"), expected), "the board names both cases");
        assert_eq!(laptop.call("status.get", json!({}))["blanko_twice"], json!(["CONTOH0001"]), "the frame says it");
        for id in &ids {
            assert_eq!(laptop.call("case.get", json!({ "id": id }))["blanko_twice"], twice, "and both cases");
        }
    }
    third.joins(&[&at]);
    third.until_same_board(first);
    let id = third.serve_lost_card(&niks[2]);
    let refused = third.refused("print.card", json!({ "id": id, "blanko": "CONTOH0001", "printer": "kartu" }));
    assert_eq!((&refused["code"], &refused["params"]["what"]), (&json!("invalid"), &json!("used_elsewhere")), "before a card is printed");

    village.back_at_the_office();
    let raised = Dashboard::open(&village.url, "kasi").conflicts();
    let mut cases: Vec<String> =
        raised.into_iter().filter(|(_, _, _, incidents)| *incidents == json!(["blanko_twice/CONTOH0001"])).map(|(id, ..)| id).collect();
    let mut expected = ids.to_vec();
    cases.sort();
    expected.sort();
    assert_eq!(cases, expected, "the office shows both");
}
