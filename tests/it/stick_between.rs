//! A village whose network is dead as well: one laptop gives its work to another on a stick, as it would have on the network, and who is not meant takes
//! nothing (docs/decisions/0011).

use std::{
    fs,
    path::{Path, PathBuf},
};

use ktpel_tests::{Laptop, Office, laptop::text, team::board, village::status};
use serde_json::{Value, json};

/// Laptops of an office that is out of reach from then on, none of which finds another; and a stick.
struct Village<const N: usize> {
    office: Office,
    url: String,
    laptops: [Laptop; N],
    stick: tempfile::TempDir,
}

impl<const N: usize> Village<N> {
    fn of(people: [(&str, &str); N]) -> Self {
        let mut office = Office::seed(2000);
        let url = office.start();
        let laptops = people.map(|(name, operator)| Laptop::ready(&office, &url, name, operator));
        // Each learns of those that were taken in after it.
        laptops.iter().for_each(|laptop| drop(laptop.sync()));
        office.stop();
        Self { office, url, laptops, stick: tempfile::tempdir().unwrap() }
    }

    /// One laptop saves its work for another; gives the file.
    #[track_caller]
    fn give(&self, from: &Laptop, to: &str) -> PathBuf {
        let given = from.call("stick.give", json!({ "folder": self.stick.path(), "device": laptop_named(from, to) }));
        assert_eq!(given["nama"], to);
        self.stick.path().join(text(&given["name"]))
    }
}

#[track_caller]
fn laptop_named(laptop: &Laptop, nama: &str) -> String {
    let known = laptop.call("stick.laptops", json!({}));
    let other = known.as_array().unwrap().iter().find(|other| other["nama"] == nama);
    text(&other.unwrap_or_else(|| panic!("{nama} can be chosen: {known}"))["device"])
}

#[track_caller]
fn take(laptop: &Laptop, file: &Path) -> Value {
    laptop.call("stick.take", json!({ "file": file }))
}

/// Refused, and why.
#[track_caller]
fn why_not(laptop: &Laptop, file: &Path) -> String {
    let problem = laptop.refused("stick.take", json!({ "file": file }));
    assert_eq!(problem["code"], "stick", "{problem}");
    text(&problem["params"]["what"])
}

fn unsent(laptop: &Laptop) -> u64 {
    laptop.call("status.get", json!({}))["unsent"].as_u64().unwrap()
}

/// A case as reception leaves it.
fn received(laptop: &Laptop) -> String {
    let nik = laptop.residents_with_card().remove(0);
    let id = text(&laptop.call("case.open", json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} }))["detail"]["id"]);
    laptop.do_step(&id, "mobile.minta_nik");
    laptop.all_documents_there(&id);
    id
}

#[test]
fn work_goes_on_at_another_laptop_and_comes_back() {
    let mut village = Village::of([("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin"), ("Laptop 3", "Nur Aini")]);
    let [reception, recording, _] = &village.laptops;
    let id = received(reception);
    let waits = unsent(reception);
    let file = village.give(reception, "Laptop 2");
    assert_eq!(unsent(reception), waits, "giving it away is not sending it");
    let shown = recording.call("stick.places", json!({ "folder": village.stick.path() }));
    let bundle = &shown.as_array().unwrap().iter().find(|place| place["path"] == json!(village.stick.path())).unwrap()["bundles"][0];
    assert_eq!((&bundle["nama"], &bundle["state"]), (&json!("Laptop 1"), &json!("ok")), "the screen offers it by name: {shown}");

    let taken = take(recording, &file);
    assert_eq!(
        (&taken["nama"], &taken["whole"], &taken["damaged"], &taken["left"]),
        (&json!("Laptop 1"), &json!(true), &json!(0), &json!([]))
    );
    assert!(taken["entries"].as_u64().unwrap() > 5 && taken["cases"] == 1, "{taken}");
    assert_eq!(recording.case(&id)["history"], reception.case(&id)["history"], "by its author's name, as it was written");
    assert_eq!(board(recording), board(reception), "on its board");
    let again = take(recording, &file);
    assert_eq!(
        (&again["entries"], &again["cases"], &again["whole"]),
        (&json!(0), &json!(0), &json!(true)),
        "a second time changes nothing"
    );

    // Somebody pulls the plug of the laptop that took it, and of none that gave it.
    village.laptops[1].crash_and_open();
    let [reception, recording, printing] = &village.laptops;
    recording.do_step(&id, "mobile.nik_verifikasi");
    recording.capture(&id, "foto_kartu");
    let back = village.give(recording, "Laptop 1");
    assert_eq!(take(reception, &back)["whole"], true);
    assert_eq!(status(&reception.case(&id), "mobile.nik_verifikasi"), "done");
    assert_eq!(unsent(reception), waits, "it waits for the office's receipt and nothing else");
    // The third never met the first: the author's own signature came along.
    let third = village.give(recording, "Laptop 3");
    assert_eq!(take(printing, &third)["left"], json!([]));
    assert_eq!(printing.case(&id)["history"], reception.case(&id)["history"]);
    assert_eq!(board(printing), board(reception));
    for laptop in [reception, recording, printing] {
        assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]), "what came by stick is proven");
    }

    // Back at the office each brings its own, and nothing is there twice.
    assert_eq!(village.office.start(), village.url);
    for laptop in village.laptops.iter().chain(&village.laptops) {
        laptop.sync();
    }
    for laptop in &village.laptops {
        let view = laptop.call("sync.state", json!({}));
        assert_eq!((&view["status"]["unsent"], &view["refused"], &view["held"]), (&json!(0), &json!([]), &json!([])));
        assert_eq!(board(laptop), board(&village.laptops[0]));
    }
}

#[test]
fn who_is_not_meant_takes_nothing() {
    let mut village = Village::of([("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin"), ("Laptop 3", "Nur Aini")]);
    let mut other = Office::seed(100);
    let other_url = other.start();
    let stranger = Laptop::ready(&other, &other_url, "Laptop 9", "Siti Rahmawati");
    let [author, reader, third] = &village.laptops;
    let id = author.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let file = village.give(author, "Laptop 2");
    assert_eq!(why_not(third, &file), "file_other_laptop");
    assert_eq!(why_not(&stranger, &file), "file_other_office");
    assert_eq!(why_not(author, &file), "file_own");
    let for_office = author.call("stick.export", json!({ "folder": village.stick.path() }));
    assert_eq!(why_not(reader, &village.stick.path().join(text(&for_office["name"]))), "file_for_office");
    let holiday = village.stick.path().join("liburan.ktpl");
    fs::write(&holiday, b"\xff\xd8\xff liburan").unwrap();
    assert_eq!(why_not(reader, &holiday), "file_not_ours");
    assert_eq!(why_not(reader, &village.stick.path().join("none.ktpl")), "gone");

    // Another laptop's name on the sealed part of somebody else: the signed beginning of one file before the rest of the other.
    let (mine, theirs) = (fs::read(&file).unwrap(), fs::read(village.give(author, "Laptop 3")).unwrap());
    let begins = |bytes: &[u8]| bytes.windows(4).position(|four| four == b"KTPF").unwrap();
    let mixed = village.stick.path().join("campur.ktpl");
    fs::write(&mixed, [&mine[..begins(&mine)], &theirs[begins(&theirs)..]].concat()).unwrap();
    assert_eq!(why_not(reader, &mixed), "file_damaged");

    let visits = reader.call("visit.list", json!({}));
    let chosen = text(&reader.call("app.state", json!({}))["visit"]["id"]);
    let another = visits.as_array().unwrap().iter().map(|visit| text(&visit["id"])).find(|id| *id != chosen).expect("two visits");
    reader.call("visit.select", json!({ "id": another }));
    assert_eq!(why_not(reader, &file), "file_other_visit");
    reader.call("visit.select", json!({ "id": chosen }));

    assert_eq!(village.office.start(), village.url);
    let office = village.office.person("kasi");
    let kits = office.get("/api/devices");
    let kit = kits.as_array().unwrap().iter().find(|kit| kit["nama"] == "Laptop 1").unwrap_or_else(|| panic!("{kits}"));
    office.post(
        &format!("/api/devices/{}/revoke", text(&kit["id"])),
        &json!({ "reason": "Tertinggal di angkutan umum", "confirm": "Laptop 1" }),
    );
    reader.sync();
    assert_eq!(why_not(reader, &file), "file_revoked");
    let known = reader.call("stick.laptops", json!({}));
    let names: Vec<&Value> = known.as_array().unwrap().iter().map(|laptop| &laptop["nama"]).collect();
    assert_eq!(names, ["Laptop 3"], "a revoked laptop is given nothing, and none gives to itself");
    author.refused("sync.now", json!({}));
    let give = json!({ "folder": village.stick.path(), "device": laptop_named(author, "Laptop 2") });
    assert_eq!(author.refused("stick.give", give)["code"], "revoked", "who was told of it gives nothing away");
    for laptop in [reader, third, &stranger] {
        assert_eq!(laptop.refused("case.get", json!({ "id": id }))["code"], "not_found", "nothing of it is here");
    }
}

#[test]
fn a_damaged_or_cut_file_gives_what_is_good_and_the_rest_comes_again() {
    let village = Village::of([("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin")]);
    let [author, reader] = &village.laptops;
    let id = author.open_case("baru", json!({ "nama_lengkap": "Oi Fo'o", "punya_nik": "tidak" }));
    for turn in 0..120_u64 {
        author.note(&id, &format!("catatan {turn} {}", noise(turn)));
    }
    let file = village.give(author, "Laptop 2");
    let honest = fs::read(&file).unwrap();
    for word in ["Oi Fo'o", "catatan 7", "nama_lengkap", "Siti"] {
        assert!(!honest.windows(word.len()).any(|window| window == word.as_bytes()), "{word} stands on the stick");
    }
    let frames = honest.windows(4).filter(|four| *four == b"KTPF").count();
    assert!(frames > 4, "several batches and the end: {frames}");

    let notes = |laptop: &Laptop| laptop.case(&id)["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count();
    fs::write(&file, &honest[..honest.len() * 2 / 3]).unwrap();
    let cut = take(reader, &file);
    assert!(cut["whole"] == false && cut["entries"].as_u64().unwrap() > 0, "what stands before the cut is taken: {cut}");
    let some = notes(reader);
    assert!(0 < some && some < 120, "{some} notes");

    let mut bent = honest.clone();
    let place = bent.len() - 200;
    bent[place] ^= 0xff;
    fs::write(&file, &bent).unwrap();
    let damaged = take(reader, &file);
    assert_eq!((&damaged["whole"], &damaged["damaged"]), (&json!(false), &json!(1)), "{damaged}");

    fs::write(&file, &honest).unwrap();
    assert_eq!(take(reader, &file)["whole"], true);
    assert_eq!(notes(reader), 120, "each note once");
    assert_eq!(reader.case(&id)["history"], author.case(&id)["history"]);
    assert_eq!(reader.call("kit.verify", json!({}))["problems"], json!([]));

    let address = bent.iter().position(|byte| *byte == b'K').unwrap() + 40;
    bent[address] ^= 1;
    fs::write(&file, &bent).unwrap();
    assert_eq!(why_not(reader, &file), "file_damaged", "whose it is and for whom is signed");
}

/// Text that compresses badly.
fn noise(turn: u64) -> String {
    let mut state = turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let letter = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).unwrap())
    };
    (0..1200).map(letter).collect()
}
