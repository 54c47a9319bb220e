//! Every command once: what it writes, under which name, and what it refuses.

use std::collections::BTreeMap;

use ktpel_domain::{
    ids::{ContactId, DocId, Hash},
    layanan::Layanan,
};
use ktpel_sop::{
    situation::{Channel, NikApplication, NikKnowledge, Outcome},
    verdict::Reason,
};

use super::kit::{CASE, Kit, NIK, OFFICE, agree, biodata, done, fact, meet, open, requirement, step, two};
use crate::{
    Command, ContactInput, Flaw, NikAnswer, Refusal,
    command::{ContactWay, Mime, Obtained, Presence, PunyaNik},
};

fn opened(layanan: Layanan) -> Kit {
    let mut kit = Kit::new(1);
    kit.run(open(layanan));
    kit
}

fn invalid(field: &str, what: Flaw) -> Refusal {
    Refusal::Invalid { field: field.into(), what }
}

fn note(text: &str, corrects: Option<String>) -> Command {
    Command::Note { text: text.into(), corrects }
}

fn form(values: &[(&str, &str)]) -> Command {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), Some((*value).to_owned()))).collect();
    Command::SetFields { values, shown: BTreeMap::new() }
}

fn attach(slot: &str, file: u8) -> Command {
    Command::Attach { slot: slot.into(), sha256: Hash([file; 32]), size: 51_234, mime: Mime::Jpeg, quality: 81 }
}

fn waive(subject: &str) -> Command {
    Command::Waive { subject: subject.into(), reason: "katarak".into() }
}

#[test]
fn a_case_is_opened_once() {
    let mut kit = Kit::new(1);
    assert_eq!(kit.refused(biodata()), Refusal::NotOpen, "a case wants to be opened first");
    let change = kit.run(open(Layanan::Hilang));
    let view = kit.view();
    assert_eq!(view.layanan(), Some(Layanan::Hilang));
    assert_eq!(view.channel(), Channel::Mobile);
    assert_eq!(view.agreed("visit"), Some(DocId([2; 16]).to_string().as_str()));
    assert_eq!(view.agreed("nama_lengkap"), Some("Siti Rahmah"));
    assert_eq!(view.fields["layanan"][0].command, "case.open", "the change says by which command");
    assert_eq!(kit.doc.heads(), [change.hash]);
    assert_eq!(kit.refused(open(Layanan::Baru)), Refusal::AlreadyOpen);
}

#[test]
fn one_command_is_one_change() {
    let mut kit = opened(Layanan::Baru);
    let before = kit.doc.heads();
    let change = kit.run(biodata());
    assert_eq!(kit.doc.changes_since(&before), [(change.hash, change.bytes.clone())], "fields and acts go together");
    assert_eq!(kit.doc.change(change.hash), Some(change.bytes));
}

#[test]
fn the_desk_refuses_what_has_no_procedure() {
    let mut kit = Kit::new(1);
    let (visit, contact, fields) = (None, None, BTreeMap::new());
    let at_desk = Command::Open { layanan: Layanan::PerubahanData, channel: Channel::Loket, visit, contact, fields };
    assert_eq!(kit.not_allowed(at_desk), [Reason::NoProcedure]);
}

#[test]
fn a_planned_case_names_its_contact() {
    let mut kit = Kit::new(1);
    let contact = Some(ContactId([5; 16]));
    kit.run(Command::Open { layanan: Layanan::Baru, channel: Channel::Mobile, visit: None, contact, fields: BTreeMap::new() });
    assert!(kit.view().situation(ktpel_sop::catalogue(), kit.now, Default::default()).has_contact);
}

#[test]
fn forms_store_what_an_official_could_accept() {
    let mut kit = opened(Layanan::Hilang);
    kit.run(form(&[("nik", "527201 150390 9901"), ("no_kk", "5272.0101.0110.9901")]));
    assert_eq!(kit.view().agreed("nik"), Some(NIK), "sixteen digits, whatever the spaces");
    for (field, value, flaw) in [
        ("nik", "527201150390990", Flaw::Number),
        ("no_kk", "9972010101109901", Flaw::Number),
        ("tanggal_lahir", "1990-02-30", Flaw::Date),
        ("tanggal_lahir", "15-03-1990", Flaw::Date),
        ("tanggal_lahir", "2030-01-01", Flaw::Range),
        ("status_kawin", "3", Flaw::Code),
        ("Nama", "x", Flaw::Unknown),
        ("", "x", Flaw::Empty),
    ] {
        assert_eq!(kit.refused(form(&[(field, value)])), invalid(field, flaw), "{field} = {value}");
    }
    assert_eq!(kit.refused(form(&[("kolom_lain", &"x".repeat(1025))])), invalid("kolom_lain", Flaw::TooLong));
    assert_eq!(kit.refused(form(&[])), Refusal::NothingToDo);
}

#[test]
fn steps_follow_the_procedure() {
    let mut kit = opened(Layanan::Hilang);
    assert_eq!(kit.not_allowed(done("mobile.minta_nik")), [Reason::NikNotAsked]);
    assert!(matches!(kit.not_allowed(done("mobile.nik_verifikasi"))[0], Reason::StepBefore { .. }));
    assert!(matches!(kit.not_allowed(done("mobile.tidak_ada"))[0], Reason::UnknownStep { .. }));
    kit.run(step("mobile.minta_nik", Outcome::Started));
    assert_eq!(kit.refused(step("mobile.minta_nik", Outcome::Started)), Refusal::NothingToDo, "this session works on it already");
    kit.run(form(&[("nik", NIK)]));
    kit.run(done("mobile.minta_nik"));
    assert_eq!(kit.refused(done("mobile.minta_nik")), Refusal::NothingToDo);
    assert_eq!(kit.not_allowed(done("mobile.rekam")), [Reason::ServiceDoesNotRecord], "a lost card is no reason to record again");
}

#[test]
fn a_step_is_sent_back_with_a_list_or_a_reason() {
    let mut kit = opened(Layanan::Hilang);
    kit.run(biodata());
    kit.run(done("mobile.minta_nik"));
    let back = |reason: Option<&str>| Command::Step {
        step: "mobile.nik_verifikasi".into(),
        outcome: Outcome::Returned,
        active_ms: None,
        reason: reason.map(str::to_owned),
    };
    let mut complete = kit.clone();
    for id in ["f102", "surat_hilang", "fotokopi_kk"] {
        complete.run(requirement(id, Presence::Present));
    }
    assert_eq!(complete.refused(back(None)), invalid("reason", Flaw::Empty), "nothing is missing: he must be told why");
    complete.run(back(Some("foto buram")));
    kit.run(back(None));
}

#[test]
fn requirements_are_those_of_the_catalogue() {
    let mut kit = opened(Layanan::Hilang);
    kit.run(requirement("surat_hilang", Presence::Missing));
    assert!(kit.plan().missing.contains(&"surat_hilang".to_owned()));
    kit.run(requirement("surat_hilang", Presence::Present));
    assert!(!kit.plan().missing.contains(&"surat_hilang".to_owned()));
    assert_eq!(kit.refused(requirement("surat_cinta", Presence::Present)), invalid("requirement", Flaw::Unknown));
}

#[test]
fn notes_are_added_and_corrected() {
    let mut kit = Kit::new(1);
    let first = kit.run(note("datang bersama anak", None)).acts.remove(0);
    kit.run(note("datang bersama ibu", Some(first)));
    assert_eq!(kit.view().acts.len(), 2, "the old note stays");
    assert_eq!(kit.refused(note(" ", None)), invalid("text", Flaw::Empty));
    assert_eq!(kit.refused(note("x", Some("tidak-ada-0".into()))), invalid("corrects", Flaw::Unknown));
    assert_eq!(kit.refused(note(&"x".repeat(4097), None)), invalid("text", Flaw::TooLong));
}

#[test]
fn biometrics_are_taken_only_while_recording_is_open() {
    let mut lost = opened(Layanan::Hilang);
    assert_eq!(lost.not_allowed(attach("wajah", 1)), [Reason::ServiceDoesNotRecord]);
    lost.run(attach("foto_kartu", 1));
    lost.run(attach("dokumen/surat_hilang", 2));
    assert_eq!(lost.refused(attach("foto_kartu", 1)), Refusal::NothingToDo);
    assert_eq!(lost.refused(attach("hidung", 1)), invalid("slot", Flaw::Unknown));
    lost.run(Command::Release { gate: "rekam_ulang".into(), reason: "rekaman lama rusak, surat pusat 12".into() });
    assert!(lost.view().releases().iter().any(|(gate, _)| *gate == "rekam_ulang"), "an officer has said why");
}

#[test]
fn takes_are_retaken_and_chosen() {
    let (mut a, mut b) = two();
    a.run(attach("foto_kartu", 1));
    a.run(attach("foto_kartu", 2));
    assert_eq!(a.view().takes("foto_kartu").len(), 1, "a retake replaces");
    let choose = |file| Command::ChooseTake { slot: "foto_kartu".into(), sha256: Hash([file; 32]) };
    assert_eq!(a.refused(choose(2)), Refusal::NothingToDo);
    assert_eq!(a.refused(choose(1)), invalid("sha256", Flaw::Unknown));
    b.run(attach("foto_kartu", 3));
    agree(&mut a, &mut b);
    a.run(choose(3));
    assert_eq!(a.view().takes("foto_kartu")[0].sha256, [3; 32]);
    let zero = Command::Attach { slot: "foto_kartu".into(), sha256: Hash([4; 32]), size: 0, mime: Mime::Jpeg, quality: 1 };
    assert_eq!(a.refused(zero), invalid("size", Flaw::Empty));
    let best = Command::Attach { slot: "foto_kartu".into(), sha256: Hash([4; 32]), size: 1, mime: Mime::Jpeg, quality: 101 };
    assert_eq!(a.refused(best), invalid("quality", Flaw::Range));
}

#[test]
fn waivers_are_signed_given_and_taken_back() {
    let mut kit = opened(Layanan::Baru);
    kit.run(waive("iris_kiri"));
    kit.run(waive("sidik_jari"));
    assert_eq!(kit.refused(waive("iris_kiri")), Refusal::NothingToDo);
    assert_eq!(kit.refused(waive("sesuatu")), invalid("subject", Flaw::Unknown));
    let silent = Command::Waive { subject: "iris_kanan".into(), reason: String::new() };
    assert_eq!(kit.refused(silent), invalid("reason", Flaw::Empty));
    assert!(!kit.plan().captures_missing.contains(&"iris_kiri".to_owned()));
    let back = || Command::WithdrawWaiver { subject: "iris_kiri".into(), reason: "terbaca".into() };
    kit.run(back());
    assert_eq!(kit.refused(back()), Refusal::NothingToDo);
    assert!(kit.plan().captures_missing.contains(&"iris_kiri".to_owned()));
}

#[test]
fn a_nik_is_applied_for_answered_and_never_made_up() {
    let mut kit = opened(Layanan::Baru);
    let apply = || Command::Apply { note: None };
    let grant = || Command::AnswerApplication(NikAnswer::Granted { nik: NIK.into() });
    let refuse = || Command::AnswerApplication(NikAnswer::Refused { reason: "akta tidak terbaca".into() });
    assert_eq!(kit.not_allowed(apply()), [Reason::NikNotAsked]);
    kit.run(form(&[("punya_nik", "tidak")]));
    assert_eq!(kit.view().nik_knowledge(), NikKnowledge::None);
    let mut office = Kit::on(kit.doc.clone(), OFFICE);
    assert_eq!(office.refused(grant()), Refusal::NothingToDo, "nobody asked");
    kit.run(apply());
    assert_eq!(kit.not_allowed(apply()), [Reason::NikWaiting]);
    assert_eq!(kit.refused(grant()), Refusal::OnlyOffice, "the kit makes up no NIK");
    meet(&mut kit, &mut office);
    office.run(refuse());
    assert_eq!(office.view().application(), NikApplication::Refused);
    meet(&mut kit, &mut office);
    kit.run(apply());
    meet(&mut kit, &mut office);
    let wrong = Command::AnswerApplication(NikAnswer::Granted { nik: "1".into() });
    assert_eq!(office.refused(wrong), invalid("nik", Flaw::Number));
    office.run(grant());
    meet(&mut kit, &mut office);
    assert_eq!(kit.view().application(), NikApplication::Granted);
    assert_eq!(kit.view().official_nik(), Some(NIK), "it came back by sync");
    assert_eq!(kit.view().nik_knowledge(), NikKnowledge::Official);
    assert_eq!(kit.not_allowed(apply()), [Reason::NikKnown]);
}

#[test]
fn a_nik_typed_on_the_kit_is_only_stated() {
    let mut kit = opened(Layanan::Hilang);
    kit.run(Command::Facts(vec![fact("nik", NIK, Obtained::Typed)]));
    assert_eq!(kit.view().nik_knowledge(), NikKnowledge::Stated);
    assert_eq!(kit.view().official_nik(), None);
}

#[test]
fn facts_of_one_row_are_one_change() {
    let mut kit = opened(Layanan::Hilang);
    let row = || Command::Facts(vec![fact("nik", NIK, Obtained::Extract), fact("card_before", "ya", Obtained::Extract)]);
    let change = kit.run(row());
    assert_eq!(change.acts.len(), 2);
    assert_eq!(kit.refused(row()), Refusal::NothingToDo, "the same row is bound already");
    let bad = |input| Command::Facts(vec![input]);
    assert_eq!(kit.refused(bad(fact("nik", "123", Obtained::Extract))), invalid("nik", Flaw::Number));
    assert_eq!(kit.refused(bad(fact("recording_status", "SIAP", Obtained::Typed))), invalid("recording_status", Flaw::Unknown));
    assert_eq!(kit.refused(bad(fact("tanggal_lahir", "1990-13-01", Obtained::Extract))), invalid("tanggal_lahir", Flaw::Date));
    let twice = Command::Facts(vec![fact("nik", NIK, Obtained::Typed), fact("nik", NIK, Obtained::Import)]);
    assert_eq!(kit.refused(twice), invalid("nik", Flaw::Used));
    let mut unproven = fact("nik", NIK, Obtained::Extract);
    unproven.evidence = None;
    assert_eq!(kit.refused(bad(unproven)), invalid("evidence", Flaw::Empty), "a row is found again by the extract's digest");
}

#[test]
fn releases_of_a_print_are_the_offices() {
    let mut kit = opened(Layanan::Baru);
    let release = || Command::Release { gate: "prr".into(), reason: "kebijakan".into() };
    assert_eq!(kit.refused(release()), Refusal::OnlyOffice);
    let mut office = Kit::on(kit.doc.clone(), OFFICE);
    office.run(release());
    assert_eq!(office.refused(release()), Refusal::NothingToDo);
    let withdraw = || Command::WithdrawRelease { gate: "prr".into(), reason: "salah".into() };
    office.run(withdraw());
    assert_eq!(office.refused(withdraw()), Refusal::NothingToDo);
}

#[test]
fn cases_of_one_person_are_linked_and_never_merged() {
    let mut kit = opened(Layanan::Baru);
    let link = |other| Command::Link { other, why: "NIK sama".into() };
    kit.run(link(DocId([8; 16])));
    assert_eq!(kit.refused(link(DocId([8; 16]))), Refusal::NothingToDo);
    assert_eq!(kit.refused(link(CASE)), invalid("other", Flaw::Used));
}

#[test]
fn commands_of_a_visit_are_refused_by_a_case() {
    let mut kit = opened(Layanan::Baru);
    let contact = ContactInput {
        contact: ContactId([5; 16]),
        nama: "Aminah".into(),
        no_hp: None,
        layanan: None,
        punya_nik: PunyaNik::TidakTahu,
        alamat: None,
        catatan: None,
        cara: ContactWay::Telepon,
    };
    assert_eq!(kit.refused(Command::LogContact(contact)), Refusal::WrongKind(crate::DocKind::Case));
}

#[test]
fn debug_tells_no_personal_data() {
    let mut kit = opened(Layanan::Hilang);
    kit.run(biodata());
    kit.run(note("rahasia-catatan", None));
    let secret_note = kit.run(note("rahasia-lagi", None));
    let proof = kit.doc.proof_of(&secret_note.acts[0]);
    let fact = kit.run(Command::Facts(vec![fact("nik", NIK, Obtained::Typed)]));
    let view = kit.view();
    let situation = view.situation(ktpel_sop::catalogue(), kit.now, Default::default());
    let case = crate::detail(&view, &situation, &kit.plan(), ktpel_sop::catalogue(), &kit.roster);
    let row = crate::index_row(&view, &kit.plan(), &kit.roster);
    let texts = [
        format!("{:?}", biodata()),
        format!("{:?}", open(Layanan::Baru)),
        format!("{view:?} {:?} {:?}", view.fields, view.acts),
        format!("{:?} {:?}", kit.doc, kit.roster),
        format!("{row:?} {case:?}"),
        format!("{secret_note:?} {proof:?} {fact:?} {:?}", view.facts("nik")),
        format!("{:?}", Command::AnswerApplication(NikAnswer::Granted { nik: NIK.into() })),
    ];
    for text in texts {
        for secret in [&hex_of("rahasia"), &decimal_of("rahasia"), NIK, super::kit::NO_KK, "Siti", "081234567890", "rahasia", "Petugas"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

fn hex_of(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// As the default Debug of bytes would show a text.
fn decimal_of(text: &str) -> String {
    text.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ")
}
