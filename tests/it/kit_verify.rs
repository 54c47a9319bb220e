//! The kit under somebody's hands: its store edited with the right key, its clock set five years off, its office put back in silence.
//! What is stored does not change silently, and the screen says what happened (product, "a clock that lies"; trust, "Audit").

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use ktpel_app::{App, Host};
use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Event, dispatch};
use ktpel_tests::{
    KitHome, Office,
    kit::{DEMO_PASSPHRASE, DEMO_PIN},
};
use ktpel_vault::Slots;
use rusqlite::{Connection, params, types::Value as Sql};
use serde_json::{Value, json};

const YEARS_5: i64 = 5 * 365 * 86_400_000;

/// A machine whose wall clock can be set; what it has run goes on by itself.
struct Machine {
    wall: Arc<AtomicI64>,
    ran: Arc<AtomicI64>,
}

impl Host for Machine {
    fn now(&self) -> Timestamp {
        Timestamp(self.wall.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        self.ran.load(Ordering::SeqCst).unsigned_abs()
    }

    fn random(&self, bytes: &mut [u8]) {
        ktpel_app::SystemHost::new(Box::new(drop)).random(bytes);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, _: &Path) -> Option<u64> {
        None
    }
}

/// A kit in this process, with hands on its clock and on its database.
struct Kit {
    app: App<Machine>,
    wall: Arc<AtomicI64>,
    ran: Arc<AtomicI64>,
    dir: PathBuf,
    _home: Option<KitHome>,
}

impl Kit {
    fn ready(office: &Office, url: &str, name: &str, operator: &str) -> Self {
        let home = KitHome::enrolled(office, url, name);
        let dir = home.path().to_owned();
        let mut kit = Self::open(dir, operator, now_ms());
        kit._home = Some(home);
        kit.call("sync.now", json!({}));
        kit
    }

    /// Opens the kit in a folder, at a time by its own clock.
    fn open(dir: PathBuf, operator: &str, at_ms: i64) -> Self {
        let (wall, ran) = (Arc::new(AtomicI64::new(at_ms)), Arc::new(AtomicI64::new(1_000_000)));
        let app = App::new(dir.clone(), Machine { wall: Arc::clone(&wall), ran: Arc::clone(&ran) });
        let kit = Self { app, wall, ran, dir, _home: None };
        let state = kit.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }));
        let operators = state["operators"].as_array().unwrap();
        let own = operators.iter().find(|one| one["nama"] == operator).unwrap()["id"].clone();
        kit.call("session.sign_in", json!({ "operator": own, "pin": DEMO_PIN }));
        kit
    }

    #[track_caller]
    fn call(&self, method: &str, params: Value) -> Value {
        // Work takes time: a second by both clocks.
        self.wall.fetch_add(1000, Ordering::SeqCst);
        self.ran.fetch_add(1000, Ordering::SeqCst);
        dispatch(&self.app, method, params).unwrap_or_else(|problem| panic!("{method}: {problem:?}"))
    }

    /// Somebody sets the wall clock.
    fn set_clock(&self, by_ms: i64) {
        self.wall.fetch_add(by_ms, Ordering::SeqCst);
    }

    fn open_case(&self, nama: &str) -> String {
        let fields = json!({ "nama_lengkap": nama, "punya_nik": "tidak" });
        let view = self.call("case.open", json!({ "layanan": "baru", "contact": null, "nik": null, "fields": fields }));
        view["detail"]["id"].as_str().unwrap().to_owned()
    }

    fn note(&self, id: &str, text: &str) {
        self.call("case.note", json!({ "id": id, "text": text }));
    }

    /// The notes of a case in the order of its history.
    fn notes(&self, id: &str) -> Vec<String> {
        let case = self.call("case.get", json!({ "id": id }));
        let history = case["detail"]["history"].as_array().unwrap().clone();
        history.iter().filter(|item| item["kind"] == "note").map(|item| item["params"]["text"].as_str().unwrap().to_owned()).collect()
    }

    fn status(&self) -> Value {
        self.call("status.get", json!({}))
    }

    fn problems(&self) -> Vec<Value> {
        self.call("kit.verify", json!({}))["problems"].as_array().unwrap().clone()
    }

    #[track_caller]
    fn assert_first(&self, expect: &str) {
        let problems = self.problems();
        let first = problems.first().map(|problem| format!("{}: {}", problem["place"].as_str().unwrap(), problem["why"].as_str().unwrap()));
        assert!(first.as_deref().unwrap_or_default().contains(expect), "expected {expect:?} first, found {problems:?}");
    }

    /// The database as somebody sees it who has the passphrase and SQLCipher.
    fn database(&self) -> Connection {
        let key = Slots::load(&self.dir).unwrap().unlock(DEMO_PASSPHRASE).unwrap().subkey("store");
        let raw = Connection::open(self.dir.join("ktpel.db")).unwrap();
        raw.execute_batch(&format!("PRAGMA key = \"x'{}'\"", data_encoding::HEXLOWER.encode(&*key))).unwrap();
        raw.execute_batch("PRAGMA synchronous = off; PRAGMA foreign_keys = off;").unwrap();
        raw
    }
}

fn now_ms() -> i64 {
    ktpel_app::SystemHost::new(Box::new(drop)).now().0
}

/// Two laptops that have worked and synced; the first holds entries of its own, of the other and of the office.
fn team() -> (Office, Kit, Kit, String) {
    let mut office = Office::seed(200);
    let url = office.start();
    let a = Kit::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let b = Kit::ready(&office, &url, "Laptop 2", "Amiruddin");
    let case = a.open_case("Siti Rahmah");
    a.note(&case, "pagi");
    a.call("sync.now", json!({}));
    b.call("sync.now", json!({}));
    b.note(&case, "siang");
    b.call("sync.now", json!({}));
    a.call("sync.now", json!({}));
    (office, a, b, case)
}

#[test]
fn every_edit_of_the_store_is_named() {
    let (_office, kit, _other, _case) = team();
    assert_eq!(kit.problems(), Vec::<Value>::new(), "an untouched kit is sound");
    let raw = kit.database();
    flips(&kit, &raw);
    for (edit, expect) in [
        ("DELETE FROM entry WHERE device = (SELECT device FROM entry WHERE n = 1) AND seq = 3", "Laptop 1: entry 3 is missing"),
        ("UPDATE entry SET payload = x'00' WHERE seq = 2", "payload of entry 2 does not fit its hash"),
        ("UPDATE entry SET at_ms = at_ms + 1 WHERE seq = 2", "entry 2 does not fit its hash"),
        ("UPDATE tip_proof SET signature = zeroblob(64)", "does not hold"),
        ("DELETE FROM tip_proof", "were signed by nobody"),
        ("UPDATE checkpoint SET hash = zeroblob(32)", "is not signed by the office"),
        ("UPDATE document SET heads = zeroblob(32)", "does not have the heads"),
        ("UPDATE case_index SET nama = 'Lain'", "nama in the list is not that of the log"),
        ("UPDATE case_index SET nik = '5272011503909901'", "nik in the list is not that of the log"),
    ] {
        let copy = Backup::of(&raw);
        raw.execute_batch(edit).unwrap();
        kit.assert_first(expect);
        copy.restore(&raw);
    }
    assert_eq!(kit.problems(), Vec::<Value>::new(), "every edit was taken back");
}

/// The tables that are edited, as they were.
struct Backup;

impl Backup {
    const TABLES: [&str; 5] = ["entry", "tip_proof", "checkpoint", "document", "case_index"];

    fn of(raw: &Connection) -> Self {
        for table in Self::TABLES {
            raw.execute_batch(&format!("CREATE TEMP TABLE was_{table} AS SELECT * FROM main.{table}")).unwrap();
        }
        Self
    }

    fn restore(self, raw: &Connection) {
        for table in Self::TABLES {
            let all = format!("DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM was_{table}; DROP TABLE was_{table}");
            raw.execute_batch(&all).unwrap();
        }
    }
}

/// Bytes spread over every column of every row of the log: each flip is named with its row.
fn flips(kit: &Kit, raw: &Connection) {
    const COLUMNS: [&str; 10] = ["device", "seq", "prev", "kind", "doc", "payload_hash", "operator", "at_ms", "hash", "payload"];
    let rows: Vec<(i64, i64)> = {
        let mut statement = raw.prepare("SELECT n, seq FROM entry ORDER BY n").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let mut flipped = 0_usize;
    for (n, seq) in rows {
        for column in COLUMNS {
            let value: Sql = raw.query_row(&format!("SELECT {column} FROM entry WHERE n = ?1"), [n], |row| row.get(0)).unwrap();
            let changed = match &value {
                Sql::Blob(bytes) if !bytes.is_empty() => {
                    let mut bytes = bytes.clone();
                    let place = (flipped * 7) % bytes.len();
                    bytes[place] ^= 1 << (flipped % 8);
                    Sql::Blob(bytes)
                }
                Sql::Integer(number) => Sql::Integer(number ^ (1 << (flipped % 7))),
                _ => continue,
            };
            let set = format!("UPDATE entry SET {column} = ?1 WHERE n = ?2");
            if raw.execute(&set, params![changed, n]).is_err() {
                continue;
            }
            flipped += 1;
            let problems = kit.problems();
            assert!(!problems.is_empty(), "{column} of entry {seq} (row {n}) was changed unseen");
            raw.execute(&set, params![value, n]).unwrap();
        }
    }
    assert!(flipped > 100, "dense enough: {flipped}");
}

#[test]
fn a_clock_five_years_off_changes_nothing_and_is_said() {
    let (_office, kit, other, case) = team();
    assert_eq!(kit.status()["clock"], Value::Null, "a right clock is not mentioned");
    for (by, what, text) in [(-YEARS_5, "clock_offset", "lima tahun lalu"), (2 * YEARS_5, "clock_offset", "lima tahun lagi")] {
        kit.set_clock(by);
        kit.note(&case, text);
        assert_eq!(kit.status()["clock"]["what"], "clock_jump", "seen at once, without any office");
        kit.call("sync.now", json!({}));
        let clock = kit.status()["clock"].clone();
        assert_eq!(clock["what"], what, "the office's time says how far");
        let off = clock["ms"].as_i64().unwrap();
        assert!((off.abs() - YEARS_5).abs() < 600_000 && off.signum() == by.signum(), "by five years: {off}");
    }
    let expected = ["pagi", "siang", "lima tahun lalu", "lima tahun lagi"];
    assert_eq!(kit.notes(&case), expected, "the order is that of the work, not of the clock");
    other.call("sync.now", json!({}));
    assert_eq!(other.notes(&case), expected, "on the other laptop too");
    assert_eq!(kit.problems(), Vec::<Value>::new(), "and every log is whole");
    kit.set_clock(-YEARS_5);
    kit.call("sync.now", json!({}));
    assert_eq!(kit.status()["clock"], Value::Null, "a clock that was set right is not held against anybody");
}

#[test]
fn a_jump_in_mid_day_is_noted_and_small_steps_are_not() {
    let (_office, kit, _other, case) = team();
    kit.set_clock(30_000);
    kit.note(&case, "setengah menit");
    assert_eq!(kit.status()["clock"], Value::Null, "clocks are corrected by seconds");
    kit.set_clock(-3 * 3_600_000);
    kit.note(&case, "tiga jam");
    let clock = kit.status()["clock"].clone();
    assert_eq!(clock["what"], "clock_jump");
    assert!((clock["ms"].as_i64().unwrap() + 3 * 3_600_000).abs() < 60_000, "{clock}");
    assert_eq!(kit.notes(&case), ["pagi", "siang", "setengah menit", "tiga jam"]);
}

#[test]
fn a_clock_set_back_while_the_laptop_was_off_is_noted() {
    let (_office, kit, _other, case) = team();
    let Kit { app, dir, _home, .. } = kit;
    drop(app);
    let kit = Kit::open(dir, "Siti Rahmawati", now_ms() - YEARS_5);
    assert_eq!(kit.status()["clock"]["what"], "clock_jump", "the own last entry is younger than now");
    kit.note(&case, "kemarin dulu");
    assert_eq!(kit.notes(&case), ["pagi", "siang", "kemarin dulu"]);
}

#[test]
fn an_office_put_back_in_silence_is_shown_and_told() {
    let (mut office, kit, other, case) = team();
    let backup = tempfile::tempdir().unwrap();
    let database = office.path().join("office.db");
    Connection::open(&database).unwrap().execute("VACUUM INTO ?1", [backup.path().join("office.db").to_str().unwrap()]).unwrap();
    kit.note(&case, "sesudah cadangan");
    kit.call("sync.now", json!({}));
    other.call("sync.now", json!({}));
    office.stop();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(database.with_file_name(format!("office.db{suffix}")));
    }
    std::fs::copy(backup.path().join("office.db"), &database).unwrap();
    office.start();
    other.call("sync.now", json!({}));
    assert_eq!(other.status()["office"]["what"], "office_shorter", "the first kit that comes");
    kit.call("sync.now", json!({}));
    let alarm = kit.status()["office"].clone();
    assert!(["office_shorter", "office_rewritten"].contains(&alarm["what"].as_str().unwrap()), "and every other one: {alarm}");
    assert_eq!(kit.status()["unsent"], 0, "the notice itself went to the office: its own log now says so");
    office.stop();
    let said = office.run(&["verify"]);
    assert!(said.contains("are sound"), "the database that was put back is sound by itself: {said}");
    office.run(&["restored"]);
    office.start();
    kit.call("sync.now", json!({}));
    assert_eq!(kit.status()["office"]["what"], "office_restored", "an office that says so is no suspect");
    assert_eq!(kit.notes(&case), ["pagi", "siang", "sesudah cadangan"], "nothing was lost");
}
