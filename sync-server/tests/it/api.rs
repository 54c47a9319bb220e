//! The description of the API is that of the router, and every route answers.

use crate::{browser::Browser, kit::Kit, office::Server};
use ktpel_domain::ids::DocId;
use serde_json::{Value, json};
use sync_server::api::ROUTES;

#[tokio::test]
async fn the_description_names_every_route() {
    let server = Server::start().await;
    let document = Browser::new(&server.url).get("/api/openapi.json").await.body;
    assert_eq!(document["openapi"], "3.1.0");
    let described: usize = document["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len()).sum();
    assert_eq!(described, ROUTES.len());
}

#[tokio::test]
async fn what_does_not_exist_is_said_to_be_missing() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let unknown = DocId([9; 16]);
    for path in [format!("/api/cases/{unknown}"), "/api/cases/nonsense".into(), "/api/lampiran/nonsense".into(), "/api/nothing".into()] {
        let answer = browser.get(&path).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
    }
    let note = browser.post(&format!("/api/cases/{unknown}/note"), &json!({ "text": "x" })).await;
    assert_eq!(note.status, 404);
    let malformed = browser.post(&format!("/api/cases/{unknown}/note"), &json!({ "wrong": 1 })).await;
    assert_eq!((malformed.status, malformed.code()), (400, "bad_request"));
}

#[tokio::test]
async fn the_reference_has_the_labels() {
    let server = Server::start().await;
    let reference = Browser::signed_in(&server, "petugas").await.get("/api/reference").await.body;
    let len = |name: &str| reference[name].as_array().unwrap().len();
    assert_eq!((len("procedures"), len("layanan")), (5, 6));
    assert!(len("statuses") > 5 && len("wilayah") > 40 && len("forms") > 2 && len("requirements") > 5);
}

#[tokio::test]
async fn a_nik_is_checked_as_on_the_kit() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let check = async |input: &str| {
        browser.post("/api/nik-check", &json!({ "input": input, "tanggal_lahir": "1990-03-15", "jenis_kelamin": "L" })).await.body
    };
    assert_eq!(check("5272011503909901").await["verdict"], "ok");
    let rejected = check("5272013502909901").await;
    assert_eq!(rejected["verdict"], "reject");
    assert!(!rejected["errors"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_overview_counts_what_is_there() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(DocId([1; 16]), "Siti Rahmah");
    kit.open_case(DocId([2; 16]), "Amir");
    kit.sync().await;
    let overview = Browser::signed_in(&server, "kabid").await.get("/api/overview").await.body;
    assert_eq!(overview["today"], "2026-11-23");
    assert_eq!(overview["counts"], json!({ "applications": 1, "conflicts": 0, "cases": 2, "visits": 1, "devices": 1 }));
    let steps: u64 = overview["steps"].as_array().unwrap().iter().map(|step| step["count"].as_u64().unwrap()).sum();
    assert_eq!(steps, 2, "every open case stands at one step");
    assert_eq!(overview["devices"][0]["waiting"], 0);
    assert_eq!(overview["devices"][0]["visit"], "Kolo, 2026-11-23");
    let kolo = overview["kelurahan"].as_array().unwrap().iter().find(|row: &&Value| row["nama"] == "Kolo").unwrap();
    assert_eq!(kolo["next_visit"], "2026-11-23");
}

#[tokio::test]
async fn a_visit_is_planned_and_reaches_the_kits() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let visit = json!({ "kelurahan": "52.72.01.1001", "tanggal": "2026-11-30", "tempat": "Aula Paruga", "jam": "08.00", "kontak_nama": "", "kontak_hp": "" });
    let planned = browser.post("/api/visits", &visit).await;
    assert_eq!((planned.status, planned.body["kelurahan_nama"].as_str()), (200, Some("Paruga")));
    let mut kit = Kit::enrolled(1, &server).await;
    assert_eq!(kit.setup.as_ref().unwrap().visits.len(), 2);
    kit.sync().await;
    for (field, value) in [("kelurahan", json!("52.72.99.9999")), ("tanggal", json!("30/11/2026")), ("tempat", json!(""))] {
        let mut wrong = visit.clone();
        wrong[field] = value;
        let answer = browser.post("/api/visits", &wrong).await;
        assert_eq!((answer.code(), answer.body["params"]["field"].as_str()), ("invalid", Some(field)));
    }
}

#[tokio::test]
async fn lists_follow_the_calendar() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(DocId([1; 16]), "Siti Rahmah");
    kit.sync().await;
    server.clock.advance(24 * 60 * 60 * 1000);
    assert_eq!(server.office.refresh_summaries().unwrap(), 1, "open cases are derived anew");
    let mut later = Browser::new(&server.url);
    later.sign_in("kasi", &crate::office::password("kasi")).await;
    assert_eq!(later.get("/api/overview").await.body["today"], "2026-11-24");
    assert_eq!(later.get("/api/cases").await.body["total"], 1);
}
