//! A kit that nobody works on locks by itself after five minutes, whatever its screen goes on asking (sync-and-trust, Keys).

use std::sync::Arc;

use ktpel_app::{App, DEMO_PASSPHRASE, DEMO_PIN};
use ktpel_ipc::{ProblemCode, dispatch};
use ktpel_tests::{ClockedHost, Clocks, KitHome, Office};
use serde_json::{Value, json};

const MINUTE: u64 = 60_000;

/// What the screens ask by a timer or while they show a live picture, with nobody there.
fn of_the_screen(visit: &Value) -> Vec<(&'static str, Value)> {
    let none = json!({});
    let mut asked: Vec<_> =
        ["app.state", "status.get", "board.get", "debt.list", "visit.list", "sync.state"].map(|method| (method, none.clone())).into();
    asked.push(("visit.get", json!({ "id": visit })));
    asked.push(("recording.preview", json!({ "id": visit, "slot": "wajah" })));
    asked
}

#[test]
fn a_screen_that_asks_by_itself_does_not_put_the_lock_off() {
    let mut office = Office::seed(500);
    let url = office.start();
    let home = KitHome::enrolled(&office, &url, "Laptop 1");
    let clocks = Arc::new(Clocks::default());
    let app = App::new(home.path().to_owned(), ClockedHost::new(&clocks));
    let call = |method: &str, params: Value| dispatch(&app, method, params).map_err(|problem| problem.code);
    call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE })).unwrap();
    let state = call("app.state", json!({})).unwrap();
    let sign_in = json!({ "operator": state["operators"][0]["id"], "pin": DEMO_PIN });
    let visit = call("session.sign_in", sign_in.clone()).unwrap()["visit"]["id"].clone();

    let minutes = |count: u64| {
        for _ in 0..count * 2 {
            for (method, params) in of_the_screen(&visit) {
                let _a_lock_in_between_is_what_is_looked_for = call(method, params);
            }
            clocks.run(MINUTE / 2);
        }
        call("app.state", json!({})).unwrap()["phase"].clone()
    };
    assert_eq!(minutes(4), "open", "four minutes are a look away");
    call("search.find", json!({ "query": "siti" })).unwrap();
    assert_eq!(minutes(4), "open", "who works puts the lock off");
    assert_eq!(minutes(2), "operator", "six minutes without a person, and the PIN is asked");
    assert_eq!(call("board.get", json!({})), Err(ProblemCode::Locked), "the board is closed too");
    call("session.sign_in", sign_in).unwrap();
    assert_eq!(call("app.state", json!({})).unwrap()["phase"], "open");
}
