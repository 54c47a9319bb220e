//! Answers to conflicts, and screens that are out of date.

use std::collections::BTreeMap;

use super::kit::{Kit, agree, meet, two};
use crate::{Command, Refusal};

const FIRST: &str = "081200000001";
const SECOND: &str = "081200000002";
const THIRD: &str = "081200000003";

fn split() -> (Kit, Kit) {
    let (mut a, mut b) = two();
    a.set("no_hp", Some(FIRST));
    b.set("no_hp", Some(SECOND));
    agree(&mut a, &mut b);
    (a, b)
}

fn answer(shown: Vec<String>, chosen: &str) -> Command {
    Command::Answer { field: "no_hp".into(), chosen: Some(chosen.into()), shown, reason: Some("dibaca ulang".into()) }
}

fn choose(kit: &mut Kit, chosen: &str) {
    let shown = kit.view().shown("no_hp");
    kit.run(answer(shown, chosen));
}

#[track_caller]
fn check(kit: &Kit, values: &[&str], answers: usize) {
    let expect: Vec<_> = values.iter().map(|value| Some((*value).to_owned())).collect();
    assert_eq!(kit.values("no_hp"), expect);
    assert_eq!(kit.view().standing("answer/no_hp").count(), answers, "standing answers");
}

#[test]
fn an_answer_settles() {
    let (mut a, mut b) = split();
    choose(&mut a, SECOND);
    agree(&mut a, &mut b);
    check(&b, &[SECOND], 1);
}

#[test]
fn two_different_answers_are_a_new_conflict_of_the_two() {
    let (mut a, mut b) = split();
    choose(&mut a, FIRST);
    choose(&mut b, SECOND);
    agree(&mut a, &mut b);
    check(&a, &[FIRST, SECOND], 2);
    choose(&mut a, THIRD);
    agree(&mut a, &mut b);
    check(&b, &[THIRD], 1);
}

#[test]
fn two_equal_answers_settle() {
    let (mut a, mut b) = split();
    choose(&mut a, FIRST);
    choose(&mut b, FIRST);
    agree(&mut a, &mut b);
    check(&a, &[FIRST], 2);
}

#[test]
fn an_answer_beside_a_third_edit_hides_nothing() {
    let (mut a, mut b) = split();
    let mut c = Kit::on(b.doc.clone(), 3);
    choose(&mut a, FIRST);
    c.write("field.set", &[("no_hp", Some(THIRD))], Vec::new());
    meet(&mut c, &mut b);
    agree(&mut a, &mut b);
    check(&a, &[FIRST, THIRD], 1);
}

#[test]
fn an_answer_to_an_old_screen_is_refused() {
    let (mut a, _) = split();
    let shown = a.view().shown("no_hp");
    let mut c = Kit::new(3);
    c.write("field.set", &[("no_hp", Some(THIRD))], Vec::new());
    meet(&mut a, &mut c);
    assert_eq!(a.refused(answer(shown, FIRST)), Refusal::Stale { field: "no_hp".into() });
    assert_eq!(a.values("no_hp").len(), 3, "all three stay until they were shown");
}

#[test]
fn where_nothing_differs_there_is_nothing_to_answer() {
    let (mut a, _) = two();
    a.set("no_hp", Some(FIRST));
    let shown = a.view().shown("no_hp");
    assert_eq!(a.refused(answer(shown, SECOND)), Refusal::NothingToDo);
}

fn form(values: &[(&str, Option<&str>)], shown: BTreeMap<String, Vec<String>>) -> Command {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.map(str::to_owned))).collect();
    Command::SetFields { values, shown }
}

#[test]
fn a_form_writes_only_what_was_changed() {
    let (mut a, _) = two();
    a.set("no_hp", Some(FIRST));
    let shown = |kit: &Kit| kit.view().fields.keys().map(|id| (id.clone(), kit.view().shown(id))).collect::<BTreeMap<_, _>>();
    let op = a.view().shown("no_hp");
    let on_screen = shown(&a);
    a.run(form(&[("no_hp", Some(FIRST)), ("alamat", Some("  JL. SOEKARNO ")), ("rt", None)], on_screen));
    assert_eq!(a.view().shown("no_hp"), op, "an unchanged field is not written again");
    assert_eq!(a.view().agreed("alamat"), Some("JL. SOEKARNO"));
    assert!(!a.view().fields.contains_key("rt"), "an empty field that was never filled is not cleared");
    let on_screen = shown(&a);
    assert_eq!(a.refused(form(&[("no_hp", Some(FIRST))], on_screen)), Refusal::NothingToDo);
}

#[test]
fn a_whole_form_from_an_old_screen_is_stale_only_where_it_would_overwrite() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some(FIRST));
    agree(&mut a, &mut b);
    let on_screen = BTreeMap::from([("no_hp".to_owned(), a.view().shown("no_hp"))]);
    b.set("no_hp", Some(SECOND));
    meet(&mut a, &mut b);
    let stale = form(&[("no_hp", Some(THIRD)), ("alamat", Some("JL. GAJAH MADA"))], on_screen.clone());
    assert_eq!(a.refused(stale), Refusal::Stale { field: "no_hp".into() });
    a.run(form(&[("no_hp", Some(SECOND)), ("alamat", Some("JL. GAJAH MADA"))], on_screen));
    assert_eq!(a.view().agreed("alamat"), Some("JL. GAJAH MADA"), "who typed what stands by now overwrites nothing");
}

#[test]
fn a_form_over_a_conflict_records_the_answer() {
    let (mut a, mut b) = split();
    a.set("no_hp", Some(THIRD));
    agree(&mut a, &mut b);
    check(&a, &[THIRD], 1);
}

#[test]
fn a_form_that_did_not_show_the_conflict_is_stale() {
    let (mut a, _) = split();
    let one_side = a.view().shown("no_hp").split_off(1);
    let shown = BTreeMap::from([("no_hp".to_owned(), one_side)]);
    assert_eq!(a.refused(form(&[("no_hp", Some(THIRD))], shown)), Refusal::Stale { field: "no_hp".into() });
}
