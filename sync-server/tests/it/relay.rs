//! A laptop with a line brings the work of team-mates that have none: taken as if they had come themselves, and from nobody's word but theirs.

use ktpel_domain::ids::DocId;
use ktpel_sync::{ChainTip, EntryKind, TipProof, entry::NO_DOC};
use sync_server::storage::DeviceStatus;

use crate::{kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);

/// Two laptops of which the first has no line, its work handed to the second.
async fn team(server: &Server) -> (Kit, Kit) {
    let (mut a, mut b) = (Kit::enrolled(1, server).await, Kit::enrolled(2, server).await);
    for kit in [&mut a, &mut b] {
        kit.sync().await;
    }
    a.open_case(CASE, "Siti Rahmah");
    a.set(CASE, "no_hp", "081234567890");
    a.hand_to(&mut b);
    (a, b)
}

fn held_of(server: &Server, kit: &Kit) -> u64 {
    server.office.storage.read(|tables| tables.entries().tip(kit.identity.id())).unwrap().seq
}

#[tokio::test]
async fn the_work_of_a_laptop_without_a_line_comes_with_a_team_mate() {
    let server = Server::start().await;
    let (mut a, mut b) = team(&server).await;
    b.requests = 0;
    b.sync().await;
    assert_eq!(b.requests, 2, "one to name it, one to bring it");
    assert_eq!(held_of(&server, &a), a.log.len() as u64);
    let mut c = Kit::enrolled(3, &server).await;
    c.sync().await;
    assert_eq!(c.view(CASE).agreed("no_hp"), Some("081234567890"), "and the office passes it on");
    assert_eq!(c.roster.by(a.actor, ktpel_domain::time::Timestamp(0)).device, "Laptop 1", "as the work of who did it");
    let entries = server.entries();
    b.requests = 0;
    b.sync().await;
    assert_eq!((b.requests, server.entries()), (1, entries), "nothing is named twice");
    a.sync().await;
    assert_eq!(a.state.acked_seq, a.log.len() as u64, "its own laptop learns that all is there");
    assert_eq!(server.entries(), entries, "and brings nothing twice");
    server.assert_sound();
}

#[tokio::test]
async fn what_came_meanwhile_is_not_brought() {
    let server = Server::start().await;
    let (mut a, mut b) = team(&server).await;
    a.sync().await;
    b.requests = 0;
    let entries = server.entries();
    b.sync().await;
    assert_eq!((b.requests, server.entries()), (1, entries), "the office has it already");
}

#[tokio::test]
async fn a_run_whose_end_its_author_did_not_sign_is_left() {
    let server = Server::start().await;
    let (a, mut b) = team(&server).await;
    let before = held_of(&server, &a);
    let (device, last) = (a.identity.id(), a.log.last().unwrap().header);
    let tip = ChainTip { seq: last.seq, hash: last.hash() };
    b.others.proofs.retain(|proof| proof.device != device);
    for signature in [[0; 64], TipProof::sign(device, tip, device, |message| b.identity.sign(message)).signature] {
        let proof = TipProof { device, seq: tip.seq, hash: tip.hash, signer: device, signature };
        b.others.proofs.push(proof);
        b.sync().await;
        assert_eq!(held_of(&server, &a), before, "a bringer is believed in nothing");
        b.others.proofs.pop();
    }
}

#[tokio::test]
async fn nothing_of_a_revoked_laptop_comes_by_another_way() {
    let server = Server::start().await;
    let (a, mut b) = team(&server).await;
    let before = held_of(&server, &a);
    server.office.storage.write(|tables| tables.devices().set_status(a.identity.id(), DeviceStatus::Revoked)).unwrap();
    b.requests = 0;
    b.sync().await;
    assert_eq!((held_of(&server, &a), b.requests), (before, 1), "it is not even asked for");
}

#[tokio::test]
async fn entries_without_their_words_must_come_from_who_has_them() {
    let server = Server::start().await;
    let (mut a, mut b) = team(&server).await;
    let (device, last) = (a.identity.id(), a.log.last().unwrap().header.seq);
    b.others.logs.get_mut(&device).unwrap().get_mut(&last).unwrap().payload = None;
    let before = held_of(&server, &a);
    b.sync().await;
    assert_eq!(held_of(&server, &a), before);
    a.sync().await;
    assert_eq!(held_of(&server, &a), last, "their author brings all of it");
    server.assert_sound();
}

#[tokio::test]
async fn what_only_the_office_says_is_not_taken_from_a_team_mate_either() {
    let server = Server::start().await;
    let (mut a, mut b) = team(&server).await;
    a.append(EntryKind::Policy, NO_DOC, vec![0x80]);
    a.hand_to(&mut b);
    b.sync().await;
    assert_eq!(held_of(&server, &a), a.log.len() as u64, "the log is kept whole");
    let quarantined = server.office.storage.read(|tables| tables.quarantine().count()).unwrap();
    assert_eq!(quarantined, 1, "and the word is set aside, as if its author had come");
    server.assert_sound();
}
