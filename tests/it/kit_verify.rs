//! The kit under somebody's hands: its store edited with the right key, its clock set five years off, its office put back in silence.
//! What is stored does not change silently, and the screen says what happened (product, "a clock that lies"; trust, "Audit").

use std::{path::PathBuf, sync::Arc};

use ktpel_app::App;
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use ktpel_ipc::dispatch;
use ktpel_sync::{EntryHeader, EntryKind};
use ktpel_tests::{
    ClockedHost, Clocks, KitHome, Laptop, Office,
    kit::{DEMO_PASSPHRASE, DEMO_PIN},
};
use ktpel_vault::Slots;
use rusqlite::{Connection, params, types::Value as Sql};
use serde_json::{Value, json};

const YEARS_5: i64 = 5 * 365 * 86_400_000;

/// A kit in this process, with hands on its clock and on its database.
struct Kit {
    app: App<ClockedHost>,
    clocks: Arc<Clocks>,
    dir: PathBuf,
    _home: Option<KitHome>,
}

impl Kit {
    fn ready(office: &Office, url: &str, name: &str, operator: &str) -> Self {
        let home = KitHome::enrolled(office, url, name);
        let dir = home.path().to_owned();
        let mut kit = Self::open(dir, operator, 0);
        kit._home = Some(home);
        kit.call("sync.now", json!({}));
        kit
    }

    /// Opens the kit in a folder, with its clock so far from the true time.
    fn open(dir: PathBuf, operator: &str, ahead_ms: i64) -> Self {
        let clocks = Arc::new(Clocks::default());
        clocks.set_ahead(ahead_ms);
        let app = App::new(dir.clone(), ClockedHost::new(&clocks));
        let kit = Self { app, clocks, dir, _home: None };
        let state = kit.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }));
        let operators = state["operators"].as_array().unwrap();
        let own = operators.iter().find(|one| one["nama"] == operator).unwrap()["id"].clone();
        kit.call("session.sign_in", json!({ "operator": own, "pin": DEMO_PIN }));
        kit
    }

    #[track_caller]
    fn call(&self, method: &str, params: Value) -> Value {
        // Work takes time: a second by both clocks.
        self.set_clock(1000);
        self.clocks.run(1000);
        dispatch(&self.app, method, params).unwrap_or_else(|problem| panic!("{method}: {problem:?}"))
    }

    /// Somebody sets the wall clock.
    fn set_clock(&self, by_ms: i64) {
        self.clocks.set_by(by_ms);
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

/// One row of a device's log as it is stored.
struct Row {
    n: i64,
    header: EntryHeader,
}

/// The log of a device, in its order.
fn log(raw: &Connection, device: DeviceId) -> Vec<Row> {
    let sql = "SELECT n, seq, prev, kind, doc, payload_hash, operator, at_ms FROM entry WHERE device = ?1 ORDER BY seq";
    let mut statement = raw.prepare(sql).unwrap();
    let rows = statement.query_map([device.0], |row| {
        let header = EntryHeader {
            device,
            seq: row.get::<_, i64>(1)?.unsigned_abs(),
            prev: Hash(row.get(2)?),
            kind: EntryKind::from_code(row.get(3)?),
            doc: DocId(row.get(4)?),
            payload_hash: Hash(row.get(5)?),
            operator: row.get::<_, Option<[u8; 8]>>(6)?.map(KeyId),
            at: Timestamp(row.get(7)?),
        };
        Ok(Row { n: row.get(0)?, header })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Writes the rows with every hash made anew, so that they fit each other.
fn rewrite(raw: &Connection, rows: &mut [Row]) {
    let mut prev = Hash([0; 32]);
    for row in rows {
        row.header.prev = prev;
        prev = row.header.hash();
        let EntryHeader { seq, at, .. } = row.header;
        let set = "UPDATE entry SET seq = ?2, prev = ?3, at_ms = ?4, hash = ?5 WHERE n = ?1";
        raw.execute(set, params![row.n, seq.cast_signed(), row.header.prev.0, at.0, prev.0]).unwrap();
    }
}

#[test]
fn reordered_inserted_and_rewritten_rows_are_named() {
    let (_office, kit, _other, _case) = team();
    let raw = kit.database();
    let device = |name: &str| {
        let own: Vec<u8> = raw.query_row("SELECT device FROM entry ORDER BY n LIMIT 1", [], |row| row.get(0)).unwrap();
        let all: Vec<Vec<u8>> = {
            let mut statement = raw.prepare("SELECT DISTINCT device FROM entry").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let longest = |mine: bool| {
            let candidates = all.iter().filter(|id| (**id == own) == mine);
            candidates.max_by_key(|id| log(&raw, DeviceId(id.as_slice().try_into().unwrap())).len()).unwrap().clone()
        };
        DeviceId(longest(name == "own").try_into().unwrap())
    };
    for whose in ["own", "another"] {
        let device = device(whose);
        let length = log(&raw, device).len() as u64;
        assert!(length >= 5, "{whose}: there is something to meddle with: {length}");

        let copy = Backup::of(&raw);
        raw.execute_batch(&format!(
            "UPDATE entry SET seq = -3 WHERE seq = 3 AND device = x'{device}'; UPDATE entry SET seq = 3 WHERE seq = 4 AND device = x'{device}';
             UPDATE entry SET seq = 4 WHERE seq = -3 AND device = x'{device}'"
        ))
        .unwrap();
        kit.assert_first("entry 3 does not fit its hash");
        let mut rows = log(&raw, device);
        rewrite(&raw, &mut rows);
        kit.assert_first("is not the one that was signed: the log was rewritten at or before it");
        copy.restore(&raw);

        let copy = Backup::of(&raw);
        for seq in (3..=length).rev() {
            raw.execute("UPDATE entry SET seq = seq + 1 WHERE device = ?1 AND seq = ?2", params![device.0, seq.cast_signed()]).unwrap();
        }
        let row = "INSERT INTO entry (device, seq, prev, kind, doc, payload_hash, operator, at_ms, hash, payload)
                   SELECT device, 3, prev, kind, doc, payload_hash, operator, at_ms, hash, payload FROM entry WHERE device = ?1 AND seq = 2";
        raw.execute(row, params![device.0]).unwrap();
        kit.assert_first("entry 3 does not fit its hash");
        rewrite(&raw, &mut log(&raw, device));
        kit.assert_first("is not the one that was signed: the log was rewritten at or before it");
        copy.restore(&raw);

        let copy = Backup::of(&raw);
        let mut rows = log(&raw, device);
        rows[1].header.at.0 += 1000;
        rewrite(&raw, &mut rows);
        kit.assert_first("is not the one that was signed: the log was rewritten at or before it");
        copy.restore(&raw);
    }
    assert_eq!(kit.problems(), Vec::<Value>::new(), "every edit was taken back");
}

#[test]
fn a_damaged_recording_is_named_with_its_case() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let case = laptop.serve_lost_card(&laptop.residents_with_card()[0]);
    laptop.kill();
    let kit = Kit::open(laptop.path().to_owned(), "Siti Rahmawati", 0);
    let taken = kit.call("case.get", json!({ "id": case }))["detail"].clone();
    let slots = taken["captures"].as_array().unwrap();
    let hash = slots.iter().find(|slot| slot["slot"] == "foto_kartu").unwrap()["takes"][0]["hash"].clone();
    let hash = hash.as_str().unwrap().to_owned();
    let file = kit.dir.join("lampiran").join(&hash[..2]).join(&hash);
    let whole = std::fs::read(&file).unwrap();
    assert_eq!(kit.call("kit.verify", json!({}))["attachments"], 1, "it is looked at");
    let kode = taken["kode"].as_str().unwrap().to_owned();
    let expect = |why: &str| kit.assert_first(&format!("{kode}: foto_kartu ({hash}): {why}"));
    for place in [0, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[place] ^= 4;
        std::fs::write(&file, bytes).unwrap();
        expect("the file does not have its hash");
    }
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    expect("the file does not have its hash");
    std::fs::remove_file(&file).unwrap();
    expect("the file is missing");
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(kit.problems(), Vec::<Value>::new());
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
    let kit = Kit::open(dir, "Siti Rahmawati", -YEARS_5);
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
