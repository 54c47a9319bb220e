//! The print as a crash-safe act in two phases, with its gate, and the handover.

use ktpel_domain::{ids::Hash, layanan::Layanan};
use ktpel_sop::{
    situation::{CardState, Outcome},
    verdict::Reason,
};

use super::kit::{
    Kit, OFFICE, agree, biodata, blanko, done, fact, handover, meet, open, print_intent, print_outcome, print_spooled, ready_to_print,
    requirement, step, two,
};
use crate::{
    Command, Flaw, Refusal,
    command::{CardResult, Obtained, Presence, PrintWay, Receiver},
};

fn ready() -> Kit {
    let mut kit = Kit::new(1);
    ready_to_print(&mut kit);
    kit
}

#[test]
fn a_card_is_printed_and_handed_over() {
    let mut kit = ready();
    kit.run(print_intent("BK0001"));
    assert_eq!(kit.view().card(), CardState::Intended);
    kit.run(print_spooled());
    assert_eq!(kit.view().card(), CardState::Spooled);
    kit.run(print_outcome(CardResult::Good));
    assert_eq!(kit.view().card(), CardState::Good);
    kit.run(handover("BK0001"));
    assert!(kit.plan().closed, "the last step of the SOP is done");
    assert_eq!(kit.not_allowed(handover("BK0001")), [Reason::HandedOver]);
}

#[test]
fn no_second_intent_while_one_is_unsettled() {
    let mut kit = ready();
    kit.run(print_intent("BK0001"));
    assert_eq!(kit.not_allowed(print_intent("BK0002")), [Reason::LookAtPrinter], "after a crash a person looks at the printer first");
    kit.run(print_spooled());
    assert_eq!(kit.not_allowed(print_intent("BK0002")), [Reason::LookAtPrinter]);
    assert_eq!(kit.not_allowed(print_spooled()), [Reason::LookAtPrinter], "one intent is one job");
}

#[test]
fn a_spoiled_blanko_is_used_up() {
    let mut kit = ready();
    kit.run(print_intent("BK0001"));
    kit.run(print_outcome(CardResult::PrintFailure));
    assert_eq!(kit.view().card(), CardState::Spoiled);
    assert_eq!(kit.refused(print_intent("BK0001")), Refusal::Invalid { field: "blanko".into(), what: Flaw::Used });
    kit.run(print_intent("BK0002"));
    kit.run(print_outcome(CardResult::Good));
    assert_eq!(kit.not_allowed(print_intent("BK0003")), [Reason::CardPrinted]);
    assert_eq!(kit.refused(print_outcome(CardResult::Good)), Refusal::NothingToDo);
    assert_eq!(kit.refused(handover("BK0001")), Refusal::Invalid { field: "blanko".into(), what: Flaw::Unknown });
    kit.run(handover("BK0002"));
}

#[test]
fn a_card_printed_through_siak_has_the_same_gate_and_no_job() {
    let mut kit = ready();
    let intent = Command::PrintIntent { blanko: blanko("BK0001"), face: Hash([3; 32]), basis: "SIAK".into(), way: PrintWay::Siak };
    kit.run(intent);
    assert_eq!(kit.refused(print_spooled()), Refusal::Invalid { field: "way".into(), what: Flaw::Form });
    kit.run(print_outcome(CardResult::Good));
    assert_eq!(kit.view().card(), CardState::Good);
}

#[test]
fn a_first_card_waits_for_the_central_status_or_a_release() {
    let mut kit = Kit::new(1);
    kit.run(open(Layanan::Baru));
    kit.run(biodata());
    kit.run(done("mobile.minta_nik"));
    for id in ["f102", "fotokopi_kk"] {
        kit.run(requirement(id, Presence::Present));
    }
    kit.run(done("mobile.nik_verifikasi"));
    let reasons = kit.not_allowed(print_intent("BK0001"));
    assert!(reasons.contains(&Reason::NotPrintReady { status: None }), "{reasons:?}");
    assert!(reasons.contains(&Reason::NikNotVerified), "a NIK that is only stated prints nothing: {reasons:?}");

    kit.run(Command::Facts(vec![fact("recording_status", "PRINT_READY_RECORD", Obtained::Typed)]));
    let reasons = kit.not_allowed(print_intent("BK0001"));
    assert!(reasons.contains(&Reason::StatusNotFromOffice), "typed on the kit it opens nothing: {reasons:?}");

    let mut office = Kit::on(kit.doc.clone(), OFFICE);
    office.now.0 += 60_000;
    office.run(Command::Facts(vec![
        fact("nik", super::kit::NIK, Obtained::Typed),
        fact("recording_status", "PRINT_READY_RECORD", Obtained::Gateway),
    ]));
    meet(&mut kit, &mut office);
    kit.now.0 += 120_000;
    let reasons = kit.not_allowed(print_intent("BK0001"));
    assert!(!reasons.iter().any(|reason| matches!(reason, Reason::NotPrintReady { .. } | Reason::StatusNotFromOffice)), "{reasons:?}");

    kit.now.0 += 31 * 86_400_000;
    let reasons = kit.not_allowed(print_intent("BK0001"));
    assert!(reasons.iter().any(|reason| matches!(reason, Reason::StatusTooOld { .. })), "a status grows old: {reasons:?}");
}

#[test]
fn a_release_of_the_office_opens_the_status_and_nothing_else() {
    let mut kit = Kit::new(1);
    kit.run(open(Layanan::Baru));
    kit.run(biodata());
    let mut office = Kit::on(kit.doc.clone(), OFFICE);
    office.run(Command::Release { gate: "prr".into(), reason: "kebijakan 3/2025".into() });
    meet(&mut kit, &mut office);
    let gate = kit.plan().gate;
    let central = gate.iter().find(|condition| condition.id == "central_status").unwrap();
    assert!(central.met && central.released);
    assert!(!kit.plan().gate_open(), "the other conditions stay");
    office.run(Command::WithdrawRelease { gate: "prr".into(), reason: "dicabut".into() });
    meet(&mut kit, &mut office);
    assert!(!kit.plan().gate.iter().any(|condition| condition.released), "and can be taken back");
}

#[test]
fn a_conflict_on_a_printed_field_shuts_the_gate_until_a_person_chooses() {
    let mut a = ready();
    let mut b = Kit::on(a.doc.clone(), 2);
    a.set("alamat", Some("JL. SATU"));
    b.set("alamat", Some("JL. DUA"));
    agree(&mut a, &mut b);
    assert_eq!(a.not_allowed(print_intent("BK0001")), [Reason::PrintedConflict { fields: vec!["alamat".into()] }]);
    a.set("alamat", Some("JL. DUA"));
    a.run(print_intent("BK0001"));
}

#[test]
fn a_conflict_on_another_field_does_not() {
    let mut a = ready();
    let mut b = Kit::on(a.doc.clone(), 2);
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000002"));
    agree(&mut a, &mut b);
    a.run(print_intent("BK0001"));
}

#[test]
fn a_step_sent_back_elsewhere_shuts_the_gate() {
    let mut a = ready();
    let mut b = Kit::on(a.doc.clone(), 2);
    b.run(step("mobile.nik_verifikasi", Outcome::Returned));
    agree(&mut a, &mut b);
    assert!(!a.not_allowed(print_intent("BK0001")).is_empty());
}

#[test]
fn the_old_card_is_taken_back_before_the_new_one_is_handed_over() {
    let mut kit = Kit::new(1);
    kit.run(open(Layanan::Rusak));
    kit.run(super::kit::register_row());
    kit.run(biodata());
    kit.run(done("mobile.minta_nik"));
    for id in ["f102", "ktp_rusak", "fotokopi_kk"] {
        kit.run(requirement(id, Presence::Present));
    }
    kit.run(done("mobile.nik_verifikasi"));
    kit.run(print_intent("BK0001"));
    kit.run(print_outcome(CardResult::Good));
    kit.run(requirement("ktp_rusak", Presence::Missing));
    let reasons = kit.not_allowed(handover("BK0001"));
    assert!(reasons.contains(&Reason::OldCardNotWithdrawn), "{reasons:?}");
    kit.run(requirement("ktp_rusak", Presence::Present));
    kit.run(handover("BK0001"));
}

#[test]
fn a_receiver_other_than_the_pemohon_has_a_name() {
    let mut kit = ready();
    kit.run(print_intent("BK0001"));
    kit.run(print_outcome(CardResult::Good));
    let give = |receiver_name: Option<&str>| Command::Handover {
        blanko: blanko("BK0001"),
        receiver: Receiver::Keluarga,
        receiver_name: receiver_name.map(str::to_owned),
        receipt: None,
    };
    assert_eq!(kit.refused(give(None)), Refusal::Invalid { field: "receiver_name".into(), what: Flaw::Empty });
    kit.run(give(Some("Aminah")));
}

#[test]
fn nothing_is_handed_over_before_a_good_card_lies_there() {
    let mut kit = ready();
    assert!(kit.not_allowed(handover("BK0001")).contains(&Reason::NoCard));
    let (mut fresh, _) = two();
    assert_eq!(fresh.refused(print_spooled()), Refusal::NothingToDo);
    assert_eq!(fresh.refused(print_outcome(CardResult::Good)), Refusal::NothingToDo);
}
