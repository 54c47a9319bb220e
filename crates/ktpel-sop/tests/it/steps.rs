//! What may be recorded for a step now, and why not.

use ktpel_domain::layanan::Layanan;
use ktpel_sop::situation::{
    CaptureRecord, CardState, NikApplication, NikKnowledge, Outcome, Policy, RequirementRecord, Situation, StepRecord,
};
use ktpel_sop::verdict::{Reason, StepStatus};
use ktpel_sop::{catalogue, check_step, plan, step_detail};

use crate::build::{Story, pemohon};
use crate::show::{reasons, statuses};

#[track_caller]
fn check(situation: &Situation, step: &str, outcome: Outcome, expect: &[Reason]) {
    let answer = check_step(catalogue(), situation, step, outcome).err().unwrap_or_default();
    assert_eq!(answer, expect, "{step} {outcome:?}; steps are {}", statuses(&plan(catalogue(), situation)));
}

fn before(step: &str) -> Reason {
    Reason::StepBefore { step: step.to_owned() }
}

fn missing(ids: &[&str]) -> Reason {
    Reason::RequirementsMissing { requirements: ids.iter().map(|id| (*id).to_owned()).collect() }
}

fn applied() -> Situation {
    let situation = pemohon(Layanan::Baru).nik(NikKnowledge::None).did("mobile.minta_nik");
    situation.application(NikApplication::Filed).all_documents().did("mobile.jelaskan_daftar_nik")
}

#[test]
fn the_nik_is_asked_before_the_step_ends() {
    let received = pemohon(Layanan::Baru);
    check(&received, "mobile.minta_nik", Outcome::Started, &[]);
    check(&received, "mobile.minta_nik", Outcome::Done, &[Reason::NikNotAsked]);
    check(&received.clone().nik(NikKnowledge::None), "mobile.minta_nik", Outcome::Done, &[]);
    let nameless =
        Situation { empty_fields: ["nama_lengkap".to_owned(), "nama_ibu".to_owned()].into(), ..received.nik(NikKnowledge::Stated) };
    check(&nameless, "mobile.minta_nik", Outcome::Done, &[Reason::FieldsEmpty { fields: vec!["nama_lengkap".to_owned()] }]);
}

#[test]
fn steps_come_in_the_order_of_the_sop() {
    let received = pemohon(Layanan::Baru);
    check(&received, "mobile.nik_verifikasi", Outcome::Started, &[before("mobile.minta_nik")]);
    check(&received, "mobile.rekam", Outcome::Started, &[before("mobile.minta_nik")]);
    check(&received, "baru.rekam", Outcome::Started, &[Reason::UnknownStep { step: "baru.rekam".to_owned() }]);
    assert_eq!(step_detail(catalogue(), "baru.rekam").map(|step| step.no), Some(4), "a detail is found in any procedure");
    assert_eq!(step_detail(catalogue(), "mobile.8"), None, "the SOP has no step 8");
}

#[test]
fn a_walk_in_skips_what_precedes_the_case() {
    let walk_in = plan(catalogue(), &pemohon(Layanan::Baru).walk_in());
    for step in ["mobile.kontak", "mobile.pemohon_menghubungi"] {
        assert_eq!(reasons(&walk_in, step), [Reason::WalkIn]);
    }
    check(&pemohon(Layanan::Baru).walk_in(), "mobile.kontak", Outcome::Started, &[Reason::WalkIn]);
    check(&pemohon(Layanan::Baru).walk_in().did("mobile.kontak"), "mobile.kontak", Outcome::Done, &[Reason::WalkIn]);
}

#[test]
fn who_has_a_nik_applies_for_none() {
    let has = pemohon(Layanan::Baru).nik(NikKnowledge::Stated).did("mobile.minta_nik");
    check(&has, "mobile.jelaskan_daftar_nik", Outcome::Started, &[Reason::NikKnown]);
    check(&has, "mobile.jelaskan_daftar_nik", Outcome::Skipped, &[]);
    check(&has, "mobile.nik_verifikasi", Outcome::Skipped, &[Reason::NotSkippable { step: "mobile.nik_verifikasi".to_owned() }]);
}

#[test]
fn step_4_ends_with_an_application() {
    let none = pemohon(Layanan::Baru).nik(NikKnowledge::None).did("mobile.minta_nik");
    check(&none, "mobile.jelaskan_daftar_nik", Outcome::Done, &[Reason::NikNotApplied]);
    check(&none.clone().application(NikApplication::Filed), "mobile.jelaskan_daftar_nik", Outcome::Done, &[]);
    check(&none.application(NikApplication::Refused), "mobile.jelaskan_daftar_nik", Outcome::Done, &[Reason::NikRefused]);
}

#[test]
fn a_case_waits_for_its_nik_and_the_recording_does_not() {
    let waiting = plan(catalogue(), &applied());
    assert_eq!(reasons(&waiting, "mobile.nik_verifikasi"), [Reason::NikWaiting]);
    assert_eq!(waiting.step("mobile.nik_verifikasi").map(|step| step.status), Some(StepStatus::Waiting));
    check(&applied(), "mobile.nik_verifikasi", Outcome::Done, &[Reason::NikWaiting]);
    check(&applied(), "mobile.rekam", Outcome::Started, &[]);

    let strict = Situation { policy: Policy { record_before_nik: false, ..Policy::default() }, ..applied() };
    check(&strict, "mobile.rekam", Outcome::Started, &[before("mobile.nik_verifikasi")]);

    let recorded = plan(catalogue(), &applied().all_captures().did("mobile.rekam"));
    assert_eq!(reasons(&recorded, "mobile.cetak"), [Reason::NikWaiting, Reason::NotPrintReady { status: None }]);
    assert!(recorded.print_debt, "the card is owed");
}

#[test]
fn what_was_recorded_as_done_is_not_done_without_a_nik() {
    let merged = applied().did("mobile.nik_verifikasi");
    assert_eq!(statuses(&plan(catalogue(), &merged)), "DDDDWOBB", "another laptop ended it, but there is no NIK");
    let arrived = merged.application(NikApplication::Granted).nik(NikKnowledge::Official);
    assert_eq!(statuses(&plan(catalogue(), &arrived)), "DDDDDOBB");
}

#[test]
fn a_refused_application_comes_back_to_the_team() {
    let refused = applied().application(NikApplication::Refused);
    let plan = plan(catalogue(), &refused);
    assert_eq!(reasons(&plan, "mobile.nik_verifikasi"), [Reason::NikRefused]);
    assert_eq!(plan.next.as_deref(), Some("mobile.nik_verifikasi"));
    check(&refused, "mobile.nik_verifikasi", Outcome::Done, &[Reason::NikRefused]);
    check(&refused, "mobile.rekam", Outcome::Started, &[before("mobile.nik_verifikasi")]);
}

#[test]
fn verification_wants_every_document_of_the_service() {
    let mut here = pemohon(Layanan::Hilang).nik(NikKnowledge::Official).card_before().did("mobile.minta_nik");
    check(&here, "mobile.nik_verifikasi", Outcome::Done, &[missing(&["f102", "surat_hilang", "fotokopi_kk"])]);
    check(&here, "mobile.nik_verifikasi", Outcome::Returned, &[]);
    here = here.document("f102", RequirementRecord::Present).document("surat_hilang", RequirementRecord::Contested);
    check(&here, "mobile.nik_verifikasi", Outcome::Done, &[missing(&["surat_hilang", "fotokopi_kk"])]);

    let back = here.recorded_as("mobile.nik_verifikasi", StepRecord::Settled(Outcome::Returned));
    let told = plan(catalogue(), &back);
    assert_eq!(reasons(&told, "mobile.nik_verifikasi"), [missing(&["surat_hilang", "fotokopi_kk"])], "the list for the slip");
    assert_eq!(told.missing, ["surat_hilang", "fotokopi_kk"]);
    check(&back.all_documents(), "mobile.nik_verifikasi", Outcome::Done, &[]);
}

#[test]
fn another_document_may_stand_for_the_one_that_is_asked() {
    #[track_caller]
    fn check_missing(situation: &Situation, expect: &[&str]) {
        assert_eq!(plan(catalogue(), situation).missing, expect);
    }
    let present = |situation: Situation, ids: &[&str]| ids.iter().fold(situation, |it, id| it.document(id, RequirementRecord::Present));
    let moved = present(pemohon(Layanan::PindahDatang), &["f102", "surat_pindah", "fotokopi_kk"]);
    check_missing(&moved, &["ktp_asal"]);
    check_missing(&present(moved.clone(), &["surat_hilang"]), &[]);
    check_missing(&moved.waive("ktp_asal"), &[]);
    check_missing(&present(pemohon(Layanan::Rusak), &["f102", "fotokopi_kk", "surat_hilang"]), &["ktp_rusak"]);
    check_missing(&pemohon(Layanan::PerubahanData), &["f102", "f106", "ktp_lama", "kk_terbaru", "bukti_perubahan"]);

    let guest = present(pemohon(Layanan::LuarDomisili), &["f102", "fotokopi_kk"]);
    check_missing(&guest, &[]);
    check_missing(&guest.card_before(), &["ktp_rusak"]);

    let unregistered = pemohon(Layanan::Baru).nik(NikKnowledge::None).document("f102", RequirementRecord::Present);
    check_missing(&unregistered, &["fotokopi_kk", "bukti_kelahiran"]);
    check_missing(&present(unregistered, &["f104"]), &[]);
}

#[test]
fn every_part_of_the_recording_is_captured_or_waived() {
    let verified = || pemohon(Layanan::Baru).verified();
    let all = plan(catalogue(), &verified()).captures_missing;
    assert_eq!((all.len(), all.first().map(String::as_str), all.last().map(String::as_str)), (14, Some("wajah"), Some("tanda_tangan")));
    check(&verified(), "mobile.rekam", Outcome::Done, &[Reason::CapturesMissing { slots: all }]);

    let mut partial = verified().all_captures();
    partial.captures.remove("jari_kiri_5");
    partial.captures.insert("wajah".to_owned(), CaptureRecord::TwoTakes);
    partial.captures.insert("iris_kiri".to_owned(), CaptureRecord::Waived);
    let finger = Reason::CapturesMissing { slots: vec!["jari_kiri_5".to_owned()] };
    let takes = Reason::TwoTakes { slots: vec!["wajah".to_owned()] };
    check(&partial, "mobile.rekam", Outcome::Done, &[finger.clone(), takes.clone()]);
    check(&partial.clone().waive("jari_kiri_5"), "mobile.rekam", Outcome::Done, std::slice::from_ref(&takes));
    check(&partial.waive("sidik_jari"), "mobile.rekam", Outcome::Done, &[takes]);
}

#[test]
fn nobody_is_recorded_twice_unless_an_officer_says_why() {
    for status in ["BIO_CAPTURED", "DUPLICATE_RECORD", "ENROLL_FAILURE_AT_CENTRAL", "CARD_ISSUED", "STATUS_BARU"] {
        let recorded = pemohon(Layanan::Baru).verified().status(status);
        check(&recorded, "mobile.rekam", Outcome::Started, &[Reason::AlreadyRecorded]);
        check(&recorded.release("rekam_ulang"), "mobile.rekam", Outcome::Started, &[]);
    }
    check(&pemohon(Layanan::Baru).verified().card_before(), "mobile.rekam", Outcome::Started, &[Reason::AlreadyRecorded]);
    check(&pemohon(Layanan::LuarDomisili).verified().status("UNREGISTERED"), "mobile.rekam", Outcome::Started, &[]);
    for layanan in [Layanan::Hilang, Layanan::Rusak, Layanan::PindahDatang, Layanan::PerubahanData] {
        let verified = pemohon(layanan).verified();
        check(&verified, "mobile.rekam", Outcome::Started, &[Reason::ServiceDoesNotRecord]);
        check(&verified.release("rekam_ulang"), "mobile.rekam", Outcome::Started, &[]);
    }
}

#[test]
fn recorded_from_16_or_once_married() {
    let born = |year, month, day| pemohon(Layanan::Baru).born(year, month, day).verified();
    check(&born(2010, 11, 24), "mobile.rekam", Outcome::Started, &[Reason::TooYoungToRecord { umur: 15 }]);
    check(&born(2010, 11, 23), "mobile.rekam", Outcome::Started, &[]);
    check(&born(2010, 11, 24).married(), "mobile.rekam", Outcome::Started, &[]);
    check(&born(2026, 11, 24), "mobile.rekam", Outcome::Started, &[Reason::TooYoungToRecord { umur: 0 }]);
    let unknown = Situation { tanggal_lahir: None, ..born(1990, 1, 1) };
    check(&unknown, "mobile.rekam", Outcome::Started, &[Reason::BirthDateUnknown]);
    check(&unknown.married(), "mobile.rekam", Outcome::Started, &[]);
}

#[test]
fn recorded_at_16_joins_the_print_on_the_17th_birthday() {
    let sixteen = pemohon(Layanan::Baru).born(2010, 5, 4).verified().all_captures().did("mobile.rekam").photo();
    let plan = plan(catalogue(), &sixteen.status("PRINT_READY_RECORD"));
    assert_eq!(reasons(&plan, "mobile.cetak"), [Reason::TooYoungToPrint { umur: 16, from: "2027-05-04".to_owned() }]);
    assert!(plan.print_debt);
}

#[test]
fn printing_is_done_when_a_good_card_lies_there() {
    let ready = || pemohon(Layanan::Baru).verified().status("PRINT_READY_RECORD").photo();
    check(&ready(), "mobile.cetak", Outcome::Started, &[]);
    check(&ready(), "mobile.cetak", Outcome::Done, &[Reason::NoCard]);
    check(&ready().card(CardState::Spooled), "mobile.cetak", Outcome::Done, &[Reason::LookAtPrinter]);
    check(&ready().card(CardState::Spoiled), "mobile.cetak", Outcome::Done, &[Reason::NoCard]);
    check(&ready().card(CardState::Good), "mobile.cetak", Outcome::Done, &[]);
    check(&ready().card(CardState::Good), "mobile.cetak", Outcome::Started, &[Reason::CardPrinted]);
    check(&ready(), "mobile.serahkan", Outcome::Started, &[before("mobile.cetak"), Reason::NoCard]);
    let spoiled = ready().did("mobile.cetak").card(CardState::Spoiled);
    assert_eq!(statuses(&plan(catalogue(), &spoiled)), "DDDSDSOB", "the acts of the card count, not the step");
}

#[test]
fn the_old_card_is_taken_back_before_the_new_one_is_handed_over() {
    for (layanan, card) in [(Layanan::Rusak, "ktp_rusak"), (Layanan::PindahDatang, "ktp_asal"), (Layanan::PerubahanData, "ktp_lama")] {
        let printed = pemohon(layanan).card_before().verified().photo().card(CardState::Good);
        check(&printed, "mobile.serahkan", Outcome::Done, &[]);
        let kept = printed.document(card, RequirementRecord::Missing);
        check(&kept, "mobile.serahkan", Outcome::Done, &[Reason::OldCardNotWithdrawn]);
        let lost = kept.document("surat_hilang", RequirementRecord::Present);
        let expect: &[Reason] = if layanan == Layanan::Rusak { &[Reason::OldCardNotWithdrawn] } else { &[] };
        check(&lost, "mobile.serahkan", Outcome::Done, expect);
    }
    let lost = pemohon(Layanan::Hilang).card_before().verified().photo().card(CardState::Good);
    check(&lost, "mobile.serahkan", Outcome::Done, &[]);
}

#[test]
fn what_is_handed_over_is_over() {
    let ended = Situation { handed_over: true, ..pemohon(Layanan::Hilang).card_before().verified().photo().card(CardState::Good) };
    assert!(plan(catalogue(), &ended).closed);
    for step in ["mobile.minta_nik", "mobile.nik_verifikasi", "mobile.cetak", "mobile.serahkan"] {
        check(&ended, step, Outcome::Started, &[Reason::HandedOver]);
    }
    check(&ended, "mobile.nik_verifikasi", Outcome::Returned, &[Reason::HandedOver]);
}

#[test]
fn an_ended_step_may_be_taken_up_again_until_a_card_exists() {
    let ready = || pemohon(Layanan::Baru).verified().status("PRINT_READY_RECORD").photo();
    check(&ready(), "mobile.nik_verifikasi", Outcome::Started, &[]);
    check(&ready(), "mobile.nik_verifikasi", Outcome::Returned, &[]);
    check(&ready().card(CardState::Spooled), "mobile.nik_verifikasi", Outcome::Returned, &[Reason::LookAtPrinter]);
    check(&ready().card(CardState::Good), "mobile.nik_verifikasi", Outcome::Returned, &[Reason::CardPrinted]);
    check(&ready(), "mobile.minta_nik", Outcome::Returned, &[Reason::NotReturnable { step: "mobile.minta_nik".to_owned() }]);
}

#[test]
fn a_contested_step_is_settled_by_ending_it() {
    let both = StepRecord::Contested(vec![Outcome::Done, Outcome::Returned]);
    let contested = pemohon(Layanan::Baru).verified().recorded_as("mobile.nik_verifikasi", both);
    check(&contested, "mobile.rekam", Outcome::Started, &[Reason::Contested { step: "mobile.nik_verifikasi".to_owned() }]);
    check(&contested, "mobile.nik_verifikasi", Outcome::Done, &[]);
    check(&contested, "mobile.nik_verifikasi", Outcome::Returned, &[]);
    check(&contested.document("f102", RequirementRecord::Missing), "mobile.nik_verifikasi", Outcome::Done, &[missing(&["f102"])]);
}

#[test]
fn a_signed_waiver_lets_a_step_be_skipped() {
    let step = "mobile.rekam";
    let skipped = StepRecord::Settled(Outcome::Skipped);
    let verified = pemohon(Layanan::Baru).verified();
    check(&verified, step, Outcome::Skipped, &[Reason::NotSkippable { step: step.to_owned() }]);
    assert_eq!(
        statuses(&plan(catalogue(), &verified.clone().recorded_as(step, skipped.clone()))),
        "DDDSDOBB",
        "a skip without right does not count"
    );
    let waived = verified.waive(step);
    check(&waived, step, Outcome::Skipped, &[]);
    let plan = plan(catalogue(), &waived.recorded_as(step, skipped));
    assert_eq!(reasons(&plan, step), [Reason::Waived { step: step.to_owned() }]);
}

#[test]
fn the_desk_has_no_sop_for_changed_data() {
    let desk = pemohon(Layanan::PerubahanData).at_desk();
    check(&desk, "baru.terima_berkas", Outcome::Started, &[Reason::NoProcedure]);
    let plan = plan(catalogue(), &desk);
    assert_eq!(plan.gate.iter().map(|it| it.reasons.as_slice()).collect::<Vec<_>>(), [[Reason::NoProcedure].as_slice()]);
    assert!(!plan.gate_open() && plan.next.is_none());
}

#[test]
fn kasi_approves_nothing_that_is_in_dispute() {
    let submitted = pemohon(Layanan::Hilang).at_desk().nik(NikKnowledge::Official).all_documents();
    let steps = ["terima_berkas", "verifikasi_berkas", "unggah_ajukan"];
    let submitted = steps.iter().fold(submitted, |it, step| it.did(&format!("hilang_rusak.{step}")));
    let kasi = "hilang_rusak.verifikasi_kasi";
    check(&submitted, kasi, Outcome::Done, &[]);
    let disputed = Situation { printed_conflicts: vec!["alamat".to_owned()], incidents: vec!["two_prints".to_owned()], ..submitted };
    let conflict = Reason::PrintedConflict { fields: vec!["alamat".to_owned()] };
    check(&disputed, kasi, Outcome::Done, &[conflict, Reason::Incident { incident: "two_prints".to_owned() }]);
    check(&disputed, kasi, Outcome::Returned, &[]);
}

#[test]
fn the_desk_waits_for_a_nik_too() {
    let none = pemohon(Layanan::Baru).at_desk().nik(NikKnowledge::None).all_documents().did("baru.terima_berkas");
    let step = "baru.verifikasi_berkas";
    check(&none, step, Outcome::Done, &[Reason::NikNotApplied]);
    check(&none.clone().application(NikApplication::Filed), step, Outcome::Done, &[Reason::NikWaiting]);
    check(&none.application(NikApplication::Granted).nik(NikKnowledge::Official), step, Outcome::Done, &[]);
}
