//! What is wrong is named and nothing gets worse by it: a wrong passphrase, a damaged or newer store, a second program, a full disk, a NIK that
//! is none (house style, "Bad stored or received data is no panic").

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ktpel_tests::{KitHome, Laptop, Office, kit::DEMO_PASSPHRASE};
use serde_json::{Value, json};

const OPERATOR: &str = "Siti Rahmawati";

/// A kit with one case; the office is gone.
fn kit_with_case() -> (Office, Laptop, String) {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", OPERATOR);
    office.stop();
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    (office, laptop, id)
}

fn passphrase(words: &str) -> Value {
    json!({ "passphrase": words })
}

#[test]
fn a_wrong_passphrase_or_pin_opens_nothing_and_breaks_nothing() {
    let (_office, mut laptop, id) = kit_with_case();
    laptop.kill();
    laptop.start();
    for words in ["", "gunung", "gunung laut padi kuda kuda", "angin kuda padi laut gunung", &"x".repeat(100_000)] {
        assert_eq!(laptop.refused("session.unlock", passphrase(words))["code"], "wrong_passphrase", "{} letters", words.len());
        assert_eq!(laptop.call("app.state", json!({}))["phase"], "passphrase");
    }
    laptop.call("session.unlock", passphrase(DEMO_PASSPHRASE));
    let sign_in = |pin: &str| laptop.refused("session.sign_in", json!({ "operator": laptop.operator_id(), "pin": pin }));
    for left in ["4", "3", "2", "1"] {
        let problem = sign_in("111222");
        assert_eq!((&problem["code"], &problem["params"]["left"]), (&json!("wrong_pin"), &json!(left)));
    }
    assert_eq!(sign_in("111222")["code"], "pin_locked", "the fifth wrong PIN asks for the passphrase again");
    assert_eq!(laptop.call("app.state", json!({}))["phase"], "passphrase");
    laptop.unlock();
    assert_eq!(laptop.case(&id)["person"]["nama"], "Siti Rahmah");
}

/// Spoils one file of the kit, sees what opening says, mends the file, and finds everything there.
#[track_caller]
fn check_spoiled(laptop: &mut Laptop, id: &str, file: &str, spoil: impl Fn(&Path, Vec<u8>), code: &str) {
    let before = laptop.case(id);
    laptop.kill();
    // What is still in the write-ahead log belongs to the database: the copy takes all of it.
    let kept: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(laptop.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    let path = laptop.path().join(file);
    spoil(&path, fs::read(&path).unwrap());
    laptop.start();
    let phase = laptop.call("app.state", json!({}))["phase"].clone();
    assert_eq!(phase, "passphrase", "{file}: a damaged kit is a kit: it is not set up anew over what may be saved");
    assert_eq!(laptop.refused("session.unlock", passphrase(DEMO_PASSPHRASE))["code"], code, "{file}");
    let again = json!({ "office_url": "http://127.0.0.1:9", "code": "AAAA", "device_name": "X" });
    assert_eq!(laptop.refused("app.setup", again)["code"], "already_set_up", "{file}: nothing is written over it");
    laptop.kill();
    for (path, bytes) in kept {
        fs::write(path, bytes).unwrap();
    }
    laptop.open();
    assert_eq!(laptop.case(id), before, "{file}: with the file as it was, all work is there");
}

#[test]
fn a_damaged_or_newer_store_is_named_and_left_alone() {
    let (_office, mut laptop, id) = kit_with_case();
    let flip = |at: fn(usize) -> usize| {
        move |path: &Path, mut bytes: Vec<u8>| {
            let place = at(bytes.len());
            bytes[place] ^= 0x40;
            let _ = fs::remove_file(path.with_file_name("ktpel.db-wal"));
            fs::write(path, bytes).unwrap();
        }
    };
    check_spoiled(&mut laptop, &id, "ktpel.db", flip(|length| length / 2), "store_damaged");
    check_spoiled(&mut laptop, &id, "ktpel.db", flip(|length| length - 100), "store_damaged");
    let cut = |keep: fn(usize) -> usize| {
        move |path: &Path, bytes: Vec<u8>| {
            let _ = fs::remove_file(path.with_file_name("ktpel.db-wal"));
            fs::write(path, &bytes[..keep(bytes.len())]).unwrap();
        }
    };
    check_spoiled(&mut laptop, &id, "ktpel.db", cut(|_| 0), "store_damaged");
    check_spoiled(&mut laptop, &id, "ktpel.db", cut(|_| 1000), "store_damaged");
    check_spoiled(&mut laptop, &id, "ktpel.db", cut(|length| length / 2), "store_damaged");
    check_spoiled(&mut laptop, &id, "ktpel.db", |path, _| fs::remove_file(path).unwrap(), "store_damaged");
    check_spoiled(&mut laptop, &id, "slots.json", |path, _| fs::write(path, b"{").unwrap(), "store_damaged");
    let newer = |path: &Path, bytes: Vec<u8>| {
        let mut head: Value = serde_json::from_slice(&bytes).unwrap();
        head["format"] = json!(999);
        fs::write(path, head.to_string()).unwrap();
    };
    check_spoiled(&mut laptop, &id, "store.json", newer, "store_newer");
}

#[test]
fn what_only_looks_are_kept_in_may_be_lost() {
    let (_office, mut laptop, id) = kit_with_case();
    for bytes in [&b""[..], b"{\"locale\":7}", b"\xff\xfe"] {
        laptop.kill();
        fs::write(laptop.path().join("settings.json"), bytes).unwrap();
        fs::write(laptop.path().join("store.json"), bytes).unwrap();
        laptop.open();
        assert_eq!(laptop.case(&id)["person"]["nama"], "Siti Rahmah", "language and the head of the store are not the work");
    }
}

#[test]
fn a_second_program_over_the_same_store_stays_out() {
    let (_office, laptop, id) = kit_with_case();
    let mut second = Command::new(ktpel_tests::process::program("ktpel-web-host"));
    second.env("KTPEL_DATA_DIR", laptop.path());
    let mut other = Laptop::with_home(KitHome::empty(), OPERATOR);
    other.start_as(&mut second);
    assert_eq!(other.refused("session.unlock", passphrase(DEMO_PASSPHRASE))["code"], "store_busy");
    laptop.note(&id, "Yang pertama bekerja terus");
    other.kill();
    assert!(laptop.case(&id)["history"].to_string().contains("bekerja terus"));
}
