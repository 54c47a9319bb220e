//! Bytes that were released: each must open for ever, and the same commands must still write them.
#![allow(clippy::disallowed_methods, reason = "golden files are read by the test, not by the crate")]

use std::{collections::BTreeSet, path::PathBuf};

use automerge::Change;
use ktpel_domain::ids::Hash;
use ktpel_sop::situation::Outcome;

use super::kit::{CASE, Kit, MORNING, OFFICE, agree, intent_body, meet, outcome_body, spooled_body, step_body, take_body};
use crate::{
    CaseDoc, DocKind,
    command::{CardResult, ContactWay, Effect, Obtained, Presence, PunyaNik, Receiver},
    detail::Proof,
    schema::v1::{body::Body, code::ApplicationResult},
    visit_view,
};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden/case-v1").join(name)
}

/// The bytes of a golden file. `KTPEL_GOLDEN=write` writes files that are not there yet; one that is there is never changed.
fn golden(name: &str, fresh: &[u8]) -> Vec<u8> {
    let path = path(name);
    if std::env::var("KTPEL_GOLDEN").as_deref() == Ok("write") && !path.exists() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, fresh).unwrap();
    }
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn hex(hashes: &[Hash]) -> String {
    hashes.iter().map(|hash| format!("{hash}\n")).collect()
}

/// Every kind of act of a case once, by two laptops and the office, with a conflict and its answer. Written without the procedure, so that
/// a new rule changes nothing here.
fn whole_case() -> Kit {
    let opened = [("layanan", Some("hilang")), ("channel", Some("mobile")), ("nama_lengkap", Some("Siti Rahmah"))];
    let mut a = Kit::new(1);
    a.write("case.open", &opened, Vec::new());
    let mut b = Kit::on(a.doc.clone(), 2);
    let note = a.act(Body::Note { text: "datang bersama anak".into(), corrects: None });
    a.act(Body::Note { text: "datang bersama ibu".into(), corrects: Some(note) });
    a.act(Body::Requirement { id: "surat_hilang".into(), result: Presence::Present, note: Some("asli".into()) });
    a.act(take_body("foto_kartu", 4));
    a.act(Body::Application { form: "F-1.01".into(), note: None });
    a.write("field.set", &[("no_hp", Some("081200000001"))], Vec::new());
    b.write("field.set", &[("no_hp", Some("081200000002")), ("alamat", None)], vec![step_body(Outcome::Started)]);
    b.act(step_body(Outcome::Done));
    b.act(Body::Waiver { subject: "iris_kiri".into(), reason: "katarak".into(), effect: Effect::Given });
    agree(&mut a, &mut b);
    a.set("no_hp", Some("081200000002"));
    let mut office = Kit::on(a.doc.clone(), OFFICE);
    office.act(Body::ApplicationAnswer { result: ApplicationResult::Refused, reason: Some("sudah ber-NIK".into()) });
    office.act(fact_body(Obtained::Typed, None));
    office.act(fact_body(Obtained::Extract, Some("ekstrak-1")));
    office.act(Body::Release { gate: "prr".into(), reason: "kebijakan 3/2025".into(), effect: Effect::Given });
    office.act(Body::CaseLink { other: [8; 16].into(), why: "nama sama".into() });
    office.act(Body::IncidentSettled { incident: "two_prints".into(), tips: vec!["x-1-0".into()], reason: "berita acara 4".into() });
    meet(&mut a, &mut office);
    a.act(intent_body("BK0001"));
    a.act(spooled_body());
    a.act(outcome_body(CardResult::Good));
    a.act(Body::Handover {
        blanko: "BK0001".into(),
        receiver: Receiver::Kuasa,
        receipt: Some("TT-1".into()),
        receiver_name: Some("Aminah".into()),
    });
    a
}

fn fact_body(obtained: Obtained, evidence: Option<&str>) -> Body {
    let (name, value) = ("recording_status".into(), "PRINT_READY_RECORD".into());
    Body::Fact { name, value, obtained, evidence: evidence.map(str::to_owned), as_of_ms: Some(MORNING) }
}

fn whole_visit() -> Kit {
    let mut kit = Kit::on(CaseDoc::genesis(DocKind::Visit, CASE), 1);
    kit.write("field.set", &[("kelurahan", Some("52.72.01.1001"))], Vec::new());
    kit.act(Body::Contact {
        contact: [5; 16].into(),
        nama: "Aminah".into(),
        no_hp: Some("081234567890".into()),
        layanan: Some("hilang".into()),
        punya_nik: PunyaNik::Ya,
        alamat: None,
        catatan: Some("sore".into()),
        cara: ContactWay::Datang,
    });
    kit
}

#[test]
fn genesis_never_changes() {
    for (kind, name) in [(DocKind::Case, "genesis-case"), (DocKind::Visit, "genesis-visit")] {
        let doc = CaseDoc::genesis(kind, CASE);
        let change = doc.change(doc.heads()[0]).unwrap();
        assert_eq!(golden(&format!("{name}.bin"), &change), change, "{name}");
        assert_eq!(golden(&format!("{name}.hash"), hex(&doc.heads()).as_bytes()), hex(&doc.heads()).as_bytes(), "{name}");
        assert_eq!(change.len(), 104, "the smallest case costs 104 bytes");
    }
}

#[test]
fn a_released_document_opens_and_shows_the_same() {
    let fresh = whole_case();
    let stored = golden("document.bin", &fresh.doc.save());
    let old = CaseDoc::load_received(&stored).unwrap();
    assert_eq!((old.kind(), old.id()), (DocKind::Case, CASE));
    let view = crate::project(&old, &fresh.roster);
    assert_eq!(view.unknown().count(), 0, "every released kind must stay readable");
    assert!(view.acts.iter().all(|act| act.proof != Proof::Unproven), "every released signature must stay valid");
    assert!(view.handed_over() && view.conflicts().is_empty());
    assert_eq!(view.releases().len(), 1, "the office's release must stay the office's");
    let kinds: BTreeSet<&str> = view.acts.iter().filter_map(|act| Some(act.body()?.kind())).collect();
    assert_eq!(kinds.len(), 16, "every kind of a case is in the golden document: {kinds:?}");
    assert_eq!(golden("document.heads", hex(&fresh.doc.heads()).as_bytes()), hex(&old.heads()).as_bytes());
    assert_eq!(old.heads(), fresh.doc.heads(), "the same commands must still write the same changes");
}

#[test]
fn a_released_visit_opens_and_shows_the_same() {
    let fresh = whole_visit();
    let old = CaseDoc::load_received(&golden("visit.bin", &fresh.doc.save())).unwrap();
    assert_eq!(old.heads(), fresh.doc.heads(), "the same commands must still write the same changes");
    let view = visit_view(&old, &fresh.roster);
    assert_eq!((view.contacts.len(), view.contacts[0].cara.as_str(), view.unknown_acts), (1, "datang", 0));
}

#[test]
fn released_changes_apply() {
    let fresh = whole_case();
    let changes = fresh.doc.changes_since(&[]);
    let all: Vec<u8> = changes.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    let stored = golden("changes.bin", &all);
    let mut doc = CaseDoc::genesis(DocKind::Case, CASE);
    let mut rest = stored.as_slice();
    while !rest.is_empty() {
        let change = changes_of(rest);
        doc.apply(&[change.raw_bytes().to_vec()]).unwrap();
        rest = &rest[change.raw_bytes().len()..];
    }
    assert_eq!(doc.heads(), fresh.doc.heads());
}

/// The first change of a run of changes: its length is in its header.
fn changes_of(bytes: &[u8]) -> Change {
    let (mut length, mut shift, mut place) = (0_usize, 0, 9);
    loop {
        let byte = bytes[place];
        length |= usize::from(byte & 0x7f) << shift;
        (shift, place) = (shift + 7, place + 1);
        if byte & 0x80 == 0 {
            return Change::from_bytes(bytes[..place + length].to_vec()).unwrap();
        }
    }
}
