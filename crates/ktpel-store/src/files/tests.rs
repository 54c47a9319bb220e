use ktpel_domain::ids::DocId;

use super::*;
use crate::{AttachmentRow, store::tests::TestStore};

fn row(hash: Hash, state: AttachmentState) -> AttachmentRow {
    AttachmentRow {
        hash,
        doc: DocId([1; 16]),
        slot: "wajah".to_owned(),
        size: 5,
        mime: "image/jpeg".to_owned(),
        state,
        at_ms: 1,
        removed_ms: None,
    }
}

#[test]
fn a_file_is_read_back_by_its_hash() {
    let store = TestStore::new();
    let hash = store.0.put_file(b"tersegel").unwrap();
    assert_eq!(hash, Hash(Sha256::digest(b"tersegel").into()));
    assert_eq!(store.0.put_file(b"tersegel").unwrap(), hash, "writing it again changes nothing");
    assert_eq!(store.0.read_file(hash).unwrap(), b"tersegel");
    assert_eq!(store.0.read_piece(hash, 3, 3).unwrap(), b"seg");
    assert_eq!(store.0.read_piece(hash, 100, 3).unwrap(), b"");
    let absent = Hash([9; 32]);
    assert!(matches!(store.0.read_file(absent), Err(StoreError::NoFile { .. })));
}

#[test]
fn a_damaged_file_is_never_given_out_and_can_be_written_anew() {
    let store = TestStore::new();
    let hash = store.0.put_file(b"tersegel").unwrap();
    for damage in [&b"tersegeL"[..], b"terse", b""] {
        fs::write(store.0.file_path(hash), damage).unwrap();
        assert!(matches!(store.0.read_file(hash), Err(StoreError::DamagedFile { .. })), "{damage:?}");
    }
    store.0.put_file(b"tersegel").unwrap();
    assert_eq!(store.0.read_file(hash).unwrap(), b"tersegel");
}

#[test]
fn the_only_copy_is_not_deleted() {
    let mut store = TestStore::new();
    let hash = store.0.put_file(b"tersegel").unwrap();
    assert!(matches!(store.0.remove_file(hash, 9), Err(StoreError::NoFile { .. })), "without a row nobody asked for it");
    store.write(|tx| tx.attachments().add(&row(hash, AttachmentState::Uploading { offset: 8 })));
    assert!(matches!(store.0.remove_file(hash, 9), Err(StoreError::NotConfirmed { .. })), "sent is not confirmed");
    store.write(|tx| tx.attachments().set_state(hash, AttachmentState::Confirmed));
    store.0.remove_file(hash, 9).unwrap();
    assert!(matches!(store.0.read_file(hash), Err(StoreError::NoFile { .. })));
    assert_eq!(store.0.attachments().find(hash).unwrap().unwrap().removed_ms, Some(9), "the row says what the laptop held");
    store.0.remove_file(hash, 9).expect("a second order must find its work done");
}

#[test]
fn what_a_power_cut_left_is_swept() {
    let mut store = TestStore::new();
    let kept = store.0.put_file(b"disimpan").unwrap();
    store.write(|tx| tx.attachments().add(&row(kept, AttachmentState::Local)));
    let unnamed = store.0.put_file(b"tanpa baris").unwrap();
    fs::write(layout::with_suffix(&store.0.file_path(kept), ".baru"), b"setengah").unwrap();
    assert_eq!(store.0.sweep_files().unwrap(), FileSweep { half_written: 1, unnamed: 1 });
    assert!(store.0.holds(kept) && !store.0.holds(unnamed));
    assert_eq!(store.0.sweep_files().unwrap(), FileSweep::default());
}

#[test]
fn files_beyond_the_limit_are_refused() {
    let store = TestStore::new();
    let large = vec![0; usize::try_from(MAX_FILE_BYTES).unwrap() + 1];
    assert!(matches!(store.0.put_file(&large), Err(StoreError::TooLarge { .. })));
}
