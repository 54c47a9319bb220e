//! What is held of the kits' work: seen at the dashboard with its reason, tried again, set aside for good.

use ktpel_domain::ids::DocId;
use ktpel_sync::exchange::RefusalCode;
use serde_json::json;

use crate::{browser::Browser, kit::Kit, office::Server, worker::moody};

const CASE: DocId = DocId([1; 16]);

/// A kit whose last entry stops a worker that has a bad day, at an office that has a good worker again.
async fn held(word: &str) -> (Server, Kit) {
    let server = Server::start_with(moody()).await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.set(CASE, "alamat", word);
    kit.sync().await;
    assert_eq!(kit.refusals.iter().map(|one| one.code).collect::<Vec<_>>(), [RefusalCode::Harmful]);
    let server = server.restart().await;
    kit.url.clone_from(&server.kits_url);
    (server, kit)
}

#[tokio::test]
async fn what_is_held_is_listed_and_tried_again() {
    let (server, mut kit) = held("CRASH!").await;
    let kasi = Browser::signed_in(&server, "kasi").await;
    let list = kasi.get("/api/quarantine").await.body;
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
    let item = &list[0];
    assert_eq!((&item["code"], &item["laptop"], &item["case"]["nama"]), (&json!("harmful"), &json!("Laptop 1"), &json!("Siti Rahmah")));
    assert!(item["size_bytes"].as_u64().unwrap() > 50, "its bytes are kept");
    let act = |what: &str| format!("/api/quarantine/{}/{}/{what}", item["device"].as_str().unwrap(), item["seq"]);
    assert_eq!(Browser::signed_in(&server, "admin").await.post(&act("retry"), &json!({})).await.status, 403, "an admin decides no case");
    let left = kasi.post(&act("retry"), &json!({})).await;
    assert_eq!((left.status, left.body), (200, json!([])), "a good worker takes it");
    assert_eq!(kasi.post(&act("retry"), &json!({})).await.status, 404, "once");
    kit.sync().await;
    assert!(kit.refusals.is_empty(), "its kit is told");
    let mut other = Kit::enrolled(2, &server).await;
    other.sync().await;
    assert_eq!(other.view(CASE).agreed("alamat"), Some("CRASH!"), "and others get it");
    server.assert_sound();
}

#[tokio::test]
async fn what_is_held_is_set_aside_only_with_a_reason() {
    let (server, mut kit) = held("CRASH!").await;
    let kasi = Browser::signed_in(&server, "kasi").await;
    let item = kasi.get("/api/quarantine").await.body[0].clone();
    let path = format!("/api/quarantine/{}/{}/discard", item["device"].as_str().unwrap(), item["seq"]);
    assert_eq!(kasi.post(&path, &json!({ "reason": " " })).await.status, 422, "nothing is set aside without a word");
    let left = kasi.post(&path, &json!({ "reason": "laptop rusak, diisi ulang" })).await;
    assert_eq!((left.status, left.body), (200, json!([])));
    kit.sync().await;
    let codes: Vec<_> = kit.refusals.iter().map(|one| one.code).collect();
    assert_eq!(codes, [RefusalCode::Discarded], "the people of the kit see that it does not count");
    server.assert_sound();
}

#[tokio::test]
async fn what_cannot_pass_is_held_still() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    let moved = kit.log.last().unwrap().payload.clone().unwrap();
    kit.append(ktpel_sync::EntryKind::Change, DocId([2; 16]), moved);
    kit.sync().await;
    let kasi = Browser::signed_in(&server, "kasi").await;
    let item = kasi.get("/api/quarantine").await.body[0].clone();
    assert_eq!((&item["code"], &item["case"]), (&json!("dependencies"), &json!(null)), "of a case that the office does not know");
    let path = format!("/api/quarantine/{}/{}/retry", item["device"].as_str().unwrap(), item["seq"]);
    let answer = kasi.post(&path, &json!({})).await;
    assert_eq!((answer.status, &answer.body["params"]["code"]), (409, &json!("dependencies")));
    assert_eq!(kasi.get("/api/quarantine").await.body.as_array().map(Vec::len), Some(1), "and stays in the list");
}
