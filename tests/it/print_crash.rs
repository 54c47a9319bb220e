//! The plug is pulled while the card printer works: nobody knows whether a card came out, so a person looks, and no second card is made
//! (product rule 4).

use ktpel_tests::{
    Laptop, Office, http,
    process::wait_for,
    village::{reasons, shut_by},
};
use serde_json::json;

#[test]
fn a_crash_while_the_printer_works_never_makes_a_second_card() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let residents = laptop.residents_with_card();
    let id = laptop.serve_lost_card(&residents[0]);
    // A printer that takes the connection and says nothing: the job is neither printed nor refused.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("ipp://{}/ipp/print", silent.local_addr().unwrap());
    let (address, token) = (laptop.address().to_owned(), laptop.token().to_owned());
    let set = std::thread::spawn({
        let body = json!({ "id": "kartu", "nama": "Pencetak", "untuk": "kartu", "uri": uri }).to_string();
        let (address, token) = (address.clone(), token.clone());
        move || post(&address, &token, "printer.set", &body)
    });
    drop(silent.accept().unwrap());
    assert!(set.join().unwrap(), "the printer is configured although it does not answer");
    let print = std::thread::spawn({
        let body = json!({ "id": id, "blanko": "CONTOH0001", "printer": "kartu" }).to_string();
        move || post(&address, &token, "print.card", &body)
    });
    wait_for("the intent to be on disk", || (laptop.case(&id)["card"]["state"] == "intended").then_some(()));
    laptop.kill();
    assert!(!print.join().unwrap(), "nobody acknowledged the print");

    laptop.open();
    let case = laptop.case(&id);
    assert_eq!(
        (&case["card"]["state"], shut_by(&case)),
        (&json!("intended"), vec!["look_at_printer".to_owned()]),
        "unknown: look at the printer"
    );
    let again = laptop.refused("print.card", json!({ "id": id, "blanko": "CONTOH0002", "printer": null }));
    assert_eq!(reasons(&again), ["look_at_printer"], "not before a person said what came out");
    let other = laptop.serve_lost_card(&residents[1]);
    let taken = laptop.refused("print.card", json!({ "id": other, "blanko": "CONTOH0001", "printer": null }));
    assert_eq!((&taken["code"], &taken["params"]["what"]), (&json!("invalid"), &json!("used_elsewhere")), "its blanko belongs to the open print");
    let case = laptop.came_out(&id, "print_failure");
    assert_eq!((&case["card"]["state"], &case["gate_open"]), (&json!("spoiled"), &json!(true)), "a person looked: nothing usable came out");
    laptop.call(
        "printer.set",
        json!({ "id": "kartu", "nama": "Map", "untuk": "kartu", "uri": format!("folder:{}", laptop.path().join("kertas").display()) }),
    );
    laptop.print_card(&id, "CONTOH0002");
    let case = laptop.came_out(&id, "good");
    assert_eq!(case["card"]["attempts"].as_array().unwrap().len(), 2, "both blanko are accounted for");
    let stock = laptop.call("stock.get", json!({}));
    assert_eq!((&stock["good"], &stock["spoiled"], &stock["open"]), (&json!(1), &json!(1), &json!(0)), "the ledger balances");
    assert_eq!(laptop.sync()["status"]["unsent"], 0);
}

/// Whether a call was acknowledged; a broken line is no acknowledgement.
fn post(address: &str, token: &str, method: &str, body: &str) -> bool {
    let headers = [("content-type", "application/json"), ("x-ktpel-token", token)];
    http::send(address, "POST", &format!("/rpc/{method}"), &headers, body.as_bytes()).is_ok_and(|answer| answer.status == 200)
}
