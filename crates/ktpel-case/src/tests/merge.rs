//! Steps, requirements, takes and notes done twice, apart.

use ktpel_sop::situation::{CaptureRecord, Outcome, RequirementRecord};

use super::kit::{Kit, agree, meet, note_body, step_body, take_body, two};
use crate::{CaseDoc, Command, command::Presence, project::steps::StepState, schema::v1::body::Body};

const REKAM: &str = "mobile.rekam";

fn settled(outcome: Outcome, times: usize, also_running: usize) -> StepState {
    StepState::Settled { outcome, times, also_running }
}

#[test]
fn a_step_finished_twice_is_finished() {
    let (mut a, mut b) = two();
    a.act(step_body(Outcome::Done));
    b.act(step_body(Outcome::Done));
    agree(&mut a, &mut b);
    assert_eq!(a.view().step(REKAM), settled(Outcome::Done, 2, 0));
}

#[test]
fn a_step_ended_differently_is_contested_until_one_settles_it() {
    let (mut a, mut b) = two();
    a.act(step_body(Outcome::Done));
    b.act(step_body(Outcome::Returned));
    agree(&mut a, &mut b);
    let both = vec![Outcome::Done, Outcome::Returned];
    assert_eq!(a.view().step(REKAM), StepState::Contested { outcomes: both, also_running: 0 });
    b.act(step_body(Outcome::Done));
    agree(&mut a, &mut b);
    assert_eq!(a.view().step(REKAM), settled(Outcome::Done, 1, 0));
    assert_eq!(a.view().acts.len(), 3, "nothing is lost by settling");
}

#[test]
fn work_that_goes_on_elsewhere_is_shown() {
    let (mut a, mut b) = two();
    a.act(step_body(Outcome::Started));
    assert_eq!(a.view().step(REKAM), StepState::Running { workers: 1 });
    a.act(step_body(Outcome::Done));
    b.act(step_body(Outcome::Started));
    agree(&mut a, &mut b);
    assert_eq!(a.view().step(REKAM), settled(Outcome::Done, 1, 1));
}

#[test]
fn a_requirement_seen_differently_counts_as_missing() {
    let check = |result| Body::Requirement { id: "f102".into(), result, note: None };
    let (mut a, mut b) = two();
    a.act(check(Presence::Present));
    assert_eq!(a.view().requirement("f102"), Some(RequirementRecord::Present));
    b.act(check(Presence::Missing));
    agree(&mut a, &mut b);
    assert_eq!(a.view().requirement("f102"), Some(RequirementRecord::Contested));
    a.act(check(Presence::Present));
    agree(&mut a, &mut b);
    assert_eq!(b.view().requirement("f102"), Some(RequirementRecord::Present));
}

#[test]
fn notes_and_retakes_of_three_laptops_union() {
    let (first, _) = two();
    let mut kits: Vec<Kit> = (1..=3).map(|n| Kit::on(first.doc.clone(), n)).collect();
    for n in 0..50 {
        for kit in &mut kits {
            kit.act(note_body(&format!("catatan {n}")));
        }
    }
    for (n, kit) in (1_u8..).zip(&mut kits) {
        kit.act(take_body("wajah", n));
        kit.act(take_body("wajah", n + 10));
    }
    let [a, b, c] = &mut kits[..] else { unreachable!("three laptops") };
    meet(a, b);
    meet(b, c);
    agree(a, b);
    agree(b, c);
    meet(a, b);
    assert_eq!(a.view().acts.len(), 156, "no act may be lost");
    assert_eq!(a.view().takes("wajah").len(), 3, "a retake replaces the own take, not that of another laptop");
    assert_eq!(a.view().capture("wajah"), Some(CaptureRecord::TwoTakes));
    let (slot, sha256) = ("wajah".into(), ktpel_domain::ids::Hash([11; 32]));
    a.run(Command::ChooseTake { slot, sha256 });
    agree(a, b);
    assert_eq!(b.view().takes("wajah").len(), 1, "a person has picked");
}

#[test]
fn the_same_file_on_two_laptops_is_one_take() {
    let (mut a, mut b) = two();
    a.act(take_body("wajah", 5));
    b.act(take_body("wajah", 5));
    agree(&mut a, &mut b);
    assert_eq!(a.view().capture("wajah"), Some(CaptureRecord::Captured));
}

#[test]
fn history_is_in_the_order_of_the_operations_whatever_the_clocks_say() {
    let (mut a, mut b) = two();
    a.now.0 += 3_600_000;
    let first = a.act(note_body("jam laptop ini satu jam terlalu maju"));
    meet(&mut a, &mut b);
    let second = b.act(note_body("ditulis sesudah membaca catatan pertama"));
    agree(&mut a, &mut b);
    let view = a.view();
    let keys: Vec<&str> = view.acts.iter().map(|act| act.key.as_str()).collect();
    assert_eq!(keys, [first, second], "a clock is shown, never used to order");
    assert!(view.acts[0].at > view.acts[1].at);
}

#[test]
fn a_document_read_back_goes_on() {
    let (mut a, mut b) = two();
    a.act(note_body("satu"));
    let mut again = Kit::on(CaseDoc::load(&a.doc.save()).unwrap(), 1);
    again.now.0 += 60_000;
    again.act(note_body("dua"));
    agree(&mut again, &mut b);
    assert_eq!(b.view().acts.len(), 2, "the same session goes on with its numbers after the document was read back");
}
