//! Genesis: one fixed change per document, and what it protects from.

use automerge::{ActorId, AutoCommit, ObjType, ROOT, ReadDoc, transaction::Transactable};
use ktpel_domain::ids::{ContactId, DocId};

use super::kit::{CASE, Kit, agree, two};
use crate::{ApplyError, CaseDoc, DocKind, LoadError, planned_case_id};

#[test]
fn a_genesis_is_the_same_everywhere_and_differs_per_document() {
    let heads = |kind, id| CaseDoc::genesis(kind, id).heads();
    assert_eq!(heads(DocKind::Case, CASE), heads(DocKind::Case, CASE), "two laptops must write the same first change");
    assert_ne!(heads(DocKind::Case, CASE), heads(DocKind::Case, DocId([8; 16])));
    assert_ne!(heads(DocKind::Case, CASE), heads(DocKind::Visit, CASE), "a visit is no case");
}

#[test]
fn a_document_remembers_what_it_is() {
    for kind in DocKind::ALL {
        let loaded = CaseDoc::load(&CaseDoc::genesis(kind, CASE).save()).unwrap();
        assert_eq!((loaded.kind(), loaded.id()), (kind, CASE));
    }
}

#[test]
fn foreign_empty_and_damaged_bytes_are_no_document() {
    #[track_caller]
    fn check(bytes: &[u8], expect: LoadError) {
        assert_eq!(CaseDoc::load(bytes).unwrap_err(), expect);
    }
    check(&[], LoadError::NoGenesis);
    check(b"tidak", LoadError::Unreadable);
    let mut foreign = AutoCommit::new();
    foreign.put(ROOT, "case_id", CASE.as_bytes().to_vec()).unwrap();
    check(&foreign.save(), LoadError::NoGenesis);
    let good = CaseDoc::genesis(DocKind::Case, CASE).save();
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 1;
        assert!(CaseDoc::load(&bad).is_err(), "a flipped bit at {place} must show");
        assert!(CaseDoc::load(&good[..place]).is_err(), "cut at {place}");
    }
}

#[test]
fn a_change_of_another_case_never_applies() {
    let mut a = Kit::new(1);
    a.set("no_hp", Some("081234567890"));
    let mut other = CaseDoc::genesis(DocKind::Case, DocId([8; 16]));
    let changes: Vec<Vec<u8>> = a.doc.changes_since(&[]).into_iter().map(|(_, bytes)| bytes).collect();
    let before = other.save();
    assert!(matches!(other.apply(&changes), Err(ApplyError::MissingDependencies { .. })), "its genesis is not there");
    assert_eq!(other.save(), before, "nothing may wait in a queue");
}

#[test]
fn two_laptops_open_the_same_planned_case() {
    let id = planned_case_id(ContactId([5; 16]));
    let open = |n| Kit::on(CaseDoc::genesis(DocKind::Case, id), n);
    let (mut a, mut b) = (open(1), open(2));
    a.write("field.set", &[("nama_lengkap", Some("Oi Fo'o"))], Vec::new());
    b.write("field.set", &[("no_kk", Some("5272010101019901"))], Vec::new());
    agree(&mut a, &mut b);
    assert_eq!(a.view().fields.len(), 2, "what each wrote apart must stand in one case");
}

#[test]
fn without_a_genesis_a_subtree_would_disappear() {
    let make = |n: u8, key: &str| {
        let mut doc = AutoCommit::new().with_actor(ActorId::from(vec![n; 16]));
        let fields = doc.put_object(ROOT, "fields", ObjType::Map).unwrap();
        doc.put(&fields, key, "x").unwrap();
        doc
    };
    let (mut a, mut b) = (make(1, "nama_lengkap"), make(2, "no_kk"));
    a.merge(&mut b).unwrap();
    let (_, fields) = a.get(ROOT, "fields").unwrap().unwrap();
    assert_eq!(a.keys(&fields).count(), 1, "the library hides one of the two: this is why genesis makes the containers");
}

#[test]
fn applying_twice_changes_nothing() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081234567890"));
    let changes: Vec<Vec<u8>> = a.doc.changes_since(&b.doc.heads()).into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(b.doc.apply(&changes).unwrap().len(), changes.len());
    assert_eq!(b.doc.apply(&changes).unwrap(), [], "a batch that comes again brings nothing new");
    assert_eq!(b.doc.apply(&[changes.clone(), changes].concat()).unwrap(), []);
}
