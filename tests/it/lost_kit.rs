//! A laptop is lost: revoked it is refused at its next request and keeps its work; told to wipe itself it holds nothing that opens, also when the plug is
//! pulled in between. Everybody else goes on.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ktpel_domain::{layanan::Layanan, stage::Stage, time::Timestamp};
use ktpel_slip::Claims;
use ktpel_store::{Store, StoreKey};
use ktpel_tests::{
    Dashboard, Laptop, Office,
    kit::DEMO_PASSPHRASE,
    laptop::text,
    power::copy,
    process::{self, program, wait_for},
};
use ktpel_vault::Slots;
use serde_json::{Value, json};

struct Team {
    office: Office,
    url: String,
    lost: Laptop,
    other: Laptop,
}

impl Team {
    /// Two laptops; the one that will be lost has a case with a recording.
    fn ready() -> (Self, String) {
        let mut office = Office::seed(2000);
        let url = office.start();
        let lost = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
        let other = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
        let case = lost.serve_lost_card(&lost.residents_with_card()[0]);
        lost.sync();
        other.sync();
        (Self { office, url, lost, other }, case)
    }

    fn dashboard(&self) -> Dashboard {
        Dashboard::open(&self.url, "kasi")
    }

    fn kit(&self) -> Value {
        let devices = self.dashboard().get("/api/devices");
        let kit = devices.as_array().unwrap().iter().find(|kit| kit["nama"] == "Laptop 1").unwrap().clone();
        self.dashboard().get(&format!("/api/devices/{}", text(&kit["id"])))
    }

    fn id(&self) -> String {
        text(&self.kit()["item"]["id"])
    }

    fn decide(&self, what: &str) -> Value {
        let reason = json!({ "reason": "Tertinggal di angkutan umum", "confirm": "Laptop 1" });
        self.dashboard().post(&format!("/api/devices/{}/{what}", self.id()), &reason)
    }

    /// On the server's own command line; gives whether it was done.
    fn revoke_by_hand(&self, device: &str, login: &str, password: &str) -> bool {
        let mut command = Command::new(program("sync-server"));
        command.args(["revoke", "--device", device, "--as", login, "--reason", "Hilang di Sape", "--data"]).arg(self.office.path());
        process::run_with_input(&mut command, password).status.success()
    }

    fn status(&self) -> Value {
        self.kit()["item"]["status"].clone()
    }
}

#[test]
fn a_revoked_kit_is_refused_at_its_next_request_and_keeps_its_work() {
    let (mut team, case) = Team::ready();
    let id = team.id();
    let held = team.kit()["item"]["acked_seq"].clone();
    team.office.stop();
    team.lost.note(&case, "Ditulis sebelum dicabut, belum terkirim");
    let before = team.lost.call("status.get", json!({}));
    assert_eq!((&before["revoked_ms"], &before["unsent_cases"]), (&Value::Null, &json!(1)));
    assert!(team.revoke_by_hand(&id, "kasi", "kasi-contoh-2026"));
    team.office.start();

    let refused = team.lost.refused("sync.now", json!({}));
    assert_eq!(refused["code"], "revoked", "the very next request");
    assert!(refused["params"]["at_ms"].as_str().is_some_and(|at| at.parse::<i64>().is_ok()), "and since when: {refused}");
    assert_eq!(refused["params"]["order"], Value::Null, "the order itself is nothing for the screen");
    assert_eq!(team.kit()["item"]["acked_seq"], held, "nothing of it was taken");

    for start in ["as it runs", "after a start"] {
        let status = team.lost.call("status.get", json!({}));
        assert!(status["revoked_ms"].is_i64(), "{start}: the screen says so");
        assert!(status["unsent"].as_u64() >= before["unsent"].as_u64(), "{start}: its work stays: {status}");
        assert_eq!(team.lost.case(&case)["id"], case.as_str(), "{start}: and is read");
        let open = json!({ "layanan": "baru", "contact": null, "nik": null, "fields": { "nama_lengkap": "Abdul", "punya_nik": "tidak" } });
        assert_eq!(team.lost.refused("case.open", open)["code"], "revoked", "{start}: but nothing new begins");
        assert_eq!(team.lost.refused("sync.now", json!({}))["code"], "revoked", "{start}: the office stays closed");
        team.lost.crash_and_open();
    }

    let again = team.other.open_case("baru", json!({ "nama_lengkap": "Abdul Gani", "punya_nik": "tidak" }));
    assert_eq!(team.other.sync()["status"]["unsent"], 0, "the others go on");
    assert_eq!(team.dashboard().case(&again)["id"], again.as_str());
    assert_eq!(team.other.case(&case)["id"], case.as_str(), "what the revoked kit had sent stays valid");
    let history = team.kit()["history"].clone();
    assert_eq!((&history[0]["fate"], &history[0]["by"]), (&json!("revoked"), &json!("Nurhayati")), "who decided is kept: {history}");
    team.office.run(&["check"]);
}

#[test]
fn slips_that_a_stolen_kit_goes_on_printing_are_refused_and_its_earlier_ones_carry_a_warning() {
    let (mut team, case) = Team::ready();
    let slip = json!({ "id": case, "document": "slip", "printer": null });
    let before = text(&team.lost.call("document.make", slip)["qr"]);
    let verdict = |slip: &str| team.other.call("search.find", json!({ "query": slip }))["slip"].clone();
    assert_eq!(verdict(&before)["verdict"], "genuine");
    assert!(team.revoke_by_hand(&team.id(), "kasi", "kasi-contoh-2026"));
    let revoked_ms = team.kit()["history"][0]["at_ms"].as_i64().unwrap();
    assert_eq!(verdict(&before)["verdict"], "genuine", "the other laptop has not heard of it");

    team.other.sync();
    assert_eq!(verdict(&before)["verdict"], "genuine_revoked_later", "a warning: the time on it is the stolen laptop's own word");
    team.lost.kill();
    let device = team.lost.secrets().device;
    let thief = |ms: i64| {
        let claims = Claims::new(&ktpel_case::kode(case.parse().unwrap()), "S. R.", None, Layanan::Hilang, Stage::Printed, Timestamp(ms));
        ktpel_slip::url(&team.url, &ktpel_slip::issue(&claims.unwrap(), device.id(), |message| device.sign(message))).unwrap()
    };
    let after = verdict(&thief(revoked_ms + 1000));
    assert_eq!((&after["verdict"], &after["device"]), (&json!("revoked"), &json!("Laptop 1")), "{after}");
    assert_eq!((&after["claims"], &after["case"]), (&Value::Null, &Value::Null), "nothing that the thief wrote is shown");
    assert_eq!(verdict(&thief(revoked_ms - 1000))["verdict"], "genuine_revoked_later", "an earlier date is believed no more than that");
}

#[test]
fn a_decision_needs_a_reason_the_name_and_the_right() {
    let (team, _) = Team::ready();
    let path = |what: &str| format!("/api/devices/{}/{what}", team.id());
    for what in ["revoke", "wipe"] {
        for body in [json!({ "reason": "  ", "confirm": "Laptop 1" }), json!({ "reason": "dicuri", "confirm": "Laptop 2" })] {
            let (status, problem) = team.dashboard().try_post(&path(what), &body);
            assert_eq!((status, &problem["code"]), (422, &json!("invalid")), "{what} {body}");
        }
        let clerk = Dashboard::open(&team.url, "petugas");
        let (status, _) = clerk.try_post(&path(what), &json!({ "reason": "dicuri", "confirm": "Laptop 1" }));
        assert_eq!(status, 403, "{what}: the table decides who may");
    }
    assert_eq!(team.status(), "active", "nothing happened");
}

#[test]
fn the_command_line_takes_the_same_way() {
    let (team, _) = Team::ready();
    let id = team.id();
    assert!(!team.revoke_by_hand(&id, "kasi", "salah"), "a wrong password decides nothing");
    assert!(!team.revoke_by_hand(&id, "petugas", "petugas-contoh-2026"), "nor does a clerk");
    assert_eq!(team.status(), "active");
    assert!(team.revoke_by_hand(&id, "kasi", "kasi-contoh-2026"));
    assert_eq!((team.status(), team.kit()["history"][0]["reason"].clone()), (json!("revoked"), json!("Hilang di Sape")));
    assert_eq!(team.lost.refused("sync.now", json!({}))["code"], "revoked", "while the server runs");
}

/// Every file below a folder with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// The secrets of a kit whose program does not run.
fn secrets(home: &Path) -> Vec<Vec<u8>> {
    let data_key = Slots::load(home).unwrap().unlock(DEMO_PASSPHRASE).unwrap();
    let store_key = *data_key.subkey("store");
    let store = Store::open(home, &StoreKey::new(store_key)).unwrap();
    let device = store.settings().find("device_secret").unwrap().unwrap();
    vec![data_key.expose().to_vec(), store_key.to_vec(), data_encoding::HEXLOWER.decode(device.as_bytes()).unwrap()]
}

/// Nothing is left but the file that remembers the wipe, and no secret stands in it.
#[track_caller]
fn assert_empty(home: &Path, secrets: &[Vec<u8>]) {
    let left = files(home);
    let names: Vec<_> = left.keys().map(|path| path.strip_prefix(home).unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["wiped.json"], "nothing that the slots opened is left");
    for secret in secrets {
        let forms =
            [secret.clone(), data_encoding::HEXLOWER.encode(secret).into_bytes(), data_encoding::BASE64.encode(secret).into_bytes()];
        for (path, bytes) in &left {
            for form in &forms {
                assert!(!bytes.windows(form.len()).any(|window| window == form), "a key stands in {}", path.display());
            }
        }
    }
}

#[test]
fn a_wiped_kit_holds_nothing_that_opens() {
    let (mut team, case) = Team::ready();
    team.lost.print_card(&case, "CONTOH0001");
    team.lost.kill();
    let secrets = secrets(team.lost.path());
    team.lost.open();
    assert_eq!(team.decide("wipe")["item"]["status"], "wipe_ordered");
    assert_eq!(team.lost.refused("sync.now", json!({}))["code"], "wiped");
    assert_empty(team.lost.path(), &secrets);
    assert_eq!(team.status(), "wiped", "the office has the kit's signed word");

    for start in ["as it runs", "after a start"] {
        let state = team.lost.call("app.state", json!({}));
        assert_eq!((&state["phase"], &state["wiped"]["told"]), (&json!("wiped"), &json!(true)), "{start}: {state}");
        assert_eq!(team.lost.refused("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }))["code"], "not_set_up", "{start}");
        assert_eq!(team.lost.refused("case.get", json!({ "id": case }))["code"], "locked", "{start}: the keys are out of memory");
        team.lost.kill();
        team.lost.start();
    }
    assert_empty(team.lost.path(), &secrets);
    assert_eq!(team.other.sync()["status"]["unsent"], 0, "the others go on");
    assert_eq!(team.other.case(&case)["id"], case.as_str(), "and keep what the wiped kit had sent");
}

#[test]
fn a_wipe_that_was_cut_short_is_finished_at_the_next_start() {
    let (mut team, _) = Team::ready();
    team.lost.kill();
    let secrets = secrets(team.lost.path());
    let before = tempfile::tempdir().unwrap();
    copy(team.lost.path(), before.path());
    team.lost.open();
    team.decide("wipe");
    assert_eq!(team.lost.refused("sync.now", json!({}))["code"], "wiped");
    team.lost.kill();
    let remembered: Value = serde_json::from_slice(&fs::read(team.lost.path().join("wiped.json")).unwrap()).unwrap();
    let not_told = |mut wiped: Value| {
        wiped["told"] = json!(false);
        wiped.to_string()
    };
    // What a power cut leaves, from the first step to the last.
    type Cut = fn(&Path);
    let cuts: [(&str, Cut); 5] = [
        ("the order is remembered, nothing is destroyed yet", |_| ()),
        ("the slots are half overwritten", |home| {
            let slots = fs::read(home.join("slots.json")).unwrap();
            fs::write(home.join("slots.json"), [vec![0; slots.len() / 2], slots[slots.len() / 2..].to_vec()].concat()).unwrap();
        }),
        ("the slots are gone, the store is whole", |home| fs::remove_file(home.join("slots.json")).unwrap()),
        ("the store is gone, the attachments are there", |home| {
            fs::remove_file(home.join("slots.json")).unwrap();
            fs::remove_file(home.join("ktpel.db")).unwrap();
        }),
        ("only the settings are left", |home| {
            fs::remove_file(home.join("slots.json")).unwrap();
            Store::destroy(home).unwrap();
        }),
    ];
    for (what, cut) in cuts {
        let home = team.lost.path().to_owned();
        fs::remove_file(home.join("wiped.json")).unwrap();
        copy(before.path(), &home);
        fs::write(home.join("wiped.json"), not_told(remembered.clone())).unwrap();
        cut(&home);
        team.lost.start();
        assert_eq!(team.lost.call("app.state", json!({}))["phase"], "wiped", "{what}");
        assert_empty(&home, &secrets);
        wait_for("the office to be told", || (team.lost.call("app.state", json!({}))["wiped"]["told"] == true).then_some(()));
        team.lost.kill();
    }
}

#[test]
fn a_kit_that_is_killed_while_it_wipes_itself_is_empty_after_the_next_start() {
    let (mut team, _) = Team::ready();
    team.lost.kill();
    let secrets = secrets(team.lost.path());
    team.lost.open();
    team.decide("wipe");
    let (address, token) = (team.lost.address().to_owned(), team.lost.token().to_owned());
    // The line breaks when the plug is pulled: nobody waits for the answer.
    let asking = std::thread::spawn(move || {
        let headers = [("content-type", "application/json"), ("x-ktpel-token", token.as_str())];
        drop(ktpel_tests::http::send(&address, "POST", "/rpc/sync.now", &headers, b"{}"));
    });
    wait_for("the wipe to begin", || team.lost.path().join("wiped.json").exists().then_some(()));
    team.lost.kill();
    asking.join().unwrap();
    team.lost.start();
    assert_eq!(team.lost.call("app.state", json!({}))["phase"], "wiped");
    assert_empty(team.lost.path(), &secrets);
    wait_for("the office to be told", || (team.status() == "wiped").then_some(()));
}

#[test]
fn a_wiped_laptop_can_be_set_up_anew() {
    let (mut team, case) = Team::ready();
    team.decide("wipe");
    assert_eq!(team.lost.refused("sync.now", json!({}))["code"], "wiped");
    team.lost.kill();
    team.lost.enrol_again(&team.office, &team.url, "Laptop 1b");
    team.lost.open();
    team.lost.sync();
    assert_eq!(team.lost.case(&case)["id"], case.as_str(), "its old work comes back from the office");
    team.lost.crash_and_open();
    assert_eq!(team.lost.call("app.state", json!({}))["phase"], "open", "the old wipe is over");
    assert_eq!(team.status(), "wiped", "the old device stays wiped");
}

#[test]
fn the_report_says_what_a_lost_kit_held_and_names_only_to_who_may() {
    let (team, case) = Team::ready();
    let path = |what: &str| format!("/api/devices/{}/{what}", team.id());
    let reported = team.lost.call("status.get", json!({}))["now_ms"].as_i64().unwrap() - 3_600_000;
    let (status, _) = team.dashboard().try_post(&path("lost"), &json!({ "reported_ms": reported + 7_200_000, "reason": "hilang" }));
    assert_eq!(status, 422, "nothing is reported in the future");
    let detail = team.dashboard().post(&path("lost"), &json!({ "reported_ms": reported, "reason": "Tertinggal di angkutan" }));
    assert_eq!(detail["notice_due_ms"], reported + 3 * 24 * 3_600_000, "3 × 24 hours from the report");
    let held = &detail["held"];
    assert_eq!((&held["cases"], &held["cases_open"], &held["residents"]), (&json!(1), &json!(1), &json!(1)), "{held}");
    assert!(held["extract"]["rows"].as_u64().unwrap() > 50, "the register that it had fetched: {held}");
    assert_eq!(detail["item"]["status"], "active", "a report alone ends nothing");

    let nik = text(&team.lost.case(&case)["person"]["nik"]);
    let report = team.dashboard().get(&path("laporan.json"));
    assert_eq!(report["nik"], json!([format!("••••••••••••{}", &nik[12..])]));
    assert!(!report.to_string().contains(&nik) && report["team"] == json!(["Siti Rahmawati"]), "{report}");
    let names = String::from_utf8(team.dashboard().raw(&path("laporan.csv")).body).unwrap();
    assert!(names.contains(&nik) && names.lines().count() > 50, "the annex names everybody");
    assert!(team.dashboard().raw(&path("laporan.pdf")).body.starts_with(b"%PDF"));
    for login in ["admin", "petugas"] {
        let other = Dashboard::open(&team.url, login);
        for paper in ["laporan.pdf", "laporan.json", "laporan.csv"] {
            assert_eq!(other.raw(&path(paper)).status, 403, "{login} {paper}");
        }
        assert!(!other.get(path("").trim_end_matches('/')).to_string().contains(&nik), "{login} sees figures");
    }
}
