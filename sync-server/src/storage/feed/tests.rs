use ktpel_domain::{
    ids::{DocId, KeyId},
    time::Timestamp,
};
use ktpel_sync::{
    Chain, EntryKind,
    entry::NO_DOC,
    payload::{PolicyRecord, Record},
};

use super::*;
use crate::storage::{Arrival, Standing, Storage, Subject, Tables};

/// The reader, a laptop of its team, a laptop of another, and the office.
const READER: DeviceId = DeviceId([1; 16]);
const MATE: DeviceId = DeviceId([2; 16]);
const STRANGER: DeviceId = DeviceId([3; 16]);
const OFFICE: DeviceId = DeviceId([9; 16]);
const OURS: DocId = DocId([0xa1; 16]);
const THEIRS: DocId = DocId([0xa2; 16]);

/// An office whose log the test writes line by line.
struct Desk {
    storage: Storage,
    chains: BTreeMap<DeviceId, Chain>,
    written: Vec<Entry>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        Self { storage, chains: BTreeMap::new(), written: Vec::new(), _folder: folder }
    }

    fn write(&mut self, device: DeviceId, kind: EntryKind, doc: DocId) -> u64 {
        let chain = self.chains.entry(device).or_insert_with(|| Chain::start(device));
        let n = self.written.len() as u8;
        let payload = match kind {
            EntryKind::Change => change(),
            EntryKind::Policy => {
                PolicyRecord { record_before_nik: true, max_status_age_days: n.into(), print_way: "printer".into() }.to_payload()
            }
            _ => vec![n; 100],
        };
        let entry = chain.append(kind, doc, payload, Some(KeyId([7; 8])), Timestamp(i64::from(n))).unwrap();
        let position = self.written.len() as u64 + 1;
        self.storage.write(|tables| tables.entries().append(position, std::slice::from_ref(&entry), Timestamp(0))).unwrap();
        self.written.push(entry);
        position
    }

    fn change(&mut self, device: DeviceId, doc: DocId) -> u64 {
        self.write(device, EntryKind::Change, doc)
    }

    fn set(&self, act: impl FnOnce(&Tables<'_>) -> Result<(), StorageError>) {
        self.storage.write(act).unwrap();
    }

    fn join(&self, subject: Subject, arrival: Arrival) {
        self.set(|tables| tables.scope().join(READER, subject, arrival));
    }

    /// All that the reader gets, `rows` at a time, as (position in the log, payload or not).
    fn read(&self, from: Place, rows: usize) -> (Vec<(u64, Part)>, Place) {
        let (mut place, mut got) = (from, Vec::new());
        loop {
            let page = self.storage.read(|tables| tables.feed().page_for(READER, place, rows, 1 << 20)).unwrap();
            assert!(page.place >= place, "reading never goes back");
            assert!(page.entries.len() <= rows);
            place = page.place;
            got.extend(page.entries.iter().map(|entry| self.part(entry)));
            if !page.more {
                return (got, place);
            }
        }
    }

    fn part(&self, entry: &Entry) -> (u64, Part) {
        let at = self.written.iter().position(|written| written.header == entry.header).unwrap();
        (at as u64 + 1, if entry.payload.is_some() { Part::Whole } else { Part::Header })
    }

    /// What the reader gets must not depend on how the pages are cut.
    #[track_caller]
    fn check(&self, from: Place, expect: &[(u64, Part)]) {
        for rows in [1, 2, 3, 100] {
            let (got, place) = self.read(from, rows);
            assert_eq!(got, expect, "{rows} rows at a time");
            assert_eq!(place, Place::at(self.written.len() as u64), "then all is read");
        }
    }
}

/// What of an entry came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Header,
}
use Part::{Header, Whole};

#[test]
fn a_laptop_gets_its_documents_whole_of_its_mates_the_headers_and_all_that_is_no_change() {
    let mut desk = Desk::new();
    desk.join(Subject::Document(OURS), Arrival::Fresh);
    desk.join(Subject::Mate(MATE), Arrival::Fresh);
    desk.write(OFFICE, EntryKind::Policy, NO_DOC);
    desk.change(MATE, OURS);
    desk.change(MATE, THEIRS);
    desk.change(STRANGER, OURS);
    desk.change(STRANGER, THEIRS);
    desk.write(STRANGER, EntryKind::NikRead, THEIRS);
    desk.write(STRANGER, EntryKind::Other(50), NO_DOC);
    desk.change(READER, OURS);
    desk.check(Place::default(), &[(1, Whole), (2, Whole), (3, Header), (4, Whole), (6, Header), (7, Whole)]);
    desk.set(|tables| tables.entries().set_standing(MATE, 1, Standing::Refused));
    desk.check(Place::default(), &[(1, Whole), (2, Header), (3, Header), (4, Whole), (6, Header), (7, Whole)]);
}

#[test]
fn what_comes_into_scope_late_arrives_whole_where_it_came() {
    let mut desk = Desk::new();
    for doc in [THEIRS, OURS, THEIRS, OURS, OURS] {
        desk.change(STRANGER, doc);
    }
    let read = desk.read(Place::default(), 100);
    assert_eq!(read, (Vec::new(), Place::at(5)), "nothing of it is this laptop's");
    let since = desk.write(OFFICE, EntryKind::Other(50), NO_DOC);
    desk.join(Subject::Document(OURS), Arrival::Late(since));
    desk.change(STRANGER, OURS);
    desk.change(STRANGER, THEIRS);
    let late = [(2, Whole), (4, Whole), (5, Whole), (6, Whole), (7, Whole)];
    desk.check(Place::at(5), &late);
    desk.check(Place::default(), &late);
    desk.check(Place { cursor: 5, within: Some(4) }, &late[2..]);
    desk.check(Place::at(6), &late[4..]);

    let since = desk.write(OFFICE, EntryKind::Other(50), NO_DOC);
    desk.join(Subject::Document(THEIRS), Arrival::Late(since));
    desk.join(Subject::Mate(STRANGER), Arrival::Late(since));
    desk.check(Place::at(8), &[(1, Whole), (3, Whole), (8, Whole), (9, Whole)]);
}

#[test]
fn a_mates_log_is_filled_up_with_headers() {
    let mut desk = Desk::new();
    desk.join(Subject::Document(OURS), Arrival::Fresh);
    for doc in [THEIRS, OURS, THEIRS] {
        desk.change(MATE, doc);
    }
    desk.check(Place::default(), &[(2, Whole)]);
    let since = desk.write(OFFICE, EntryKind::Other(50), NO_DOC);
    desk.join(Subject::Mate(MATE), Arrival::Late(since));
    desk.change(MATE, THEIRS);
    desk.check(Place::at(3), &[(1, Header), (3, Header), (4, Whole), (5, Header)]);
}

#[test]
fn what_a_laptop_let_go_comes_back_with_its_own_work() {
    let mut desk = Desk::new();
    desk.join(Subject::Document(OURS), Arrival::Fresh);
    desk.change(READER, OURS);
    desk.change(MATE, OURS);
    desk.check(Place::default(), &[(2, Whole)]);
    let left = desk.change(MATE, OURS);
    desk.set(|tables| tables.scope().leave(READER, Subject::Document(OURS), left));
    desk.change(MATE, OURS);
    desk.check(Place::at(2), &[(3, Whole)]);
    let since = desk.write(OFFICE, EntryKind::Other(50), NO_DOC);
    desk.join(Subject::Document(OURS), Arrival::Late(since));
    desk.change(READER, OURS);
    desk.check(Place::at(4), &[(1, Whole), (2, Whole), (3, Whole), (4, Whole), (5, Whole)]);
    let held = |passed| desk.storage.read(|tables| tables.scope().docs_on(READER, passed)).unwrap();
    assert_eq!(held(0), [OURS], "it wrote to it");
}

#[test]
fn a_lost_laptop_may_hold_what_it_was_answered() {
    let mut desk = Desk::new();
    desk.change(STRANGER, OURS);
    desk.change(STRANGER, THEIRS);
    desk.join(Subject::Document(OURS), Arrival::Late(2));
    let held = |desk: &Desk, passed| desk.storage.read(|tables| tables.scope().docs_on(READER, passed)).unwrap();
    assert_eq!((held(&desk, 1), held(&desk, 2)), (vec![], vec![OURS]));
    desk.set(|tables| tables.scope().leave(READER, Subject::Document(OURS), 2));
    assert_eq!(held(&desk, 2), [OURS], "nobody at the office sees it let go");
}

#[test]
fn what_the_office_wrote_jumps_ahead_with_all_that_it_builds_on() {
    let mut desk = Desk::new();
    desk.join(Subject::Document(OURS), Arrival::Fresh);
    desk.change(STRANGER, OURS);
    for doc in [THEIRS, OURS, THEIRS] {
        desk.change(STRANGER, doc);
    }
    desk.change(OFFICE, THEIRS);
    desk.write(OFFICE, EntryKind::Policy, NO_DOC);
    desk.write(OFFICE, EntryKind::SessionOpened, NO_DOC);
    desk.change(OFFICE, OURS);
    let urgent = |desk: &Desk, cursor, ahead, rows| {
        let page = desk.storage.read(|tables| tables.feed().urgent_for(READER, OFFICE, (cursor, ahead), rows, 1 << 20)).unwrap();
        (page.entries.iter().map(|entry| desk.part(entry).0).collect::<Vec<_>>(), page.place.cursor)
    };
    assert_eq!(urgent(&desk, 1, 1, 100), (vec![3, 6, 7, 8], 8), "with the session of who wrote it");
    assert_eq!(urgent(&desk, 1, 1, 2), (vec![3, 6], 6));
    assert_eq!(urgent(&desk, 2, 6, 2), (vec![7, 8], 8));
    assert_eq!(urgent(&desk, 2, 8, 2), (vec![], 8), "it is served once");
    assert_eq!(urgent(&desk, 8, 1, 9), (vec![6, 7], 8), "the case was read in its place: it is not urgent");
}

/// A change chunk: the log looks at its hash only.
fn change() -> Vec<u8> {
    static CHANGE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    CHANGE.get_or_init(|| ktpel_testkit::hostile::honest::case().changes().remove(0)).clone()
}
