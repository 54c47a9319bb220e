use ktpel_domain::ids::{DeviceId, DocId, Hash};
use tempfile::TempDir;

use super::*;
use crate::{
    DocWrite, EntryLimit, EntryRow, Store, layout,
    store::tests::{TestStore, key},
    table::entry::tests::entry,
};

const KIT: DeviceId = DeviceId([1; 16]);
const ENTRIES: u64 = 120;

/// A store with work in it, closed.
fn worked() -> TempDir {
    let mut store = TestStore::new();
    store.write(|tx| (1..=ENTRIES).try_for_each(|seq| tx.entries().append(&entry(KIT, seq))));
    store.write(|tx| tx.settings().put("bahasa", "id"));
    let doc = DocWrite {
        doc: DocId([4; 16]),
        kind: 0,
        heads: vec![Hash([1; 32])],
        new_changes: vec![(Hash([1; 32]), vec![1; 300])],
        snapshot: None,
    };
    store.write(|tx| tx.documents().write(&doc));
    store.0.put_file(b"tersegel").unwrap();
    store.into_dir()
}

fn entries(store: &Store) -> Vec<EntryRow> {
    store.entries().after(KIT, 0, EntryLimit { count: 10_000, bytes: usize::MAX }).unwrap()
}

fn salvaged(damaged: &Path) -> (Store, SalvageReport, TempDir) {
    let into = tempfile::tempdir().unwrap();
    let report = Store::salvage(damaged, &key(), into.path()).unwrap();
    (Store::open(into.path(), &key()).expect("what was salvaged is a whole store"), report, into)
}

#[test]
fn a_whole_store_is_salvaged_whole() {
    let dir = worked();
    let (store, report, _into) = salvaged(dir.path());
    assert!(report.is_whole(), "{report:?}");
    assert_eq!(entries(&store), (1..=ENTRIES).map(|seq| entry(KIT, seq)).collect::<Vec<_>>());
    assert_eq!(store.settings().find("bahasa").unwrap().as_deref(), Some("id"));
    assert_eq!(store.documents().load(DocId([4; 16])).unwrap().unwrap().changes, [vec![1; 300]]);
    assert_eq!(store.read_file(store.put_file(b"tersegel").unwrap()).unwrap(), b"tersegel");
    Store::open(dir.path(), &key()).expect("the source must stay as it was");
}

#[test]
fn around_any_lost_page_the_rest_is_kept() {
    let dir = worked();
    let path = dir.path().join(layout::DATABASE);
    let whole = fs::read(&path).unwrap();
    let (mut untouched, mut hurt) = (0, 0);
    for page in (1..whole.len() / 4_096).step_by(2) {
        let mut bent = whole.clone();
        bent[page * 4_096 + 99] ^= 1;
        fs::write(&path, &bent).unwrap();
        let into = tempfile::tempdir().unwrap();
        // The schema's own second page may be the one: then nothing can be read, and that is said.
        let Ok(report) = Store::salvage(dir.path(), &key(), into.path()) else { continue };
        let store = Store::open(into.path(), &key()).unwrap();
        let kept = entries(&store);
        assert!(kept.iter().all(|row| *row == entry(KIT, row.seq)), "page {page}: what is kept is what was written");
        let gaps = report.table("entry").unwrap().gaps;
        assert_eq!(gaps == 0, kept.len() as u64 == ENTRIES, "page {page}: {report:?}");
        if gaps == 0 { untouched += 1 } else { hurt += usize::from(kept.len() as u64 > ENTRIES * 3 / 4) }
    }
    assert!(untouched > 5, "a page of another table costs no entry ({untouched})");
    assert!(hurt > 2, "a lost page of entries costs those on it and no more ({hurt})");
}

#[test]
fn nothing_is_made_over_a_store_or_with_a_wrong_key() {
    let dir = worked();
    let error = Store::salvage(dir.path(), &StoreKey::new([9; 32]), tempfile::tempdir().unwrap().path()).unwrap_err();
    assert!(matches!(error, OpenError::WrongKey), "{error}");
    let other = worked();
    let error = Store::salvage(dir.path(), &key(), other.path()).unwrap_err();
    assert!(matches!(error, OpenError::AlreadyExists), "{error}");
    let error = Store::salvage(tempfile::tempdir().unwrap().path(), &key(), other.path()).unwrap_err();
    assert!(matches!(error, OpenError::NotAStore), "{error}");
}
