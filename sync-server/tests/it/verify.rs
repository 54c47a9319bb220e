//! Somebody edits the office's database: `verify` names the first row, and kits notice what the database alone cannot show.

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use ktpel_sync::{
    Entry, EntryHeader, EntryKind, checkpoint,
    journal::{JournalLine, JournalTip},
    payload::{NikRead, Record, StockMovement},
    session::OfficeChange,
};
use rusqlite::{Connection, params, types::Value};
use std::sync::Arc;
use sync_server::{Office, office::verify::Finding};
use tempfile::TempDir;

use crate::{kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);
/// Reproducible choice of the bits that are flipped.
const EVERY: usize = 2;

/// An office with two kits' work, stopped, and its database open to whoever has the file.
struct Meddled {
    folder: TempDir,
    raw: Connection,
    office: Office,
    kit: DeviceId,
}

async fn worked() -> (Server, Kit, Kit) {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    a.set(CASE, "alamat", "Jl. Datuk Dibanta");
    a.append(EntryKind::NikRead, CASE, NikRead { screen: "kasus".into(), reason: "verifikasi".into() }.to_payload());
    let movement = StockMovement { item: "blanko".into(), movement: "received".into(), first: "B1".into(), last: "B9".into(), quantity: 9 };
    a.append(EntryKind::Stock, ktpel_sync::entry::NO_DOC, movement.to_payload());
    a.set(CASE, "no_hp", "081234567890");
    a.sync().await;
    b.sync().await;
    b.open_case(DocId([2; 16]), "Amir");
    b.sync().await;
    (server, a, b)
}

impl Meddled {
    async fn new() -> Self {
        let (server, a, _) = worked().await;
        let folder = tempfile::tempdir().unwrap();
        server.copy_database(folder.path());
        let office = Office::open(folder.path(), None, Arc::clone(&server.clock) as Arc<_>).unwrap();
        let raw = Connection::open(folder.path().join("office.db")).unwrap();
        // The meddler's own tool: no check stands in his way, and what it writes need not last.
        raw.execute_batch("PRAGMA ignore_check_constraints = on; PRAGMA foreign_keys = off; PRAGMA synchronous = off;").unwrap();
        Self { folder, raw, office, kit: a.identity.id() }
    }

    fn problems(&self) -> Vec<Finding> {
        self.office.verify().unwrap().problems
    }

    #[track_caller]
    fn assert_first(&self, expect: &str) {
        let problems = self.problems();
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.contains(expect), "expected {expect:?} first, found {problems:?}");
    }

    fn sql(&self, sql: &str) {
        self.raw.execute_batch(sql).unwrap();
    }

    /// Entries of the kit as the database has them.
    fn log(&self) -> Vec<Entry> {
        let mut log = Vec::new();
        let keep = |entry: &Entry| {
            log.push(entry.clone());
            Ok(())
        };
        self.office.storage.read(|tables| tables.entries().each_of(self.kit, keep)).unwrap();
        log
    }

    /// Writes the kit's log from `first` on again, every hash made anew: rows that fit each other.
    fn rewrite(&self, log: &mut [Entry], first: u64) {
        let mut prev = None;
        for entry in log.iter_mut() {
            entry.header.prev = prev.unwrap_or(entry.header.prev);
            if let Some(payload) = &entry.payload {
                entry.header.payload_hash = entry.header.kind.payload_hash(payload).unwrap();
            }
            prev = Some(entry.header.hash());
            if entry.header.seq >= first {
                let EntryHeader { device, seq, prev, payload_hash, at, .. } = entry.header;
                let sql =
                    "UPDATE entry SET prev = ?3, payload_hash = ?4, at_ms = ?5, payload = ?6, hash = ?7 WHERE device = ?1 AND seq = ?2";
                let row = params![device.0, seq as i64, prev.0, payload_hash.0, at.0, entry.payload, entry.header.hash().0];
                self.raw.execute(sql, row).unwrap();
            }
        }
    }

    /// Makes the rolling hash anew over the rows as they are now.
    fn roll(&self) {
        let mut lines = Vec::new();
        let mut statement = self.raw.prepare("SELECT office_seq, device, seq, hash, received_ms FROM entry ORDER BY office_seq").unwrap();
        let rows = statement.query_map([], |row| {
            Ok(JournalLine {
                position: row.get::<_, i64>(0)? as u64,
                device: DeviceId(row.get(1)?),
                seq: row.get::<_, i64>(2)? as u64,
                entry: Hash(row.get(3)?),
                received: Timestamp(row.get(4)?),
            })
        });
        lines.extend(rows.unwrap().map(Result::unwrap));
        self.sql("DELETE FROM journal");
        let mut tip = JournalTip::EMPTY;
        for line in &lines {
            tip = tip.then(line);
            let row = params![line.position as i64, line.device.0, line.seq as i64, tip.hash.0];
            self.raw.execute("INSERT INTO journal (position, device, seq, rolling) VALUES (?1, ?2, ?3, ?4)", row).unwrap();
        }
    }

    fn position_of(&self, seq: u64) -> u64 {
        let sql = "SELECT office_seq FROM entry WHERE device = ?1 AND seq = ?2";
        self.raw.query_row(sql, params![self.kit.0, seq as i64], |row| row.get::<_, i64>(0)).unwrap() as u64
    }
}

#[tokio::test]
async fn an_untouched_database_is_sound() {
    let meddled = Meddled::new().await;
    let findings = meddled.office.verify().unwrap();
    assert_eq!(findings.problems, []);
    assert!(findings.entries > 14 && findings.positions == findings.entries && findings.documents == 2, "{findings:?}");
}

/// Every second byte of every column of every row of the log (more than 2,000 places): each flip is named with its row.
#[tokio::test]
async fn every_flipped_byte_of_the_log_is_named() {
    const COLUMNS: [&str; 12] =
        ["office_seq", "device", "seq", "prev", "kind", "doc", "payload_hash", "operator", "at_ms", "hash", "payload", "received_ms"];
    let meddled = Meddled::new().await;
    let rows: Vec<(i64, [u8; 16], i64)> = {
        let mut statement = meddled.raw.prepare("SELECT office_seq, device, seq FROM entry ORDER BY office_seq").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect()
    };
    let mut flipped = 0;
    for (position, device, seq) in rows {
        for column in COLUMNS {
            let select = format!("SELECT {column} FROM entry WHERE office_seq = ?1");
            let value: Value = meddled.raw.query_row(&select, [position], |row| row.get(0)).unwrap();
            let len = match &value {
                Value::Blob(bytes) => bytes.len(),
                Value::Integer(_) if column == "kind" => 1,
                Value::Integer(_) => 7,
                Value::Null | Value::Real(_) | Value::Text(_) => 0,
            };
            for byte in (flipped % EVERY..len).step_by(EVERY) {
                let changed = flip(&value, byte);
                let transaction = meddled.raw.unchecked_transaction().unwrap();
                // A place that another row has cannot be taken: the database itself refuses.
                if transaction
                    .execute(&format!("UPDATE entry SET {column} = ?1 WHERE office_seq = ?2"), params![changed, position])
                    .is_err()
                {
                    continue;
                }
                transaction.commit().unwrap();
                flipped += 1;
                let problems = meddled.office.verify_log().unwrap().problems;
                let named = problems.iter().any(|problem| {
                    problem.seq == Some(seq as u64)
                        || problem.seq == Some(position as u64)
                        || problem.place.contains(&DeviceId(device).to_string())
                });
                assert!(named, "{column} byte {byte} of entry {seq}, position {position}: {problems:?}");
                let whereabouts = if column == "office_seq" { changed } else { Value::Integer(position) };
                let undo = format!("UPDATE entry SET {column} = ?1 WHERE office_seq = ?2");
                meddled.raw.execute(&undo, params![value, whereabouts]).unwrap();
            }
        }
    }
    assert!(flipped >= 2000, "dense enough: {flipped}");
    assert_eq!(meddled.problems(), [], "every flip was taken back");
}

fn flip(value: &Value, byte: usize) -> Value {
    match value {
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            bytes[byte] ^= 1 << (byte % 8);
            Value::Blob(bytes)
        }
        Value::Integer(number) => Value::Integer(number ^ (1_i64 << (8 * byte + byte % 8))),
        other => other.clone(),
    }
}

#[tokio::test]
async fn a_dropped_row_is_named() {
    let meddled = Meddled::new().await;
    let position = meddled.position_of(5);
    meddled.sql(&format!("DELETE FROM entry WHERE office_seq = {position}"));
    meddled.assert_first("log of Laptop 1: entry 5 is missing");
    meddled.sql(&format!("DELETE FROM journal WHERE position = {position}"));
    meddled.assert_first("log of Laptop 1: entry 5 is missing");
    let after = position + 1;
    assert!(
        meddled.problems().iter().any(|problem| problem.why.contains(&format!("position {after} does not follow"))),
        "and the order of the office says where: {:?}",
        meddled.problems()
    );
}

#[tokio::test]
async fn a_log_cut_at_its_end_is_named() {
    let meddled = Meddled::new().await;
    let last = meddled.log().len() as u64;
    let position = meddled.position_of(last);
    meddled.sql(&format!("DELETE FROM entry WHERE office_seq = {position}; DELETE FROM journal WHERE position = {position};"));
    meddled.assert_first(&format!("log of Laptop 1: entry {last} is missing: its device signed it"));
}

#[tokio::test]
async fn reordered_rows_are_named() {
    let meddled = Meddled::new().await;
    let (one, two) = (meddled.position_of(4), meddled.position_of(5));
    meddled.sql(&format!(
        "UPDATE entry SET office_seq = -1 WHERE office_seq = {one}; UPDATE entry SET office_seq = {one} WHERE office_seq = {two};
         UPDATE entry SET office_seq = {two} WHERE office_seq = -1;"
    ));
    meddled.assert_first("entry 4 stands at another position than it came at");
    meddled.roll();
    meddled.assert_first("is not what the office signed: the log was rewritten at or before it");
}

#[tokio::test]
async fn an_inserted_row_is_named() {
    let meddled = Meddled::new().await;
    let log = meddled.log();
    let last = log.last().unwrap();
    let header = EntryHeader { seq: last.header.seq + 1, prev: last.header.hash(), kind: EntryKind::Other(99), ..last.header };
    let payload = b"{}".to_vec();
    let header = EntryHeader { payload_hash: header.kind.payload_hash(&payload).unwrap(), ..header };
    let position: i64 = meddled.raw.query_row("UPDATE office SET seq = seq + 1 RETURNING seq", [], |row| row.get(0)).unwrap();
    let sql = "INSERT INTO entry (office_seq, device, seq, prev, kind, doc, payload_hash, operator, at_ms, payload, hash, received_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)";
    let EntryHeader { device, seq, prev, kind, doc, payload_hash, operator, at } = header;
    let operator = operator.map(|KeyId(key)| key);
    let row = params![position, device.0, seq as i64, prev.0, kind.code(), doc.0, payload_hash.0, operator, at.0, payload, header.hash().0];
    meddled.raw.execute(sql, row).unwrap();
    meddled.roll();
    meddled.assert_first(&format!("log of Laptop 1: entry {seq} and what follows were signed by nobody"));
}

#[tokio::test]
async fn a_changed_payload_is_named_at_every_depth() {
    let meddled = Meddled::new().await;
    let mut log = meddled.log();
    let place = log.iter().position(|entry| entry.header.kind == EntryKind::NikRead).unwrap();
    let seq = log[place].header.seq;
    log[place].payload = Some(NikRead { screen: "kasus".into(), reason: "lain".into() }.to_payload());
    let set = "UPDATE entry SET payload = ?3 WHERE device = ?1 AND seq = ?2";
    meddled.raw.execute(set, params![meddled.kit.0, seq as i64, log[place].payload]).unwrap();
    meddled.assert_first(&format!("log of Laptop 1: payload of entry {seq} does not fit its hash"));

    meddled.rewrite(&mut log, seq);
    let signed = log.last().unwrap().header.seq;
    meddled.assert_first(&format!("log of Laptop 1: entry {signed} is not the one that was signed: the log was rewritten at or before it"));

    meddled.raw.execute("DELETE FROM tip_proof WHERE device = ?1 AND seq = ?2", params![meddled.kit.0, signed as i64]).unwrap();
    meddled.assert_first("and what follows were signed by nobody");

    meddled.raw.execute("DELETE FROM tip_proof WHERE device = ?1", params![meddled.kit.0]).unwrap();
    meddled.roll();
    let problems = meddled.problems();
    assert!(
        problems.iter().any(|problem| problem.code == "rewritten" && problem.place == "order of the office"),
        "with all signatures of the device gone the office's own checkpoints still speak: {problems:?}"
    );
}

#[tokio::test]
async fn an_edited_signature_or_checkpoint_is_named() {
    let meddled = Meddled::new().await;
    meddled.sql("UPDATE tip_proof SET signature = zeroblob(64) WHERE id = (SELECT max(id) FROM tip_proof)");
    assert!(meddled.problems().iter().any(|problem| problem.code == "signature"), "{:?}", meddled.problems());
    let meddled = Meddled::new().await;
    meddled.sql("UPDATE checkpoint SET bytes = (SELECT bytes FROM checkpoint ORDER BY position LIMIT 1)");
    assert!(meddled.problems().iter().any(|problem| problem.code == "checkpoint"), "{:?}", meddled.problems());
}

#[tokio::test]
async fn what_is_derived_must_be_that_of_the_log() {
    for (edit, expect) in [
        ("UPDATE case_summary SET nik = '5272011503909901'", "nik in the list is not that of the log"),
        ("UPDATE case_summary SET nama_fold = 'lain'", "nama in the list is not that of the log"),
        ("DELETE FROM case_summary", "it is not in the list"),
        ("DELETE FROM document", "the log has changes of it, the snapshot is missing"),
        ("UPDATE document SET snapshot = (SELECT snapshot FROM document ORDER BY id DESC LIMIT 1)", "snapshot and log differ"),
        ("UPDATE actor SET operator = zeroblob(8)", "no log says this of the session"),
        ("UPDATE person_key SET public_key = randomblob(32)", "the public key is not the one that its id is made of"),
        ("UPDATE entry SET refused = 1 WHERE kind = 3", "whether it was refused does not fit the quarantine"),
        ("UPDATE office SET seq = seq + 1", "is missing at the end"),
    ] {
        let meddled = Meddled::new().await;
        meddled.sql(edit);
        meddled.assert_first(expect);
    }
}

#[tokio::test]
async fn kits_and_paper_expose_an_office_put_back_in_silence() {
    let (server, mut a, mut b) = worked().await;
    let backup = tempfile::tempdir().unwrap();
    server.copy_database(backup.path());
    a.set(CASE, "alamat", "Jl. Soekarno Hatta");
    a.sync().await;
    b.sync().await;
    let paper = b.state.checkpoint.map(|mark| checkpoint::short_text(mark.position, mark.hash)).unwrap();
    assert_eq!(server.office.verify_against(&paper), Ok(vec![]), "today the paper fits");
    let server = server.restart_in_silence_from(backup.path()).await;
    for kit in [&mut a, &mut b] {
        kit.url.clone_from(&server.kits_url);
    }
    server.assert_sound();
    let found = server.office.verify_against(&paper).unwrap();
    assert!(matches!(found.as_slice(), [one] if one.why.contains("an older database was put back")), "{found:?}");
    b.sync().await;
    assert!(matches!(b.changes.first(), Some(OfficeChange::Shorter { .. })), "the kit that had it all: {:?}", b.changes);
    a.sync().await;
    assert!(!a.changes.is_empty(), "and every other kit");
    assert_eq!(
        a.heads(CASE),
        {
            b.sync().await;
            b.heads(CASE)
        },
        "what was lost came back all the same"
    );
}

#[tokio::test]
async fn kits_expose_an_office_that_rewrote_its_log_with_its_own_key() {
    let (server, mut a, _) = worked().await;
    let folder = tempfile::tempdir().unwrap();
    server.copy_database(folder.path());
    let raw = Connection::open(folder.path().join("office.db")).unwrap();
    // The thorough one: a time of receipt is changed, the rolling hash made anew, all checkpoints thrown away; the server will sign new ones.
    raw.execute_batch("UPDATE entry SET received_ms = received_ms - 86400000 WHERE office_seq = 3; DELETE FROM checkpoint;").unwrap();
    drop(raw);
    let office = Office::open(folder.path(), None, Arc::clone(&server.clock) as Arc<_>).unwrap();
    let meddled = Meddled { raw: Connection::open(folder.path().join("office.db")).unwrap(), folder, office, kit: a.identity.id() };
    meddled.roll();
    assert_eq!(meddled.problems(), [], "the database alone cannot tell: its own key lies in it");
    let Meddled { folder, office, raw, .. } = meddled;
    drop((office, raw));
    let server = server.restart_in_silence_from(folder.path()).await;
    a.url.clone_from(&server.kits_url);
    a.sync().await;
    assert!(matches!(a.changes.as_slice(), [OfficeChange::Rewritten { .. }]), "{:?}", a.changes);
}
