//! Taking a kit in.

use crate::{
    kit::Kit,
    office::{Server, VISIT},
};

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
async fn a_code_takes_one_kit_in() {
    let server = Server::start().await;
    let code = server.office.open_code().unwrap().text;
    let (mut first, mut second) = (Kit::new(1), Kit::new(2));
    assert_eq!(first.enrol(&server.url, &code.to_lowercase().replace('-', " ")).await, 200, "people type a code as they like");
    assert_eq!(second.enrol(&server.url, &code).await, 422);
}

#[tokio::test]
async fn a_code_dies_with_time_and_with_guessing() {
    let server = Server::start().await;
    let late = server.office.open_code().unwrap().text;
    server.clock.advance(15 * 60 * 1000);
    assert_eq!(Kit::new(1).enrol(&server.url, &late).await, 422, "15 minutes");
    let guessed = server.office.open_code().unwrap().text;
    for _ in 0..5 {
        assert_eq!(Kit::new(1).enrol(&server.url, "0000-0000-0000-0000").await, 422);
    }
    assert_eq!(Kit::new(1).enrol(&server.url, &guessed).await, 422, "five wrong tries kill every open code");
    let fresh = server.office.open_code().unwrap().text;
    assert_eq!(Kit::new(1).enrol(&server.url, &fresh).await, 200, "the office opens another one");
}

#[tokio::test]
async fn nonsense_takes_no_kit_in_and_spends_no_code() {
    let server = Server::start().await;
    let code = server.office.open_code().unwrap().text;
    let http = Kit::new(1).http;
    for (public_key, name) in [("zz", "Laptop"), (&"00".repeat(31), "Laptop"), (&"11".repeat(32), " ")] {
        let body = serde_json::json!({ "code": code, "public_key": public_key, "name": name }).to_string();
        let status = http.post(format!("{}/sync/v1/enrol", server.url)).body(body).send().await.unwrap().status();
        assert_eq!(status, 400, "{public_key} {name}");
    }
    assert_eq!(Kit::new(1).enrol(&server.url, &code).await, 200);
}
