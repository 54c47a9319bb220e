//! Signing in to a real office: first sign-in, second factor, recovery codes, sessions that outlive the server, and what slows a guesser.

use ktpel_domain::peran::Peran;
use ktpel_vault::{OperatorKey, WrappedKey};
use serde_json::json;
use sync_server::office::{account::OneTime, totp::SecondFactor};

use crate::{
    browser::{Answer, Browser},
    office::{Server, password},
};

const OWN: &str = "kopi tanpa gula";

/// An authenticator: what the person's telephone knows.
struct Authenticator(totp_rs::Totp);

impl Authenticator {
    fn scan(view: &serde_json::Value) -> Self {
        let secret = data_encoding::BASE32_NOPAD.decode(view["secret"].as_str().unwrap().as_bytes()).unwrap();
        let secret = totp_rs::Secret::new_stack(secret.try_into().unwrap());
        Self(totp_rs::Builder::new().with_secret(secret).build().unwrap())
    }

    fn code(&self, server: &Server) -> String {
        self.0.generate(u64::try_from(server.office.now().0).unwrap() / 1000).to_string()
    }
}

fn invited(server: &Server, login: &str) -> OneTime {
    server.office.invite(login, "Nurhayati", Peran::KasiIdentitas, None).unwrap()
}

#[track_caller]
fn check(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.body);
}

/// Goes through the whole first sign-in.
async fn first_sign_in(server: &Server, given: &OneTime) -> (Browser, Authenticator, Vec<String>) {
    let mut browser = Browser::new(&server.url);
    browser.sign_in(&given.login, &given.password).await;
    browser.post("/api/login/password", &json!({ "password": OWN })).await;
    let telephone = Authenticator::scan(&browser.post("/api/login/totp", &json!({})).await.body);
    let confirmed = browser.post("/api/login/totp/confirm", &json!({ "code": telephone.code(server) })).await;
    let codes = confirmed.body["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    server.clock.advance(30_000);
    (browser, telephone, codes)
}

/// Password and code.
async fn sign_in(server: &Server, login: &str, code: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(&server.url);
    let asked = browser.sign_in(login, OWN).await;
    assert_eq!(asked.body["stage"], "code", "{}", asked.body);
    let answer = browser.post("/api/login/code", &json!({ "code": code })).await;
    (browser, answer)
}

#[tokio::test]
async fn the_first_sign_in_takes_three_steps() {
    let server = Server::start().await;
    let given = invited(&server, "nurhayati");
    let mut browser = Browser::new(&server.url);
    let begun = browser.sign_in("Nurhayati", &given.password).await;
    assert_eq!((begun.body["stage"].as_str(), begun.body["may"].clone()), (Some("new_password"), json!([])), "nothing is open yet");
    check(&browser.get("/api/cases").await, 401, "unauthenticated");
    check(&browser.post("/api/login/totp", &json!({})).await, 409, "stale");
    for (weak, what) in [("pendek", "short"), ("nurhayati-2026", "login"), ("aaaaaaaaaaaaaa", "plain"), (&*given.password, "same")] {
        let refused = browser.post("/api/login/password", &json!({ "password": weak })).await;
        check(&refused, 422, "weak_password");
        assert_eq!(refused.body["params"]["what"], what);
    }
    assert_eq!(browser.post("/api/login/password", &json!({ "password": OWN })).await.body["stage"], "set_up_totp");
    check(&browser.get("/api/cases").await, 401, "unauthenticated");
    let shown = browser.post("/api/login/totp", &json!({})).await.body;
    assert!(shown["address"].as_str().unwrap().starts_with("otpauth://totp/") && shown["qr"]["size"].as_u64().unwrap() > 20);
    check(&browser.post("/api/login/totp/confirm", &json!({ "code": "000000" })).await, 422, "wrong_code");
    let telephone = Authenticator::scan(&shown);
    let codes = browser.post("/api/login/totp/confirm", &json!({ "code": telephone.code(&server) })).await;
    assert_eq!(codes.body["codes"].as_array().unwrap().len(), 10);
    let me = browser.get("/api/me").await.body;
    assert_eq!((me["stage"].as_str(), me["codes_left"].as_u64()), (Some("open"), Some(10)));
    assert_eq!(browser.get("/api/cases").await.status, 200, "and the work begins");
    check(&Browser::new(&server.url).sign_in("nurhayati", &given.password).await, 401, "wrong_password");
}

#[tokio::test]
async fn a_code_opens_one_door_once() {
    let server = Server::start().await;
    let (_, telephone, _) = first_sign_in(&server, &invited(&server, "nurhayati")).await;
    let code = telephone.code(&server);
    let (browser, answer) = sign_in(&server, "nurhayati", &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(answer.body["stage"], "open", "typed with a space as telephones show it");
    assert_eq!(browser.get("/api/cases").await.status, 200);
    let (replayed, answer) = sign_in(&server, "nurhayati", &code).await;
    check(&answer, 422, "wrong_code");
    check(&replayed.get("/api/cases").await, 401, "unauthenticated");
    server.clock.advance(30_000);
    let (_, answer) = sign_in(&server, "nurhayati", &code).await;
    check(&answer, 422, "wrong_code");
    let (_, answer) = sign_in(&server, "nurhayati", &telephone.code(&server)).await;
    assert_eq!(answer.body["stage"], "open");
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let server = Server::start().await;
    let (own, telephone, codes) = first_sign_in(&server, &invited(&server, "nurhayati")).await;
    let (_, answer) = sign_in(&server, "nurhayati", &codes[3].to_uppercase()).await;
    assert_eq!((answer.body["stage"].as_str(), answer.body["codes_left"].as_u64()), (Some("open"), Some(9)));
    let (_, answer) = sign_in(&server, "nurhayati", &codes[3]).await;
    check(&answer, 422, "wrong_code");
    let anew = own.post("/api/account/recovery-codes", &json!({ "code": telephone.code(&server) })).await;
    assert_eq!(anew.body["codes"].as_array().unwrap().len(), 10);
    let (_, answer) = sign_in(&server, "nurhayati", &codes[4]).await;
    check(&answer, 422, "wrong_code");
    let fresh = anew.body["codes"][0].as_str().unwrap().to_owned();
    assert_eq!(sign_in(&server, "nurhayati", &fresh).await.1.body["stage"], "open");
}

#[tokio::test]
async fn guessing_a_code_is_slowed_and_ends_the_session() {
    let server = Server::start().await;
    let (_, telephone, _) = first_sign_in(&server, &invited(&server, "nurhayati")).await;
    let mut browser = Browser::new(&server.url);
    browser.sign_in("nurhayati", OWN).await;
    for _ in 0..4 {
        check(&browser.post("/api/login/code", &json!({ "code": "000000" })).await, 422, "wrong_code");
    }
    check(&browser.post("/api/login/code", &json!({ "code": "000000" })).await, 429, "too_many_tries");
    check(&browser.get("/api/me").await, 401, "unauthenticated");
    check(&browser.sign_in("nurhayati", OWN).await, 429, "too_many_tries");
    server.clock.advance(15 * 60 * 1000);
    assert_eq!(sign_in(&server, "nurhayati", &telephone.code(&server)).await.1.body["stage"], "open");
}

#[tokio::test]
async fn a_right_password_does_not_forget_wrong_codes() {
    let server = Server::start().await;
    first_sign_in(&server, &invited(&server, "nurhayati")).await;
    let mut last = None;
    for _ in 0..5 {
        last = Some(sign_in(&server, "nurhayati", "000000").await.1);
    }
    check(&last.unwrap(), 429, "too_many_tries");
}

#[tokio::test]
async fn guessing_from_one_address_is_slowed_for_all_logins() {
    let server = Server::start().await;
    let mut browser = Browser::new(&server.url);
    for turn in 0..20 {
        check(&browser.sign_in(&format!("tebak{turn}"), "salah sekali").await, 401, "wrong_password");
    }
    check(&browser.sign_in("kasi", &password("kasi")).await, 429, "too_many_tries");
    let elsewhere = browser.http.post(format!("{}/api/login", server.url)).header("x-forwarded-for", "10.9.8.7");
    let body = json!({ "user": "kasi", "password": password("kasi") }).to_string();
    assert_eq!(browser.send(elsewhere.body(body)).await.status, 200, "our own proxy says that this one comes from elsewhere");
}

#[tokio::test]
async fn a_restart_signs_nobody_out_and_time_still_counts() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "kasi").await;
    let actors = |server: &Server| server.office.roster().sessions.len();
    let before = actors(&server);
    server.clock.advance(14 * 60 * 1000);
    let server = server.restart().await;
    browser.url.clone_from(&server.url);
    assert_eq!(browser.get("/api/cases").await.status, 200, "the work goes on");
    assert_eq!(actors(&server), before + 1, "under a fresh actor");
    server.assert_sound();
    server.clock.advance(15 * 60 * 1000);
    let server = server.restart().await;
    browser.url.clone_from(&server.url);
    check(&browser.get("/api/cases").await, 401, "unauthenticated");
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_of_work() {
    let mut server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "kasi").await;
    for _ in 0..59 {
        server.clock.advance(10 * 60 * 1000);
        assert_eq!(browser.get("/api/me").await.status, 200);
    }
    server = server.restart().await;
    browser.url.clone_from(&server.url);
    assert_eq!(browser.get("/api/me").await.status, 200);
    server.clock.advance(10 * 60 * 1000);
    check(&browser.get("/api/me").await, 401, "unauthenticated");
}

#[tokio::test]
async fn the_database_holds_no_token_and_no_key() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let token = browser.cookie.as_ref().unwrap().split_once('=').unwrap().1.to_owned();
    let bytes = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    let row = server.office.storage.read(|tables| tables.users().find("kasi")).unwrap().unwrap();
    let wrapped = WrappedKey::from_bytes(&row.wrapped_key).unwrap();
    let secret = OperatorKey::unwrap_password(&wrapped, &password("kasi")).unwrap();
    assert_eq!(secret.id(), wrapped.key_id());
    let stored = tempfile::tempdir().unwrap();
    server.copy_database(stored.path());
    let database = std::fs::read(stored.path().join("office.db")).unwrap();
    for needle in [token.as_bytes(), &bytes] {
        assert!(!database.windows(needle.len()).any(|window| window == needle), "the token is the browser's alone");
    }
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let server = Server::start().await;
    let own = Browser::signed_in(&server, "kasi").await;
    let other = Browser::signed_in(&server, "kasi").await;
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    check(&own.post("/api/account/password", &change("salah", OWN)).await, 401, "wrong_password");
    check(&own.post("/api/account/password", &change(&password("kasi"), "pendek")).await, 422, "weak_password");
    assert_eq!(own.post("/api/account/password", &change(&password("kasi"), OWN)).await.status, 200);
    assert_eq!(own.get("/api/me").await.status, 200, "this one stays");
    check(&other.get("/api/me").await, 401, "unauthenticated");
    check(&Browser::new(&server.url).sign_in("kasi", &password("kasi")).await, 401, "wrong_password");
    assert_eq!(Browser::new(&server.url).sign_in("kasi", OWN).await.status, 200, "the same key under another password");
}

#[tokio::test]
async fn signing_out_everywhere_leaves_this_one() {
    let server = Server::start().await;
    let own = Browser::signed_in(&server, "kasi").await;
    let other = Browser::signed_in(&server, "kasi").await;
    let somebody = Browser::signed_in(&server, "kabid").await;
    assert_eq!(own.post("/api/account/sign-out-everywhere", &json!({})).await.status, 200);
    assert_eq!([own.get("/api/me").await.status, other.get("/api/me").await.status, somebody.get("/api/me").await.status], [200, 401, 200]);
}

#[tokio::test]
async fn a_one_time_password_is_good_for_a_week() {
    let server = Server::start().await;
    let given = invited(&server, "nurhayati");
    server.clock.advance(7 * 24 * 60 * 60 * 1000 + 1);
    check(&Browser::new(&server.url).sign_in("nurhayati", &given.password).await, 401, "one_time_expired");
}

#[tokio::test]
async fn the_cookie_is_for_our_own_page_alone() {
    let server = Server::start().await;
    let answer = Browser::new(&server.url).sign_in("kasi", &password("kasi")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=36000"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_second_factor_of_another_user_opens_nothing() {
    let server = Server::start().await;
    let (_, telephone, codes) = first_sign_in(&server, &invited(&server, "nurhayati")).await;
    first_sign_in(&server, &invited(&server, "haris")).await;
    check(&sign_in(&server, "haris", &telephone.code(&server)).await.1, 422, "wrong_code");
    check(&sign_in(&server, "haris", &codes[0]).await.1, 422, "wrong_code");
    let key = OperatorKey::generate();
    assert_ne!(SecondFactor::of(&key, &[1; 16]).text(), SecondFactor::of(&OperatorKey::generate(), &[1; 16]).text());
}
