//! Snapshots take the place of changes only when they say the same.

use ktpel_domain::ids::DocId;
use ktpel_ipc::{
    Kit,
    views::{CaseId, NoteParams},
};
use ktpel_store::{EntryLimit, StoredDoc};

use super::*;
use crate::{
    Host, act, lock,
    sync::{Arrival, receive},
    testing::{SITI, TestKit, WORDS},
};

fn note(kit: &TestKit, id: &str, n: u64) {
    kit.app.case_note(NoteParams { id: id.to_owned(), text: format!("Catatan {n}") }).unwrap();
}

fn with<T>(kit: &TestKit, look: impl FnOnce(&mut Opened) -> T) -> T {
    look(lock(&kit.app.state).as_mut().expect("the store is open"))
}

fn stored_doc(kit: &TestKit, id: &str) -> StoredDoc {
    let id: DocId = id.parse().unwrap();
    with(kit, |opened| opened.store.documents().load(id).unwrap().unwrap())
}

#[test]
fn a_snapshot_takes_the_place_of_thirty_two_changes() {
    let kit = TestKit::new();
    let id = kit.case();
    (2..LOOSE_CHANGES).for_each(|n| note(&kit, &id, n));
    let before = stored_doc(&kit, &id);
    assert_eq!((before.changes.len() as u64, before.snapshot.len()), (LOOSE_CHANGES - 1, 0), "up to here the changes are the document");
    note(&kit, &id, LOOSE_CHANGES);
    let after = stored_doc(&kit, &id);
    assert_eq!(after.changes.len(), 0);
    assert_eq!(CaseDoc::load(&after.snapshot).unwrap().heads(), after.heads, "all of it is in the snapshot");

    let kit = kit.restarted();
    kit.unlock(WORDS).unwrap();
    kit.sign_in(SITI).unwrap();
    note(&kit, &id, 0);
    assert_eq!(stored_doc(&kit, &id).changes.len(), 1, "what comes later is loose again");
    let shown = kit.app.case_get(CaseId { id }).unwrap().detail;
    let notes = shown.history.iter().filter(|line| line.kind == "note").count();
    assert_eq!(notes as u64, LOOSE_CHANGES, "every note is there");
}

#[test]
fn a_closed_case_is_kept_as_a_snapshot() {
    let kit = TestKit::new();
    let id: DocId = kit.case().parse().unwrap();
    let doc = with(&kit, |opened| act::load(opened, id).unwrap().unwrap());
    for (closed, is_made) in [(Closed::No, false), (Closed::Yes, true)] {
        let write = with(&kit, |opened| document_write(opened, &doc, Vec::new(), When::of(closed), || verified_snapshot(&doc)).unwrap());
        assert_eq!(write.snapshot.is_some(), is_made, "{closed:?}");
    }
}

#[test]
fn bytes_that_do_not_read_back_take_no_place() {
    let kit = TestKit::new();
    let id = kit.case();
    let load = || with(&kit, |opened| act::load(opened, id.parse().unwrap()).unwrap().unwrap());
    let earlier = load().save();
    note(&kit, &id, 1);
    let doc = load();
    assert!(verified(&doc, doc.save()).is_some());
    let mut bent = doc.save();
    *bent.last_mut().unwrap() ^= 1;
    let other = CaseDoc::genesis(DocKind::Case, DocId([7; 16])).save();
    let cut = doc.save()[..40].to_vec();
    for (what, bytes) in [("bent", bent), ("cut", cut), ("empty", Vec::new()), ("of a moment before", earlier), ("of another case", other)]
    {
        assert!(verified(&doc, bytes).is_none(), "{what}");
    }

    let before = stored_doc(&kit, &id);
    let write = with(&kit, |opened| document_write(opened, &doc, Vec::new(), When::Now, || None).unwrap());
    with(&kit, |opened| opened.store.write(|tx| tx.documents().write(&write))).unwrap();
    assert!(stored_doc(&kit, &id) == before, "without a snapshot the changes stay");
}

#[test]
fn a_case_that_comes_whole_is_kept_as_a_snapshot_and_what_follows_is_loose() {
    let (there, here) = (TestKit::new(), TestKit::new());
    let id = there.case();
    let mut sent = 0;
    let mut send = || {
        let limit = EntryLimit { count: 100, bytes: usize::MAX };
        let rows = with(&there, |opened| opened.store.entries().after(opened.device.id(), sent, limit).unwrap());
        sent += rows.len() as u64;
        let entries = rows.into_iter().map(act::entry_of).collect();
        with(&here, |opened| receive(opened, entries, Arrival::Team(&[]), there.app.host().now())).unwrap();
        let (ours, theirs) = (stored_doc(&here, &id), stored_doc(&there, &id));
        assert_eq!(ours.heads, theirs.heads);
        ours
    };
    (1..5).for_each(|n| note(&there, &id, n));
    let whole = send();
    assert_eq!((whole.changes.len(), whole.snapshot.is_empty()), (0, false), "no history to replay when it is opened");
    note(&there, &id, 5);
    assert_eq!(send().changes.len(), 1, "a case in work is not written anew with each change");
}
