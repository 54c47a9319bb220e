//! The print gate: from an open one, each single change that must shut it, with the reason and who can mend it.

use jiff::civil::date;
use ktpel_domain::layanan::Layanan;
use ktpel_sop::situation::{CaptureRecord, CardState, NikApplication, NikKnowledge, Outcome, RequirementRecord, Situation, StepRecord};
use ktpel_sop::verdict::{GateCondition, Reason};
use ktpel_sop::{catalogue, plan};

use crate::build::{DAY_MS, NOW, Story, pemohon};
use crate::show::{shut, statuses};

/// Baru, print ready, everything in order: the gate is open.
fn open() -> Situation {
    let situation = pemohon(Layanan::Baru).verified().status("PRINT_READY_RECORD").photo();
    assert!(plan(catalogue(), &situation).gate_open(), "the stories start from an open gate");
    situation
}

#[track_caller]
fn check_shut(situation: &Situation, condition: &str, reason: &Reason, mend: &str) {
    let plan = plan(catalogue(), situation);
    let found = plan.gate.iter().find(|it| it.id == condition).expect("every condition is listed, met or not");
    let expect =
        GateCondition { id: condition.to_owned(), met: false, reasons: vec![reason.clone()], mend: mend.to_owned(), released: false };
    assert_eq!(found, &expect);
    assert!(!plan.gate_open());
}

fn strings(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn every_condition_is_listed_in_the_order_of_the_screen() {
    let ids: Vec<_> = plan(catalogue(), &open()).gate.into_iter().map(|condition| condition.id).collect();
    assert_eq!(ids, ["identity", "age", "central_status", "data", "photo", "conflicts", "incidents", "version", "card", "steps"]);
}

#[test]
fn without_an_official_nik_it_is_shut() {
    let nik = |nik| open().nik(nik);
    check_shut(&nik(NikKnowledge::NotAsked), "identity", &Reason::NikNotAsked, "operator");
    check_shut(&nik(NikKnowledge::None), "identity", &Reason::NikNotApplied, "operator");
    check_shut(&nik(NikKnowledge::Stated), "identity", &Reason::NikNotVerified, "kantor");
    check_shut(&nik(NikKnowledge::None).application(NikApplication::Filed), "identity", &Reason::NikWaiting, "kantor");
    check_shut(&nik(NikKnowledge::None).application(NikApplication::Refused), "identity", &Reason::NikRefused, "pemohon");
    check_shut(&nik(NikKnowledge::Stated).application(NikApplication::Granted), "identity", &Reason::NikWaiting, "kantor");
}

#[test]
fn nobody_under_17_who_never_married_gets_a_card() {
    let sixteen = open().born(2009, 11, 24);
    check_shut(&sixteen, "age", &Reason::TooYoungToPrint { umur: 16, from: "2026-11-24".to_owned() }, "pemohon");
    assert!(plan(catalogue(), &open().born(2009, 11, 23)).gate_open(), "17 today");
    assert!(plan(catalogue(), &sixteen.clone().married()).gate_open(), "once married at any age");
    check_shut(&Situation { tanggal_lahir: None, ..open() }, "age", &Reason::BirthDateUnknown, "operator");
    let leap = Situation { today: date(2025, 2, 28), ..open().born(2008, 2, 29) };
    check_shut(&leap, "age", &Reason::TooYoungToPrint { umur: 16, from: "2025-03-01".to_owned() }, "pemohon");
}

#[test]
fn a_first_card_prints_only_at_print_ready_record() {
    for status in [
        "UNREGISTERED",
        "BIO_CAPTURED",
        "SENT_FOR_ENROLLMENT",
        "ADJUDICATE_RECORD",
        "DUPLICATE_RECORD",
        "SENT_FOR_CARD_PRINTING",
        "print_ready_record",
        "BARU",
    ] {
        let reason = Reason::NotPrintReady { status: Some(status.to_owned()) };
        check_shut(&open().status(status), "central_status", &reason, "pusat");
    }
    check_shut(&Situation { central: None, ..open() }, "central_status", &Reason::NotPrintReady { status: None }, "pusat");
}

#[test]
fn who_has_a_card_already_needs_another_service() {
    let issued = open().status("CARD_ISSUED").card_before();
    check_shut(&issued, "central_status", &Reason::NotPrintReady { status: Some("CARD_ISSUED".to_owned()) }, "operator");
    let plan = plan(catalogue(), &issued);
    assert_eq!((statuses(&plan).as_str(), plan.print_debt), ("DDDSDSBB", false), "no later visit will make a first card of it");
}

#[test]
fn only_a_fresh_status_of_the_office_counts() {
    let days = |days| open().status_days_ago("PRINT_READY_RECORD", days);
    assert!(plan(catalogue(), &days(30)).gate_open(), "the limit itself is allowed");
    check_shut(&days(31), "central_status", &Reason::StatusTooOld { days: 31, limit: 30 }, "kantor");
    let mut a_ms_over = days(30);
    a_ms_over.now.0 += 1;
    check_shut(&a_ms_over, "central_status", &Reason::StatusTooOld { days: 30, limit: 30 }, "kantor");
    let mut typed = open();
    typed.central.as_mut().unwrap().from_office = false;
    check_shut(&typed, "central_status", &Reason::StatusNotFromOffice, "kantor");
}

#[test]
fn a_clock_that_went_back_makes_a_status_no_younger_than_new() {
    let mut early = open();
    early.now.0 = NOW.0 - 400 * DAY_MS;
    assert!(plan(catalogue(), &early).gate_open(), "a status from the future is new, not a crash");
}

#[test]
fn a_replacement_prints_on_a_card_before_or_a_reprintable_status() {
    for layanan in [Layanan::Hilang, Layanan::Rusak, Layanan::PindahDatang, Layanan::PerubahanData] {
        let verified = || pemohon(layanan).verified().photo();
        assert!(plan(catalogue(), &verified().card_before()).gate_open(), "{layanan:?}: the register knows the card");
        for status in ["PRINT_READY_RECORD", "CARD_PRINTED", "CARD_SHIPPED", "CARD_ISSUED"] {
            assert!(plan(catalogue(), &verified().status(status)).gate_open(), "{layanan:?} at {status}");
        }
        let processing = Reason::NotPrintReady { status: Some("PROCESSING".to_owned()) };
        check_shut(&verified().status("PROCESSING"), "central_status", &processing, "pusat");
        let duplicate = Reason::NotPrintReady { status: Some("DUPLICATE_RECORD".to_owned()) };
        check_shut(&verified().status("DUPLICATE_RECORD").card_before(), "central_status", &duplicate, "pusat");
    }
}

#[test]
fn a_release_of_the_office_opens_the_central_status_and_nothing_else() {
    let released = open().status("BIO_CAPTURED").release("prr");
    let plan_of = |situation: &Situation| plan(catalogue(), situation);
    let condition = plan_of(&released).gate.into_iter().find(|it| it.id == "central_status").unwrap();
    assert!(condition.met && condition.released, "the screen must say that a release opened it");
    assert!(plan_of(&released).gate_open());
    assert!(!plan_of(&open().release("prr")).gate.iter().any(|it| it.released), "a fact that holds needs no release");
    assert_eq!(shut(&plan_of(&released.clone().born(2010, 1, 1))), ["age"]);
    assert_eq!(shut(&plan_of(&open().status("BIO_CAPTURED").release("rekam_ulang"))), ["central_status", "steps"]);
}

#[test]
fn missing_documents_and_empty_fields_shut_it() {
    let missing = open().document("fotokopi_kk", RequirementRecord::Missing);
    check_shut(&missing, "data", &Reason::RequirementsMissing { requirements: strings(&["fotokopi_kk"]) }, "pemohon");
    let contested = open().document("fotokopi_kk", RequirementRecord::Contested);
    check_shut(&contested, "data", &Reason::RequirementsMissing { requirements: strings(&["fotokopi_kk"]) }, "pemohon");
    assert!(plan(catalogue(), &missing.waive("fotokopi_kk")).gate_open(), "a signed waiver stands for the document");
    let empty = |field: &str| Situation { empty_fields: [field.to_owned()].into(), ..open() };
    check_shut(&empty("alamat"), "data", &Reason::FieldsEmpty { fields: strings(&["alamat"]) }, "operator");
    for field in ["nama_ayah", "penerima", "golongan_darah"] {
        assert!(plan(catalogue(), &empty(field)).gate_open(), "{field} does not have to stand on the card");
    }
}

#[test]
fn one_photo_for_the_card_must_be_there() {
    check_shut(&Situation { has_card_photo: false, ..open() }, "photo", &Reason::NoCardPhoto, "operator");
    let mut twice = open();
    twice.captures.insert("wajah".to_owned(), CaptureRecord::TwoTakes);
    check_shut(&twice, "photo", &Reason::TwoTakes { slots: strings(&["wajah"]) }, "operator");
    let mut finger = open();
    finger.captures.insert("jari_kiri_2".to_owned(), CaptureRecord::TwoTakes);
    assert!(plan(catalogue(), &finger).gate_open(), "a finger does not stand on the card");
    assert_eq!(
        plan(catalogue(), &Situation { has_card_photo: false, ..open() }).next.as_deref(),
        Some("mobile.cetak"),
        "the photo is taken at the gate"
    );
}

#[test]
fn what_a_person_must_settle_first_shuts_it() {
    let conflict = Situation { printed_conflicts: strings(&["alamat"]), ..open() };
    check_shut(&conflict, "conflicts", &Reason::PrintedConflict { fields: strings(&["alamat"]) }, "operator");
    let incident = Situation { incidents: strings(&["two_prints"]), ..open() };
    check_shut(&incident, "incidents", &Reason::Incident { incident: "two_prints".to_owned() }, "kantor");
    check_shut(&Situation { unknown_acts: 1, ..open() }, "version", &Reason::NeedsNewerVersion, "kantor");
    let contested = open().recorded_as("mobile.minta_nik", StepRecord::Contested(vec![Outcome::Done, Outcome::Returned]));
    check_shut(&contested, "steps", &Reason::Contested { step: "mobile.minta_nik".to_owned() }, "operator");
    let returned = open().recorded_as("mobile.nik_verifikasi", StepRecord::Settled(Outcome::Returned));
    check_shut(&returned, "steps", &Reason::StepBefore { step: "mobile.nik_verifikasi".to_owned() }, "operator");
    let waiting = open().nik(NikKnowledge::None).application(NikApplication::Filed).did("mobile.jelaskan_daftar_nik");
    check_shut(&waiting, "steps", &Reason::StepBefore { step: "mobile.nik_verifikasi".to_owned() }, "kantor");
    for situation in [conflict, incident] {
        assert_eq!(statuses(&plan(catalogue(), &situation)), "DDDSDSBB", "the team must mend it before the gate");
    }
}

#[test]
fn one_case_prints_one_card() {
    check_shut(&open().card(CardState::Intended), "card", &Reason::LookAtPrinter, "operator");
    check_shut(&open().card(CardState::Spooled), "card", &Reason::LookAtPrinter, "operator");
    check_shut(&open().card(CardState::Good), "card", &Reason::CardPrinted, "operator");
    check_shut(&Situation { handed_over: true, ..open().card(CardState::Good) }, "card", &Reason::HandedOver, "operator");
    assert!(plan(catalogue(), &open().card(CardState::Spoiled)).gate_open(), "a spoiled blanko is printed anew");
}

#[test]
fn a_print_under_way_must_be_ended_whatever_changed_since() {
    let printing = Situation { printed_conflicts: strings(&["alamat"]), ..open().card(CardState::Spooled) };
    let plan = plan(catalogue(), &printing);
    assert_eq!(plan.next.as_deref(), Some("mobile.cetak"), "the card lies in the printer: look at it");
    assert!(!plan.gate_open(), "and no second one is printed");
}
