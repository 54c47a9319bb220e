//! Signatures: what they cover, where they hold, and that nothing unproven opens anything.

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::{Hash, KeyId};

use super::kit::{Kit, MORNING, OFFICE, actor, agree, intent_body, meet, outcome_body, two};
use crate::{
    ActProof, CaseDoc, CheckedSignatures, Command, Refusal,
    command::{CardResult, Effect},
    detail::Proof,
    prepare, project_recalling,
    schema::v1::body::Body,
};

fn release_body() -> Body {
    Body::Release { gate: "prr".into(), reason: "kebijakan 3/2025".into(), effect: Effect::Given }
}

fn public(kit: &Kit) -> [u8; 32] {
    kit.key.verifying_key().to_bytes()
}

fn proof_of(view: &crate::CaseView, key: &str) -> Proof {
    view.acts.iter().find(|act| act.key == key).unwrap().proof
}

#[test]
fn a_signature_holds_after_compaction_and_merges_and_for_nobody_else() {
    let (mut a, mut b) = two();
    a.set("nama_lengkap", Some("Oi Fo'o Mahmud"));
    b.set("alamat", Some("JL. A"));
    agree(&mut a, &mut b);
    b.set("alamat", Some("JL. B"));
    super::kit::send(&b, &mut a);
    // The own last change is no head now: the library adds it to the dependencies, and the signature must know.
    let key = a.act(release_body());
    for n in 0..3 {
        b.set("alamat", Some(&format!("JL. {n}")));
        agree(&mut a, &mut b);
    }
    let proof = CaseDoc::load(&b.doc.save()).unwrap().proof_of(&key).unwrap();
    assert!(proof.holds(&public(&a)));
    assert!(!proof.holds(&public(&b)), "another person did not sign it");
    let compressed = automerge::Automerge::load(&b.doc.doc.save()).unwrap();
    assert_eq!(CaseDoc::load(&compressed.save_nocompress()).unwrap().proof_of(&key), Some(proof.clone()));
    assert_eq!(ActProof::from_bytes(&proof.to_bytes()), Some(proof), "an annex can be read back");
}

#[test]
fn every_part_of_a_proof_is_covered() {
    let (mut a, _) = two();
    let key = a.act(release_body());
    let proof = a.doc.proof_of(&key).unwrap();
    let tampered = |change: &dyn Fn(&mut ActProof)| {
        let mut proof = proof.clone();
        change(&mut proof);
        proof.holds(&public(&a))
    };
    assert!(tampered(&|_| ()));
    assert!(!tampered(&|proof| proof.place.doc.0[0] ^= 1));
    assert!(!tampered(&|proof| proof.place.actor.0[0] ^= 1));
    assert!(!tampered(&|proof| proof.place.seq += 1));
    assert!(!tampered(&|proof| proof.place.time.0 += 1));
    assert!(!tampered(&|proof| proof.place.deps.truncate(0)));
    assert!(!tampered(&|proof| proof.place.deps.push(Hash([1; 32]))));
    assert!(!tampered(&|proof| proof.key.push('0')));
    for place in 0..proof.stored.len() {
        assert!(!tampered(&|proof| proof.stored[place] ^= 1), "stored byte {place}");
    }
}

#[test]
fn unsigned_kinds_have_no_proof_and_proofs_are_of_acts() {
    let (mut a, _) = two();
    let key = a.act(super::kit::note_body("x"));
    assert_eq!(a.doc.proof_of(&key).unwrap().operator(), None);
    assert_eq!(a.doc.proof_of("tidak-ada-0"), None);
    assert_eq!(proof_of(&a.view(), &key), Proof::NotSigned);
}

#[test]
fn commit_refuses_wrong_missing_and_surplus_signatures() {
    let (mut a, b) = two();
    let rules = a.rules();
    let waive = || Command::Waive { subject: "iris_kiri".into(), reason: "katarak".into() };
    let prepared = prepare(&a.doc, &rules, &a.session, waive(), a.now).unwrap();
    let message = prepared.to_sign().remove(0);
    let good = a.key.sign(&message).to_bytes();
    let other = b.key.sign(&message).to_bytes();
    let mut doc = a.doc.clone();
    let mut refuse = |sigs: &[[u8; 64]], key: [u8; 32]| {
        let refused = prepared.clone().commit(&mut doc, sigs, &key).unwrap_err();
        assert_eq!(refused, Refusal::BadSignature);
    };
    refuse(&[], public(&a));
    refuse(&[good, good], public(&a));
    refuse(&[other], public(&a));
    refuse(&[other], public(&b));
    refuse(&[good], public(&b));
    assert_eq!(doc.heads(), a.doc.heads());
    assert!(prepared.commit(&mut a.doc, &[good], &a.key.verifying_key().to_bytes()).is_ok());
}

#[test]
fn commit_refuses_when_the_heads_have_moved() {
    let (mut a, mut b) = two();
    let rules = a.rules();
    let waive = Command::Waive { subject: "iris_kiri".into(), reason: "katarak".into() };
    let prepared = prepare(&a.doc, &rules, &a.session, waive, a.now).unwrap();
    let sigs = [a.key.sign(&prepared.to_sign()[0]).to_bytes()];
    b.set("alamat", Some("JL. B"));
    let key = public(&a);
    meet(&mut a, &mut b);
    let before = a.doc.save();
    assert_eq!(prepared.commit(&mut a.doc, &sigs, &key).unwrap_err(), Refusal::HeadsMoved, "he had not seen what came");
    assert_eq!(a.doc.save(), before);
}

#[test]
fn a_session_that_is_not_registered_signs_nothing() {
    let (mut a, _) = two();
    a.roster.sessions.remove(&actor(1));
    let waive = Command::Waive { subject: "iris_kiri".into(), reason: "katarak".into() };
    assert_eq!(a.refused(waive), Refusal::UnknownSession, "such a signature could never be proven");
}

#[test]
fn a_key_that_is_not_the_sessions_operator_is_unproven() {
    let (mut a, _) = two();
    let key = a.act(release_body());
    assert_eq!(proof_of(&a.view(), &key), Proof::Proven);
    let other = a.roster.sessions[&actor(2)].operator;
    a.roster.sessions.get_mut(&actor(1)).unwrap().operator = other;
    assert_eq!(proof_of(&a.view(), &key), Proof::Unproven, "somebody else had unlocked");
    a.roster.sessions.remove(&actor(1));
    assert_eq!(proof_of(&a.view(), &key), Proof::Unproven, "the session record has not arrived");
    assert_eq!(a.view().unproven().count(), 1);
}

#[test]
fn a_swapped_public_key_is_unproven() {
    let (mut a, _) = two();
    let key = a.act(release_body());
    let operator = a.session.operator;
    a.roster.operators.get_mut(&operator).unwrap().public_key = SigningKey::from_bytes(&[5; 32]).verifying_key().to_bytes();
    assert_eq!(proof_of(&a.view(), &key), Proof::Unproven);
}

#[test]
fn only_the_office_releases_a_print() {
    let (mut a, mut b) = two();
    a.act(release_body());
    assert_eq!(a.view().releases().len(), 0, "an operator's own release opens nothing");
    let mut office = Kit::on(b.doc.clone(), OFFICE);
    office.act(release_body());
    meet(&mut office, &mut b);
    agree(&mut a, &mut b);
    assert_eq!(a.view().releases().into_iter().map(|(gate, _)| gate).collect::<Vec<_>>(), ["prr"]);
}

#[test]
fn an_unproven_outcome_ends_no_print() {
    let (mut a, mut b) = two();
    a.act(intent_body("BK0001"));
    meet(&mut a, &mut b);
    b.act(outcome_body(CardResult::Good));
    agree(&mut a, &mut b);
    a.roster.sessions.remove(&actor(2));
    let view = a.view();
    assert_eq!(view.card(), ktpel_sop::situation::CardState::Intended, "look at the printer: nobody proved what came out");
    assert_eq!(view.unproven().count(), 1);
}

#[test]
fn an_unproven_act_cannot_hide_an_incident() {
    let (mut a, mut b) = two();
    a.act(intent_body("BK0001"));
    b.act(intent_body("BK0002"));
    agree(&mut a, &mut b);
    let mut c = Kit::on(a.doc.clone(), 3);
    c.act(outcome_body(CardResult::Damaged));
    agree(&mut a, &mut c);
    a.roster.sessions.remove(&actor(3));
    assert_eq!(a.view().incidents(), ["two_prints"], "an unproven act that names both prints does not join them");
}

#[test]
fn checked_signatures_are_recalled_and_still_tell_the_truth() {
    let (mut a, _) = two();
    a.act(release_body());
    let mut checked = CheckedSignatures::default();
    let first = project_recalling(&a.doc, &a.roster, &mut checked);
    let again = project_recalling(&a.doc, &a.roster, &mut checked);
    assert!(first == again && first == a.view());
    let operator = a.session.operator;
    a.roster.operators.get_mut(&operator).unwrap().public_key = [9; 32];
    let changed = project_recalling(&a.doc, &a.roster, &mut checked);
    assert_eq!(changed.unproven().count(), 1, "an answer belongs to a key, not to an act");
}

#[test]
fn key_ids_follow_from_keys() {
    let (a, _) = two();
    assert_eq!(crate::key_id(&public(&a)), a.session.operator);
    assert_ne!(a.session.operator, KeyId([0; 8]));
    assert!(a.now.0 >= MORNING);
}
