//! The public page of a slip, and the same check at the counter.

use std::net::IpAddr;

use ktpel_domain::{ids::DocId, layanan::Layanan, stage::Stage, time::Timestamp};
use ktpel_slip::Claims;
use serde_json::{Value, json};

use crate::{
    browser::{Answer, Browser},
    kit::Kit,
    office::{MORNING, Server},
};

const CASE: DocId = DocId([1; 16]);

/// The slip that the kit prints for [`CASE`].
fn slip(kit: &Kit, stage: Stage) -> String {
    slip_at(kit, stage, MORNING)
}

/// A slip that the kit dates so.
fn slip_at(kit: &Kit, stage: Stage, at_ms: i64) -> String {
    let claims = Claims::new(&ktpel_case::kode(CASE), "S. R.", Some("9901"), Layanan::Hilang, stage, Timestamp(at_ms)).unwrap();
    ktpel_slip::issue(&claims, kit.identity.id(), |message| kit.identity.sign(message))
}

async fn page(server: &Server, token: &str) -> Answer {
    Browser::new(&server.url).get(&format!("/S/{token}")).await
}

#[track_caller]
fn check(answer: &Answer, status: u16, says: &[&str]) {
    assert_eq!(answer.status, status);
    let html = answer.body.as_str().unwrap();
    for words in says {
        assert!(html.contains(words), "{words:?} is not on the page: {html}");
    }
}

#[tokio::test]
async fn whoever_holds_the_slip_sees_where_the_case_stands() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let token = slip(&kit, Stage::InProgress);
    let before = page(&server, &token).await;
    check(
        &before,
        200,
        &["Slip ini asli", "belum sampai di kantor", "S. R.", ">9901<", &ktpel_case::kode(CASE), "KTP-el hilang", "Laptop 1"],
    );
    kit.sync().await;
    let after = page(&server, &token).await;
    check(&after, 200, &["Slip ini asli", "Permohonan Anda sedang dikerjakan.", "23-11-2026 09.00 WITA"]);
    let html = after.body.as_str().unwrap();
    assert!(!html.contains("Siti") && !html.contains("Rahmah"), "no more than the slip says");
    assert!(html.len() < 15_000, "{} bytes: seconds on EDGE", html.len());
}

#[tokio::test]
async fn the_page_says_what_holds_now_and_what_held_then() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    let token = slip(&kit, Stage::InProgress);
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let answer = page(&server, &token).await;
    check(&answer, 200, &["Kantor sedang mengurus NIK Anda.", "Permohonan sedang dikerjakan."]);
}

#[tokio::test]
async fn the_page_runs_nothing_and_keeps_nothing() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let answer = page(&server, &slip(&kit, Stage::Printed)).await;
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    assert!(
        header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"),
        "its own style sheet and nothing else"
    );
    assert!(!header("content-security-policy").contains("script-src"));
    assert_eq!(
        (header("cache-control"), header("set-cookie"), header("referrer-policy")),
        ("no-store".into(), String::new(), "no-referrer".into())
    );
    let html = answer.body.as_str().unwrap();
    assert!(!html.contains("<script") && !html.contains("href") && !html.contains("src="), "{html}");
}

#[tokio::test]
async fn what_no_laptop_of_the_office_signed_is_not_genuine() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let token = slip(&kit, Stage::Printed);
    let stranger = slip(&Kit::new(66), Stage::Printed);
    let last = if token.ends_with('A') { "Q" } else { "A" };
    let altered = format!("{}{last}", &token[..token.len() - 1]);
    for token in
        [stranger, altered, token.to_lowercase(), token[1..].to_owned(), "7K3F-9QXM".into(), "A".repeat(5000), "%3Cscript%3E".into()]
    {
        let answer = page(&server, &token).await;
        check(&answer, 200, &["Slip ini tidak asli"]);
        assert!(!answer.body.as_str().unwrap().contains("7K3F"), "nothing of what was asked comes back");
    }
}

#[tokio::test]
async fn a_slip_of_a_revoked_laptop_carries_a_warning_and_a_later_one_is_refused() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let before = slip(&kit, Stage::Printed);
    server.clock.advance(3_600_000);
    let (clerk, kasi) = (Browser::signed_in(&server, "petugas").await, Browser::signed_in(&server, "kasi").await);
    let decision = json!({ "reason": "Dicuri di Kolo", "confirm": "Laptop 1" });
    assert_eq!(kasi.post(&format!("/api/devices/{}/revoke", kit.identity.id()), &decision).await.status, 200);
    check(&page(&server, &before).await, 200, &["Slip ini asli", "dicabut"]);
    let scan = async |token: &str| clerk.post("/api/slip", &json!({ "text": token })).await.body["verdict"].clone();
    assert_eq!(scan(&before).await, "genuine_revoked_later");

    for (after_ms, verdict) in [(-1000, "genuine_revoked_later"), (0, "revoked"), (86_400_000, "revoked")] {
        let token = slip_at(&kit, Stage::Printed, server.office.now().0 + after_ms);
        assert_eq!(scan(&token).await, verdict, "{after_ms} ms after the decision");
        let says: &[&str] = if verdict == "revoked" { &["Slip ini tidak asli"] } else { &["Slip ini asli", "dicabut"] };
        check(&page(&server, &token).await, 200, says);
    }
    let stolen = slip_at(&kit, Stage::Printed, server.office.now().0 + 1000);
    assert!(!page(&server, &stolen).await.body.as_str().unwrap().contains("9901"), "nothing of what a thief wrote is repeated");

    assert_eq!(kasi.post(&format!("/api/devices/{}/wipe", kit.identity.id()), &decision).await.status, 200);
    let between = slip_at(&kit, Stage::Printed, server.office.now().0);
    server.clock.advance(1000);
    assert_eq!(scan(&between).await, "revoked", "a later decision does not move the first one");
}

#[tokio::test]
async fn an_address_asks_a_minute_long_and_then_waits() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let token = slip(&kit, Stage::Printed);
    for n in 0..60 {
        assert_eq!(page(&server, &token).await.status, 200, "question {n}");
    }
    let refused = page(&server, &token).await;
    check(&refused, 429, &["Terlalu sering diperiksa", "Slip Anda tetap berlaku"]);
    assert_eq!(refused.headers["retry-after"], "1");
    let neighbour = reqwest::Client::builder().no_proxy().local_address(IpAddr::from([127, 0, 0, 2])).build().unwrap();
    let answer = neighbour.get(format!("{}/S/{token}", server.url)).send().await.unwrap();
    assert_eq!(answer.status(), 200, "another address has a bucket of its own");
    server.clock.advance(1000);
    assert_eq!(page(&server, &token).await.status, 200);
}

#[tokio::test]
async fn the_counter_checks_a_slip_and_finds_its_case() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let clerk = Browser::signed_in(&server, "petugas").await;
    let scan = async |text: String| clerk.post("/api/slip", &json!({ "text": text })).await;
    let token = slip(&kit, Stage::InProgress);
    let unsent = scan(token.clone()).await;
    assert_eq!((&unsent.body["verdict"], &unsent.body["case"]), (&json!("genuine"), &Value::Null), "the kit still holds the case");
    kit.sync().await;
    let found = scan(format!("{}/S/{token}", server.url.to_uppercase())).await.body;
    assert_eq!((&found["verdict"], &found["case"]), (&json!("genuine"), &json!(CASE.to_string())));
    assert_eq!((&found["says"]["device"], &found["says"]["nik_akhir"]), (&json!("Laptop 1"), &json!("9901")));
    let forged = scan(slip(&Kit::new(66), Stage::Printed)).await.body;
    assert_eq!(forged, json!({ "verdict": "not_genuine", "says": null, "case": null }));
    let no_slip = scan("7K3F-9QXM".into()).await;
    assert_eq!((no_slip.status, no_slip.code()), (422, "invalid"));
}
