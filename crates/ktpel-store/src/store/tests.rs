//! What a kit goes through: power cuts, wrong keys, damaged files, a full disk, a second window.

use std::fs;

use ktpel_domain::ids::{DeviceId, DocId};
use tempfile::TempDir;

use super::*;
use crate::{DocWrite, EntryLimit, layout, table::entry::tests::entry};

const KEY: [u8; 32] = [7; 32];
const KIT: DeviceId = DeviceId([1; 16]);

pub(crate) fn key() -> StoreKey {
    StoreKey::new(KEY)
}

/// A store in a folder that goes with it.
pub(crate) struct TestStore(pub Store, TempDir);

impl TestStore {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self(Store::create(dir.path(), &key()).unwrap(), dir)
    }

    /// One act that must succeed.
    #[track_caller]
    pub(crate) fn write<T>(&mut self, act: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
        self.0.write(act).unwrap()
    }

    /// Closes and opens it.
    pub(crate) fn reopen(self) -> Self {
        let Self(store, dir) = self;
        drop(store);
        Self(Store::open(dir.path(), &key()).unwrap(), dir)
    }

    /// The store opened again, for reading what was kept.
    pub(crate) fn reopened(self) -> Reopened {
        Reopened(self.reopen())
    }

    /// Closes it and keeps the folder.
    pub(crate) fn into_dir(self) -> TempDir {
        let Self(store, dir) = self;
        drop(store);
        dir
    }

    pub(crate) fn dir(&self) -> &Path {
        self.1.path()
    }
}

/// See [`TestStore::reopened`].
pub(crate) struct Reopened(TestStore);

impl std::ops::Deref for Reopened {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.0.0
    }
}

fn append(store: &mut Store, seq: u64) -> Result<(), StoreError> {
    store.write(|tx| tx.entries().append(&entry(KIT, seq)))
}

fn seqs(store: &Store) -> Vec<u64> {
    let all = EntryLimit { count: 10_000, bytes: usize::MAX };
    store.entries().after(KIT, 0, all).unwrap().iter().map(|row| row.seq).collect()
}

/// A closed store with some entries and residents-sized data.
fn closed() -> TempDir {
    let mut store = TestStore::new();
    for seq in 1..=50 {
        append(&mut store.0, seq).unwrap();
    }
    store.into_dir()
}

#[track_caller]
fn check_refused(dir: &Path, key: &StoreKey, expect: &str) {
    let error = Store::open(dir, key).expect_err("a store that is not whole must not open");
    assert!(error.to_string().starts_with(expect), "expected {expect:?}, was {error}");
}

#[test]
fn a_store_is_made_once() {
    let dir = tempfile::tempdir().unwrap();
    check_refused(dir.path(), &key(), "not a store");
    drop(Store::create(dir.path(), &key()).unwrap());
    let error = Store::create(dir.path(), &key()).unwrap_err();
    assert!(matches!(error, OpenError::AlreadyExists), "{error}");
}

#[test]
fn a_making_that_was_cut_short_is_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    for file in [layout::DATABASE_FRESH, "ktpel.db.baru-wal", layout::HEAD] {
        fs::write(dir.path().join(file), b"half").unwrap();
    }
    check_refused(dir.path(), &key(), "not a store");
    drop(Store::create(dir.path(), &key()).unwrap());
    Store::open(dir.path(), &key()).unwrap();
}

#[test]
fn the_wrong_key_is_told_from_damage() {
    let dir = closed();
    check_refused(dir.path(), &StoreKey::new([8; 32]), "wrong key");
    Store::open(dir.path(), &key()).expect("a wrong key must not have hurt the store");
}

#[test]
fn nothing_readable_lies_on_the_disk() {
    let mut store = TestStore::new();
    store.write(|tx| tx.settings().put("nama", "Siti Aminah binti Hasan"));
    for file in fs::read_dir(store.dir()).unwrap() {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        for plain in [&b"Siti Aminah"[..], b"SQLite format 3", b"CREATE TABLE", &KEY] {
            let found = bytes.windows(plain.len()).any(|window| window == plain);
            assert!(!found, "{} holds {:?}", path.display(), String::from_utf8_lossy(plain));
        }
    }
}

#[test]
fn a_second_window_is_kept_out() {
    let store = TestStore::new();
    check_refused(store.dir(), &key(), "store is in use");
    let dir = store.into_dir();
    Store::open(dir.path(), &key()).expect("the lock goes with the process that had it");
}

#[test]
fn a_cut_or_emptied_file_is_refused() {
    for keep in [0, 100, 4_096, 20_000] {
        let dir = closed();
        let path = dir.path().join(layout::DATABASE);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..keep]).unwrap();
        check_refused(dir.path(), &key(), "store damaged");
    }
}

#[test]
fn garbage_and_a_plain_database_are_refused() {
    let dir = closed();
    let path = dir.path().join(layout::DATABASE);
    fs::write(&path, vec![0x5a; 64 * 1024]).unwrap();
    check_refused(dir.path(), &key(), "store damaged");
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    check_refused(dir.path(), &key(), "store damaged");
}

#[test]
fn a_flipped_bit_in_any_page_is_noticed_before_it_is_read() {
    let dir = closed();
    let path = dir.path().join(layout::DATABASE);
    let whole = fs::read(&path).unwrap();
    for page in 0..whole.len() / 4_096 {
        let mut bent = whole.clone();
        bent[page * 4_096 + 1_234] ^= 0x10;
        fs::write(&path, &bent).unwrap();
        check_refused(dir.path(), &key(), "store damaged");
    }
    fs::write(&path, &whole).unwrap();
    Store::open(dir.path(), &key()).unwrap().check_integrity().unwrap();
}

#[test]
fn a_lost_head_is_made_again() {
    for damage in [None, Some(&b""[..]), Some(b"{"), Some(b"\0\0\0\0")] {
        let dir = closed();
        let head = dir.path().join(layout::HEAD);
        match damage {
            None => fs::remove_file(&head).unwrap(),
            Some(bytes) => fs::write(&head, bytes).unwrap(),
        }
        check_refused(dir.path(), &StoreKey::new([8; 32]), "store damaged");
        drop(Store::open(dir.path(), &key()).expect("the database itself shows that the key is right"));
        check_refused(dir.path(), &StoreKey::new([8; 32]), "wrong key");
    }
}

#[test]
fn a_newer_store_is_refused_unchanged() {
    let dir = closed();
    let head = dir.path().join(layout::HEAD);
    let text = fs::read_to_string(&head).unwrap();
    fs::write(&head, text.replace("\"format\":1", "\"format\":2")).unwrap();
    check_refused(dir.path(), &key(), "store of schema 2, this version knows 1");
    fs::write(&head, text).unwrap();

    let store = Store::open(dir.path(), &key()).unwrap();
    store.conn.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let error = Store::open(dir.path(), &key()).unwrap_err();
    assert!(matches!(error, OpenError::NewerSchema { found: 99, .. }), "{error}");
}

#[test]
fn an_act_is_whole_or_nothing() {
    let mut store = TestStore::new();
    let failed: Result<(), StoreError> = store.0.write(|tx| {
        tx.entries().append(&entry(KIT, 1))?;
        tx.settings().put("a", "b")?;
        Err(StoreError::TooLarge { what: "test" })
    });
    assert!(failed.is_err());
    assert_eq!(seqs(&store.0), [0; 0], "an act that failed half-way leaves nothing");
    assert_eq!(store.0.settings().list().unwrap(), []);
    append(&mut store.0, 1).unwrap();
}

/// What a disk shows where it had not written yet.
#[derive(Debug, Clone, Copy)]
enum Rest {
    Missing,
    Zeros,
    Garbage,
}

/// Puts a copy of the files of an open store where another one can be opened: what a power cut leaves.
fn after_power_cut(store: &TestStore, wal_bytes: usize, rest: Rest) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join(layout::ATTACHMENTS)).unwrap();
    for file in [layout::DATABASE, layout::HEAD] {
        fs::copy(store.dir().join(file), copy.path().join(file)).unwrap();
    }
    let mut wal = fs::read(store.dir().join("ktpel.db-wal")).unwrap();
    let cut = wal_bytes.min(wal.len());
    let lost = &mut wal[cut..];
    match rest {
        Rest::Missing => wal.truncate(cut),
        Rest::Zeros => lost.fill(0),
        Rest::Garbage => lost.fill(0xa5),
    }
    fs::write(copy.path().join("ktpel.db-wal"), wal).unwrap();
    copy
}

#[test]
fn a_power_cut_at_any_byte_loses_no_act_that_was_done() {
    let mut store = TestStore::new();
    let wal = store.dir().join("ktpel.db-wal");
    let mut done = Vec::new();
    for seq in 1..=8 {
        append(&mut store.0, seq).unwrap();
        done.push(fs::metadata(&wal).unwrap().len() as usize);
    }
    let end = *done.last().unwrap();
    for cut in (0..=end).step_by(2_741).chain([end]) {
        let acts = done.iter().filter(|written| **written <= cut).count();
        for rest in [Rest::Missing, Rest::Zeros, Rest::Garbage] {
            let copy = after_power_cut(&store, cut, rest);
            let opened = Store::open(copy.path(), &key()).expect("what is there must be usable after a power cut");
            let kept = seqs(&opened);
            assert!(kept.len() >= acts, "cut at {cut} {rest:?}: {} acts kept of {acts} that were done", kept.len());
            assert_eq!(kept, (1..=kept.len() as u64).collect::<Vec<_>>(), "and never an act without the one before");
        }
    }
}

/// A page torn while the log was written back: the log has it whole.
#[test]
fn a_page_torn_while_settling_is_mended_from_the_log() {
    let mut store = TestStore::new();
    for seq in 1..=20 {
        append(&mut store.0, seq).unwrap();
    }
    let copy = after_power_cut(&store, usize::MAX, Rest::Missing);
    store.0.settle().unwrap();
    let settled = fs::read(store.dir().join(layout::DATABASE)).unwrap();
    let path = copy.path().join(layout::DATABASE);
    let mut torn = fs::read(&path).unwrap();
    let changed: Vec<usize> =
        (1..torn.len() / 4_096).filter(|page| torn[page * 4_096..][..4_096] != settled[page * 4_096..][..4_096]).collect();
    let page = *changed.first().expect("the acts changed a page");
    torn[page * 4_096..][..2_048].copy_from_slice(&settled[page * 4_096..][..2_048]);
    fs::write(&path, torn).unwrap();
    assert_eq!(seqs(&Store::open(copy.path(), &key()).unwrap()).len(), 20);
}

#[test]
fn a_full_disk_is_named_and_what_was_saved_is_safe() {
    let mut store = TestStore::new();
    append(&mut store.0, 1).unwrap();
    let pages: i64 = store.0.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.0.conn.query_row(&format!("PRAGMA max_page_count = {}", pages + 4), [], |_| Ok(())).unwrap();
    let large = DocWrite {
        doc: DocId([1; 16]),
        kind: 0,
        heads: Vec::new(),
        new_changes: vec![(ktpel_domain::ids::Hash([1; 32]), vec![1; 200_000])],
        snapshot: None,
    };
    let error = store
        .0
        .write(|tx| {
            tx.entries().append(&entry(KIT, 2))?;
            tx.documents().write(&large)
        })
        .unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error}");
    assert_eq!(seqs(&store.0), [1], "the act that found no room left nothing");
    store.0.conn.query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(())).unwrap();
    append(&mut store.0, 2).expect("once there is room the work goes on in the same window");
    assert_eq!(seqs(&store.reopen().0), [1, 2]);
}

#[test]
fn every_act_is_written_through() {
    let store = TestStore::new();
    let pragma = |name: &str| -> String {
        let value: rusqlite::types::Value = store.0.conn.pragma_query_value(None, name, |row| row.get(0)).unwrap();
        format!("{value:?}")
    };
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
    assert_eq!(pragma("synchronous"), "Integer(2)", "FULL: NORMAL lost acts in 338 of 520 simulated power cuts");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
    assert_eq!(pragma("secure_delete"), "Integer(1)");
}

#[test]
fn the_log_keeps_nothing_of_a_deleted_secret() {
    let mut store = TestStore::new();
    store.write(|tx| tx.case_secrets().keep(DocId([1; 16]), crate::SecretKind::Card, "AGE-SECRET-KEY-1CONTOH"));
    store.write(|tx| tx.case_secrets().delete(DocId([1; 16]), crate::SecretKind::Card));
    store.0.settle().unwrap();
    assert_eq!(fs::metadata(store.dir().join("ktpel.db-wal")).unwrap().len(), 0, "it held the page as it was before");
}

#[test]
fn a_store_may_move_to_another_thread() {
    fn check_send<T: Send>() {}
    check_send::<Store>();
}
