//! What a received change may not do, one case each.

use automerge::{
    ActorId, Change, ObjId, ObjType, ROOT, ScalarValue,
    transaction::{CommitOptions, Transactable, Transaction},
};
use ktpel_domain::ids::Hash;

use super::kit::{CASE, Kit, actor, note_body, two};
use crate::{ApplyError, CaseDoc, DocKind, GateError, limits, schema::v1::key::act_key};

/// A change made by a kit that does not keep to the rules.
fn forge(doc: &CaseDoc, by: ActorId, write: impl FnOnce(&mut Transaction<'_>, &ObjId, &ObjId)) -> Change {
    let mut copy = doc.doc.fork().with_actor(by);
    let (fields, acts) = (doc.fields(), doc.acts());
    let mut tx = copy.transaction();
    write(&mut tx, &fields, &acts);
    tx.commit_with(CommitOptions::default().with_time(1));
    copy.get_last_local_change().unwrap()
}

fn by(n: u8) -> ActorId {
    crate::ids::automerge_actor(actor(n))
}

/// The next act key of laptop 3 in a document that it never wrote to.
fn own_key() -> String {
    act_key(actor(3), 1, 0)
}

#[track_caller]
fn check(write: impl FnOnce(&mut Transaction<'_>, &ObjId, &ObjId), expect: GateError) {
    let (mut a, _) = two();
    a.act(note_body("x"));
    let change = forge(&a.doc, by(3), write);
    let mut target = a.doc.clone();
    let before = target.save();
    let refused = target.apply(&[change.raw_bytes().to_vec()]).unwrap_err();
    assert_eq!(refused, ApplyError::Gate { hash: Hash(change.hash().0), why: expect });
    assert_eq!(target.save(), before, "a refused change leaves the document as it was");
}

fn existing_note() -> String {
    act_key(actor(1), 1, 0)
}

#[test]
fn honest_changes_pass() {
    let (mut a, mut b) = two();
    a.act(note_body("x"));
    a.set("no_hp", Some("081234567890"));
    a.set("no_hp", None);
    super::kit::agree(&mut a, &mut b);
    assert!(CaseDoc::load_received(&a.doc.save()).is_ok(), "an honest snapshot passes as a whole");
}

#[test]
fn acts_are_never_overwritten_or_deleted() {
    check(|tx, _, acts| tx.put(acts, existing_note(), vec![1_u8]).unwrap(), GateError::ActNotOwnKey);
    check(|tx, _, acts| tx.delete(acts, existing_note()).unwrap(), GateError::Deleted);
    check(
        |tx, _, acts| {
            tx.put(acts, own_key(), vec![1_u8]).unwrap();
            tx.put(acts, own_key(), vec![2_u8]).unwrap();
        },
        GateError::ActOverwritten,
    );
}

#[test]
fn acts_are_bytes_of_the_change_that_writes_them() {
    check(|tx, _, acts| tx.put(acts, own_key(), "teks").unwrap(), GateError::ActNotBytes);
    check(|tx, _, acts| tx.put(acts, act_key(actor(3), 2, 0), vec![1_u8]).unwrap(), GateError::ActNotOwnKey);
    check(|tx, _, acts| tx.put(acts, act_key(actor(2), 1, 0), vec![1_u8]).unwrap(), GateError::ActNotOwnKey);
    check(|tx, _, acts| tx.put(acts, own_key(), vec![1_u8; limits::ACT_BYTES + 1]).unwrap(), GateError::ActTooLong);
}

#[test]
fn fields_are_texts_or_cleared() {
    check(|tx, fields, _| tx.put(fields, "nik", 5_272_010_101_019_901_u64).unwrap(), GateError::FieldNotScalar);
    check(|tx, fields, _| tx.put(fields, "nik", ScalarValue::counter(1)).unwrap(), GateError::FieldNotScalar);
    check(|tx, fields, _| drop(tx.put_object(fields, "x", ObjType::Map).unwrap()), GateError::FieldNotScalar);
    check(|tx, fields, _| drop(tx.put_object(fields, "x", ObjType::Text).unwrap()), GateError::FieldNotScalar);
    check(|tx, fields, _| tx.put(fields, "x", "y".repeat(limits::STRING_BYTES + 1)).unwrap(), GateError::FieldTooLong);
    check(|tx, fields, _| tx.put(fields, "x".repeat(limits::FIELD_ID_BYTES + 1), "y").unwrap(), GateError::FieldTooLong);
    check(
        |tx, fields, _| {
            tx.put(fields, "x", "y").unwrap();
            tx.delete(fields, "x").unwrap();
            tx.put(fields, "z", "y").unwrap();
            tx.delete(fields, "layanan").unwrap();
        },
        GateError::Deleted,
    );
}

#[test]
fn nothing_is_written_outside_of_the_two_containers() {
    check(|tx, _, _| tx.put(ROOT, "case_id", vec![1_u8]).unwrap(), GateError::NotAContainer);
    check(|tx, _, _| drop(tx.put_object(ROOT, "acts", ObjType::Map).unwrap()), GateError::NotAContainer);
    check(
        |tx, fields, _| {
            let list = tx.put_object(fields, "x", ObjType::List).unwrap();
            tx.insert(&list, 0, "y").unwrap();
        },
        GateError::FieldNotScalar,
    );
}

#[test]
fn the_genesis_actor_writes_genesis_only() {
    let (a, _) = two();
    for kind in DocKind::ALL {
        let change = forge(&a.doc, kind.genesis_actor(), |tx, fields, _| tx.put(fields, "nama_lengkap", "x").unwrap());
        let refused = a.doc.clone().apply(&[change.raw_bytes().to_vec()]).unwrap_err();
        assert!(matches!(refused, ApplyError::Gate { why: GateError::GenesisActor, .. }), "{kind:?}: {refused:?}");
    }
    let genesis = CaseDoc::genesis(DocKind::Case, CASE);
    let bytes = genesis.change(genesis.heads()[0]).unwrap();
    assert_eq!(a.doc.clone().apply(&[bytes]), Ok(vec![]), "the own genesis is known already");
}

#[test]
fn an_actor_that_a_library_derived_is_refused() {
    let (a, _) = two();
    for length in [0, 8, 17, 32] {
        let change = forge(&a.doc, ActorId::from(vec![1; length]), |tx, fields, _| tx.put(fields, "x", "y").unwrap());
        let refused = a.doc.clone().apply(&[change.raw_bytes().to_vec()]).unwrap_err();
        assert!(matches!(refused, ApplyError::Gate { why: GateError::DerivedActor, .. }), "{length} bytes");
    }
}

#[test]
fn a_long_message_is_refused() {
    let (a, _) = two();
    let mut copy = a.doc.doc.fork().with_actor(by(3));
    let fields = a.doc.fields();
    let mut tx = copy.transaction();
    tx.put(&fields, "x", "y").unwrap();
    tx.commit_with(CommitOptions::default().with_time(1).with_message("x".repeat(limits::MESSAGE_BYTES + 1)));
    let bytes = copy.get_last_local_change().unwrap().raw_bytes().to_vec();
    let refused = a.doc.clone().apply(&[bytes]).unwrap_err();
    assert!(matches!(refused, ApplyError::Gate { why: GateError::MessageTooLong, .. }));
}

#[test]
fn one_bad_change_refuses_the_batch() {
    let (mut a, b) = two();
    a.act(note_body("baik"));
    let bad = forge(&a.doc, by(3), |tx, _, acts| tx.put(acts, "bukan-kunci", vec![1_u8]).unwrap());
    let mut batch: Vec<Vec<u8>> = a.doc.changes_since(&b.doc.heads()).into_iter().map(|(_, bytes)| bytes).collect();
    batch.push(bad.raw_bytes().to_vec());
    let mut target = b.doc.clone();
    assert!(target.apply(&batch).is_err());
    assert_eq!(target.heads(), b.doc.heads(), "all or none");
}

#[test]
fn a_received_snapshot_passes_the_same_gate() {
    let (a, _) = two();
    let mut copy = a.doc.clone();
    let change = forge(&a.doc, by(3), |tx, _, _| tx.put(ROOT, "x", 1).unwrap());
    copy.doc.apply_changes([change]).unwrap();
    let refused = CaseDoc::load_received(&copy.save()).unwrap_err();
    assert!(matches!(refused, crate::LoadError::Gate { why: GateError::NotAContainer, .. }));
}

#[test]
fn a_change_whose_predecessor_is_missing_is_not_taken() {
    let (mut a, mut b) = two();
    a.act(note_body("satu"));
    let between = a.doc.heads();
    a.act(note_body("dua"));
    let last: Vec<Vec<u8>> = a.doc.changes_since(&between).into_iter().map(|(_, bytes)| bytes).collect();
    let before = b.doc.save();
    assert_eq!(b.doc.apply(&last), Err(ApplyError::MissingDependencies { missing: between }));
    assert_eq!(b.doc.save(), before, "it must not wait in a queue that nobody sees");
}

#[test]
fn a_kit_restored_from_a_backup_is_noticed() {
    let (mut a, b) = two();
    let mut restored = Kit::on(b.doc.clone(), 1);
    a.act(note_body("sebelum"));
    restored.act(note_body("sesudah"));
    let changes: Vec<Vec<u8>> = restored.doc.changes_since(&b.doc.heads()).into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(a.doc.apply(&changes), Err(ApplyError::ActorForked), "one number, two contents");
}

#[test]
fn a_document_cannot_grow_without_end() {
    let (mut a, b) = two();
    for n in 0..5 {
        a.act(note_body(&format!("{n}")));
    }
    let changes: Vec<Vec<u8>> = a.doc.changes_since(&b.doc.heads()).into_iter().map(|(_, bytes)| bytes).collect();
    let mut full = b.doc.clone();
    full.size_bytes = limits::CASE_BYTES;
    assert_eq!(full.apply(&changes), Err(ApplyError::DocumentTooLarge));
}
