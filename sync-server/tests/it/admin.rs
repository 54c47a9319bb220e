//! The admin keeps the accounts, and reads nothing of a person.

use ktpel_domain::{ids::DocId, peran::Peran};
use serde_json::{Value, json};
use sync_server::api::ROUTES;

use crate::{
    browser::Browser,
    kit::Kit,
    office::{Server, VISIT, password},
};

const CASE: DocId = DocId([1; 16]);

async fn accounts(browser: &Browser) -> Vec<Value> {
    browser.get("/api/accounts").await.body.as_array().unwrap().clone()
}

fn of<'a>(accounts: &'a [Value], login: &str) -> &'a Value {
    accounts.iter().find(|account| account["login"] == login).unwrap()
}

#[tokio::test]
async fn an_account_is_made_closed_opened_and_reset() {
    let server = Server::start().await;
    let admin = Browser::signed_in(&server, "admin").await;
    let made = admin.post("/api/accounts", &json!({ "login": "Rina", "nama": "Rina Marlina", "peran": "petugas_administrasi" })).await;
    assert_eq!((made.status, made.body["login"].as_str()), (200, Some("rina")));
    let row = of(&accounts(&admin).await, "rina").clone();
    assert_eq!((row["state"].as_str(), row["second_factor"].as_str()), (Some("active"), Some("missing")));
    assert!(row["one_time_until_ms"].is_i64() && row["last_sign_in_ms"].is_null(), "{row}");
    let one_time = made.body["password"].as_str().unwrap().to_owned();
    assert!(!admin.get("/api/accounts").await.body.to_string().contains(&one_time), "shown once");

    let mut rina = Browser::new(&server.url);
    assert_eq!(rina.sign_in("rina", &one_time).await.body["stage"], "new_password");
    admin.post("/api/accounts/rina/state", &json!({ "state": "disabled" })).await;
    assert_eq!(rina.get("/api/me").await.status, 401, "closing ends the session");
    assert_eq!(rina.sign_in("rina", &one_time).await.code(), "account_disabled");
    assert_eq!(rina.sign_in("rina", "salah sekali").await.code(), "wrong_password", "only who knows the password learns it");
    admin.post("/api/accounts/rina/state", &json!({ "state": "active" })).await;
    assert_eq!(rina.sign_in("rina", &one_time).await.status, 200);

    let keys = || server.office.roster().operators.len();
    let before = keys();
    let reset = admin.post("/api/accounts/rina/reset", &json!({})).await;
    assert_eq!(keys(), before + 1, "a new key; what the old one signed stays provable");
    assert_eq!(rina.get("/api/me").await.status, 401);
    assert_eq!(rina.sign_in("rina", &one_time).await.code(), "wrong_password");
    assert_eq!(rina.sign_in("rina", reset.body["password"].as_str().unwrap()).await.body["stage"], "new_password");
    server.assert_sound();
}

#[tokio::test]
async fn what_would_lock_everybody_out_is_refused() {
    let server = Server::start().await;
    let admin = Browser::signed_in(&server, "admin").await;
    let close =
        async |login: &str| admin.post(&format!("/api/accounts/{login}/state"), &json!({ "state": "disabled" })).await.code().to_owned();
    assert_eq!(close("admin").await, "account_must_stay", "the last admin, who is oneself");
    server.office.invite("admin2", "Admin Dua", Peran::Admin, None).unwrap();
    assert_eq!(close("admin").await, "account_must_stay", "oneself");
    assert_eq!(close("admin2").await, "");
    assert_eq!(admin.post("/api/accounts/admin/reset", &json!({})).await.code(), "account_must_stay");
    assert_eq!(close("tidak-ada").await, "not_found");
}

#[tokio::test]
async fn an_account_has_a_plain_login_and_a_role_of_the_table() {
    let server = Server::start().await;
    let admin = Browser::signed_in(&server, "admin").await;
    let add = async |login: &str, nama: &str, peran: &str| {
        let answer = admin.post("/api/accounts", &json!({ "login": login, "nama": nama, "peran": peran })).await;
        (answer.code().to_owned(), answer.body["params"]["field"].as_str().unwrap_or_default().to_owned())
    };
    let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(add("dua kata", "X", "kabid").await, pair("invalid", "login"));
    assert_eq!(add("rina", " ", "kabid").await, pair("invalid", "nama"));
    assert_eq!(add("rina", "Rina", "raja").await, pair("invalid", "peran"));
    assert_eq!(add("KASI", "Kasi Lain", "kasi_identitas").await, pair("login_taken", ""));
}

#[tokio::test]
async fn a_login_that_waits_is_shown() {
    let server = Server::start().await;
    let mut guesser = Browser::new(&server.url);
    for _ in 0..5 {
        guesser.sign_in("kasi", "salah sekali").await;
    }
    let admin = Browser::signed_in(&server, "admin").await;
    assert_eq!(of(&accounts(&admin).await, "kasi")["wait_s"], 900);
    assert_eq!(of(&accounts(&admin).await, "kabid")["wait_s"], Value::Null);
}

/// Every answer that the admin can get is searched for everything that the office knows of the people it serves.
#[tokio::test]
async fn the_admin_is_told_nothing_of_a_person() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.open_case(DocId([2; 16]), "Fo'o Ama");
    let personal = [
        ("nik", "5272011503909901"),
        ("no_kk", "5272010101109901"),
        ("no_hp", "0812-3456-9901"),
        ("alamat", "Jalan Contoh 99"),
        ("tanggal_lahir", "1990-03-15"),
        ("nama_ibu", "Aminah Contoh"),
    ];
    for (field, value) in personal {
        kit.set(DocId([2; 16]), field, value);
    }
    kit.sync().await;
    let mut needles: Vec<&str> = personal.iter().map(|(_, value)| *value).collect();
    needles.extend(["Siti Rahmah", "Fo'o Ama", "••••", "Lurah"]);
    let register = register(&server);
    needles.extend(register.iter().map(String::as_str));

    let kasi = said(&server, "kasi").await;
    let found = |said: &str, needle: &str| said.contains(needle);
    for needle in ["Siti Rahmah", "Fo'o Ama", "Lurah"] {
        assert!(found(&kasi, needle), "the search finds {needle} in what the Kasi is told, so it can find it");
    }
    let admin = said(&server, "admin").await;
    for needle in needles {
        assert!(!found(&admin, needle), "the admin is told {needle}");
    }
}

/// Names and numbers of a made-up register that the office has published.
fn register(server: &Server) -> Vec<String> {
    let city = ktpel_testkit::village::Village::kota_bima(5272, 300);
    let mut csv = Vec::new();
    ktpel_testkit::village::write_csv(&mut csv, city.clone()).unwrap();
    server.office.publish_extract(VISIT, &csv, None).unwrap();
    city.into_iter().flat_map(|resident| [resident.nama, resident.no_kk]).filter(|text| text.len() > 6).collect()
}

/// All that a user is told by any route.
async fn said(server: &Server, login: &str) -> String {
    let mut all = String::new();
    let browser = Browser::signed_in(server, login).await;
    for route in ROUTES.iter().filter(|route| !matches!(route.path, "/api/logout" | "/api/events")) {
        for (case, hash) in [(CASE, "ab"), (DocId([2; 16]), "cd")] {
            let path = route.path.replace("{id}", &case.to_string()).replace("{hash}", &hash.repeat(32)).replace("{login}", "kabid");
            let answers = match route.method {
                "get" => vec![browser.get(&path).await, browser.get(&format!("{path}?reveal=1&q=9901")).await],
                _ => vec![browser.post(&path, &body_of(route.path)).await],
            };
            all.extend(answers.into_iter().map(|answer| answer.body.to_string()));
        }
    }
    assert_eq!(Browser::new(&server.url).sign_in(login, &password(login)).await.status, 200, "nothing of this changed the account");
    all
}

fn body_of(path: &str) -> Value {
    match path {
        "/api/nik-check" => json!({ "input": "5272011503909901" }),
        "/api/accounts" => json!({ "login": "rina", "nama": "Rina", "peran": "kabid" }),
        "/api/accounts/{login}/state" => json!({ "state": "active" }),
        _ => json!({ "text": "x", "reason": "x" }),
    }
}
