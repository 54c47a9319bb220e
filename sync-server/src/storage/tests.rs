//! Opening, keys, and that a transaction is all or nothing.

use super::*;

#[test]
fn a_database_opens_with_its_key_only() {
    let folder = tempfile::tempdir().unwrap();
    let key = Zeroizing::new([7; 32]);
    drop(Storage::create(folder.path(), Some(&key)).unwrap());
    assert!(Storage::open(folder.path(), Some(&key)).is_ok());
    let other = Zeroizing::new([8; 32]);
    assert!(matches!(Storage::open(folder.path(), Some(&other)), Err(StorageError::WrongKey)));
    assert!(matches!(Storage::open(folder.path(), None), Err(StorageError::WrongKey)), "it is encrypted at rest");
    assert!(matches!(Storage::create(folder.path(), Some(&key)), Err(StorageError::Exists)));
}

#[test]
fn a_failed_write_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::create(folder.path(), None).unwrap();
    let failed: Result<(), StorageError> = storage.write(|tables| {
        tables.operators().put(&OperatorRow { id: [1; 16], nama: "A".into(), peran: "operator".into() })?;
        Err(StorageError::Damaged("test"))
    });
    assert!(failed.is_err());
    let left = storage.read(|tables| tables.operators().all()).unwrap();
    assert!(left.is_empty(), "all of a transaction or nothing");
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Storage::create(folder.path(), None).unwrap());
    let raw = Connection::open(folder.path().join(FILE)).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    drop(raw);
    assert!(matches!(Storage::open(folder.path(), None), Err(StorageError::Newer { found: 999, .. })));
}

/// Asked for every case that comes in: a log of years must not be walked for it.
#[test]
fn the_newest_entry_of_a_kind_is_found_by_its_index() {
    let folder = tempfile::tempdir().unwrap();
    drop(Storage::create(folder.path(), None).unwrap());
    let raw = Connection::open(folder.path().join(FILE)).unwrap();
    let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {}", entry::LATEST)).unwrap();
    let steps: Vec<String> = statement.query_map([[1_u8; 16].as_slice(), &[4]], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
    assert!(steps.len() == 1 && steps[0].contains("USING INDEX entry_kind"), "{steps:?}");
}
