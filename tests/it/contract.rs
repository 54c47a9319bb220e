//! The web host lets nobody in but the page that it gave its token to, and the kit says nothing before an operator is signed in.

use ktpel_ipc::{ACCESS, Access, METHODS};
use ktpel_tests::{
    Laptop, Office,
    http::{self, Answer},
    kit::DEMO_PASSPHRASE,
};
use serde_json::{Value, json};

/// What may be called by who has no PIN: finding out what to do first, opening, and what holds no data of a person.
const BEFORE_SIGN_IN: &[&str] = &[
    "app.state",
    "app.setup",
    "app.setup_look",
    "session.unlock",
    "session.sign_in",
    "session.lock",
    "settings.set",
    "status.get",
    "reference.get",
    "wilayah.below",
    "nik.check",
];

/// Parameters of the right form for each method, so that a refusal is not for their form.
pub fn params(method: &str) -> Value {
    const ID: &str = "00000000000000000000000000000001";
    let id = json!({ "id": ID });
    let with = |more: Value| {
        let mut all = id.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    match method {
        "permit.renew" => json!({ "code": "X" }),
        "sync.load" => json!({ "load": "text_only" }),
        "app.setup" => json!({ "office_url": "http://127.0.0.1:9", "code": "X", "device_name": "X" }),
        "session.unlock" | "session.new_passphrase" | "session.confirm_passphrase" | "session.rekey" => json!({ "passphrase": "" }),
        "session.sign_in" => json!({ "operator": ID, "pin": "000000" }),
        "settings.set" => json!({ "key": "theme", "value": "dark" }),
        "wilayah.below" => json!({ "code": "52.72" }),
        "draft.save" => json!({ "key": "k", "value": "v" }),
        "draft.get" => json!({ "key": "k" }),
        "visit.select" | "visit.get" | "case.get" | "case.nik" | "case.compare" | "print.face" => id,
        "visit.create" => {
            json!({ "kelurahan": "52.72.03.1004", "tanggal": "2026-12-01", "tempat": "", "jam": "", "kontak_nama": "", "kontak_hp": "" })
        }
        "contact.log" => json!({ "visit": ID, "nama": "X Y", "punya_nik": "ya", "cara": "datang" }),
        "visit.himbauan" => with(json!({ "printer": null })),
        "search.find" => json!({ "query": "siti" }),
        "resident.lookup" => json!({ "nama": "siti" }),
        "nik.check" => json!({ "input": "5272011503909901" }),
        "case.open" => json!({ "layanan": "baru", "fields": {} }),
        "case.fields" => with(json!({ "values": {}, "shown": {} })),
        "case.step" => with(json!({ "step": "mobile.rekam", "outcome": "started" })),
        "case.requirement" => with(json!({ "requirement": "f102", "state": "present" })),
        "case.note" | "case.apply_nik" => with(json!({ "text": "x" })),
        "case.answer" => with(json!({ "field": "rt", "chosen": "001", "shown": [] })),
        "case.bind" => with(json!({ "nik": "5272011503909901" })),
        "recording.preview" | "recording.capture" => with(json!({ "slot": "wajah" })),
        "recording.waive" => with(json!({ "slots": ["wajah"], "reason": "x" })),
        "recording.choose" => with(json!({ "slot": "wajah", "hash": "00" })),
        "printer.set" => json!({ "id": "x", "nama": "x", "untuk": "slip", "uri": "folder:/tmp/x" }),
        "print.card" => with(json!({ "blanko": "BK0001" })),
        "print.outcome" => with(json!({ "result": "good" })),
        "handover.give" => with(json!({ "receiver": "pemohon" })),
        "document.make" => with(json!({ "document": "slip" })),
        "stock.receive" => json!({ "first": "BK0001", "count": 1 }),
        _ => json!({}),
    }
}

/// A kit that was set up; the passphrase is not given yet.
fn locked_kit() -> (Office, Laptop) {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::with_home(ktpel_tests::KitHome::enrolled(&office, &url, "Laptop 1"), "Siti Rahmawati");
    laptop.start();
    (office, laptop)
}

#[track_caller]
fn every_other_method_is_locked(laptop: &Laptop) {
    for method in METHODS.iter().filter(|method| !BEFORE_SIGN_IN.contains(method)) {
        let problem = laptop.refused(method, params(method));
        assert_eq!(problem["code"], "locked", "{method} must say nothing before somebody is signed in: {problem}");
    }
}

#[test]
fn what_is_open_to_everybody_is_listed_here_too() {
    let closed: Vec<&str> = ACCESS.iter().filter(|(_, access)| *access == Access::Closed).map(|(method, _)| *method).collect();
    assert_eq!(closed, BEFORE_SIGN_IN, "a method that needs no operator is a decision: it says nothing of a person");
}

#[test]
fn nothing_is_said_before_an_operator_is_signed_in() {
    let (_office, laptop) = locked_kit();
    every_other_method_is_locked(&laptop);
    assert_eq!(laptop.call("app.state", json!({}))["operators"], json!([]), "who works here is in the store");
    laptop.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }));
    every_other_method_is_locked(&laptop);
    laptop.unlock();
    let open: Vec<&&str> = METHODS
        .iter()
        .filter(|method| laptop.try_call(method, params(method)).is_err_and(|problem| problem["code"] == "bad_request"))
        .collect();
    assert_eq!(open, Vec::<&&str>::new(), "the parameters of this story have the form of the contract");
    laptop.call("session.lock", json!({}));
    every_other_method_is_locked(&laptop);
}

#[test]
fn only_the_page_with_the_token_is_answered() {
    let (_office, laptop) = locked_kit();
    let token = laptop.token().to_owned();
    let json = ("content-type", "application/json");
    let ask = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| -> Answer {
        http::send(laptop.address(), method, path, headers, body.as_bytes()).unwrap()
    };
    let own = ("x-ktpel-token", token.as_str());
    assert_eq!(ask("POST", "/rpc/app.state", &[json, own], "{}").status, 200);
    for (method, path) in [("POST", "/rpc/app.state"), ("POST", "/blob"), ("GET", "/lampiran/00"), ("GET", "/events")] {
        assert_eq!(ask(method, path, &[json], "{}").status, 401, "{path} without the token");
        assert_eq!(ask(method, path, &[json, ("x-ktpel-token", "0000")], "{}").status, 401, "{path} with a wrong one");
        assert_eq!(ask(method, &format!("{path}?token=0"), &[json], "{}").status, 401, "{path} with a wrong one in the address");
    }
    for host in ["kit.example", "kit.example:80", "127.0.0.1.example", "localhost.example:1", ""] {
        let answer = ask("POST", "/rpc/app.state", &[json, own, ("host", host)], "{}");
        assert_eq!(answer.status, 421, "{host:?}: a page of another site that bound its name to this machine");
        assert_eq!(ask("GET", "/", &[("host", host)], "").status, 421, "not even the page is served");
    }
    let origin = format!("http://{}", laptop.address());
    assert_eq!(ask("POST", "/rpc/app.state", &[json, own, ("origin", &origin)], "{}").status, 200, "the kit's own page");
    for origin in ["http://127.0.0.1:9", "http://localhost", "https://kit.example", "null"] {
        let answer = ask("POST", "/rpc/app.state", &[json, own, ("origin", origin)], "{}");
        assert_eq!(answer.status, 403, "{origin}: another page of this machine, even if it learnt the token");
    }
    let page = ask("GET", "/", &[], "");
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "no other page may frame it: {policy}");
}

#[test]
fn what_is_not_of_the_contract_is_refused() {
    let (_office, laptop) = locked_kit();
    let code = |method: &str, params: Value| laptop.refused(method, params)["code"].clone();
    assert_eq!(code("case.delete", json!({})), "bad_request", "no such method");
    assert_eq!(code("session.unlock", json!({})), "bad_request", "a parameter is missing");
    assert_eq!(code("session.unlock", json!({ "passphrase": 7 })), "bad_request", "a parameter of another type");
    assert_eq!(code("nik.check", json!([])), "bad_request", "a list is no parameters");
    let headers = [("content-type", "application/json"), ("x-ktpel-token", laptop.token())];
    let broken = http::send(laptop.address(), "POST", "/rpc/app.state", &headers, b"{\"a\":").unwrap();
    assert_eq!(broken.status, 400, "no JSON");
    let huge =
        http::send(laptop.address(), "POST", "/rpc/draft.save", &headers, format!("{{\"key\":\"{}\"}}", "x".repeat(9 << 20)).as_bytes());
    assert!(huge.map_or(true, |answer| answer.status == 413), "more than the host reads");
    assert_eq!(laptop.call("app.state", json!({}))["phase"], "passphrase", "the kit goes on");
}
