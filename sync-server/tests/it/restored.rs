//! An office that was restored from a backup: what it had written since comes back from its kits, and everybody goes on.

use ktpel_domain::{ids::DocId, time::Timestamp};
use ktpel_sop::situation::NikKnowledge;
use ktpel_sync::EntryKind;
use serde_json::json;
use sync_server::office::revoke::Decision;
use tempfile::TempDir;

use crate::{browser::Browser, kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);
const NIK: &str = "5272011503909901";

/// A case whose NIK the office gave after the backup, and a kit that has read it.
async fn a_nik_after_the_backup() -> (Server, Kit, TempDir) {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let backup = tempfile::tempdir().unwrap();
    server.copy_database(backup.path());
    give_nik(&server).await;
    kit.sync().await;
    assert_eq!(kit.view(CASE).nik_knowledge(), NikKnowledge::Official);
    (server, kit, backup)
}

async fn give_nik(server: &Server) {
    let browser = Browser::signed_in(server, "petugas").await;
    let granted = json!({ "answer": "granted", "nik": NIK, "evidence": "Tiket SIAK 17" });
    let answered = browser.post(&format!("/api/cases/{CASE}/nik"), &granted).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
}

async fn restored(server: Server, kits: &mut [&mut Kit], backup: &TempDir) -> Server {
    let server = server.restart_from(backup.path()).await;
    for kit in kits {
        kit.url.clone_from(&server.kits_url);
        kit.requests = 0;
    }
    server
}

fn own_tip(server: &Server) -> ktpel_sync::ChainTip {
    server.office.storage.read(|tables| tables.entries().tip(server.office.device())).unwrap()
}

/// What the dashboard says of the NIK of the case.
async fn nik_at(server: &Server) -> String {
    let case = Browser::signed_in(server, "kasi").await.get(&format!("/api/cases/{CASE}")).await.body;
    case["detail"]["facts"].as_array().unwrap().iter().map(|fact| format!("{} {}", fact["name"], fact["proven"])).collect()
}

#[tokio::test]
async fn what_the_office_wrote_and_lost_comes_back_as_the_very_same_entries() {
    let (server, mut kit, backup) = a_nik_after_the_backup().await;
    let lost = own_tip(&server);
    let server = restored(server, &mut [&mut kit], &backup).await;
    assert!(own_tip(&server).seq < lost.seq);
    kit.sync().await;
    assert_eq!(own_tip(&server), lost, "to the hash: nothing was written in between");
    assert_eq!(nik_at(&server).await, "\"nik\" true", "and the officer's signature holds");
    assert!(kit.requests <= 4, "two more than an exchange and what it brings: {}", kit.requests);
    server.assert_sound();
}

#[tokio::test]
async fn what_was_written_since_the_restore_stands_and_the_lost_words_follow() {
    let (server, mut kit, backup) = a_nik_after_the_backup().await;
    let mut other = Kit::enrolled(2, &server).await;
    kit.sync().await;
    let server = restored(server, &mut [&mut kit], &backup).await;
    // A person signs in and writes before any kit has come: the old positions are taken.
    let browser = Browser::signed_in(&server, "kasi").await;
    let note =
        browser.post(&format!("/api/cases/{CASE}/status"), &json!({ "status": "PRINT_READY_RECORD", "evidence": "Monitoring" })).await;
    assert_eq!(note.status, 200, "{}", note.body);
    kit.sync().await;
    let facts = nik_at(&server).await;
    assert!(facts.contains("\"nik\" true") && facts.contains("status"), "both are there: {facts}");
    kit.sync().await;
    let there = server.office.storage.read(|tables| server.office.find_document(tables, CASE)).unwrap().unwrap();
    assert_eq!(kit.heads(CASE), there.heads(), "the kit has both as well");
    let office = server.office.device();
    let own = own_tip(&server);
    let here = kit.others.logs[&office].last_key_value().unwrap();
    assert_eq!((*here.0, here.1.header.hash()), (own.seq, own.hash), "and the office's log as it is now");
    // A laptop that was let in after the backup is known again: the word of the two persons came back.
    other.url.clone_from(&server.kits_url);
    other.sync().await;
    assert_eq!(other.heads(CASE), there.heads());
    server.assert_sound();
}

#[tokio::test]
async fn a_second_kit_that_brings_the_same_changes_nothing() {
    let (server, mut kit, backup) = a_nik_after_the_backup().await;
    let mut other = Kit::enrolled(2, &server).await;
    kit.sync().await;
    other.sync().await;
    let server = restored(server, &mut [&mut kit, &mut other], &backup).await;
    kit.sync().await;
    let entries = server.entries();
    other.sync().await;
    let own = other.log.len() as u64;
    assert_eq!(server.entries(), entries + own, "only its own log is new to the office");
    server.assert_sound();
}

#[tokio::test]
async fn a_revocation_that_the_backup_did_not_have_holds_again() {
    let (server, mut kit, _) = a_nik_after_the_backup().await;
    let mut stolen = Kit::enrolled(2, &server).await;
    let id = stolen.identity.id();
    stolen.sync().await;
    let later = tempfile::tempdir().unwrap();
    server.copy_database(later.path());
    server.clock.advance(1000);
    server.office.decide(&server.user("kasi"), id, &Decision::Revoke, "dicuri").unwrap();
    kit.sync().await;
    let server = restored(server, &mut [&mut kit, &mut stolen], &later).await;
    assert!(server.office.turned_away(id).unwrap().is_none(), "the backup knows nothing of it");
    kit.sync().await;
    assert!(server.office.turned_away(id).unwrap().is_some(), "the first kit that comes brings it");
    let (status, _) = stolen.post(&[1, 2, 3]).await;
    assert_eq!(status, 403);
    let statuses = server.office.storage.read(|tables| tables.device_statuses().of(id)).unwrap();
    assert_eq!((statuses.len(), statuses[0].reason.as_str()), (1, "dicuri"));
    server.assert_sound();
}

#[tokio::test]
async fn a_forged_word_of_the_office_is_not_taken_back() {
    let (server, mut kit, backup) = a_nik_after_the_backup().await;
    let server = restored(server, &mut [&mut kit], &backup).await;
    let office = server.office.device();
    let held = own_tip(&server);
    // The kit rewrites what it holds of the office's log and signs as itself.
    let log = kit.others.logs.get_mut(&office).unwrap();
    let (seq, mut forged) = log.range(held.seq + 1..).next().map(|(seq, entry)| (*seq, entry.clone())).unwrap();
    forged.header.kind = EntryKind::Notice;
    forged.header.at = Timestamp(1);
    let hash = forged.header.hash();
    log.split_off(&seq);
    log.insert(seq, forged);
    kit.others.proofs.retain(|proof| proof.device != office);
    let tip = ktpel_sync::ChainTip { seq, hash };
    kit.others.proofs.push(ktpel_sync::TipProof::sign(office, tip, office, |message| kit.identity.sign(message)));
    kit.sync().await;
    assert_eq!(own_tip(&server), held, "only what the office signed is its word");
    server.assert_sound();
}
