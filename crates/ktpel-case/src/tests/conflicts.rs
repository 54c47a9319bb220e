//! Fields edited on both sides: every value stays visible until a person chooses.

use super::kit::{agree, two};

fn some(value: &str) -> Option<String> {
    Some(value.into())
}

#[test]
fn both_values_are_shown_with_who_when_and_what() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000002"));
    b.set("alamat", Some("RT 3"));
    agree(&mut a, &mut b);
    let view = a.view();
    assert_eq!(view.conflicts(), ["no_hp"], "different fields do not conflict");
    let said = &view.fields["no_hp"];
    assert_eq!(said.len(), 2);
    for said in said {
        let writer = if said.value == some("081200000001") { &a } else { &b };
        assert_eq!(said.op.actor, writer.session.actor, "the value must lead to its writer");
        assert_eq!(said.command, "field.set");
        assert!(said.at.0 > 0);
    }
    assert_eq!(view.agreed("no_hp"), None, "no winner may be shown alone");
}

#[test]
fn two_who_say_the_same_agree() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000001"));
    agree(&mut a, &mut b);
    assert!(a.view().conflicts().is_empty());
    assert_eq!(a.view().fields["no_hp"].len(), 2, "both stay named");
}

#[test]
fn clearing_beside_an_edit_is_seen() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    agree(&mut a, &mut b);
    a.set("no_hp", None);
    b.set("no_hp", Some("081200000002"));
    agree(&mut a, &mut b);
    assert_eq!(a.values("no_hp"), [None, some("081200000002")], "clearing is a value, so that it cannot vanish");
}

#[test]
fn a_later_edit_of_one_side_is_no_conflict() {
    let (mut a, mut b) = two();
    a.set("no_hp", Some("081200000001"));
    agree(&mut a, &mut b);
    b.set("no_hp", Some("081200000002"));
    b.set("no_hp", Some("081200000003"));
    agree(&mut a, &mut b);
    assert_eq!(a.values("no_hp"), [some("081200000003")]);
}
