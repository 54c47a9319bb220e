//! The real kit takes in ten thousand cases that other kits brought, and a new kit the thousand of its visit.

use std::time::Instant;

use ktpel_domain::ids::DocId;
use ktpel_testkit::day::{Day, Proofs};
use ktpel_tests::{Laptop, Office, http, process::DEADLINE};
use serde_json::json;

use super::{
    kit::{Kit, Yard},
    load::Watched,
};
use crate::figure::{Against, report};

/// Residents of the office: only its visits are wanted.
const RESIDENTS: usize = 500;
/// Who signs in at the kit.
const OPERATOR: &str = "Siti Rahmawati";

/// What a kit took in.
struct Fetched {
    growth_mb: f64,
    before_mb: f64,
    cpu_s: f64,
    seconds: f64,
}

/// Memory of the kit while ten thousand cases of others arrive.
pub fn ten_thousand(kits: u64, cases: usize) {
    let all = kits as usize * cases;
    let fetched = fetch(kits, cases);
    report("kit_rss_growth_mb", fetched.growth_mb, "MB", all, Some(Against { what: "goal", value: 40.0 }));
    report("kit_rss_before_mb", fetched.before_mb, "MB", all, None);
    report("kit_takes_cases_per_s_core", all as f64 / fetched.cpu_s, "cases/s", all, None);
    report("kit_takes_seconds", fetched.seconds, "s", all, None);
}

/// Brings the cases to an office by made-up kits, then has a new kit fetch them.
fn fetch(kits: u64, cases: usize) -> Fetched {
    let office = Office::seed(RESIDENTS);
    let visit = visit_of(&office);
    let days: Vec<Day> = (0..kits).map(|n| Day::of_visit(200 + n, visit)).collect();
    let mut yard = Yard::around(office, &days);
    // The register of the visit is there before: only cases arrive while memory is watched.
    let mut laptop = Laptop::ready(yard.office(), &yard.url, "Laptop ukur", OPERATOR);
    laptop.kill();
    for mut day in days {
        day.serve(cases, Proofs::TwoWaivers);
        Kit::of(day, &yard).sync(&mut yard);
    }
    laptop.open();
    let kit = Watched::child("ktpel-web-host");
    let start = Instant::now();
    sync(&laptop);
    let seconds = start.elapsed().as_secs_f64();
    // Before a board of all these cases is made, which no day shows.
    let (growth_mb, before_mb, cpu_s) = (kit.growth_mb(), kit.before_mb(), kit.cpu_s());
    laptop.call("visit.select", json!({ "id": visit.to_string() }));
    let board = laptop.call("board.get", json!({}));
    let shown: u64 = board["columns"].as_array().unwrap().iter().map(|column| column["count"].as_u64().unwrap()).sum();
    assert_eq!(shown, kits * cases as u64, "every case stands on the board");
    Fetched { growth_mb, before_mb, cpu_s, seconds }
}

/// The first visit that the seed planned.
fn visit_of(office: &Office) -> DocId {
    let line = office.logins.lines().find_map(|line| line.strip_prefix("visit ")).expect("the seed plans visits");
    line.split(' ').next().unwrap().parse().unwrap()
}

/// Syncs until all is here, for longer than one answer of the host may take.
fn sync(laptop: &Laptop) {
    let headers = [("content-type", "application/json"), ("x-ktpel-token", laptop.token())];
    let start = Instant::now();
    loop {
        if let Ok(answer) = http::send(laptop.address(), "POST", "/rpc/sync.now", &headers, b"{}") {
            assert_eq!(answer.status, 200, "{}", answer.json());
            return;
        }
        assert!(start.elapsed() < 20 * DEADLINE, "the kit does not come to an end");
    }
}
