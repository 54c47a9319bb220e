//! Push and pull between real kits and the real server.

use ktpel_domain::ids::DocId;
use ktpel_sync::{
    Session,
    envelope::{self, Direction},
    exchange::{PROTOCOL, RefusalCode},
};
use sync_server::storage::DeviceStatus;

use crate::{
    kit::{Kit, others::Others},
    office::Server,
};

const CASE: DocId = DocId([1; 16]);

#[tokio::test]
async fn what_one_kit_did_reaches_the_other() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.set(CASE, "no_hp", "081234567890");
    a.sync().await;
    b.sync().await;
    assert_eq!(a.heads(CASE), b.heads(CASE), "both hold the same document");
    let view = b.view(CASE);
    assert_eq!(view.agreed("no_hp"), Some("081234567890"));
    assert_eq!(b.roster.by(a.actor, ktpel_domain::time::Timestamp(0)).device, "Laptop 1", "and know who did it where");
    assert_eq!(a.state.acked_seq, a.log.len() as u64);
    server.assert_sound();
}

#[tokio::test]
async fn sending_again_changes_nothing() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let held = server.entries();
    kit.state.acked_seq = 0;
    kit.sync().await;
    assert_eq!(server.entries(), held, "an entry is known by device, position and hash");
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64);
    assert_eq!(kit.halted, None);
    server.assert_sound();
}

/// The number of the protocol comes first in every version of a message; what follows may have any form.
#[tokio::test]
async fn a_program_of_another_age_is_told_which_one_is_too_old() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    for (spoken, what) in [(PROTOCOL - 1, "kit"), (PROTOCOL + 1, "office")] {
        let body = [0x82, spoken, 0x60];
        let (request, _) = envelope::seal(Direction::Request, kit.identity.id(), &body, |message| kit.identity.sign(message));
        let (status, answer) = kit.post(&request).await;
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!((status, &answer["code"], &answer["params"]["what"]), (426, &"version_too_old".into(), &what.into()));
    }
    server.assert_sound();
}

#[tokio::test]
async fn two_kits_on_one_case_merge() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    b.sync().await;
    a.set(CASE, "alamat", "Jl. Datuk Dibanta");
    b.set(CASE, "no_hp", "081298765432");
    b.set(CASE, "nama_lengkap", "Siti Rachmah");
    a.set(CASE, "nama_lengkap", "St. Rahmah");
    for kit in [&mut a, &mut b] {
        kit.sync().await;
    }
    a.sync().await;
    assert_eq!(a.heads(CASE), b.heads(CASE));
    assert_eq!(a.view(CASE).agreed("no_hp"), Some("081298765432"));
    assert_eq!(b.view(CASE).agreed("alamat"), Some("Jl. Datuk Dibanta"));
    assert_eq!(a.view(CASE).conflicts(), ["nama_lengkap"], "nothing is decided silently");
}

#[tokio::test]
async fn many_cases_travel_in_pages() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    for n in 0..110_u8 {
        a.open_case(DocId([n; 16]), &format!("Warga {n}"));
        a.set(DocId([n; 16]), "alamat", &format!("Jl. Gajah Mada No. {n}"));
    }
    a.sync().await;
    b.sync().await;
    for n in 0..110_u8 {
        assert_eq!(a.heads(DocId([n; 16])), b.heads(DocId([n; 16])), "case {n}");
    }
    b.received = 0;
    b.sync().await;
    assert_eq!(b.received, 0, "what was read is not sent again");
}

#[tokio::test]
async fn everything_outlives_a_restart() {
    let server = Server::start().await;
    let mut a = Kit::enrolled(1, &server).await;
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    let server = server.restart().await;
    a.url.clone_from(&server.kits_url);
    let mut b = Kit::enrolled(2, &server).await;
    b.sync().await;
    assert_eq!(a.heads(CASE), b.heads(CASE));
    a.set(CASE, "no_hp", "081298765432");
    a.sync().await;
    assert_eq!(a.state.acked_seq, a.log.len() as u64, "the kit goes on where it was");
    server.assert_sound();
}

#[tokio::test]
async fn a_revoked_kit_is_refused_at_once() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let id = kit.identity.id();
    server.office.storage.write(|tables| tables.devices().set_status(id, DeviceStatus::Revoked)).unwrap();
    let held = server.entries();
    let request = Session::new(kit.state.clone(), kit.peer()).next_request(&kit).unwrap().unwrap();
    let (status, answer) = kit.post(&request).await;
    assert_eq!((status, answer.as_slice()), (403, br#"{"code":"revoked"}"#.as_slice()), "the kit is told why");
    assert_eq!(server.entries(), held, "nothing of a revoked kit is taken");
}

#[tokio::test]
async fn a_lost_answer_is_harmless() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let mut session = Session::new(kit.state.clone(), kit.peer());
    let request = session.next_request(&kit).unwrap().unwrap();
    let (status, _lost) = kit.post(&request).await;
    assert_eq!(status, 200);
    let held = server.entries();
    kit.sync().await;
    assert_eq!(server.entries(), held, "stored once");
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64, "and receipted");
}

#[tokio::test]
async fn the_office_knows_what_a_kit_still_holds() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let held = |server: &Server| {
        let devices = server.office.storage.read(|tables| tables.devices().all()).unwrap();
        devices.into_iter().find(|device| !device.office).map(|device| (device.waiting, device.version)).unwrap()
    };
    kit.sync().await;
    assert_eq!(held(&server), (0, "0.1.0-test".into()), "all is here");
}

#[tokio::test]
async fn a_restored_office_gets_back_what_it_lost() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    b.sync().await;
    let backup = tempfile::tempdir().unwrap();
    server.copy_database(backup.path());
    a.set(CASE, "alamat", "Jl. Datuk Dibanta");
    b.open_case(DocId([2; 16]), "Amir");
    a.sync().await;
    b.sync().await;
    let server = server.restart_from(backup.path()).await;
    for kit in [&mut a, &mut b] {
        kit.url.clone_from(&server.kits_url);
    }
    a.sync().await;
    b.sync().await;
    a.sync().await;
    assert_eq!(a.heads(CASE), b.heads(CASE));
    assert_eq!(a.heads(DocId([2; 16])), b.heads(DocId([2; 16])));
    assert_eq!(a.state.acked_seq, a.log.len() as u64, "what the backup lacked was sent again by itself");
    server.assert_sound();
}

#[tokio::test]
async fn work_that_builds_on_lost_work_waits_for_it() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    let backup = tempfile::tempdir().unwrap();
    server.copy_database(backup.path());
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    b.sync().await;
    b.set(CASE, "alamat", "Jl. Datuk Dibanta");
    b.sync().await;
    let server = server.restart_from(backup.path()).await;
    for kit in [&mut a, &mut b] {
        kit.url.clone_from(&server.kits_url);
    }
    // It has lost the other's work too: otherwise it would bring it along.
    b.others = Others::default();
    b.sync().await;
    let quarantined = || server.office.storage.read(|tables| tables.quarantine().count()).unwrap();
    assert_eq!(quarantined(), 1, "what it builds on is not here yet");
    assert_eq!(b.refusals.iter().map(|one| one.code).collect::<Vec<_>>(), [RefusalCode::Dependencies], "and its kit is told");
    a.sync().await;
    assert_eq!(quarantined(), 0, "now it is");
    b.sync().await;
    assert!(b.refusals.is_empty(), "which its kit is told too");
    a.sync().await;
    let mut c = Kit::enrolled(3, &server).await;
    c.sync().await;
    for kit in [&a, &c] {
        assert_eq!(kit.heads(CASE), b.heads(CASE), "everybody gets it, in an order that can be applied");
    }
    server.assert_sound();
}
