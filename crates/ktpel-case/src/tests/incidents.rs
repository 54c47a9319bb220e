//! What a merge raises: two prints, two handovers, differing facts; and how the office settles it.

use ktpel_sop::situation::CardState;

use super::kit::{Kit, OFFICE, agree, intent_body, meet, outcome_body, spooled_body, two};
use crate::{
    Command, Refusal,
    command::{CardResult, Obtained, Receiver},
    schema::v1::body::Body,
};

fn fact_body(value: &str) -> Body {
    Body::Fact { name: "recording_status".into(), value: value.into(), obtained: Obtained::Typed, evidence: None, as_of_ms: None }
}

fn handover_body(blanko: &str) -> Body {
    Body::Handover { blanko: blanko.into(), receiver: Receiver::Pemohon, receipt: None, receiver_name: None }
}

fn settle(incident: &str) -> Command {
    Command::SettleIncident { incident: incident.into(), reason: "kartu BK0002 ditarik, berita acara 4".into() }
}

fn two_prints() -> (Kit, Kit) {
    let (mut a, mut b) = two();
    a.act(intent_body("BK0001"));
    b.act(intent_body("BK0002"));
    a.act(outcome_body(CardResult::Good));
    agree(&mut a, &mut b);
    (a, b)
}

#[test]
fn a_reprint_after_an_outcome_is_no_incident() {
    let (mut a, mut b) = two();
    a.act(intent_body("BK0001"));
    a.act(spooled_body());
    a.act(outcome_body(CardResult::EncodeFailure));
    assert_eq!(a.view().card(), CardState::Spoiled);
    a.act(intent_body("BK0002"));
    agree(&mut a, &mut b);
    assert!(a.view().incidents().is_empty());
    assert_eq!(b.view().card(), CardState::Intended);
    assert_eq!(b.view().attempts().len(), 2, "every blanko is accounted for");
}

#[test]
fn two_prints_side_by_side_are_an_incident() {
    let (a, _) = two_prints();
    assert_eq!(a.view().incidents(), ["two_prints"]);
    assert_eq!(a.view().acts.len(), 3);
    assert_eq!(a.view().card(), CardState::Intended, "the unsettled one comes first: look at the printer");
}

#[test]
fn the_end_of_one_print_does_not_hide_the_other() {
    let (mut a, mut b) = two_prints();
    b.run(Command::PrintOutcome { result: CardResult::Good });
    agree(&mut a, &mut b);
    let view = a.view();
    let attempts = view.attempts();
    let mut results: Vec<_> = attempts.iter().map(|attempt| (attempt.blanko, attempt.state())).collect();
    results.sort_by_key(|(blanko, _)| *blanko);
    assert_eq!(results, [("BK0001", CardState::Good), ("BK0002", CardState::Good)], "the operator ended the print that he began");
    assert_eq!(view.incidents(), ["two_prints"], "two good cards of one person stay an incident");
}

#[test]
fn the_office_settles_and_a_further_act_raises_it_anew() {
    let (mut a, mut b) = two_prints();
    let mut office = Kit::on(a.doc.clone(), OFFICE);
    assert_eq!(a.refused(settle("two_prints")), Refusal::OnlyOffice);
    office.run(settle("two_prints"));
    meet(&mut office, &mut b);
    assert!(b.view().incidents().is_empty());
    assert_eq!(office.refused(settle("two_prints")), Refusal::NothingToDo);
    b.run(Command::PrintOutcome { result: CardResult::Good });
    agree(&mut a, &mut b);
    assert_eq!(a.view().incidents(), ["two_prints"], "the office had not seen that the second one came out good");
}

#[test]
fn two_handovers_are_an_incident() {
    let (mut a, mut b) = two();
    a.act(handover_body("BK0001"));
    b.act(handover_body("BK0001"));
    agree(&mut a, &mut b);
    assert_eq!(a.view().incidents(), ["two_handovers"]);
}

#[test]
fn facts_that_differ_are_an_incident_and_equal_ones_agree() {
    let (mut a, mut b) = two();
    a.act(fact_body("PRINT_READY_RECORD"));
    b.act(fact_body("PRINT_READY_RECORD"));
    agree(&mut a, &mut b);
    assert!(a.view().incidents().is_empty());
    a.act(fact_body("PRINT_READY_RECORD"));
    b.act(fact_body("DUPLICATE_RECORD"));
    agree(&mut a, &mut b);
    assert_eq!(a.view().incidents(), ["facts_differ/recording_status"]);
    a.act(fact_body("DUPLICATE_RECORD"));
    agree(&mut a, &mut b);
    assert!(b.view().incidents().is_empty(), "a further look at SIAK that saw both settles it");
    assert_eq!(b.view().acts.len(), 5, "and nothing is lost");
}
