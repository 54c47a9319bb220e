//! Signing in, rights, masking, and what every answer carries.

use ktpel_domain::ids::DocId;
use serde_json::json;

use crate::{
    browser::Browser,
    kit::Kit,
    office::{Server, password},
};

const CASE: DocId = DocId([1; 16]);
const NIK: &str = "5272011503909901";

#[tokio::test]
async fn a_user_signs_in_works_and_signs_out() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server.url);
    let before = browser.get("/api/me").await;
    assert_eq!((before.status, before.code()), (401, "unauthenticated"));
    let answer = browser.sign_in("kasi", &password("kasi")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(answer.body["peran"], "kasi_identitas");
    assert_eq!(browser.get("/api/me").await.body["office"], "Disdukcapil Kota Bima");
    assert_eq!(browser.post("/api/logout", &json!({})).await.status, 200);
    assert_eq!(browser.get("/api/me").await.status, 401, "the session is gone on the server too");
}

#[tokio::test]
async fn guessing_a_password_is_slowed() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server.url);
    for _ in 0..5 {
        let wrong = browser.sign_in("kasi", "salah sekali").await;
        assert_eq!((wrong.status, wrong.code()), (401, "wrong_password"));
    }
    let waiting = browser.sign_in("kasi", &password("kasi")).await;
    assert_eq!((waiting.status, waiting.code()), (429, "too_many_tries"));
    server.clock.advance(15 * 60 * 1000);
    assert_eq!(browser.sign_in("kasi", &password("kasi")).await.status, 200);
}

#[tokio::test]
async fn an_unknown_login_looks_like_a_wrong_password() {
    let server = Server::start().await;
    let answer = Browser::new(&server.url).sign_in("tidak ada", "apa saja").await;
    assert_eq!((answer.status, answer.code()), (401, "wrong_password"));
}

#[tokio::test]
async fn an_idle_session_ends() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    server.clock.advance(14 * 60 * 1000);
    assert_eq!(browser.get("/api/me").await.status, 200);
    server.clock.advance(15 * 60 * 1000);
    assert_eq!(browser.get("/api/me").await.status, 401);
}

#[tokio::test]
async fn another_page_changes_nothing() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    for (name, value) in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let request = browser.http.post(format!("{}/api/devices/code", server.url)).header(name, value).body("{}");
        let answer = browser.send(request).await;
        assert_eq!((answer.status, answer.code()), (403, "origin"), "{name}: {value}");
    }
}

#[tokio::test]
async fn the_admin_reads_no_case() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "admin").await;
    for path in ["/api/cases", &format!("/api/cases/{CASE}"), "/api/applications", "/api/conflicts"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.code()), (403, "not_your_role"), "{path}");
    }
    assert_eq!(browser.post("/api/devices/code", &json!({})).await.status, 200, "but takes kits in");
    let overview = browser.get("/api/overview").await;
    assert_eq!(overview.status, 200, "and sees figures");
    assert!(!overview.body.to_string().contains("Siti"), "without persons");
}

#[tokio::test]
async fn identity_numbers_are_masked_until_somebody_asks() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.set(CASE, "nik", NIK);
    kit.set(CASE, "no_kk", "5272010101109901");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let path = format!("/api/cases/{CASE}");
    for masked in ["/api/cases", &path] {
        let text = browser.get(masked).await.body.to_string();
        assert!(!text.contains(NIK) && text.contains("••••••••••••9901"), "{masked}");
    }
    let held = server.entries();
    let revealed = browser.get(&format!("{path}?reveal=1")).await;
    assert_eq!(revealed.body["detail"]["person"]["nik"], NIK);
    assert_eq!(revealed.body["nik_revealed"], true);
    assert_eq!(server.entries(), held + 1, "the read is in the log");
    browser.get(&format!("{path}?reveal=1")).await;
    assert_eq!(server.entries(), held + 1, "once a session and case");
    kit.sync().await;
    server.assert_sound();
}

#[tokio::test]
async fn cases_are_found_and_filtered() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.set(CASE, "nik", NIK);
    kit.apply_for_nik(DocId([2; 16]), "Fo'o Ama");
    kit.sync().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let names = |answer: &crate::browser::Answer| {
        answer.body["items"].as_array().unwrap().iter().map(|case| case["nama"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&browser.get("/api/cases").await), ["Fo'o Ama", "Siti Rahmah"], "last changed first");
    assert_eq!(names(&browser.get("/api/cases?q=foo").await), ["Fo'o Ama"]);
    assert_eq!(names(&browser.get(&format!("/api/cases?q={NIK}")).await), ["Siti Rahmah"]);
    assert_eq!(names(&browser.get("/api/cases?layanan=hilang").await), ["Siti Rahmah"]);
    assert_eq!(names(&browser.get("/api/cases?q=tidak+ada").await), Vec::<String>::new());
    let kode = browser.get("/api/cases?q=siti").await.body["items"][0]["kode"].as_str().unwrap().to_owned();
    assert_eq!(names(&browser.get(&format!("/api/cases?q={kode}")).await), ["Siti Rahmah"]);
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let server = Server::start().await;
    let browser = Browser::new(&server.url);
    for path in ["/", "/kasus/123", "/healthz", "/api/me", "/tidak.ada"] {
        let answer = browser.get(path).await;
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!header("cache-control").is_empty(), "{path}");
    }
    assert_eq!(browser.get("/api/me").await.headers["cache-control"], "no-store", "personal data is not cached");
    assert_eq!(browser.get("/tidak.ada").await.status, 404);
    assert_eq!(browser.get("/kasus/123").await.status, 200, "the page finds its place by the address");
}

#[tokio::test]
async fn figures_for_monitoring_name_nobody() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let browser = Browser::new(&server.url);
    assert_eq!(browser.get("/healthz").await.status, 200);
    let metrics = browser.get("/metrics").await.body;
    let metrics = metrics.as_str().unwrap();
    for line in ["ktpel_cases 1", "ktpel_applications_waiting 1", "ktpel_kits_active 1", "ktpel_quarantined_entries 0"] {
        assert!(metrics.lines().any(|found| found == line), "{line} in {metrics}");
    }
    assert!(!metrics.contains("Siti") && !metrics.contains("Laptop"));
}
