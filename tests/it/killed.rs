//! The plug is pulled (SIGKILL) right after every kind of acknowledged work: what the screen showed as done is there after the restart
//! (ARCHITECTURE, "one durable transaction"; product rule 4: never a second card).

use std::{collections::BTreeSet, fs};

use ktpel_ipc::METHODS;
use ktpel_tests::{
    KitHome, Laptop, Office,
    laptop::text,
    process::wait_for,
    village::{biodata, ops, reasons, shut_by},
};
use serde_json::{Value, json};

/// Methods that write, by the story that kills the kit after each of them.
const ON_A_CASE: &[&str] = &[
    "case.answer",
    "case.apply_nik",
    "case.bind",
    "case.fields",
    "case.nik",
    "case.note",
    "case.open",
    "case.requirement",
    "case.step",
    "contact.log",
    "recording.capture",
    "recording.choose",
    "recording.waive",
    "visit.create",
    "visit.select",
];
const ON_A_CARD: &[&str] =
    &["document.make", "handover.give", "print.card", "print.outcome", "printer.set", "stock.receive", "visit.himbauan"];
const ON_THE_KIT: &[&str] = &[
    "app.setup",
    "app.setup_look",
    "draft.save",
    "permit.look",
    "resident.lookup",
    "search.find",
    "session.confirm_passphrase",
    "session.rekey",
    "session.sign_in",
    "settings.set",
    "stick.receipt",
    "sync.load",
    "sync.now",
    "sync.pictures",
    "team.set",
];
/// Methods after which the disk is as before.
const READS: &[&str] = &[
    "app.state",
    "session.unlock",
    "session.new_passphrase",
    "session.lock",
    "status.get",
    "reference.get",
    "wilayah.below",
    "draft.get",
    "visit.list",
    "visit.get",
    "board.get",
    "nik.check",
    "debt.list",
    "case.get",
    "case.compare",
    "recording.preview",
    "printer.list",
    "print.face",
    "report.day",
    "stock.get",
    "sync.state",
    "team.get",
    "kit.verify",
    "permit.renew",
    "stick.places",
    "stick.export",
    "stick.laptops",
    "stick.give",
];
/// Needs two laptops: killed in `stick_between`.
const ON_A_MATE: &[&str] = &["stick.take"];

#[test]
fn every_method_is_known_to_write_or_to_read() {
    let lists = [ON_A_CASE, ON_A_CARD, ON_THE_KIT, READS, ON_A_MATE].concat();
    let known: BTreeSet<_> = lists.iter().collect();
    assert_eq!(known.len(), lists.len(), "a method stands in one list");
    assert_eq!(known, METHODS.iter().collect(), "a new method must say whether it writes; if it does, a story kills the kit after it");
}

/// A laptop whose plug is pulled again and again.
struct Killed {
    laptop: Laptop,
    methods: BTreeSet<&'static str>,
}

impl Killed {
    fn new(laptop: Laptop) -> Self {
        Self { laptop, methods: BTreeSet::new() }
    }

    /// Calls, pulls the plug as soon as the answer is there, starts again; `read` must show something new that stays.
    #[track_caller]
    fn after(&mut self, method: &'static str, params: Value, read: impl Fn(&Laptop) -> Value) -> (Value, Value) {
        let before = read(&self.laptop);
        let acknowledged = self.laptop.call(method, params);
        self.laptop.crash_and_open();
        let after = read(&self.laptop);
        assert_ne!(before, after, "{method}: acknowledged, and nothing of it is there");
        self.methods.insert(method);
        (acknowledged, after)
    }

    /// The same for work on a case: the whole case must be as it was acknowledged.
    #[track_caller]
    fn case(&mut self, method: &'static str, id: &str, params: Value) -> Value {
        let mut params = params;
        params["id"] = json!(id);
        let (acknowledged, after) = self.after(method, params, |laptop| laptop.case(id));
        let shown = if method == "recording.capture" { &acknowledged["case"]["detail"] } else { &acknowledged["detail"] };
        assert_eq!(shown, &after, "{method}: the case must be as the screen showed it");
        after
    }

    /// The same for work on a visit.
    #[track_caller]
    fn visit(&mut self, method: &'static str, id: &str, params: Value) -> Value {
        let (acknowledged, after) = self.after(method, params, |laptop| laptop.call("visit.get", json!({ "id": id })));
        assert_eq!(acknowledged, after, "{method}: the visit must be as the screen showed it");
        after
    }

    #[track_caller]
    fn covered(&self, all: &[&str]) {
        assert_eq!(self.methods.iter().collect::<Vec<_>>(), all.iter().collect::<Vec<_>>(), "each writing method of the list was killed");
    }
}

/// A lost-card case on which two laptops wrote different values and took two photos.
fn disputed(office: &mut Office, a: &Laptop, b: &Laptop) -> String {
    let id = a.serve_lost_card(&a.residents_with_card()[0]);
    a.sync();
    b.sync();
    office.stop();
    for (laptop, ibu) in [(a, "Aisyah"), (b, "Siti Aisyah")] {
        laptop.write(&id, json!({ "nama_ibu": ibu }));
        laptop.capture(&id, "foto_kartu");
    }
    office.start();
    for laptop in [a, b, a] {
        laptop.sync();
    }
    office.stop();
    id
}

#[test]
fn work_on_a_case_survives() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let [a, b] =
        [("Laptop 1", "Siti Rahmawati"), ("Laptop 2", "Amiruddin")].map(|(name, operator)| Laptop::ready(&office, &url, name, operator));
    let disputed = disputed(&mut office, &a, &b);
    let mut kit = Killed::new(a);

    let shown = kit.laptop.case(&disputed);
    let answer = json!({ "field": "nama_ibu", "chosen": "Aisyah", "shown": ops(&shown, "nama_ibu"), "reason": null });
    kit.case("case.answer", &disputed, answer);
    kit.after("case.nik", json!({ "id": disputed }), |laptop| laptop.call("status.get", json!({}))["unsent"].clone());
    let photos = shown["captures"].as_array().unwrap().iter().find(|capture| capture["slot"] == "foto_kartu").unwrap();
    let hash = photos["takes"][0]["hash"].clone();
    kit.case("recording.choose", &disputed, json!({ "slot": "foto_kartu", "hash": hash }));

    let planned = json!({ "kelurahan": "52.72.03.1004", "tanggal": "2026-12-01", "tempat": "Balai RW 2", "jam": "", "kontak_nama": "", "kontak_hp": "" });
    let (visit, _) = kit.after("visit.create", planned, |laptop| laptop.call("visit.list", json!({})));
    let visit = text(&visit["summary"]["id"]);
    let request = json!({ "visit": visit, "nama": "Abdul Gani", "no_hp": null, "layanan": "baru", "punya_nik": "tidak", "alamat": null, "catatan": null, "cara": "datang" });
    let contacts = kit.visit("contact.log", &visit, request);
    let other =
        kit.laptop.call("visit.list", json!({})).as_array().unwrap().iter().map(|item| text(&item["id"])).find(|id| *id != visit).unwrap();
    kit.after("visit.select", json!({ "id": other }), |laptop| laptop.call("app.state", json!({}))["visit"]["id"].clone());
    kit.laptop.call("visit.select", json!({ "id": visit }));

    let open = json!({ "layanan": "baru", "contact": contacts["contacts"][0]["id"], "nik": null, "fields": { "punya_nik": "tidak" } });
    let (opened, _) = kit.after("case.open", open, |laptop| laptop.call("board.get", json!({}))["columns"].clone());
    let id = text(&opened["detail"]["id"]);
    assert_eq!(kit.laptop.case(&id), opened["detail"], "the new case is there as it was shown");
    let step = |step: &str, outcome: &str, reason: Option<&str>| json!({ "step": step, "outcome": outcome, "reason": reason });
    kit.case("case.step", &id, step("mobile.minta_nik", "started", None));
    kit.case("case.step", &id, step("mobile.minta_nik", "done", None));
    kit.laptop.begin(&id, "mobile.jelaskan_daftar_nik");
    kit.case("case.fields", &id, json!({ "values": biodata(), "shown": {} }));
    kit.case("case.apply_nik", &id, json!({ "text": "Akta lahir ada" }));
    kit.case("case.requirement", &id, json!({ "requirement": "f102", "state": "present", "note": "asli" }));
    kit.case("case.note", &id, json!({ "text": "Datang dengan kursi roda" }));
    kit.laptop.all_documents_there(&id);
    kit.laptop.end(&id, "mobile.jelaskan_daftar_nik");
    kit.laptop.begin(&id, "mobile.rekam");
    kit.case("recording.capture", &id, json!({ "slot": "wajah", "blob": null }));
    kit.case("recording.waive", &id, json!({ "slots": ["jari_kiri_4", "jari_kiri_5"], "reason": "Tangan kiri cedera" }));
    let second = kit.laptop.open_case("hilang", json!({ "nama_lengkap": "Siti Rahmah" }));
    let nik = kit.laptop.residents_with_card().pop();
    kit.case("case.bind", &second, json!({ "nik": nik }));
    kit.laptop.do_step(&second, "mobile.minta_nik");
    kit.laptop.begin(&second, "mobile.nik_verifikasi");
    kit.case("case.step", &second, step("mobile.nik_verifikasi", "returned", Some("Kartu keluarga tertinggal")));
    kit.covered(ON_A_CASE);

    office.start();
    assert_eq!(kit.laptop.sync()["status"]["unsent"], 0, "after all these crashes the log is whole and the office takes it");
}

#[test]
fn work_on_a_card_survives() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    office.stop();
    let folder = laptop.path().join("kertas");
    let papers = |laptop: &Laptop| std::fs::read_dir(laptop.path().join("kertas")).map_or(0, Iterator::count).into();
    let mut kit = Killed::new(laptop);
    let stock = |laptop: &Laptop| laptop.call("stock.get", json!({}));
    let (shown, after) = kit.after("stock.receive", json!({ "first": "BK0001", "count": 5 }), stock);
    assert_eq!(shown, after, "received blanko stay received");
    for untuk in ["kartu", "slip", "dokumen"] {
        let printer =
            json!({ "id": format!("baru-{untuk}"), "nama": "Map kertas", "untuk": untuk, "uri": format!("folder:{}", folder.display()) });
        kit.after("printer.set", printer, |laptop| laptop.call("printer.list", json!({})));
    }
    let id = kit.laptop.serve_lost_card(&kit.laptop.residents_with_card()[0]);
    let spooled = kit.case("print.card", &id, json!({ "blanko": "BK0001", "printer": "baru-kartu" }));
    assert_eq!(
        (&spooled["card"]["state"], shut_by(&spooled)),
        (&json!("spooled"), vec!["look_at_printer".to_owned()]),
        "a person must look"
    );
    let again = kit.laptop.refused("print.card", json!({ "id": id, "blanko": "BK0002", "printer": "baru-kartu" }));
    assert_eq!(reasons(&again), ["look_at_printer"], "never a second card");
    let before = stock(&kit.laptop);
    let good = kit.case("print.outcome", &id, json!({ "result": "good" }));
    assert_eq!(good["card"]["state"], "good");
    let after = stock(&kit.laptop);
    assert_eq!(
        (&before["open"], &after["open"], &after["good"], &after["blanko"]),
        (&json!(1), &json!(0), &json!(1), &before["blanko"]),
        "the blanko is booked once"
    );
    let closed = kit.case("handover.give", &id, json!({ "receiver": "pemohon", "receiver_name": null, "old_card": null }));
    assert_eq!(closed["closed"], true);
    kit.after("document.make", json!({ "id": id, "document": "tanda_terima", "printer": "baru-dokumen" }), papers);
    let visit = kit.laptop.call("visit.list", json!({}))[0]["id"].clone();
    kit.after("visit.himbauan", json!({ "id": visit, "printer": "baru-dokumen" }), papers);
    kit.covered(ON_A_CARD);

    office.start();
    assert_eq!(kit.laptop.sync()["status"]["unsent"], 0, "the office takes all of it");
}

#[test]
fn setting_up_and_what_belongs_to_the_kit_survive() {
    const PIN: &str = "583920";
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::with_home(KitHome::empty(), "Siti Rahmawati");
    let mut killed: BTreeSet<&str> = BTreeSet::new();
    laptop.start();
    assert_eq!(laptop.call("app.state", json!({}))["phase"], "setup");
    let asked = json!({ "office_url": url, "code": office.device_code(), "device_name": "Laptop 7" });
    laptop.call("app.setup", asked);
    assert_eq!(laptop.call("app.setup_look", json!({}))["done"], json!(null), "nobody has decided");
    laptop.kill();
    killed.insert("app.setup");
    laptop.start();
    assert_eq!(laptop.call("app.state", json!({}))["phase"], "setup", "closed between asking and finishing: nothing is left");
    assert_eq!(fs::read_dir(laptop.path()).unwrap().count(), 0, "not even a file");
    let asked = json!({ "office_url": url, "code": office.device_code(), "device_name": "Laptop 7" });
    office.let_in(&text(&laptop.call("app.setup", asked)["words"]));
    let made = laptop.call("app.setup_look", json!({}))["done"].clone();
    laptop.kill();
    killed.insert("app.setup_look");
    laptop.start();
    let locked = laptop.call("app.state", json!({}));
    assert_eq!((&locked["phase"], &locked["device"]), (&json!("passphrase"), &json!("Laptop 7")), "the kit is set up");
    let words = json!({ "passphrase": made["passphrase"] });
    laptop.call("session.unlock", words.clone());
    let sign_in = |laptop: &Laptop, pin: &str| laptop.try_call("session.sign_in", json!({ "operator": laptop.operator_id(), "pin": pin }));
    sign_in(&laptop, PIN).unwrap();
    let reopen = |laptop: &mut Laptop| {
        laptop.kill();
        laptop.start();
        laptop.call("session.unlock", words.clone());
    };
    reopen(&mut laptop);
    assert_eq!(sign_in(&laptop, "830291").unwrap_err()["code"], "wrong_pin", "the PIN that was set is the PIN");
    sign_in(&laptop, PIN).unwrap();
    killed.insert("session.sign_in");

    laptop.sync();
    killed.insert("sync.now");
    laptop.call("sync.pictures", json!({}));
    killed.insert("sync.pictures");
    let asked = laptop.call("permit.renew", json!({ "code": office.device_code() }));
    office.let_in(&text(&asked["words"]));
    let until = laptop.call("permit.look", json!({}))["until_ms"].clone();
    reopen(&mut laptop);
    sign_in(&laptop, PIN).unwrap();
    assert_eq!(laptop.call("sync.state", json!({}))["permit_until_ms"], until, "the new permit stays");
    assert_eq!(laptop.sync()["status"]["unsent"], 0, "and opens the office's door");
    killed.insert("permit.look");
    office.stop();
    let unsent = |laptop: &Laptop| laptop.call("status.get", json!({}))["unsent"].as_u64().unwrap();
    assert_eq!(unsent(&laptop), 0);
    reopen(&mut laptop);
    sign_in(&laptop, PIN).unwrap();
    assert_eq!(unsent(&laptop), 1, "what the office confirmed stays confirmed: only the new session waits");
    for (method, params) in [
        ("settings.set", json!({ "key": "locale", "value": "en" })),
        ("draft.save", json!({ "key": "case/1/biodata", "value": "{\"nama\":\"Si\"}" })),
        ("resident.lookup", json!({ "nomor": null, "nama": "siti", "tanggal_lahir": null, "kelurahan": null })),
        ("search.find", json!({ "query": "abdul" })),
        ("sync.load", json!({ "load": "text_only" })),
        ("team.set", json!({ "on": false, "port": 8443, "addresses": ["192.168.9.7"] })),
    ] {
        laptop.call(method, params);
        reopen(&mut laptop);
        sign_in(&laptop, PIN).unwrap();
        killed.insert(method);
    }
    // A new key under the same words, then new words.
    laptop.call("session.rekey", words.clone());
    reopen(&mut laptop);
    sign_in(&laptop, PIN).unwrap();
    killed.insert("session.rekey");
    let new = laptop.call("session.new_passphrase", words.clone())["words"].clone();
    reopen(&mut laptop);
    sign_in(&laptop, PIN).unwrap();
    assert_eq!(
        laptop.refused("session.confirm_passphrase", json!({ "passphrase": new }))["code"],
        "nothing_to_do",
        "drawn words are not kept"
    );
    let new = json!({ "passphrase": laptop.call("session.new_passphrase", words.clone())["words"] });
    laptop.call("session.confirm_passphrase", new.clone());
    laptop.kill();
    laptop.start();
    assert_eq!(laptop.refused("session.unlock", words.clone())["code"], "wrong_passphrase", "the old words open nothing");
    laptop.call("session.unlock", new.clone());
    sign_in(&laptop, PIN).unwrap();
    killed.insert("session.confirm_passphrase");
    assert_eq!(laptop.call("app.state", json!({}))["locale"], "en");
    assert_eq!(laptop.call("draft.get", json!({ "key": "case/1/biodata" }))["value"], "{\"nama\":\"Si\"}", "what was half typed is there");
    assert_eq!(laptop.call("team.get", json!({}))["addresses"], json!(["192.168.9.7"]), "the address was written down");
    assert_eq!(laptop.call("status.get", json!({}))["load"], "text_only", "what the line may carry was kept");
    assert_eq!(unsent(&laptop), 12, "ten sessions, and the two look-ups that the audit log keeps");
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join(text(&laptop.call("stick.export", json!({ "folder": stick.path() }))["name"]));
    office.run(&["stick", file.to_str().unwrap()]);
    laptop.call("stick.receipt", json!({ "file": file.with_extension("ktpr") }));
    laptop.kill();
    laptop.start();
    laptop.call("session.unlock", new);
    sign_in(&laptop, PIN).unwrap();
    assert_eq!(unsent(&laptop), 1, "what the receipt confirmed stays confirmed: only the new session waits");
    killed.insert("stick.receipt");
    assert_eq!(killed.iter().collect::<Vec<_>>(), ON_THE_KIT.iter().collect::<Vec<_>>(), "each writing method of the list was killed");
    let _ = office.start();
    wait_for("the log to be taken", || (laptop.sync()["status"]["unsent"] == 0).then_some(()));
}
