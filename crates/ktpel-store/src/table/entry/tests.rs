use super::*;
use crate::store::tests::TestStore;

const KIT: DeviceId = DeviceId([1; 16]);
const OTHER: DeviceId = DeviceId([2; 16]);

/// An entry that follows the one of the same device with `seq - 1`.
pub(crate) fn entry(device: DeviceId, seq: u64) -> EntryRow {
    let hash = |seq: u64| {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&seq.to_be_bytes());
        if seq > 0 {
            hash[8..24].copy_from_slice(&device.0);
        }
        Hash(hash)
    };
    EntryRow {
        device,
        seq,
        prev: hash(seq - 1),
        kind: 0,
        doc: DocId([7; 16]),
        payload_hash: Hash([8; 32]),
        operator: Some(KeyId([9; 8])),
        at_ms: 1_000 + seq as i64,
        hash: hash(seq),
        payload: Some(vec![seq as u8; 100]),
        office_seq: None,
    }
}

#[test]
fn an_entry_is_read_back_as_written() {
    let mut store = TestStore::new();
    let mut plain = entry(KIT, 1);
    (plain.operator, plain.payload, plain.kind) = (None, None, 5);
    let rows = [plain, entry(KIT, 2)];
    store.write(|tx| rows.iter().try_for_each(|row| tx.entries().append(row)));
    let store = store.reopened();
    assert_eq!(store.entries().by_doc(DocId([7; 16])).unwrap(), rows);
    assert_eq!(store.entries().find(KIT, 2).unwrap().as_ref(), rows.get(1));
    assert_eq!(store.entries().of_kind(5).unwrap(), rows[..1]);
    assert_eq!(store.entries().tips().unwrap(), [(KIT, ChainTip { seq: 2, hash: rows[1].hash })]);
    assert_eq!(store.entries().last_of(OTHER).unwrap(), None);
}

#[test]
fn own_entries_form_one_chain() {
    let mut store = TestStore::new();
    let append = |store: &mut TestStore, row: EntryRow| store.0.write(|tx| tx.entries().append(&row));
    let refused = append(&mut store, entry(KIT, 2)).unwrap_err();
    assert!(matches!(refused, StoreError::NotNext { last: 0, found: 2, .. }), "{refused}");
    append(&mut store, entry(KIT, 1)).unwrap();
    append(&mut store, entry(OTHER, 1)).expect("another device has its own chain");
    for mut bad in [entry(KIT, 1), entry(KIT, 3), entry(KIT, 2)] {
        bad.prev = Hash([0xee; 32]);
        let error = append(&mut store, bad).unwrap_err();
        assert!(matches!(error, StoreError::NotNext { last: 1, .. }), "{error}");
    }
    append(&mut store, entry(KIT, 2)).expect("a refused entry must not have changed the chain");
}

#[test]
fn a_received_entry_is_kept_once_and_a_fork_is_noticed() {
    let mut store = TestStore::new();
    let row = EntryRow { payload: None, ..entry(OTHER, 5) };
    assert_eq!(store.write(|tx| tx.entries().receive(&row)), Received::New, "gaps are allowed: scope");
    let with_payload = EntryRow { office_seq: Some(40), ..entry(OTHER, 5) };
    assert_eq!(store.write(|tx| tx.entries().receive(&with_payload)), Received::Known);
    assert_eq!(store.0.entries().find(OTHER, 5).unwrap(), Some(with_payload), "the missing payload was added");
    let fork = EntryRow { hash: Hash([3; 32]), ..row };
    let error = store.0.write(|tx| tx.entries().receive(&fork)).unwrap_err();
    assert!(matches!(error, StoreError::Fork { seq: 5, .. }), "{error}");
}

#[test]
fn the_backlog_is_read_in_portions() {
    let mut store = TestStore::new();
    store.write(|tx| (1..=10).try_for_each(|seq| tx.entries().append(&entry(KIT, seq))));
    let entries = store.0.entries();
    let seqs = |after, count, bytes| -> Vec<u64> {
        entries.after(KIT, after, EntryLimit { count, bytes }).unwrap().iter().map(|row| row.seq).collect()
    };
    assert_eq!(seqs(0, 3, 10_000), [1, 2, 3]);
    assert_eq!(seqs(8, 100, 10_000), [9, 10]);
    assert_eq!(seqs(2, 100, 250), [3, 4], "a portion ends before it exceeds the bytes");
    assert_eq!(seqs(2, 100, 1), [3], "one entry goes even when it is too large, or sync would stand still");
    assert_eq!(entries.backlog(KIT, 4).unwrap(), Backlog { count: 6, bytes: 600, oldest_ms: Some(1_005), cases: 0, apart: 6 });
    assert_eq!(entries.backlog(KIT, 10).unwrap(), Backlog::default());
}

#[test]
fn what_the_office_lacks_is_known_by_document() {
    let mut store = TestStore::new();
    let of_doc = |seq, doc| EntryRow { doc: DocId([doc; 16]), ..entry(KIT, seq) };
    let rows = [of_doc(1, 5), of_doc(2, 6), of_doc(3, 6), of_doc(4, 7)];
    store.write(|tx| rows.iter().try_for_each(|row| tx.entries().append(row)));
    let entries = store.0.entries();
    let mut docs = entries.docs_after(KIT, 1).unwrap();
    docs.sort_unstable();
    assert_eq!(docs, [DocId([6; 16]), DocId([7; 16])]);
    assert_eq!(entries.count_after(KIT, 1, DocId([6; 16])).unwrap(), 2);
    assert_eq!(entries.count_after(KIT, 2, DocId([6; 16])).unwrap(), 1);
    assert_eq!(entries.count_after(KIT, 0, DocId([9; 16])).unwrap(), 0);
}

#[test]
fn only_what_the_office_has_may_lose_its_payload() {
    let mut store = TestStore::new();
    store.write(|tx| {
        (1..=3).try_for_each(|seq| tx.entries().append(&entry(KIT, seq)))?;
        tx.entries().receive(&entry(OTHER, 9)).map(drop)
    });
    assert_eq!(store.write(|tx| tx.entries().drop_payloads(DocId([7; 16]), KIT, 2)), 3);
    let rows = store.0.entries().by_doc(DocId([7; 16])).unwrap();
    let kept: Vec<bool> = rows.iter().map(|row| row.payload.is_some()).collect();
    assert_eq!(kept, [false, false, true, false], "the office does not have the third entry of this kit");
}

#[test]
fn debug_hides_the_payload() {
    assert!(format!("{:?}", entry(KIT, 1)).ends_with("payload Some(100) bytes)"));
}

#[test]
fn a_log_with_a_gap_reaches_up_to_the_gap() {
    let mut store = TestStore::new();
    let rows = [1, 2, 3, 6].map(|seq| entry(OTHER, seq));
    store.write(|tx| rows.iter().try_for_each(|row| tx.entries().receive(row).map(drop)));
    let gapless = |store: &TestStore, from| store.0.entries().gapless(OTHER, from).unwrap();
    assert_eq!([gapless(&store, 0), gapless(&store, 2), gapless(&store, 3)], [3, 3, 3]);
    assert_eq!(store.0.entries().gapless(KIT, 0).unwrap(), 0);
    let missing = [4, 5].map(|seq| entry(OTHER, seq));
    store.write(|tx| missing.iter().try_for_each(|row| tx.entries().receive(row).map(drop)));
    assert_eq!(gapless(&store, 3), 6, "the gap is filled");
}

#[test]
fn it_is_known_who_wrote_and_what_the_office_has_passed_on() {
    let (mut store, office, doc) = (TestStore::new(), DeviceId([3; 16]), DocId([7; 16]));
    store.write(|tx| {
        tx.entries().append(&entry(KIT, 1))?;
        tx.entries().receive(&entry(office, 1))?;
        tx.entries().receive(&entry(OTHER, 1)).map(drop)
    });
    let from_team = |store: &TestStore| store.0.entries().only_from_team(doc, KIT, office).unwrap();
    assert!(from_team(&store), "a team-mate brought it");
    store.write(|tx| tx.entries().receive(&EntryRow { office_seq: Some(9), payload: None, ..entry(OTHER, 1) }).map(drop));
    assert!(!from_team(&store), "the office passed it on too");
    let wrote = |device, doc| store.0.entries().wrote(device, doc).unwrap();
    assert!(wrote(KIT, doc) && wrote(OTHER, doc));
    assert!(!wrote(KIT, DocId([8; 16])) && !wrote(DeviceId([4; 16]), doc));
}
