//! The recovery drill with the real programs: the words are lost, a laptop is lost, the archive's key is lost (sync-and-trust, Keys).

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ktpel_tests::{Laptop, Office, kit::DEMO_PASSPHRASE, laptop::text, process::program};
use serde_json::json;
use tempfile::TempDir;

/// The passphrases of the two persons of the archive.
const PERSONS: [&str; 2] = ["abadi dagang jelaga", "pandu walau guna"];

/// The archive workstation: a folder and the tool, no database, no network.
struct Workstation(TempDir);

impl Workstation {
    /// Makes the three keys; gives what it said.
    fn ready() -> (Self, String) {
        let own = Self(tempfile::tempdir().unwrap());
        let said = own.ok(&["init", "--out", "keys"], &PERSONS);
        (own, said)
    }

    /// Runs the tool in the workstation's folder; each line is what one person types.
    fn run(&self, arguments: &[&str], lines: &[&str]) -> Output {
        let mut command = Command::new(program("sync-server"));
        command.arg("archive").args(arguments).current_dir(self.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A refusal may come before the passphrases are read.
        let _ = child.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes());
        child.wait_with_output().unwrap()
    }

    #[track_caller]
    fn ok(&self, arguments: &[&str], lines: &[&str]) -> String {
        let output = self.run(arguments, lines);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], lines: &[&str], why: &str) {
        let output = self.run(arguments, lines);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} must fail");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(why), "{arguments:?}: {said}");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The options that `archive init` printed for the office.
fn recipients(said: &str) -> Vec<&str> {
    let line = said.lines().find(|line| line.contains("sync-server init")).expect("it says how to set the office up");
    let start = line.find("--archive-recipient").expect("with its recipients");
    line[start..].split(' ').collect()
}

/// An office that seals to the keys of the workstation.
fn office(said: &str) -> (Office, String) {
    let mut office = Office::seed_with(2000, &recipients(said));
    let url = office.start();
    (office, url)
}

fn opened_files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
}

#[test]
fn a_lost_passphrase_is_recovered_by_the_office_with_two_persons() {
    let (workstation, said) = Workstation::ready();
    let (office, url) = office(&said);
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    laptop.kill();

    // Nobody remembers the words: slots.json is brought to the office on a stick.
    fs::copy(laptop.path().join("slots.json"), workstation.path().join("slots.json")).unwrap();
    let recover = ["recover-kit", "--key", "keys/recovery.key", "--slots", "slots.json", "--out", "new-slots.json"];
    let wrong = "one of the two passphrases is wrong, or both are";
    workstation.refused(&recover, &[PERSONS[0], "bukan yang ini juga"], wrong);
    workstation.refused(&recover, &["bukan yang ini juga", PERSONS[1]], wrong);
    workstation.refused(&recover, &PERSONS[..1], "a passphrase is missing");
    let mut with_archive_key = recover;
    with_archive_key[2] = "keys/archive.key";
    workstation.refused(&with_archive_key, &PERSONS, "use recovery.key");
    assert!(!workstation.path().join("new-slots.json").exists(), "wrong keys write nothing");
    let said = workstation.ok(&recover, &PERSONS);
    assert!(said.starts_with("REGISTER "), "a line for the register: {said}");
    let words = said.lines().skip_while(|line| !line.starts_with("New team passphrase")).nth(1).unwrap().trim().to_owned();
    workstation.refused(&recover, &PERSONS, "is there already");

    fs::copy(workstation.path().join("new-slots.json"), laptop.path().join("slots.json")).unwrap();
    laptop.start();
    assert_eq!(laptop.refused("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }))["code"], "wrong_passphrase");
    laptop.call("session.unlock", json!({ "passphrase": words }));
    laptop.sign_in();
    assert_eq!(laptop.case(&id)["person"]["nama"], "Siti Rahmah", "all cases are there");
}

#[test]
fn a_lost_laptop_is_replaced_from_the_office() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut lost = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let nik = lost.residents_with_card().remove(0);
    let half_done = lost.call("case.open", json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} }));
    let id = text(&half_done["detail"]["id"]);
    lost.do_step(&id, "mobile.minta_nik");
    lost.sync();
    lost.kill();

    let new = Laptop::ready(&office, &url, "Laptop 3", "Amiruddin");
    assert_eq!(new.case(&id)["steps"], lost_steps(&new, &id), "the case is there as it was");
    new.all_documents_there(&id);
    new.do_step(&id, "mobile.nik_verifikasi");
    new.capture(&id, "foto_kartu");
    new.print_card(&id, "CONTOH0001");
    new.came_out(&id, "good");
    let closed = new.call("handover.give", json!({ "id": id, "receiver": "pemohon", "receiver_name": null, "old_card": null }));
    assert_eq!(closed["detail"]["closed"], true, "the work goes on to its end");
    assert_eq!(new.sync()["status"]["unsent"], 0);
}

fn lost_steps(new: &Laptop, id: &str) -> serde_json::Value {
    let steps = new.case(id)["steps"].clone();
    assert!(steps.as_array().unwrap().iter().any(|step| step["id"] == "mobile.minta_nik" && step["status"] == "done"));
    steps
}

#[test]
fn a_lost_archive_key_is_replaced_by_the_reserve() {
    let (workstation, said) = Workstation::ready();
    let (office, url) = office(&said);
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let nik = laptop.residents_with_card().remove(0);
    let id = laptop.serve_lost_card(&nik);
    laptop.print_card(&id, "CONTOH0001");
    laptop.came_out(&id, "good");
    laptop.call("handover.give", json!({ "id": id, "receiver": "pemohon", "receiver_name": null, "old_card": null }));
    laptop.sync();
    let sealed = office.path().join("lampiran");
    let sealed = sealed.to_str().unwrap();
    let open = |key: &'static str, out: &'static str| ["open", "--key", key, "--in", sealed, "--out", out];

    // The archive's key is lost.
    fs::remove_file(workstation.path().join("keys/archive.key")).unwrap();
    workstation.refused(&open("keys/recovery.key", "none"), &PERSONS, "opens kits, no recordings");
    workstation.refused(&open("keys/reserve.key", "none"), &["bukan yang ini juga", PERSONS[1]], "one of the two passphrases is wrong");
    let said = workstation.ok(&open("keys/reserve.key", "opened"), &[PERSONS[1], PERSONS[0]]);
    let files = opened_files(&workstation.path().join("opened"));
    assert_eq!(files.len(), 1, "every attachment: {said}");
    assert!(fs::read(&files[0]).unwrap().starts_with(&[0xff, 0xd8, 0xff]), "the photo itself");
    assert!(said.contains("REGISTER ") && said.contains("1 of 1 opened"), "{said}");
    workstation.refused(&open("keys/reserve.key", "opened"), &PERSONS, "1 not opened");

    // Keys of another office open nothing; a damaged file is named.
    let (stranger, _) = Workstation::ready();
    stranger.refused(&open("keys/archive.key", "opened"), &PERSONS, "1 not opened");
    assert_eq!(opened_files(&stranger.path().join("opened")).len(), 0, "wrong keys open nothing");
    let name = files[0].file_stem().unwrap().to_str().unwrap();
    let file = Path::new(sealed).join(&name[..2]).join(name);
    let mut bytes = fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&file, bytes).unwrap();
    let output = workstation.run(&open("keys/reserve.key", "again"), &PERSONS);
    assert!(String::from_utf8_lossy(&output.stdout).contains("do not have the hash"), "a damaged file is named");
}

#[test]
fn new_passphrases_replace_the_old_ones_and_keys_are_never_written_over() {
    let (workstation, _) = Workstation::ready();
    workstation.refused(&["init", "--out", "keys"], &PERSONS, "no key is written over another");
    workstation.refused(&["init", "--out", "other"], &["sama sama kita", "Sama-sama kita"], "different passphrases");
    workstation.refused(&["init", "--out", "other"], &["pendek", PERSONS[1]], "at least 12");
    let new = ["hebat irama jernih", "kabut guna abadi"];
    let change = ["change-passphrase", "--key", "keys/archive.key"];
    workstation.refused(&change, &[new[0], new[1], new[0], new[1]], "wrong");
    let recipient = |key: &str| fs::read_to_string(workstation.path().join(key)).unwrap().lines().nth(3).unwrap().to_owned();
    let before = recipient("keys/archive.key");
    workstation.ok(&change, &[PERSONS[0], PERSONS[1], new[0], new[1]]);
    assert_eq!(recipient("keys/archive.key"), before, "the key stays");
    workstation.refused(&change, &[PERSONS[0], PERSONS[1], new[0], new[1]], "wrong");
    workstation.ok(&change, &[new[0], new[1], PERSONS[0], PERSONS[1]]);
}
