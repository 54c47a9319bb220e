//! Three kits on one village network that is nobody else's: real processes in network namespaces, found by announcement, one of them unplugged in
//! mid-case, and a stick carries its work home (sync-and-trust, The session: on a LAN or a stick whole batches pass on with their signatures).

use std::path::{Path, PathBuf};

use ktpel_tests::{
    Laptop, Office,
    laptop::text,
    network::Network,
    process::wait_for,
    team::{Mates, board},
    village::status,
};
use serde_json::{Value, json};

/// Whether reception's part is done: the step has ended and every document is there.
fn received(case: &Value) -> bool {
    let requirements = case["requirements"].as_array().unwrap();
    status(case, "mobile.minta_nik") == "done" && requirements.iter().all(|one| one["state"] == "present")
}

/// Waits until this laptop works together with so many others.
#[track_caller]
fn together_with(laptop: &Laptop, count: usize) {
    wait_for(&format!("{count} laptops at {}", laptop.operator), || {
        let view = laptop.call("team.get", json!({}));
        let mates = view["mates"].as_array().unwrap().iter().filter(|mate| mate["state"] == "together").count();
        (mates == count).then_some(())
    });
}

#[test]
fn three_kits_serve_a_village_and_one_is_unplugged_in_mid_case() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let people = [("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin"), ("Laptop 3", "Nur Aini")];
    let mut laptops = people.map(|(name, operator)| Laptop::ready(&office, &url, name, operator));
    laptops.iter().for_each(|laptop| drop(laptop.sync()));
    office.stop();
    let network = Network::with_places(3);
    for (n, laptop) in laptops.iter_mut().enumerate() {
        laptop.kill();
        laptop.start_at(network.place(n));
        laptop.unlock();
        laptop.call("team.set", json!({ "on": true, "port": 8442, "addresses": [] }));
    }
    let [reception, recording, printing] = &laptops;
    laptops.iter().for_each(|laptop| together_with(laptop, 2));

    // One resident from the first laptop to the last.
    let nik = reception.residents_with_card();
    let open = |nik: &str| json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} });
    let first = text(&reception.call("case.open", open(&nik[0]))["detail"]["id"]);
    reception.do_step(&first, "mobile.minta_nik");
    reception.all_documents_there(&first);
    recording.until(&first, "reception's work", received);
    recording.do_step(&first, "mobile.nik_verifikasi");
    recording.capture(&first, "foto_kartu");
    printing.until(&first, "the open gate", |case| case["gate_open"] == true);
    printing.print_card(&first, "CONTOH0001");
    printing.came_out(&first, "good");

    // The next one is on the recording laptop when its cable is pulled: both sides work on.
    let second = text(&reception.call("case.open", open(&nik[1]))["detail"]["id"]);
    reception.do_step(&second, "mobile.minta_nik");
    reception.all_documents_there(&second);
    recording.until(&second, "reception's work", received);
    recording.begin(&second, "mobile.nik_verifikasi");
    reception.until_board(&second, "who holds it", |card| card["held_by"] == "Amiruddin");
    network.unplug(1);
    recording.end(&second, "mobile.nik_verifikasi");
    recording.capture(&second, "foto_kartu");
    reception.note(&second, "Pemohon menunggu di luar");
    printing.until(&second, "the note, between the two that are left", |case| case["history"].to_string().contains("menunggu di luar"));
    for laptop in [reception, printing] {
        laptop.until_mate(&format!("{}:8442", network.place(1).ip), "unreachable");
        let card = laptop.until_board(&second, "the case", |_| true);
        assert_eq!(card["held_by"], "Amiruddin", "a hint that stays: the case is not stranded, anybody may go on");
    }
    assert!(!recording.case(&second)["history"].to_string().contains("menunggu di luar"), "nothing passes a pulled cable");

    // The two that are left drive home. The third keeps its pulled cable: a stick carries its work.
    let stick = tempfile::tempdir().unwrap();
    let file = recording.call("stick.export", json!({ "folder": stick.path() }));
    assert_eq!(office.start(), url);
    let [reception, recording, printing] = &mut laptops;
    home(reception);
    home(printing);
    let receipt = taken_at_the_office(&office, &stick.path().join(text(&file["name"])));
    the_office_has_it(&office, &second);
    for laptop in [&reception, &printing] {
        laptop.sync();
        assert_eq!(status(&laptop.case(&second), "mobile.nik_verifikasi"), "done", "what the stick brought reaches the team by line");
    }
    assert_eq!(board(reception), board(printing));
    for id in [&first, &second] {
        let (there, here) = (office.person("kasi").case(id)["history"].clone(), printing.case(id)["history"].clone());
        assert_eq!(there.as_array().unwrap().len(), here.as_array().unwrap().len(), "the office has every case: {there} {here}");
    }
    let view = recording.call("stick.receipt", json!({ "file": receipt }));
    assert_eq!((&view["status"]["unsent"], &view["status"]["unsent_files"]), (&json!(0), &json!(0)), "the office has all of it: {view}");

    // Days later it has a line again: nothing is left to send, and it learns what the others did.
    drop(network);
    home(recording);
    let boards = laptops.each_ref().map(board);
    assert!(boards.iter().all(|other| *other == boards[0]), "the board of each shows the same: {boards:#?}");
    for laptop in &laptops {
        let case = laptop.case(&second);
        assert_eq!((&case["gate_open"], &case["conflicts"], &case["incidents"]), (&json!(true), &json!([]), &json!([])));
        assert!(case["history"].to_string().contains("menunggu di luar"), "what the two did meanwhile");
        let view = laptop.call("sync.state", json!({}));
        assert_eq!((&view["status"]["unsent"], &view["refused"], &view["held"]), (&json!(0), &json!([]), &json!([])));
        assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]));
    }
}

/// The laptop leaves the village's network and meets the office.
#[track_caller]
fn home(laptop: &mut Laptop) {
    laptop.crash_and_open();
    laptop.call("team.set", json!({ "on": false, "port": 8442, "addresses": [] }));
    laptop.sync();
}

/// A person at the office picks the file of the stick; gives the receipt, saved beside it.
#[track_caller]
fn taken_at_the_office(office: &Office, file: &Path) -> PathBuf {
    let taken = office.person("kasi").upload("/api/stick", &std::fs::read(file).unwrap());
    assert_eq!((&taken["whole"], &taken["damaged"], &taken["acked_seq"]), (&json!(true), &json!([]), &taken["last"]), "{taken}");
    assert_eq!(taken["attachments"], taken["complete"], "with every picture: {taken}");
    let receipt = file.with_extension("ktpr");
    std::fs::write(&receipt, data_encoding::BASE64.decode(text(&taken["receipt"]).as_bytes()).unwrap()).unwrap();
    receipt
}

/// The office has what the unplugged laptop did, with its pictures, and what the others did meanwhile, before that laptop has a line.
#[track_caller]
fn the_office_has_it(office: &Office, id: &str) {
    let kasi = office.person("kasi");
    let case = kasi.case(id);
    assert_eq!(status(&case, "mobile.nik_verifikasi"), "done", "{case}");
    assert!(case["history"].to_string().contains("menunggu di luar"), "{case}");
    let pictures = kasi.get(&format!("/api/cases/{id}"))["attachments"].clone();
    let whole = pictures.as_array().unwrap().iter().filter(|picture| picture["complete"] == true).count();
    assert_eq!(whole, 1, "{pictures}");
}
