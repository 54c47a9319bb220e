//! The report of the day, on paper: what stands on it exposes an office whose log is put back or rewritten later (sync-and-trust, "Audit").

use std::{fs, path::Path, process::Command};

use ktpel_sync::PaperMark;
use ktpel_tests::{
    Laptop, Office,
    laptop::text,
    process::{self, program},
};
use rusqlite::Connection;
use serde_json::{Value, json};

/// `verify --json`: whether it ended well, and what it found.
fn verify(office: &Office, papers: &[&str]) -> (bool, Value) {
    let mut command = Command::new(program("sync-server"));
    command.args(["verify", "--json", "--data"]).arg(office.path());
    command.args(papers.iter().flat_map(|paper| ["--against", paper]));
    let output = process::run_with_input(&mut command, "");
    let findings = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| json!(String::from_utf8_lossy(&output.stderr)));
    (output.status.success(), findings)
}

/// The report as a person sees it: printed, with the text of its code.
#[track_caller]
fn report(laptop: &Laptop) -> (PaperMark, String) {
    let made = laptop.call("report.day", json!({ "printer": "dokumen" }));
    assert_eq!(made["printed"], "printed");
    assert!(fs::read(text(&made["file"])).unwrap().starts_with(b"%PDF"));
    let qr = text(&made["qr"]);
    (serde_json::from_str(&qr).unwrap(), qr)
}

/// The line under "Catatan kantor", as it is typed from the sheet.
fn typed(mark: &PaperMark) -> String {
    mark.checkpoint.map(|checkpoint| ktpel_sync::checkpoint::short_text(checkpoint.position, checkpoint.hash)).unwrap()
}

fn put_back(office: &Office, backup: &Path) {
    let database = office.path().join("office.db");
    for suffix in ["", "-wal", "-shm"] {
        drop(fs::remove_file(database.with_file_name(format!("office.db{suffix}"))));
    }
    fs::copy(backup, database).unwrap();
}

#[test]
fn paper_fits_an_honest_office_and_exposes_one_that_was_put_back_or_rewritten() {
    let mut office = Office::seed(200);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let backups = tempfile::tempdir().unwrap();
    let yesterday = backups.path().join("office.db");
    Connection::open(office.path().join("office.db")).unwrap().execute("VACUUM INTO ?1", [yesterday.to_str().unwrap()]).unwrap();
    let case = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    laptop.sync();
    let (mark, qr) = report(&laptop);
    laptop.note(&case, "sesudah laporan");
    laptop.sync();

    let position = mark.checkpoint.unwrap().position;
    let (sound, found) = verify(&office, &[&typed(&mark), &qr]);
    assert!(sound && found["problems"] == json!([]), "the log only grew: {found}");
    assert!(found["positions"].as_u64().unwrap() > position, "and it has more than the paper: {found}");

    let changed = qr.replacen(&position.to_string(), &(position - 1).to_string(), 1);
    for (paper, why) in [(changed.as_str(), "proves nothing"), ("1187 3F9A", "not a checkpoint"), ("{}", "not a checkpoint")] {
        let (sound, said) = verify(&office, &[paper]);
        assert!(!sound && said.to_string().contains(why), "a paper that nobody here signed is no evidence: {said}");
    }

    office.stop();
    put_back(&office, &yesterday);
    assert!(verify(&office, &[]).0, "the database that was put back is sound by itself");
    for paper in [typed(&mark), qr.clone()] {
        let (sound, found) = verify(&office, &[&paper]);
        let first = &found["problems"][0];
        assert_eq!((sound, &first["code"], &first["seq"]), (false, &json!("paper"), &json!(position)), "{found}");
        assert!(text(&first["why"]).contains(&format!("position {position}: the log does not reach it")), "{found}");
    }

    office.start();
    let other = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
    for n in 0..position {
        other.note(&other.open_case("baru", json!({ "nama_lengkap": "Abdul Gani", "punya_nik": "tidak" })), &n.to_string());
        if n % 4 == 0 {
            other.sync();
        }
        let (_, found) = verify(&office, &[]);
        if found["positions"].as_u64().unwrap() > position {
            break;
        }
    }
    other.sync();
    let (sound, found) = verify(&office, &[&qr]);
    let first = &found["problems"][0];
    assert_eq!((sound, &first["seq"]), (false, &json!(position)), "{found}");
    assert!(text(&first["why"]).contains("rewritten at or before it"), "another history stands there: {found}");
}

#[test]
fn a_report_before_the_first_sync_and_of_an_empty_day_is_made_too() {
    let mut office = Office::seed(200);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    office.stop();
    let (first, _) = report(&laptop);
    laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let (second, qr) = report(&laptop);
    assert_eq!(first.checkpoint, second.checkpoint, "without signal the office's word stays the same");
    assert!(second.log.seq > first.log.seq, "the kit's own log grows");
    assert!(!qr.contains("Siti") && !qr.contains("RAHMAH"), "no name on it");
    assert!(verify(&office, &[&qr]).0, "work that has not come yet contradicts nothing");
}
