//! Whole cases through the real procedures, on several laptops.

use ktpel_domain::{ids::Hash, layanan::Layanan};
use ktpel_sop::{
    captures::SLOTS,
    situation::Outcome,
    verdict::{Reason, StepStatus},
};

use super::kit::{
    Kit, NIK, OFFICE, agree, biodata, done, fact, handover, meet, open, print_intent, print_outcome, print_spooled, ready_to_print,
    requirement, step,
};
use crate::{
    Badge, CaseState, Command, NikAnswer,
    command::{CardResult, Mime, Obtained, Presence},
    index_row,
};

fn take(slot: &str, file: u8) -> Command {
    Command::Attach { slot: slot.into(), sha256: Hash([file; 32]), size: 40_000, mime: Mime::Jpeg, quality: 90 }
}

fn status(kit: &Kit, id: &str) -> StepStatus {
    kit.plan().step(id).unwrap().status
}

fn badge(kit: &Kit) -> (CaseState, Badge) {
    let row = index_row(&kit.view(), &kit.plan(), &kit.roster);
    (row.state, row.badge)
}

/// Recording of all slots, shared between two laptops.
fn record(a: &mut Kit, b: &mut Kit) {
    for (file, slot) in (1_u8..).zip(SLOTS) {
        let kit = if file % 2 == 0 { &mut *a } else { &mut *b };
        kit.run(take(slot.id, file));
    }
    agree(a, b);
}

#[test]
fn a_resident_without_a_nik_is_recorded_at_once_and_gets_the_card_on_a_later_visit() {
    let mut a = Kit::new(1);
    a.run(open(Layanan::Baru));
    a.run(form_f101());
    a.run(done("mobile.minta_nik"));
    assert_eq!(a.not_allowed(done("mobile.jelaskan_daftar_nik")), [Reason::NikNotApplied]);
    a.run(Command::Apply { note: None });
    a.run(done("mobile.jelaskan_daftar_nik"));
    assert_eq!(status(&a, "mobile.nik_verifikasi"), StepStatus::Waiting, "only SIAK issues a NIK");
    assert_eq!(badge(&a).1, Badge::MenungguNik);

    // The recording may be made meanwhile, by two laptops.
    let mut b = Kit::on(a.doc.clone(), 2);
    a.run(step("mobile.rekam", Outcome::Started));
    record(&mut a, &mut b);
    a.run(done("mobile.rekam"));
    assert!(a.not_allowed(print_intent("BK0001")).contains(&Reason::NikWaiting));

    // The office answers by sync.
    let mut office = Kit::on(a.doc.clone(), OFFICE);
    office.now.0 += 3_600_000;
    office.run(Command::AnswerApplication(NikAnswer::Granted { nik: NIK.into() }));
    meet(&mut a, &mut office);
    a.now = office.now;
    for id in ["f102", "f104"] {
        a.run(requirement(id, Presence::Present));
    }
    a.run(done("mobile.nik_verifikasi"));
    let plan = a.plan();
    assert!(plan.print_debt, "recorded today, printed on a later visit: {:?}", plan.gate);
    assert_eq!(badge(&a), (CaseState::Waiting, Badge::BelumPrr));

    // Weeks later the central system has answered.
    office.now.0 += 20 * 86_400_000;
    meet(&mut a, &mut office);
    office.run(Command::Facts(vec![fact("recording_status", "PRINT_READY_RECORD", Obtained::Import)]));
    meet(&mut a, &mut office);
    a.now.0 = office.now.0 + 86_400_000;
    a.run(print_intent("BK0001"));
    a.run(print_spooled());
    assert_eq!(badge(&a).1, Badge::LihatPrinter);
    a.run(print_outcome(CardResult::Good));
    a.run(handover("BK0001"));
    assert_eq!(badge(&a), (CaseState::Done, Badge::None));
    assert!(a.view().incidents().is_empty() && a.view().unproven().count() == 0);
}

/// Biodata of somebody who was asked and has no NIK (F-1.01).
fn form_f101() -> Command {
    let Command::SetFields { mut values, shown } = biodata() else { unreachable!("biodata is a form") };
    values.remove("nik");
    for (field, value) in [
        ("punya_nik", "tidak"),
        ("shdk", "siak/4/ANAK"),
        ("pendidikan", "f101_2019/3/Tamat SD"),
        ("nama_ayah", "Mahmud Ismail"),
        ("nama_ibu", "Siti Hawa"),
    ] {
        values.insert(field.into(), Some(value.into()));
    }
    Command::SetFields { values, shown }
}

#[test]
fn a_lost_card_is_replaced_on_the_spot_without_a_connection() {
    let mut kit = Kit::new(1);
    ready_to_print(&mut kit);
    let plan = kit.plan();
    assert_eq!(plan.step("mobile.rekam").unwrap().status, StepStatus::Skipped, "a person already recorded is not recorded again");
    assert!(plan.gate_open(), "{:?}", plan.gate);
    assert_eq!(plan.target_seconds, 11 * 60 - 3 * 60, "walk-in: the sum of the steps that apply, without the call");
}

#[test]
fn missing_documents_send_the_case_back_with_a_list() {
    let mut kit = Kit::new(1);
    kit.run(open(Layanan::Hilang));
    kit.run(biodata());
    kit.run(done("mobile.minta_nik"));
    kit.run(requirement("surat_hilang", Presence::Missing));
    kit.run(step("mobile.nik_verifikasi", Outcome::Returned));
    assert_eq!(badge(&kit), (CaseState::Returned, Badge::SyaratKurang));
    assert!(kit.plan().missing.contains(&"surat_hilang".to_owned()));
}

#[test]
fn two_laptops_serve_one_case_and_disagree() {
    let mut a = Kit::new(1);
    a.run(open(Layanan::Hilang));
    a.run(biodata());
    a.run(done("mobile.minta_nik"));
    for id in ["f102", "surat_hilang", "fotokopi_kk"] {
        a.run(requirement(id, Presence::Present));
    }
    let mut b = Kit::on(a.doc.clone(), 2);
    a.run(done("mobile.nik_verifikasi"));
    b.run(step("mobile.nik_verifikasi", Outcome::Returned));
    agree(&mut a, &mut b);
    assert_eq!(status(&a, "mobile.nik_verifikasi"), StepStatus::Contested, "the next step waits for a person");
    assert_eq!(badge(&a).1, Badge::Konflik);
    b.run(done("mobile.nik_verifikasi"));
    agree(&mut a, &mut b);
    assert_eq!(status(&a, "mobile.nik_verifikasi"), StepStatus::Done);
}

#[test]
fn all_six_services_open_and_ask_for_their_documents() {
    for layanan in Layanan::ALL {
        let mut kit = Kit::new(1);
        kit.run(open(layanan));
        let plan = kit.plan();
        assert_eq!(plan.next.as_deref(), Some("mobile.minta_nik"), "{layanan:?}: a walk-in starts with the NIK");
        assert!(plan.missing.contains(&"f102".to_owned()), "{layanan:?}");
        assert!(!plan.gate_open());
    }
}
