//! Changes that come before what they build on: they wait, and nothing waits longer than it must.

use super::kit::{Kit, agree, meet, note_body, two};
use crate::{Settled, Viewer, settle, settle_waiting};

/// Three notes, each on top of the one before, by two laptops in turns; and a third laptop that has none of them.
fn chain() -> (Vec<Vec<u8>>, Kit, Kit) {
    let (mut a, mut b) = two();
    let third = Kit::on(a.doc.clone(), 3);
    let start = a.doc.heads();
    a.act(note_body("pertama"));
    meet(&mut a, &mut b);
    b.act(note_body("kedua"));
    meet(&mut a, &mut b);
    a.act(note_body("ketiga"));
    agree(&mut a, &mut b);
    (a.doc.changes_since(&start).into_iter().map(|(_, bytes)| bytes).collect(), third, a)
}

#[track_caller]
fn check(came: &[usize], waits: &[usize], still_out: usize) {
    let (changes, third, whole) = chain();
    let pick = |places: &[usize]| places.iter().map(|place| changes[*place].clone()).collect::<Vec<_>>();
    let (came, waits) = (pick(came), pick(waits));
    let viewer = Viewer { roster: &third.roster, now: third.now };
    let (Settled { document, refused, .. }, taken) = settle_waiting(settle(third.doc.clone(), &came, viewer), &came, &waits, viewer);
    assert_eq!(refused.len() + waits.len() - taken.len(), still_out, "what still waits");
    assert_eq!(document.heads() == whole.doc.heads(), still_out == 0);
}

#[test]
fn what_waited_may_be_what_the_newcomers_build_on() {
    check(&[0, 2], &[1], 0);
    check(&[2, 0], &[1], 0);
    check(&[2, 1, 0], &[], 0);
}

#[test]
fn what_misses_more_goes_on_waiting() {
    check(&[2], &[1], 2);
    check(&[0], &[2], 1);
}
