//! Taking a kit in: one user opens a code, another one compares six words, and who is on the line between is seen.

use ktpel_domain::ids::DocId;
use ktpel_pki::Ceremony;
use ktpel_sync::{
    EntryKind,
    enrolment::EnrolAnswer,
    payload::{DeviceApproval, DeviceKey, Record},
    setup::{Certificate, Setup},
    signature, signed_request,
};
use ktpel_vault::DeviceIdentity;
use serde_json::json;
use sync_server::{
    office::confirm::{ConfirmError, Confirmation},
    storage::{DeviceRow, DeviceStatus},
};

use crate::{
    browser::Browser,
    kit::Kit,
    office::{Server, VISIT},
};

const MINUTE_MS: i64 = 60 * 1000;

#[tokio::test]
async fn a_kit_with_a_code_learns_what_it_needs() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let setup = kit.setup.unwrap();
    assert_eq!(setup.office, "Disdukcapil Kota Bima");
    assert_eq!(setup.device, kit.identity.id(), "both sides derive one id from the key");
    assert_eq!(setup.server.device, server.office.device());
    assert_eq!(setup.operators.iter().map(|operator| operator.nama.as_str()).collect::<Vec<_>>(), ["Siti Rahmawati"]);
    assert_eq!(setup.visits.iter().map(|visit| visit.id).collect::<Vec<_>>(), [VISIT]);
}

#[tokio::test]
async fn a_code_is_good_for_one_kit() {
    let server = Server::start().await;
    let code = server.code();
    let (mut first, mut second) = (Kit::new(1), Kit::new(2));
    first.ask(&server.url, &code.to_lowercase().replace('-', " ")).await.expect("people type a code as they like");
    assert_eq!(second.ask(&server.url, &code).await.err(), Some((422, "used".into())));
}

#[tokio::test]
async fn a_code_dies_with_time_and_with_guessing() {
    let server = Server::start().await;
    let late = server.code();
    server.clock.advance(15 * MINUTE_MS);
    assert_eq!(Kit::new(1).ask(&server.url, &late).await.err(), Some((422, "expired".into())), "15 minutes");
    let guessed = server.code();
    for _ in 0..5 {
        assert_eq!(Kit::new(1).ask(&server.url, "0000-0000-0000-0000").await.err(), Some((422, "wrong".into())));
    }
    assert_eq!(Kit::new(1).ask(&server.url, &guessed).await.err(), Some((422, "tries".into())), "five wrong tries kill every open code");
    assert!(Kit::new(1).ask(&server.url, &server.code()).await.is_ok(), "the office opens another one");
}

#[tokio::test]
async fn nonsense_takes_no_kit_in_and_spends_no_code() {
    let server = Server::start().await;
    let code = server.code();
    let http = Kit::new(1).http;
    for (public_key, name) in [("zz", "Laptop"), (&"00".repeat(31), "Laptop"), (&"11".repeat(32), " ")] {
        let body = json!({ "code": code, "public_key": public_key, "name": name }).to_string();
        let status = http.post(format!("{}/sync/v1/enrol", server.url)).body(body).send().await.unwrap().status();
        assert_eq!(status, 400, "{public_key} {name}");
    }
    assert!(Kit::new(1).ask(&server.url, &code).await.is_ok());
}

#[tokio::test]
async fn both_screens_show_the_same_words_and_nothing_happens_before_a_second_person() {
    let server = Server::start().await;
    let mut kit = Kit::new(1);
    let asked = kit.ask(&server.url, &server.code()).await.unwrap();
    let waiting = Browser::signed_in(&server, "kasi").await.get("/api/devices/waiting").await.body;
    assert_eq!(waiting[0]["words"], kit.words(&asked).as_str());
    assert_eq!((&waiting[0]["nama"], &waiting[0]["opened_by"], &waiting[0]["own"]), (&json!("Laptop 1"), &json!("Admin"), &json!(false)));
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Waiting));
    let known = server.office.storage.read(|tables| tables.devices().find(kit.identity.id())).unwrap();
    assert_eq!(known, None, "a kit that waits is no kit");
    let mut other = Kit::new(2);
    assert_eq!(other.look(&server.url, &asked).await, None, "who cannot sign as the kit that asked is told nothing");
}

#[tokio::test]
async fn who_opened_the_code_cannot_let_the_kit_in() {
    let server = Server::start().await;
    let kasi = Browser::signed_in(&server, "kasi").await;
    let code = kasi.post("/api/devices/code", &json!({})).await.body["code"].as_str().unwrap().to_owned();
    let mut kit = Kit::new(1);
    let asked = kit.ask(&server.url, &code).await.unwrap();
    let waiting = kasi.get("/api/devices/waiting").await.body;
    assert_eq!(waiting[0]["own"], true);
    let path = format!("/api/devices/waiting/{}/approve", asked.pending.nonce);
    let words = json!({ "words": kit.words(&asked) });
    let refused = kasi.post(&path, &words).await;
    assert_eq!((refused.status, refused.code()), (403, "second_person"));
    let admin = Browser::signed_in(&server, "admin").await;
    assert_eq!(admin.post(&path, &words).await.code(), "not_your_role", "the admin opens codes and confirms none");
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Waiting));
    let kabid = Browser::signed_in(&server, "kabid").await;
    assert_eq!(kabid.post(&path, &words).await.body, json!([]), "another person may, and nobody waits any more");
    assert_eq!(kabid.post(&path, &words).await.code(), "stale", "once");
    assert!(matches!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Approved { .. })));
}

#[tokio::test]
async fn who_let_a_kit_in_is_provable_from_the_log() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let payload = server.office.storage.read(|tables| tables.entries().latest(server.office.device(), EntryKind::DeviceKey)).unwrap();
    let record = DeviceKey::from_payload(&payload.unwrap()).unwrap();
    assert_eq!(record.device_id(), kit.identity.id());
    assert!(record.approved_by(&server.user("kasi").key.public()), "by the key of the one who compared the words");
    assert!(!record.approved_by(&server.user("kabid").key.public()));
    assert_eq!(record.approval.unwrap().opener, "admin");
    server.assert_sound();
}

#[tokio::test]
async fn a_kit_that_is_turned_away_or_forgotten_is_told_so() {
    let server = Server::start().await;
    let mut kit = Kit::new(1);
    let asked = kit.ask(&server.url, &server.code()).await.unwrap();
    server.decide(&kit.words(&asked), Confirmation::Reject).unwrap();
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Rejected));
    assert!(matches!(server.decide(&kit.words(&asked), Confirmation::Approve), Err(ConfirmError::Words)), "it waits no more");

    let asked = kit.ask(&server.url, &server.code()).await.unwrap();
    let nonce = data_encoding::HEXLOWER.decode(asked.pending.nonce.as_bytes()).unwrap().try_into().unwrap();
    server.clock.advance(15 * MINUTE_MS);
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Expired));
    let late = server.office.confirm(&server.user("kasi"), &nonce, &kit.words(&asked), Confirmation::Approve);
    assert!(matches!(late, Err(ConfirmError::Over)), "{late:?}");
    assert_eq!(server.office.storage.read(|tables| tables.devices().find(kit.identity.id())).unwrap(), None);
}

#[tokio::test]
async fn other_words_let_nobody_in() {
    let server = Server::start().await;
    let (mut kit, mut other) = (Kit::new(1), Kit::new(2));
    let asked = kit.ask(&server.url, &server.code()).await.unwrap();
    let others = other.ask(&server.url, &server.code()).await.unwrap();
    let kasi = Browser::signed_in(&server, "kasi").await;
    let path = format!("/api/devices/waiting/{}/approve", asked.pending.nonce);
    for words in [other.words(&others), String::new(), kit.words(&asked).replacen(' ', "", 1)] {
        let refused = kasi.post(&path, &json!({ "words": words })).await;
        assert_eq!((refused.status, refused.body["params"]["field"].as_str()), (422, Some("words")), "{words:?}");
    }
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Waiting));
}

/// Somebody on the line answers in the office's place, with a key of his own on each side.
#[tokio::test]
async fn somebody_between_kit_and_office_is_seen_in_the_words() {
    let server = Server::start().await;
    let (victim, mut between) = (Kit::new(1), Kit::new(66));
    between.name.clone_from(&victim.name);
    let code = server.code();
    // He takes the code of the victim's request and asks in its name, with his own key.
    let asked = between.ask(&server.url, &code).await.unwrap();
    let at_the_office = between.words(&asked);
    let waiting = server.office.storage.read(|tables| tables.enrolments().waiting(server.office.now())).unwrap();
    assert_eq!(waiting[0].words, at_the_office, "the office shows the words of the key that it got");
    // What he hands on to the victim can be anything: the victim makes its words with its own key.
    assert_ne!(victim.words(&asked), at_the_office, "handed on as it is");
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let true_ca = hex(&asked.pending.ca);
    let own_server = DeviceIdentity::from_secret(&[67; 32]).public();
    for n in 0..200_u8 {
        let (nonce, device_key) = ([n; 16], victim.identity.public());
        let forged = Ceremony {
            code: &asked.code,
            nonce: &nonce,
            ca: &true_ca,
            server_key: &own_server,
            device_key: &device_key,
            name: &victim.name,
        };
        assert_ne!(forged.words(), at_the_office, "a nonce and a server key of his own");
    }
}

/// A copy of what went over the line is worth nothing.
#[tokio::test]
async fn a_request_that_is_sent_again_or_altered_gets_nothing() {
    let server = Server::start().await;
    let mut kit = Kit::new(1);
    let code = server.code();
    let asked = kit.ask(&server.url, &code).await.unwrap();
    assert_eq!(kit.ask(&server.url, &code).await.err(), Some((422, "used".into())), "sent again");
    server.decide(&kit.words(&asked), Confirmation::Approve).unwrap();
    let mut thief = Kit::new(66);
    assert_eq!(thief.look(&server.url, &asked).await, None, "the set-up goes to the key that asked");
    let Some(EnrolAnswer::Approved { setup, signature: signed }) = kit.look(&server.url, &asked).await else { panic!("taken in") };
    let key = server.office.identity.public();
    let holds = |device: &Kit, text: &str| {
        let message = ktpel_sync::enrolment::setup_message(&asked.pending.nonce, &device.identity.public(), text);
        signature::holds(&key, &message, &data_encoding::HEXLOWER.decode(signed.as_bytes()).unwrap().try_into().unwrap())
    };
    assert!(holds(&kit, &setup), "what is granted is signed by the server that the words vouch for");
    let mut forged: Setup = serde_json::from_str(&setup).unwrap();
    forged.archive_recipients = vec!["age1penyadap".into()];
    assert!(!holds(&kit, &serde_json::to_string(&forged).unwrap()), "nobody puts an archive key of his own into it");
    assert!(!holds(&thief, &setup));
    server.clock.advance(15 * MINUTE_MS);
    assert_eq!(kit.look(&server.url, &asked).await, Some(EnrolAnswer::Expired), "not for ever");
}

#[tokio::test]
async fn a_kit_that_is_known_keeps_its_place_and_a_revoked_one_is_taken_back_by_two() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(DocId([1; 16]), "Siti Rahmah");
    kit.sync().await;
    let before = server.office.storage.read(|tables| tables.devices().find(kit.identity.id())).unwrap().unwrap();
    server.office.storage.write(|tables| tables.devices().set_status(kit.identity.id(), DeviceStatus::Revoked)).unwrap();
    let (url, code) = (server.url.clone(), server.code());
    kit.http = Kit::new(9).http;
    let asked = kit.ask(&url, &code).await.unwrap();
    let waiting = Browser::signed_in(&server, "kasi").await.get("/api/devices/waiting").await.body;
    assert_eq!(waiting[0]["known"], "revoked", "who decides sees what this laptop was");
    server.decide(&kit.words(&asked), Confirmation::Approve).unwrap();
    kit.look(&url, &asked).await.unwrap();
    let after = server.office.storage.read(|tables| tables.devices().find(kit.identity.id())).unwrap().unwrap();
    assert_eq!((after.status, after.cursor, after.enrolled), (DeviceStatus::Active, before.cursor, before.enrolled));
    kit.open_case(DocId([2; 16]), "Fo'o Ama");
    kit.sync().await;
    server.assert_sound();

    server.office.storage.write(|tables| tables.devices().set_status(kit.identity.id(), DeviceStatus::WipeOrdered)).unwrap();
    kit.http = Kit::new(9).http;
    assert_eq!(kit.ask(&url, &server.code()).await.err(), Some((422, "wiped".into())), "a key that is to be destroyed opens nothing");
}

#[tokio::test]
async fn a_kit_gets_its_next_certificate_and_nobody_else_does() {
    let server = Server::start().await;
    let (kit, other) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    server.clock.advance(300 * 24 * 60 * MINUTE_MS);
    let answer = kit.signed(reqwest::Method::POST, "/sync/v1/certificate", Vec::new()).await;
    let next: Certificate = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(next.issued_ms, server.office.now().0);
    let der = data_encoding::HEXLOWER.decode(next.der.as_bytes()).unwrap();
    assert_eq!(ktpel_pki::device_of(&der).unwrap(), kit.identity.id(), "over its own key, under its own name");
    // On the line of another kit the signature of this one is worth nothing.
    let signed = kit.identity.sign(&signed_request::message("POST", "/sync/v1/certificate", &[]));
    let request = other.http.post(format!("{}/sync/v1/certificate", other.url));
    let request = request.header(signed_request::DEVICE_HEADER, kit.identity.id().to_string());
    let refused = request.header(signed_request::SIGNATURE_HEADER, signed_request::header(&signed)).send().await.unwrap();
    assert_eq!(refused.status(), 401);
}

/// Who can write into the database, but has nobody's key, takes no kit in unseen.
#[tokio::test]
async fn a_kit_that_nobody_let_in_is_named() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    server.assert_sound();
    let stranger = DeviceIdentity::from_secret(&[66; 32]);
    let own = server.office.storage.read(|tables| tables.devices().find(kit.identity.id())).unwrap().unwrap();
    let row = DeviceRow { id: stranger.id(), public_key: stranger.public(), name: "Laptop 66".into(), ..own };
    server.office.storage.write(|tables| tables.devices().put(&row)).unwrap();
    let named = || server.office.verify().unwrap().problems.into_iter().map(|finding| finding.to_string()).collect::<Vec<_>>();
    assert_eq!(named(), ["device Laptop 66: no log says that anybody let it in"]);
    // With an entry in the log, but with a signature that is not the Kasi's.
    let kasi = server.user("kasi").key.id();
    let approval = DeviceApproval { opener: "admin".into(), nonce: [1; 16], at_ms: 9, approver: kasi, signature: stranger.sign(b"Kasi") };
    let record = DeviceKey { public_key: stranger.public(), name: "Laptop 66".into(), office: false, approval: Some(approval) };
    server.append_own(EntryKind::DeviceKey, record.to_payload());
    assert_eq!(named(), ["device Laptop 66: who is said to have let it in did not sign that"]);
}
