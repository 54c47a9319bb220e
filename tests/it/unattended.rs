//! A kit that nobody works on locks by itself after five minutes, whatever its screen goes on asking (sync-and-trust, Keys).

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ktpel_app::{App, DEMO_PASSPHRASE, DEMO_PIN, Host, SystemHost};
use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Event, ProblemCode, dispatch};
use ktpel_tests::{KitHome, Office};
use serde_json::{Value, json};

const MINUTE: u64 = 60_000;

/// The machine, but for the clock that never goes back.
struct Laptop {
    machine: SystemHost,
    ran_ms: Arc<AtomicU64>,
}

impl Host for Laptop {
    fn now(&self) -> Timestamp {
        self.machine.now()
    }

    fn monotonic_ms(&self) -> u64 {
        self.ran_ms.load(Ordering::SeqCst)
    }

    fn random(&self, bytes: &mut [u8]) {
        self.machine.random(bytes);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, dir: &Path) -> Option<u64> {
        self.machine.free_bytes(dir)
    }
}

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
    let ran_ms = Arc::new(AtomicU64::new(0));
    let host = Laptop { machine: SystemHost::new(Box::new(drop)), ran_ms: Arc::clone(&ran_ms) };
    let app = App::new(home.path().to_owned(), host);
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
            ran_ms.fetch_add(MINUTE / 2, Ordering::SeqCst);
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
