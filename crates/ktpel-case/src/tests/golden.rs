//! Bytes that were released: each must open for ever, and the same commands must still write them.
#![allow(clippy::disallowed_methods, reason = "golden files are read by the test, not by the crate")]

use std::path::PathBuf;

use automerge::Change;
use ktpel_domain::ids::{DocId, Hash};

use super::kit::{CASE, Kit, agree, handover, print_intent, print_outcome, print_spooled, ready_to_print};
use crate::{CaseDoc, Command, DocKind, command::CardResult, detail::Proof};

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

/// A whole case with every phase, two laptops, a conflict and its answer.
fn whole_case() -> Kit {
    let mut a = Kit::new(1);
    ready_to_print(&mut a);
    let mut b = Kit::on(a.doc.clone(), 2);
    a.set("no_hp", Some("081200000001"));
    b.set("no_hp", Some("081200000002"));
    b.run(Command::Note { text: "datang bersama anak".into(), corrects: None });
    agree(&mut a, &mut b);
    a.set("no_hp", Some("081200000002"));
    a.run(print_intent("BK0001"));
    a.run(print_spooled());
    a.run(print_outcome(CardResult::Good));
    a.run(handover("BK0001"));
    a
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
    assert_eq!(CaseDoc::genesis(DocKind::Case, DocId([7; 16])).heads(), CaseDoc::genesis(DocKind::Case, CASE).heads());
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
    assert_eq!(golden("document.heads", hex(&fresh.doc.heads()).as_bytes()), hex(&old.heads()).as_bytes());
    assert_eq!(old.heads(), fresh.doc.heads(), "the same commands must still write the same changes");
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
