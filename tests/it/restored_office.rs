//! The office's disk breaks and a backup takes its place: what the office itself had decided since comes back from a kit that had read it, whatever
//! people at the office wrote in the meantime (sync-and-trust, The session: repair; docs/decisions/0012-relay-and-lives.md).

use ktpel_tests::{Dashboard, Laptop, Office};
use rusqlite::Connection;
use serde_json::{Value, json};

const NIK: &str = "5272011503909901";

/// Facts of a case, by name, with whether their signature holds.
fn facts(case: &Value) -> Vec<(String, bool)> {
    let mut facts: Vec<_> =
        case["facts"].as_array().unwrap().iter().map(|fact| (fact["name"].as_str().unwrap().to_owned(), fact["proven"] == true)).collect();
    facts.sort();
    facts
}

/// Puts the office back to the backup, as the operations manual says.
fn restore(office: &mut Office, backup: &std::path::Path) {
    office.stop();
    let database = office.path().join("office.db");
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(database.with_file_name(format!("office.db{suffix}")));
    }
    std::fs::copy(backup, &database).unwrap();
    office.run(&["restored"]);
    office.start();
}

#[test]
fn what_the_office_decided_after_its_backup_comes_back_with_the_first_kit() {
    let mut office = Office::seed(500);
    let url = office.start();
    let (kit, other) = (Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati"), Laptop::ready(&office, &url, "Laptop 2", "Amiruddin"));
    let id = kit.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    kit.call("case.apply_nik", json!({ "id": id, "text": "Akta lahir ada" }));
    kit.sync();
    other.sync();

    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("office.db");
    let database = Connection::open(office.path().join("office.db")).unwrap();
    database.execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    drop(database);
    let granted = json!({ "answer": "granted", "nik": NIK, "evidence": "Tiket SIAK 17" });
    Dashboard::open(&url, "petugas").post(&format!("/api/cases/{id}/nik"), &granted);
    kit.sync();
    assert_eq!(facts(&kit.case(&id)), [("nik".to_owned(), true)]);
    kit.note(&id, "Sesudah cadangan");
    kit.sync();

    restore(&mut office, &backup);
    let dashboard = Dashboard::open(&url, "kasi");
    assert_eq!(facts(&dashboard.case(&id)), [], "the backup knows nothing of the NIK");
    dashboard.post(&format!("/api/cases/{id}/status"), &json!({ "status": "PRINT_READY_RECORD", "evidence": "Monitoring SIAK" }));

    kit.sync();
    let there = dashboard.case(&id);
    assert_eq!(facts(&there).len(), 2, "the old word and the new one: {:?}", facts(&there));
    assert!(facts(&there).iter().all(|(_, proven)| *proven), "each with the signature of who gave it");
    assert!(there["history"].to_string().contains("Sesudah cadangan"), "and the kit's own work");

    for laptop in [&kit, &other, &kit] {
        let view = laptop.sync();
        assert_eq!((&view["status"]["unsent"], &view["refused"], &view["held"]), (&json!(0), &json!([]), &json!([])));
    }
    for laptop in [&kit, &other] {
        assert_eq!(facts(&laptop.case(&id)), facts(&there));
        assert_eq!(laptop.case(&id)["history"].as_array().unwrap().len(), there["history"].as_array().unwrap().len(), "nothing came twice");
        assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]), "the office's log as it is now is proven on the kits");
    }
    office.stop();
    office.run(&["verify"]);
}
