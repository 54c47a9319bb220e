//! What is not honest: changed bytes, strangers, forged logs, changes that no kit of ours makes.

use ktpel_domain::ids::{ActorId, DocId};
use ktpel_sync::{
    Chain, EntryKind, Session, encode_batch,
    entry::NO_DOC,
    exchange::{RefusalCode, Status},
    payload::{OperatorKey as KeyRecord, Record, Visit},
};

use crate::{
    kit::Kit,
    office::{Server, VISIT},
};

const CASE: DocId = DocId([1; 16]);
const OTHER: DocId = DocId([2; 16]);

#[tokio::test]
async fn a_changed_request_is_no_request() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let held = server.entries();
    let mut session = Session::new(kit.state.clone(), kit.peer());
    let request = session.next_request(&kit).unwrap().unwrap();
    for index in (0..request.len()).step_by(37) {
        let mut changed = request.clone();
        changed[index] ^= 0x20;
        let (status, _) = kit.post(&changed).await;
        assert!((400..500).contains(&status), "byte {index}: {status}");
    }
    assert_eq!(kit.post(b"").await.0, 401);
    assert_eq!(kit.post(&vec![0; 3 << 20]).await.0, 413, "more than any request has");
    assert_eq!(server.entries(), held, "nothing of it was stored");
    kit.sync().await;
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64, "the honest request still goes");
}

#[tokio::test]
async fn a_stranger_gets_nothing() {
    let server = Server::start().await;
    let known = Kit::enrolled(1, &server).await;
    let mut stranger = Kit::new(9);
    (stranger.url, stranger.setup) = (server.kits_url.clone(), known.setup.clone());
    let line = stranger.http.get(format!("{}/sync/v1/extract/{VISIT}", server.kits_url)).send().await;
    assert!(line.is_err(), "without a certificate there is no line");
    // Somebody who got hold of a kit's certificate and key, but speaks for another device.
    stranger.http = known.http.clone();
    stranger.unlock();
    let mut session = Session::new(known.state.clone(), stranger.peer());
    let request = session.next_request(&stranger).unwrap().unwrap();
    assert_eq!(stranger.post(&request).await.0, 401);
    let extract = stranger.signed(reqwest::Method::GET, &format!("/sync/v1/extract/{VISIT}"), vec![]).await;
    assert_eq!(extract.status(), 401);
}

#[tokio::test]
async fn a_replayed_request_gets_no_data() {
    let server = Server::start().await;
    let (mut a, b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    let mut session = Session::new(b.state.clone(), b.peer());
    let request = session.next_request(&b).unwrap().unwrap();
    let (_, first) = b.post(&request).await;
    let (_, replayed) = b.post(&request).await;
    assert!(first.len() > 500 && replayed.len() < 400, "{} and {} bytes", first.len(), replayed.len());
}

#[tokio::test]
async fn a_second_log_of_one_device_is_a_fork() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let held = server.entries();
    kit.chain = Chain::start(kit.identity.id());
    kit.log.clear();
    kit.docs.clear();
    kit.state.acked_seq = 0;
    for n in 0..9 {
        kit.append(EntryKind::Stock, NO_DOC, vec![n]);
    }
    let second = encode_batch(&kit.log, kit.identity.id(), |message| kit.identity.sign(message)).unwrap();
    assert_eq!(kit.send_batch(second).await, Status::Fork);
    assert_eq!(server.entries(), held, "the log that the office holds stays");
    kit.sync().await;
    assert_eq!((kit.halted, kit.put_back.len()), (None, 1), "an honest kit was put back from a copy: it goes on behind what it had said");
    assert_eq!(server.entries(), held + 9);
    server.assert_sound();
}

#[tokio::test]
async fn missing_entries_are_asked_for() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.state.acked_seq = 2;
    kit.sync().await;
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64, "the answer says from where to go on");
    assert!(kit.refusals.is_empty());
}

#[tokio::test]
async fn a_change_without_a_session_is_kept_and_not_applied() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let registered = kit.actor;
    kit.actor = ActorId([0x66; 16]);
    kit.roster.sessions.insert(kit.actor, kit.roster.sessions[&registered].clone());
    kit.open_case(OTHER, "Tanpa Sesi");
    kit.actor = registered;
    kit.set(CASE, "no_hp", "081298765432");
    kit.sync().await;
    let codes: Vec<_> = kit.refusals.iter().map(|refusal| (refusal.doc, refusal.code)).collect();
    assert_eq!(codes, [(OTHER, RefusalCode::Actor)], "the rest of the batch went on");
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64, "a refused entry is receipted: it is in quarantine with its bytes");
    let mut other = Kit::enrolled(2, &server).await;
    other.sync().await;
    assert_eq!(other.view(CASE).agreed("no_hp"), Some("081298765432"));
    assert!(!other.docs.contains_key(&OTHER), "what is refused is not passed on");
    server.assert_sound();
}

#[tokio::test]
async fn a_change_of_another_case_is_refused() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let moved = kit.log.last().unwrap().payload.clone().unwrap();
    kit.append(EntryKind::Change, OTHER, moved);
    kit.sync().await;
    assert_eq!(kit.refusals.iter().map(|refusal| refusal.code).collect::<Vec<_>>(), [RefusalCode::Dependencies]);
    server.assert_sound();
}

#[tokio::test]
async fn a_delete_is_refused_at_the_gate() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let bytes = deleting_change(&kit, CASE);
    kit.append(EntryKind::Change, CASE, bytes);
    kit.sync().await;
    assert_eq!(kit.refusals.iter().map(|refusal| refusal.code).collect::<Vec<_>>(), [RefusalCode::Gate]);
    let mut other = Kit::enrolled(2, &server).await;
    other.sync().await;
    assert_eq!(other.view(CASE).agreed("nama_lengkap"), Some("Siti Rahmah"), "nothing was lost");
}

/// A change that deletes a field, as a tampered kit might make it.
fn deleting_change(kit: &Kit, doc: DocId) -> Vec<u8> {
    use automerge::{AutoCommit, ROOT, ReadDoc, transaction::Transactable};
    let mut raw = AutoCommit::load(&kit.docs[&doc].save()).unwrap().with_actor(automerge::ActorId::from(kit.actor.0));
    let (_, fields) = raw.get(ROOT, "fields").unwrap().unwrap();
    raw.delete(&fields, "nama_lengkap").unwrap();
    raw.commit();
    raw.get_last_local_change().unwrap().raw_bytes().to_vec()
}

#[tokio::test]
async fn a_kit_cannot_speak_for_the_office() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    let visit = Visit {
        kelurahan: "52.72.03.1004".into(),
        kelurahan_nama: "Kolo".into(),
        tanggal: "2026-12-01".into(),
        tempat: "Aula".into(),
        extract: None,
        jam: String::new(),
        kontak_nama: String::new(),
        kontak_hp: String::new(),
        team: None,
    };
    kit.append(EntryKind::Visit, DocId([5; 16]), visit.to_payload());
    let office_user = KeyRecord { public_key: [7; 32], nama: "Kasi".into(), peran: "kasi_identitas".into(), office: true, operator: None };
    kit.append(EntryKind::OperatorKey, NO_DOC, office_user.to_payload());
    let admin = KeyRecord { public_key: [8; 32], nama: "Admin".into(), peran: "admin".into(), office: false, operator: None };
    kit.append(EntryKind::OperatorKey, NO_DOC, admin.to_payload());
    let unlisted = KeyRecord { public_key: [9; 32], nama: "X".into(), peran: "operator".into(), office: false, operator: Some([1; 16]) };
    kit.append(EntryKind::OperatorKey, NO_DOC, unlisted.to_payload());
    kit.append(EntryKind::SessionOpened, NO_DOC, b"no record".to_vec());
    kit.sync().await;
    use RefusalCode::{NotAllowed, Record};
    let codes: Vec<_> = kit.refusals.iter().map(|refusal| refusal.code).collect();
    assert_eq!(codes, [NotAllowed, NotAllowed, NotAllowed, NotAllowed, Record]);
    let visits = server.office.storage.read(|tables| tables.visits().all()).unwrap();
    assert_eq!(visits.len(), 1, "only the office assigns visits");
}
