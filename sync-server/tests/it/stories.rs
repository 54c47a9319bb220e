//! What the office does, and how it comes back to the village.

use futures_util::StreamExt;
use ktpel_case::Command;
use ktpel_domain::ids::DocId;
use ktpel_sop::situation::{NikKnowledge, Policy};
use serde_json::json;

use crate::{browser::Browser, kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);
const NIK: &str = "5272011503909901";

#[tokio::test]
async fn a_nik_applied_for_in_the_village_comes_back() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    assert_eq!(kit.view(CASE).nik_knowledge(), NikKnowledge::None);
    kit.sync().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let queue = browser.get("/api/applications").await.body;
    assert_eq!(queue[0]["case"]["id"], CASE.to_string());
    assert_eq!(queue[0]["filed_by"]["device"], "Laptop 1");
    assert_eq!(queue[0]["complete"], false, "F-1.01 lacks most fields");
    let granted = json!({ "answer": "granted", "nik": NIK, "evidence": "Tiket SIAK 17" });
    let answered = browser.post(&format!("/api/cases/{CASE}/nik"), &granted).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    assert_eq!(answered.body["detail"]["application"]["state"], "granted");
    assert_eq!(browser.get("/api/applications").await.body, json!([]), "the queue is empty");
    kit.sync().await;
    assert_eq!(kit.view(CASE).nik_knowledge(), NikKnowledge::Official, "signed by an office user, proven at the kit");
    let fact = &answered.body["detail"]["facts"][0];
    assert_eq!((fact["name"].as_str(), fact["proven"].as_bool()), (Some("nik"), Some(true)));
    assert!(answered.body["detail"]["history"].to_string().contains("Tiket SIAK 17"), "where it can be looked up stands in the history");
    let twice = browser.post(&format!("/api/cases/{CASE}/nik"), &granted).await;
    assert_eq!((twice.status, twice.code()), (409, "nothing_to_do"));
    server.assert_sound();
}

#[tokio::test]
async fn a_refused_application_says_why() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let path = format!("/api/cases/{CASE}/nik");
    let empty = browser.post(&path, &json!({ "answer": "refused", "reason": " " })).await;
    assert_eq!((empty.status, empty.code()), (422, "invalid"), "a refusal without a reason helps nobody");
    let wrong = browser.post(&path, &json!({ "answer": "granted", "nik": "5272", "evidence": null })).await;
    assert_eq!((wrong.status, wrong.code()), (422, "invalid"));
    let refused = browser.post(&path, &json!({ "answer": "refused", "reason": "Akta lahir belum ada" })).await;
    assert_eq!(refused.body["detail"]["application"]["reason"], "Akta lahir belum ada");
    kit.sync().await;
    assert_eq!(kit.view(CASE).application(), ktpel_sop::situation::NikApplication::Refused);
}

#[tokio::test]
async fn a_typed_status_is_a_fact_of_the_office() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let path = format!("/api/cases/{CASE}/status");
    let status = json!({ "status": "PRINT_READY_RECORD", "evidence": "Monitoring SIAK 23-11" });
    assert_eq!(browser.post(&path, &status).await.status, 200);
    kit.sync().await;
    let situation = kit.view(CASE).situation(ktpel_sop::catalogue(), server.office.now(), Policy::default());
    let central = situation.central.unwrap();
    assert_eq!((central.status.as_str(), central.from_office), ("PRINT_READY_RECORD", true), "only the office's word opens the gate");
    assert_eq!(browser.post(&path, &json!({ "status": "ADA SAJA", "evidence": "x" })).await.status, 422);
    assert_eq!(browser.post(&path, &json!({ "status": "PRINT_READY_RECORD", "evidence": "" })).await.status, 422);
}

#[tokio::test]
async fn a_release_is_for_officers() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let path = format!("/api/cases/{CASE}/release");
    let release = json!({ "gate": "prr", "reason": "Surat Kadis 12/2026" });
    let clerk = Browser::signed_in(&server, "petugas").await.post(&path, &release).await;
    assert_eq!((clerk.status, clerk.code()), (403, "not_your_role"));
    assert_eq!(Browser::signed_in(&server, "kabid").await.post(&path, &release).await.status, 200);
    kit.sync().await;
    let situation = kit.view(CASE).situation(ktpel_sop::catalogue(), server.office.now(), Policy::default());
    assert!(situation.releases.contains("prr"), "the kit sees the signed release");
}

#[tokio::test]
async fn a_conflict_is_answered_by_choosing_between_the_shown_values() {
    let server = Server::start().await;
    let (mut a, mut b) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    a.open_case(CASE, "Siti Rahmah");
    a.sync().await;
    b.sync().await;
    a.set(CASE, "nama_lengkap", "St. Rahmah");
    b.set(CASE, "nama_lengkap", "Siti Rachmah");
    a.sync().await;
    b.sync().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let conflicts = browser.get("/api/conflicts").await.body;
    assert_eq!((&conflicts[0]["kind"], &conflicts[0]["fields"]), (&json!("field"), &json!(["nama_lengkap"])));
    let case = browser.get(&format!("/api/cases/{CASE}")).await.body;
    let said = case["detail"]["fields"]["nama_lengkap"]["said"].as_array().unwrap();
    let devices: Vec<_> = said.iter().map(|said| said["by"]["device"].as_str().unwrap()).collect();
    assert_eq!((said.len(), devices.contains(&"Laptop 1"), devices.contains(&"Laptop 2")), (2, true, true), "both values, who and where");
    let shown: Vec<_> = said.iter().map(|said| said["op"].clone()).collect();
    let path = format!("/api/cases/{CASE}/answer");
    let stale = json!({ "field": "nama_lengkap", "chosen": "Siti Rachmah", "shown": [shown[0]], "reason": "Akta" });
    let stale = browser.post(&path, &stale).await;
    assert_eq!((stale.status, stale.code()), (409, "stale"), "who did not see both does not decide");
    let answer = json!({ "field": "nama_lengkap", "chosen": "Siti Rachmah", "shown": shown, "reason": "Akta kelahiran" });
    let answered = browser.post(&path, &answer).await;
    assert_eq!((answered.status, &answered.body["detail"]["conflicts"]), (200, &json!([])));
    a.sync().await;
    b.sync().await;
    for kit in [&a, &b] {
        assert_eq!(kit.view(CASE).agreed("nama_lengkap"), Some("Siti Rachmah"));
    }
    assert_eq!(a.heads(CASE), b.heads(CASE));
    assert_eq!(browser.get("/api/conflicts").await.body, json!([]));
    server.assert_sound();
}

#[tokio::test]
async fn two_open_cases_of_one_person_are_raised() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    let other = DocId([2; 16]);
    for doc in [CASE, other] {
        kit.open_case(doc, "Siti Rahmah");
        kit.set(doc, "nik", NIK);
    }
    kit.sync().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let conflicts = browser.get("/api/conflicts").await.body;
    let incidents: Vec<_> = conflicts.as_array().unwrap().iter().map(|item| item["incidents"].clone()).collect();
    assert_eq!(incidents, [json!(["two_cases"]), json!(["two_cases"])]);
    let case = browser.get(&format!("/api/cases/{CASE}")).await.body;
    assert_eq!(case["kasus_lain"][0]["id"], other.to_string());
}

#[tokio::test]
async fn a_note_is_added_and_work_in_the_village_goes_on_beside_it() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    kit.run(CASE, Command::Note { text: "Menunggu surat hilang".into(), corrects: None });
    let noted = browser.post(&format!("/api/cases/{CASE}/note"), &json!({ "text": "Sudah ditelepon" })).await;
    assert_eq!(noted.status, 200);
    kit.sync().await;
    let case = browser.get(&format!("/api/cases/{CASE}")).await.body["detail"]["history"].to_string();
    assert!(case.contains("Menunggu surat hilang") && case.contains("Sudah ditelepon"), "both notes stand");
    let officer = Browser::signed_in(&server, "kabid").await.post(&format!("/api/cases/{CASE}/note"), &json!({ "text": "x" })).await;
    assert_eq!(officer.status, 403, "the table decides who works on a case");
}

#[tokio::test]
async fn open_dashboards_hear_what_changed() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let request = browser.http.get(format!("{}/api/events", server.url)).header("cookie", browser.cookie.clone().unwrap());
    let mut stream = request.send().await.unwrap().bytes_stream();
    let hello = stream.next().await.unwrap().unwrap();
    assert!(hello.starts_with(b":"), "the line is open before anything happens");
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let mut heard = String::new();
    while !heard.contains("kit") {
        heard += std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap();
    }
    assert!(heard.contains(&format!(r#"{{"event":"changed","docs":["{CASE}"]}}"#)), "{heard}");
    assert!(!heard.contains("Siti"), "ids only");
    let _server = server.restart().await;
    while let Some(chunk) = stream.next().await {
        if chunk.is_err() {
            break;
        }
    }
}
