//! What the screens get: the whole case, the row of the board.

use ktpel_sop::{
    catalogue,
    situation::{CardState, Outcome, Policy},
};

use super::kit::{Kit, agree, done, handover, print_intent, print_outcome, print_spooled, ready_to_print, requirement, step, two};
use crate::{
    Command,
    command::{CardResult, Presence},
    detail,
    detail::{CaseDetail, Proof},
    index_row,
};

fn show(kit: &Kit) -> CaseDetail {
    let view = kit.view();
    let situation = view.situation(catalogue(), kit.now, Policy::default());
    detail(&view, &situation, &kit.plan(), catalogue(), &kit.roster)
}

#[test]
fn a_finished_case_shows_who_did_what_when() {
    let mut kit = Kit::new(1);
    ready_to_print(&mut kit);
    kit.run(print_intent("BK0001"));
    kit.run(print_spooled());
    kit.run(print_outcome(CardResult::Good));
    kit.run(handover("BK0001"));
    let case = show(&kit);
    assert!(case.closed && case.next.is_none());
    assert_eq!((case.layanan.as_str(), case.kode.len()), ("hilang", 9));
    let person = &case.person;
    assert_eq!((person.nama.as_str(), person.umur, person.nik_official), ("Siti Rahmah", Some(35), true));
    assert_eq!(person.kelurahan_nama.as_deref().map(str::is_empty), Some(false), "a region has a name");
    let verified = case.steps.iter().find(|step| step.id == "mobile.nik_verifikasi").unwrap();
    assert_eq!(verified.ended.as_ref().unwrap().nama, "Petugas 1");
    assert_eq!(verified.ended.as_ref().unwrap().device, "Laptop 1");
    assert_eq!((verified.active_ms, verified.seconds), (Some(61_000), Some(180)));
    assert!(!verified.text.is_empty() && !verified.lane_label.is_empty());
    for id in ["mobile.cetak", "mobile.serahkan"] {
        assert!(case.steps.iter().find(|step| step.id == id).unwrap().ended.is_some(), "{id} ended by the acts of the card");
    }
    assert_eq!(case.card.state, CardState::Good);
    assert_eq!(case.card.attempts[0].printer.as_deref(), Some("kartu-1"));
    assert!(case.card.attempts[0].proven && case.handover.unwrap().proven);
    assert!(case.requirements.iter().all(|requirement| requirement.state == "present"));
    assert_eq!(case.active_ms, 122_000);
    assert_eq!(case.facts.len(), 4);
    assert!(case.facts.iter().all(|fact| fact.proven && fact.obtained == "extract"));
}

#[test]
fn the_history_is_complete_and_says_what_is_proven() {
    let mut kit = Kit::new(1);
    ready_to_print(&mut kit);
    kit.run(print_intent("BK0001"));
    let case = show(&kit);
    let acts = kit.view().acts.len();
    assert_eq!(case.history.iter().filter(|line| line.kind != "field").count(), acts, "no act may be missing");
    assert_eq!(case.history.iter().filter(|line| line.kind == "field").count(), case.fields.len());
    let print = case.history.iter().find(|line| line.kind == "print_intent").unwrap();
    assert_eq!((print.proof, print.params["blanko"].as_str()), (Proof::Proven, "BK0001"));
    assert_eq!(case.history.last().unwrap().kind, "print_intent", "oldest first");
}

#[test]
fn a_conflict_is_shown_with_both_sides_and_sent_back_by_its_operations() {
    let (mut a, mut b) = two();
    a.set("alamat", Some("JL. SATU"));
    b.set("alamat", Some("JL. DUA"));
    agree(&mut a, &mut b);
    let case = show(&a);
    let field = &case.fields["alamat"];
    assert!(field.conflict && case.conflicts == ["alamat"]);
    let names: Vec<&str> = field.said.iter().map(|said| said.by.nama.as_str()).collect();
    assert!(names.contains(&"Petugas 1") && names.contains(&"Petugas 2"));
    let shown = field.said.iter().map(|said| said.op.clone()).collect();
    let chosen = Some("JL. DUA".to_owned());
    a.run(Command::Answer { field: "alamat".into(), chosen, shown, reason: None });
    assert!(show(&a).conflicts.is_empty());
}

#[test]
fn work_over_two_laptops_is_marked_approximate() {
    let mut a = Kit::new(1);
    ready_to_print(&mut a);
    let mut b = Kit::on(a.doc.clone(), 2);
    b.now = a.now;
    b.run(step("mobile.nik_verifikasi", Outcome::Returned));
    agree(&mut a, &mut b);
    a.now = b.now;
    a.run(done("mobile.nik_verifikasi"));
    let case = show(&a);
    let verified = case.steps.iter().find(|step| step.id == "mobile.nik_verifikasi").unwrap();
    assert!(verified.approximate, "two clocks are not one");
    assert_eq!(verified.active_ms, Some(183_000), "all periods of work count");
}

#[test]
fn the_board_shows_who_holds_a_case_and_since_when() {
    let mut kit = Kit::new(1);
    kit.run(super::kit::open(ktpel_domain::layanan::Layanan::Hilang));
    let row = index_row(&kit.view(), &kit.plan(), &kit.roster);
    assert_eq!((row.step.as_deref(), row.holder.as_str()), (Some("mobile.minta_nik"), ""));
    assert_eq!((row.started_ms, row.step_since_ms, row.updated_ms), (kit.now.0, kit.now.0, kit.now.0));
    let opened = kit.now.0;
    kit.run(step("mobile.minta_nik", Outcome::Started));
    let row = index_row(&kit.view(), &kit.plan(), &kit.roster);
    assert_eq!(row.holder, "Petugas 1");
    assert_eq!((row.started_ms, row.step_since_ms), (opened, kit.now.0));
}

#[test]
fn a_waiver_and_an_alternative_are_shown_at_their_document() {
    let mut kit = Kit::new(1);
    kit.run(super::kit::open(ktpel_domain::layanan::Layanan::PerubahanData));
    kit.run(requirement("surat_hilang", Presence::Present));
    kit.run(Command::Waive { subject: "f106".into(), reason: "diisi di kantor".into() });
    let case = show(&kit);
    let row = |id: &str| case.requirements.iter().find(|row| row.id == id).unwrap();
    assert_eq!(row("ktp_lama").state, "present", "the police report stands for the card");
    assert_eq!(row("ktp_lama").any_of, ["surat_hilang"]);
    assert_eq!(row("f106").waiver.as_deref(), Some("diisi di kantor"));
    assert_eq!(row("kk_terbaru").state, "unchecked");
}
