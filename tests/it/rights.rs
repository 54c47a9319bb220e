//! Every role calls every method of a real kit: what is refused is what the one table refuses, nothing more and nothing less.

use std::sync::Arc;

use ktpel_domain::peran::{Peran, may};
use ktpel_ipc::{ACCESS, Access};
use ktpel_tests::{KitHome, Laptop, Office, kit::DEMO_PIN, laptop::text};
use serde_json::{Value, json};
use sync_server::clock::SystemClock;

use crate::contract::params;

/// An operator of each role, beside the team of the seed.
fn name_of(peran: Peran) -> String {
    format!("Contoh {}", peran.label())
}

/// A running kit at which an operator of every role may sit.
fn kit_of_all_roles() -> (Office, Laptop) {
    let mut office = Office::seed(2000);
    let opened = sync_server::Office::open(office.path(), None, Arc::new(SystemClock::default())).unwrap();
    for (number, peran) in (1..).zip(Peran::ALL) {
        opened.add_operator([number; 16], &name_of(peran), peran).unwrap();
    }
    drop(opened);
    let url = office.start();
    let mut laptop = Laptop::with_home(KitHome::enrolled(&office, &url, "Laptop 1"), "Siti Rahmawati");
    laptop.open();
    (office, laptop)
}

#[track_caller]
fn sit_down(laptop: &Laptop, peran: Peran) {
    let operators = laptop.call("app.state", json!({}))["operators"].clone();
    let own = operators.as_array().unwrap().iter().find(|operator| operator["nama"] == name_of(peran).as_str()).unwrap();
    assert_eq!(own["peran"], peran.id());
    laptop.call("session.sign_in", json!({ "operator": text(&own["id"]), "pin": DEMO_PIN }));
}

#[track_caller]
fn check(laptop: &Laptop, peran: Peran, method: &str, access: Access) {
    let code = laptop.try_call(method, params(method)).err().map_or(Value::Null, |problem| problem["code"].clone());
    let allowed = match access {
        Access::Closed | Access::SignedIn => true,
        Access::May(action) => may(peran, action),
    };
    assert_ne!(code, "locked", "{} is signed in and calls {method}", peran.id());
    assert_eq!(code != "not_your_role", allowed, "{} calls {method} ({access:?}) and is answered {code}", peran.id());
}

#[test]
fn every_role_may_call_what_the_table_says() {
    let (_office, laptop) = kit_of_all_roles();
    for peran in Peran::ALL {
        sit_down(&laptop, peran);
        for (method, access) in ACCESS {
            check(&laptop, peran, method, *access);
            if *method == "session.lock" {
                sit_down(&laptop, peran);
            }
        }
    }
}

#[test]
fn what_stands_beside_the_methods_is_guarded_too() {
    let (_office, laptop) = kit_of_all_roles();
    let own = [("x-ktpel-token", laptop.token()), ("content-type", "application/octet-stream")];
    let picture = || ktpel_tests::http::send(laptop.address(), "POST", "/blob", &own, &[0xff; 16]).unwrap();
    for peran in Peran::ALL {
        sit_down(&laptop, peran);
        let allowed = may(peran, ktpel_domain::peran::Action::Record);
        assert_eq!(picture().status == 200, allowed, "{} hands a picture over", peran.id());
    }
    laptop.call("session.lock", json!({}));
    assert_eq!(picture().json()["code"], "locked");
}
