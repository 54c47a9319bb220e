//! Two teams at two kelurahan: a laptop holds what its own villages need and nothing else, gets it when it joins a team, and lets it go when it leaves,
//! once the office has all of it (docs/decisions/0010-scope.md; UU 27/2022 ps. 16).

use std::path::Path;

use ktpel_store::{Store, StoreKey};
use ktpel_tests::{
    Laptop, Office,
    kit::DEMO_PASSPHRASE,
    laptop::text,
    team::Mates,
    village::{biodata, values},
};
use ktpel_vault::Slots;
use rusqlite::{Connection, types::ValueRef};
use serde_json::{Value, json};

const KOLO: &str = "52.72.03.1004";
const PARUGA: &str = "52.72.01.1001";
/// Names that nobody else bears.
const IN_KOLO: &str = "Wulandari Pasisi";
const IN_PARUGA: &str = "Zubaidah Ntobo";

/// An office with laptops that it sends here and there.
struct Districts {
    office: Office,
    url: String,
    laptops: Vec<Laptop>,
}

impl Districts {
    /// Laptops by number: 0 and 1 serve Kolo, 2 serves Paruga.
    fn ready() -> Self {
        let mut office = Office::seed(2000);
        let url = office.start();
        let people = [("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin"), ("Laptop 3", "Nur Aini")];
        let laptops: Vec<Laptop> = people.into_iter().map(|(name, operator)| Laptop::ready(&office, &url, name, operator)).collect();
        let districts = Self { office, url, laptops };
        districts.send(KOLO, &[0, 1]);
        districts.send(PARUGA, &[2]);
        districts.sync(&[0, 1, 2]);
        for (laptop, place) in [(0, KOLO), (1, KOLO), (2, PARUGA)] {
            let visit = districts.visit(place);
            districts.laptops[laptop].call("visit.select", json!({ "id": visit }));
        }
        districts
    }

    /// The visit of the seed to a kelurahan.
    fn visit(&self, kelurahan: &str) -> String {
        let visits = self.office.person("kasi").get("/api/visits");
        text(&visits.as_array().unwrap().iter().find(|visit| visit["kelurahan"] == kelurahan).expect("the seed plans it")["id"])
    }

    fn ids(&self, laptops: &[usize]) -> Vec<String> {
        let kits = self.office.person("kasi").get("/api/devices");
        let id = |n: &usize| {
            let name = format!("Laptop {}", n + 1);
            text(&kits.as_array().unwrap().iter().find(|kit| kit["nama"] == name.as_str()).unwrap()["id"])
        };
        laptops.iter().map(id).collect()
    }

    /// Sets the team of the seed's visit to a kelurahan.
    fn send(&self, kelurahan: &str, laptops: &[usize]) {
        let path = format!("/api/visits/{}/team", self.visit(kelurahan));
        self.office.person("kasi").post(&path, &json!({ "team": self.ids(laptops) }));
    }

    fn sync(&self, laptops: &[usize]) {
        laptops.iter().for_each(|n| drop(self.laptops[*n].sync()));
    }

    fn offline(&mut self) {
        self.office.stop();
    }

    fn online(&mut self) {
        assert_eq!(self.office.start(), self.url);
    }

    fn serve(&self, laptop: usize, nama: &str) -> String {
        self.laptops[laptop].open_case("baru", json!({ "nama_lengkap": nama, "punya_nik": "tidak" }))
    }
}

fn holds_case(laptop: &Laptop, id: &str) -> bool {
    match laptop.try_call("case.get", json!({ "id": id })) {
        Ok(_) => true,
        Err(problem) => {
            assert_eq!(problem["code"], "not_found", "{problem}");
            false
        }
    }
}

/// Where a name lies in a kit's store, read with its key: tables, and documents.
fn places_of(home: &Path, name: &str) -> Vec<String> {
    let key = *Slots::load(home).unwrap().unlock(DEMO_PASSPHRASE).unwrap().subkey("store");
    let mut places = Vec::new();
    let holds = |bytes: &[u8]| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    {
        let store = Store::open(home, &StoreKey::new(key)).unwrap();
        for doc in [store.documents().list(0).unwrap(), store.documents().list(1).unwrap()].concat() {
            if holds(&store.documents().load(doc).unwrap().unwrap().snapshot) {
                places.push("snapshot".to_owned());
            }
        }
    }
    let raw = Connection::open(home.join("ktpel.db")).unwrap();
    raw.execute_batch(&format!("PRAGMA key = \"x'{}'\"", data_encoding::HEXLOWER.encode(&key))).unwrap();
    let mut tables = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    for table in tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let mut statement = raw.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column).unwrap()
                    && holds(bytes)
                {
                    places.push(table.clone());
                }
            }
        }
    }
    places
}

/// The same of a laptop that runs; it is switched off for it and on again.
fn lies_in(laptop: &mut Laptop, name: &str) -> Vec<String> {
    laptop.kill();
    let places = places_of(laptop.path(), name);
    laptop.open();
    places
}

#[track_caller]
fn sound(laptop: &Laptop) {
    assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]));
}

#[test]
fn two_teams_do_not_hold_each_others_residents() {
    let mut here = Districts::ready();
    let (kolo, paruga) = (here.serve(0, IN_KOLO), here.serve(2, IN_PARUGA));
    here.sync(&[0, 2, 1, 0, 2]);
    assert!(holds_case(&here.laptops[1], &kolo), "the team shares its board");
    for (laptop, case) in [(0, &paruga), (1, &paruga), (2, &kolo)] {
        assert!(!holds_case(&here.laptops[laptop], case));
    }
    for laptop in [0, 1] {
        assert_eq!(lies_in(&mut here.laptops[laptop], IN_PARUGA), [""; 0], "not even in its logs");
        assert_ne!(lies_in(&mut here.laptops[laptop], IN_KOLO), [""; 0], "the search finds what is there");
    }
    assert_eq!(lies_in(&mut here.laptops[2], IN_KOLO), [""; 0]);
    here.laptops.iter().for_each(sound);
    let visits = |n: usize| here.laptops[n].call("visit.list", json!({})).as_array().unwrap().len();
    assert_eq!((visits(0), visits(2)), (1, 1), "only its own visit is offered");
    let other = here.visit(PARUGA);
    assert_eq!(here.laptops[0].refused("visit.select", json!({ "id": other }))["code"], "not_found");
}

#[test]
fn a_laptop_joins_in_mid_day_and_leaves_only_when_the_office_has_its_work() {
    let mut here = Districts::ready();
    let kolo = here.serve(0, IN_KOLO);
    here.sync(&[0, 2]);
    here.send(KOLO, &[0, 1, 2]);
    here.sync(&[2]);
    assert!(holds_case(&here.laptops[2], &kolo), "it joined: the case is here, whole");
    let (visit, there) = (here.visit(KOLO), here.visit(PARUGA));
    here.laptops[2].call("visit.select", json!({ "id": visit }));
    here.laptops[2].note(&kolo, "Surat pengantar ada");
    here.laptops[2].write(&kolo, biodata());
    here.laptops[2].do_step(&kolo, "mobile.minta_nik");
    here.laptops[2].begin(&kolo, "mobile.jelaskan_daftar_nik");
    here.laptops[2].call("case.apply_nik", json!({ "id": kolo, "text": "Akta lahir ada" }));
    here.laptops[2].all_documents_there(&kolo);
    here.laptops[2].end(&kolo, "mobile.jelaskan_daftar_nik");
    here.laptops[2].capture(&kolo, "wajah");

    // The office calls it away, but it is out of reach and works on.
    here.send(KOLO, &[0, 1]);
    here.offline();
    here.laptops[2].note(&kolo, "Kembali besok");
    here.laptops[2].refused("sync.now", json!({}));
    assert!(holds_case(&here.laptops[2], &kolo), "nothing is removed before the office has it");
    // The case is not on its screen any more.
    here.laptops[2].call("board.get", json!({}));
    here.online();
    here.sync(&[2, 2]);
    assert!(!holds_case(&here.laptops[2], &kolo), "the office has it: the laptop has let it go");
    assert_eq!(lies_in(&mut here.laptops[2], IN_KOLO), [""; 0]);
    sound(&here.laptops[2]);
    here.laptops[2].call("visit.select", json!({ "id": there }));
    assert!(!here.laptops[2].call("search.find", json!({ "query": IN_KOLO })).to_string().contains(&kolo));
    here.sync(&[0]);
    let history = here.laptops[0].case(&kolo)["history"].to_string();
    assert!(history.contains("Surat pengantar ada") && history.contains("Kembali besok"), "its work went on");

    here.send(KOLO, &[0, 1, 2]);
    here.sync(&[2]);
    assert_eq!(here.laptops[2].case(&kolo)["history"], here.laptops[0].case(&kolo)["history"], "called back, it gets the case whole again");
    sound(&here.laptops[2]);
}

#[test]
fn a_case_on_the_screen_stays_until_it_is_closed() {
    let here = Districts::ready();
    let kolo = here.serve(0, IN_KOLO);
    here.sync(&[0, 1]);
    let laptop = &here.laptops[1];
    let _shown = laptop.case(&kolo);
    here.send(KOLO, &[0]);
    laptop.sync();
    assert!(holds_case(laptop, &kolo), "a person looks at it");
    laptop.call("board.get", json!({}));
    laptop.sync();
    assert!(!holds_case(laptop, &kolo));
}

#[test]
fn what_a_village_is_owed_comes_with_the_next_visit() {
    let here = Districts::ready();
    let (first, next) = (&here.laptops[0], &here.laptops[2]);
    let from_kolo = |nik: &String| {
        let case = first.call("case.open", json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} }))["detail"].clone();
        (values(&case, "kelurahan") == [KOLO]).then(|| text(&case["id"]))
    };
    let niks = first.residents_with_card();
    let owed = niks.iter().find_map(from_kolo).expect("the register of Kolo has people of Kolo");
    first.do_step(&owed, "mobile.minta_nik");
    first.all_documents_there(&owed);
    first.do_step(&owed, "mobile.nik_verifikasi");
    first.capture(&owed, "foto_kartu");
    first.print_card(&owed, "CONTOH0001");
    first.came_out(&owed, "good");
    let other = here.serve(0, IN_KOLO);
    here.sync(&[0, 2]);
    assert!(!holds_case(next, &owed));

    let visit = json!({ "kelurahan": KOLO, "tanggal": "2026-12-07", "tempat": "SDN 3", "team": here.ids(&[2]) });
    here.office.person("kasi").post("/api/visits", &visit);
    next.sync();
    assert!(holds_case(next, &owed), "the card is printed and waits for its owner: whoever comes to Kolo next has the case");
    assert!(!holds_case(next, &other), "and nothing else of that day");
    next.call("handover.give", json!({ "id": owed, "receiver": "pemohon", "receiver_name": null, "old_card": null }));
    next.call("board.get", json!({}));
    next.sync();
    assert!(!holds_case(next, &owed), "handed over, nothing is owed: it goes");
    sound(next);
}

#[test]
fn laptops_with_gaps_work_together_and_yesterdays_village_does_not_spread() {
    let mut here = Districts::ready();
    // Yesterday laptop 1 was in Paruga too.
    here.send(PARUGA, &[0, 2]);
    let paruga = here.serve(2, IN_PARUGA);
    here.sync(&[2, 0, 1]);
    assert!(holds_case(&here.laptops[0], &paruga) && !holds_case(&here.laptops[1], &paruga));
    here.offline();
    here.laptops[0].note(&paruga, "Menunggu akta");
    let kolo = here.serve(0, IN_KOLO);
    let at = here.laptops[0].joins(&[]);
    here.laptops[1].joins(&[&at]);
    here.laptops[1].until(&kolo, "the case of today", |_| true);
    here.laptops[1].note(&kolo, "Datang dengan ibunya");
    here.laptops[0].until(&kolo, "the other's note", |case: &Value| case["history"].to_string().contains("dengan ibunya"));
    assert!(!holds_case(&here.laptops[1], &paruga));
    assert_eq!(lies_in(&mut here.laptops[1], IN_PARUGA), [""; 0], "its log came along as headers");
    assert_eq!(lies_in(&mut here.laptops[1], "Menunggu akta"), [""; 0]);
    here.online();
    here.sync(&[0, 1, 2, 0, 1]);
    here.laptops.iter().for_each(sound);
    assert_eq!(here.laptops[0].case(&kolo)["history"], here.laptops[1].case(&kolo)["history"]);
}
