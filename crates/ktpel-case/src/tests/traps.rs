//! What the library does that one would not expect. Each of these is a reason for a rule of this crate.

use automerge::{PatchLog, ReadDoc, transaction::Transactable};

use super::kit::{Kit, agree, two};
use crate::gate;

fn split() -> (Kit, Kit) {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000002"));
    agree(&mut a, &mut b);
    (a, b)
}

#[test]
fn a_put_of_the_winning_value_deletes_the_losers() {
    let (mut a, b) = split();
    let fields = a.doc.fields();
    let (winner, _) = a.doc.doc.get(&fields, "no_hp").unwrap().unwrap();
    let winner = winner.as_str().unwrap().to_owned();
    a.doc.doc.set_actor(crate::ids::automerge_actor(a.session.actor));
    let mut tx = a.doc.doc.transaction();
    tx.put(&fields, "no_hp", winner.as_str()).unwrap();
    tx.commit();
    let change = a.doc.doc.get_last_local_change().unwrap();
    let passed = gate::check(b.doc.kind(), b.doc.id(), &change);
    assert_eq!(passed, Err(gate::GateError::Deleted), "so answers put an empty text first");
}

#[test]
fn a_put_of_the_value_that_stands_writes_nothing() {
    let (mut a, _) = two();
    a.set("no_hp", Some("081200000001"));
    let heads = a.doc.heads();
    let fields = a.doc.fields();
    let mut tx = a.doc.doc.transaction();
    tx.put(&fields, "no_hp", "081200000001").unwrap();
    assert_eq!(tx.commit().0, None, "so \"checked, unchanged\" is an act");
    assert_eq!(a.doc.heads(), heads);
}

#[test]
fn a_delete_beside_an_edit_leaves_no_trace() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    agree(&mut a, &mut b);
    let fields = a.doc.fields();
    let mut tx = a.doc.doc.transaction();
    tx.delete(&fields, "no_hp").unwrap();
    tx.commit();
    b.set("no_hp", Some("081200000002"));
    a.doc.doc.merge(&mut b.doc.doc.clone()).unwrap();
    assert_eq!(a.values("no_hp"), [Some("081200000002".into())], "so clearing writes a null, and the gate refuses every delete");
}

#[test]
fn a_transaction_in_the_past_invents_an_actor() {
    let (mut a, _) = two();
    let heads = a.doc.doc.get_heads();
    a.set("no_hp", Some("081200000001"));
    let fields = a.doc.fields();
    let mut tx = a.doc.doc.transaction_at(PatchLog::inactive(), &heads).unwrap();
    tx.put(&fields, "no_hp", "081200000002").unwrap();
    tx.commit();
    let change = a.doc.doc.get_changes(&[]).into_iter().last().unwrap();
    assert_eq!(gate::check(a.doc.kind(), a.doc.id(), &change), Err(gate::GateError::DerivedActor), "registered nowhere");
}

#[test]
fn the_same_actor_in_two_processes_blocks_both() {
    let (mut a, mut b) = (Kit::new(1), Kit::new(1));
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000002"));
    assert!(a.doc.doc.merge(&mut b.doc.doc).is_err(), "so each process start of an operator has its own actor");
}
