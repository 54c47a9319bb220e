//! Acts and fields of a newer version: kept, shown, passed on, and the print gate stays shut.

use automerge::transaction::{CommitOptions, Transactable};
use minicbor::Encoder;

use super::kit::{Kit, actor, agree, meet, two};
use crate::{
    CaseDoc,
    project::view::Content,
    schema::v1::{act::Stored, key::act_key},
};

/// An act with a kind that this version does not know.
fn newer_act() -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(2).unwrap().array(0).unwrap().array(2).unwrap().u32(99).unwrap().array(1).unwrap().str("baru").unwrap();
    encoder.into_writer()
}

/// Writes any bytes as an act, as a newer version would.
fn write_raw(kit: &mut Kit, value: Vec<u8>) -> String {
    let key = act_key(actor(3), 1, 0);
    let acts = kit.doc.acts();
    kit.doc.doc.set_actor(crate::ids::automerge_actor(actor(3)));
    let mut tx = kit.doc.doc.transaction();
    tx.put(&acts, key.as_str(), value).unwrap();
    tx.commit_with(CommitOptions::default().with_time(5).with_message("future.act"));
    key
}

#[track_caller]
fn check(value: Vec<u8>, kind: Option<u64>) {
    let (mut a, mut b) = two();
    let key = write_raw(&mut a, value);
    agree(&mut a, &mut b);
    let view = b.view();
    let unknown: Vec<_> = view.unknown().collect();
    assert_eq!(unknown.len(), 1, "it must be passed on and reported");
    assert_eq!((unknown[0].key.as_str(), &unknown[0].content), (key.as_str(), &Content::Unknown { kind }));
    let gate = b.plan().gate;
    assert!(gate.iter().any(|condition| condition.id == "version" && !condition.met), "what cannot be read keeps the print gate shut");
    assert!(CaseDoc::load_received(&b.doc.save()).is_ok());
}

#[test]
fn an_act_of_a_newer_kind_is_kept_and_named() {
    check(Stored::new(newer_act(), None).encode(), Some(99));
}

#[test]
fn damaged_and_trailing_bytes_are_unknown_acts() {
    check(vec![0xff, 0x00], None);
    check(Vec::new(), None);
    check(Stored::new(vec![0x00], None).encode(), None);
    let mut trailing =
        Stored::new(crate::schema::v1::act::Act { after: Vec::new(), body: super::kit::note_body("x") }.encode(), None).encode();
    trailing.push(0);
    check(trailing, None);
}

#[test]
fn a_part_with_a_newer_code_makes_the_act_unknown() {
    // Step with an outcome 9 that this version does not have.
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(2).unwrap().array(0).unwrap().array(2).unwrap().u32(0).unwrap();
    encoder.array(2).unwrap().str("mobile.rekam").unwrap().u32(9).unwrap();
    check(Stored::new(encoder.into_writer(), None).encode(), Some(0));
}

#[test]
fn a_known_kind_may_have_further_parts() {
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(2).unwrap().array(0).unwrap().array(2).unwrap().u32(1).unwrap();
    encoder.array(3).unwrap().str("catatan").unwrap().null().unwrap().str("bagian baru").unwrap();
    let (mut a, mut b) = two();
    write_raw(&mut a, Stored::new(encoder.into_writer(), None).encode());
    agree(&mut a, &mut b);
    assert_eq!(b.view().unknown().count(), 0, "a new optional part of a kind needs no new version");
}

#[test]
fn unknown_fields_are_kept() {
    let (mut a, mut b) = two();
    a.write("field.set", &[("kolom_baru", Some("x"))], Vec::new());
    meet(&mut a, &mut b);
    assert_eq!(b.view().agreed("kolom_baru"), Some("x"));
}

#[test]
fn a_service_of_a_newer_version_keeps_the_print_gate_shut() {
    let (mut a, _) = two();
    a.write("case.open", &[("layanan", Some("oa_itap"))], Vec::new());
    assert_eq!(a.view().layanan(), None);
    assert!(a.plan().gate.iter().any(|condition| condition.id == "version" && !condition.met));
}
