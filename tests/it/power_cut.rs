//! The power goes at any point of a day's work and of a sync: what a screen showed as done and what the office receipted is there, nothing is
//! damaged, and work goes on (sync-and-trust, SQLite: WAL and synchronous=FULL; attachments are synced before their row).
//!
//! A hundred points in CI; `cargo xtask soak` takes two thousand (`KTPEL_POWER_CUTS`).

use std::{path::Path, sync::Arc};

use ktpel_domain::ids::DeviceId;
use ktpel_store::{Store, StoreKey};
use ktpel_tests::{
    KitHome, Laptop, Office,
    kit::DEMO_PASSPHRASE,
    power::{Moment, Recorder, Recording},
    process::program,
};
use ktpel_vault::Slots;
use serde_json::json;

/// Points on each side.
fn cuts() -> usize {
    std::env::var("KTPEL_POWER_CUTS").ok().and_then(|count| count.parse::<usize>().ok()).unwrap_or(100) / 2
}

/// What was acknowledged by a moment: entries of the kit's log and attachments.
#[derive(Debug, Clone, Copy, Default)]
struct Acknowledged {
    entries: u64,
    attachments: usize,
    notes: usize,
}

/// What was acknowledged when; the last before a point is what a cut there must leave.
#[derive(Default)]
struct Marks(Vec<(Moment, Acknowledged)>);

impl Marks {
    fn add(&mut self, acknowledged: Acknowledged) {
        self.0.push((Moment::now(), acknowledged));
    }

    fn at(&self, recording: &Recording, point: usize) -> Acknowledged {
        let before = self.0.iter().rev().find(|(moment, _)| recording.point_at(*moment) <= point);
        before.map(|(_, acknowledged)| *acknowledged).unwrap_or_default()
    }
}

fn key_of(home: &Path) -> StoreKey {
    StoreKey::new(*Slots::load(home).unwrap().unlock(DEMO_PASSPHRASE).unwrap().subkey("store"))
}

fn own_tip(store: &Store, device: DeviceId) -> u64 {
    store.entries().last_of(device).unwrap().map_or(0, |tip| tip.seq)
}

/// Office, enrolled laptop that is not running, and its device.
fn scene() -> (Office, String, Laptop, DeviceId) {
    let mut office = Office::seed(2000);
    let url = office.start();
    let home = KitHome::enrolled(&office, &url, "Laptop 1");
    let device = home.secrets().device.id();
    let mut laptop = Laptop::with_home(home, "Siti Rahmawati");
    laptop.open();
    laptop.sync();
    (office, url, laptop, device)
}

fn unsent(laptop: &Laptop) -> u64 {
    laptop.call("status.get", json!({}))["unsent"].as_u64().unwrap()
}

#[test]
fn no_power_cut_takes_acknowledged_work_from_a_kit() {
    let (mut office, _, mut laptop, device) = scene();
    office.stop();
    laptop.kill();
    let key = key_of(laptop.path());
    let before = Store::open(laptop.path(), &key).unwrap().sync_state().get().unwrap().acked_seq;
    let recorder = Recorder::over(laptop.path());
    laptop.start_as(recorder.command(&program("ktpel-web-host")).env("KTPEL_DATA_DIR", laptop.path()));
    laptop.unlock();
    let mut marks = Marks::default();
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let (mut notes, mut attachments) = (0, 0);
    let mark = |marks: &mut Marks, attachments, notes| marks.add(Acknowledged { entries: before + unsent(&laptop), attachments, notes });
    for round in 0..4 {
        laptop.note(&id, &format!("Catatan {round}"));
        notes += 1;
        mark(&mut marks, attachments, notes);
        laptop.capture(&id, "foto_kartu");
        attachments += 1;
        mark(&mut marks, attachments, notes);
    }
    office.start();
    laptop.sync();
    let entries = marks.0.last().unwrap().1.entries;
    laptop.note(&id, "Sesudah sinkron");
    marks.add(Acknowledged { entries: entries + 1, attachments, notes: notes + 1 });
    laptop.kill();
    let recording = recorder.finish();

    for (number, point) in recording.choose(cuts(), 5272).into_iter().enumerate() {
        let home = KitHome::empty();
        recording.cut(point, number as u64, home.path());
        let expected = marks.at(&recording, point);
        let said = format!("cut {number} at point {point} of {}, {expected:?}", recording.points());
        {
            let mut store = Store::open(home.path(), &key).unwrap_or_else(|error| panic!("{said}: {error}"));
            store.check_integrity().unwrap_or_else(|error| panic!("{said}: {error}"));
            assert!(own_tip(&store, device) >= expected.entries, "{said}: an acknowledged entry is gone");
            let files = store.attachments().held().unwrap();
            assert!(files.len() >= expected.attachments, "{said}: an acknowledged photo is gone");
            for file in files {
                store.read_file(file.hash).unwrap_or_else(|error| panic!("{said}: a photo is not whole: {error}"));
            }
            store.sweep_files().unwrap();
        }
        // Every tenth also in the real program: it opens, its log verifies, the case shows what was acknowledged, and it takes new work.
        if number % 10 == 0 {
            goes_on(home, &id, expected, &said);
        }
    }
    a_lying_disk_is_found_out(&recording, &marks, &key, device);
}

/// The test itself can fail: without syncs acknowledged work is lost.
fn a_lying_disk_is_found_out(recording: &Recording, marks: &Marks, key: &StoreKey, device: DeviceId) {
    let last = recording.points() - 1;
    let expected = marks.at(recording, last);
    let kept = (0..10).filter(|seed| {
        let home = KitHome::empty();
        recording.cut_of_a_lying_disk(last, *seed, home.path());
        Store::open(home.path(), key).is_ok_and(|store| own_tip(&store, device) >= expected.entries)
    });
    assert_ne!(kept.count(), 10, "a kit whose syncs do nothing must lose something");
}

fn goes_on(home: KitHome, id: &str, expected: Acknowledged, said: &str) {
    let mut laptop = Laptop::with_home(home, "Siti Rahmawati");
    laptop.open();
    let verified = laptop.call("kit.verify", json!({}));
    assert_eq!(verified["problems"], json!([]), "{said}");
    if expected.notes > 0 {
        let case = laptop.case(id);
        let notes = case["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count();
        assert!(notes >= expected.notes, "{said}: the case shows {notes} notes");
        laptop.note(id, "Sesudah listrik menyala");
    }
}

#[test]
fn no_power_cut_takes_receipted_work_from_the_office() {
    let (mut office, _, laptop, device) = scene();
    office.stop();
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let before = tip(&opened(office.path()), device);
    let recorder = Recorder::over(office.path());
    office.start_as(recorder.command(&program("sync-server")));
    let mut marks = Marks::default();
    let mut entries = before;
    for round in 0..6 {
        laptop.note(&id, &format!("Catatan {round}"));
        laptop.capture(&id, "foto_kartu");
        entries += unsent(&laptop);
        laptop.sync();
        assert_eq!(unsent(&laptop), 0, "the office receipted all of it");
        marks.add(Acknowledged { entries, attachments: round + 1, notes: round + 1 });
    }
    office.stop();
    let recording = recorder.finish();

    for (number, point) in recording.choose(cuts(), 7252).into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        recording.cut(point, number as u64, folder.path());
        let expected = marks.at(&recording, point);
        let said = format!("cut {number} at point {point} of {}, {expected:?}", recording.points());
        let opened = opened(folder.path());
        let findings = opened.verify().unwrap();
        assert_eq!(findings.problems, [], "{said}");
        let (_, complete) = opened.storage.read(|tables| tables.attachments().counts()).unwrap();
        assert!(complete >= expected.attachments as u64, "{said}: a confirmed photo is gone");
        assert!(tip(&opened, device) >= expected.entries, "{said}: a receipted entry is gone");
    }
}

fn opened(folder: &Path) -> sync_server::Office {
    sync_server::Office::open(folder, None, Arc::new(sync_server::clock::SystemClock::default())).unwrap()
}

fn tip(office: &sync_server::Office, device: DeviceId) -> u64 {
    office.storage.read(|tables| tables.entries().tip(device)).unwrap().seq
}
