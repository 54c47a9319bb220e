//! What a sync costs: bytes, requests, the server's time and memory, between a made-up day and the real server over TLS (issue "Sync").
//!
//! The bytes are those of HTTP as the kit's client writes them, before TLS; `sync-server/tests/it/bytes.rs` asserts the same with that very
//! client. Lines are virtual: the time that exchanges of these sizes take at 100 kbit/s and 300 ms each way.

mod fetch;
pub mod kit;
mod load;
mod peers;
mod work;

use std::path::Path;

use ktpel_domain::ids::DocId;
use ktpel_testkit::day::{Day, Proofs};

use crate::figure::{Against, report, timed};
use kit::{Exchange, Kit, Yard};
use load::Watched;
use peers::{Documents, Peers};
use work::{Work, beside};

/// Bytes a second of an EDGE line of 100 kbit/s.
const EDGE_BYTES: f64 = 12_500.0;
/// One way, there and back again.
const EDGE_ROUND: f64 = 0.6;
/// Kits that bring ten thousand cases.
const KITS: u64 = 10;
/// Cases of each.
const CASES: usize = 1_000;

/// Runs all measurements of this kind.
pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let documents = folder.path().join("documents");
    let thousand = push();
    two_sided();
    edge();
    let ten_thousand = ten_thousand(&documents);
    fetch::ten_thousand(KITS, CASES);
    let peers = Peers::build();
    beside("push_1000", &thousand, peers.push(&documents, CASES));
    beside("push_10000", &ten_thousand, peers.push(&documents, KITS as usize * CASES));
}

fn day(seed: u64, cases: usize, proofs: Proofs) -> Day {
    let mut day = Day::begin(seed);
    day.serve(cases, proofs);
    day
}

/// The same with two operator signatures a case, at a visit of its own.
fn day_at(visit: DocId, seed: u64, cases: usize) -> Day {
    let mut day = Day::of_visit(seed, visit);
    day.serve(cases, Proofs::TwoWaivers);
    day
}

fn up(exchanges: &[Exchange]) -> f64 {
    exchanges.iter().map(|one| one.up).sum::<usize>() as f64
}

fn down(exchanges: &[Exchange]) -> f64 {
    exchanges.iter().map(|one| one.down).sum::<usize>() as f64
}

/// A thousand new cases of 25 changes against an empty server, with two operator signatures a case and without. Gives what the former took.
fn push() -> Work {
    push_of("push_1000_unsigned", 72, Proofs::None, 920_000.0);
    push_of("push_1000", 71, Proofs::TwoWaivers, 1_050_000.0)
}

fn push_of(name: &str, seed: u64, proofs: Proofs, goal: f64) -> Work {
    let days = vec![day(seed, CASES, proofs)];
    let mut yard = Yard::open(&days);
    let server = Watched::child("sync-server");
    let mut kit = Kit::of(days.into_iter().next().unwrap(), &yard);
    let (exchanges, time) = timed(|| kit.sync(&mut yard));
    report(&format!("{name}_bytes_up"), up(&exchanges), "B", CASES, Some(Against { what: "goal", value: goal }));
    report(&format!("{name}_bytes_down"), down(&exchanges), "B", CASES, None);
    report(&format!("{name}_requests"), exchanges.len() as f64, "requests", CASES, Some(Against { what: "goal", value: 14.0 }));
    Work {
        cases: CASES,
        bytes_up: up(&exchanges),
        messages_up: exchanges.len() as f64,
        seconds: time.as_secs_f64(),
        cpu_s: server.cpu_s(),
        growth_mb: server.growth_mb(),
    }
}

/// Fifty cases edited on two kits, then nothing.
fn two_sided() {
    const EDITED: usize = 50;
    let days = vec![day(73, EDITED, Proofs::None), Day::begin(74)];
    let mut yard = Yard::open(&days);
    let mut days = days.into_iter();
    let (mut here, mut there) = (Kit::of(days.next().unwrap(), &yard), Kit::of(days.next().unwrap(), &yard));
    here.sync(&mut yard);
    there.sync(&mut yard);
    here.sync(&mut yard);
    let docs: Vec<_> = here.day.docs.keys().copied().collect();
    for doc in docs {
        there.day.adopt(doc, &here.day);
        there.day.correct(doc);
        here.day.correct(doc);
    }
    there.sync(&mut yard);
    let both = here.sync(&mut yard);
    report("two_sided_50_requests", both.len() as f64, "requests", EDITED, Some(Against { what: "goal", value: 1.0 }));
    report("two_sided_50_bytes_up", up(&both), "B", EDITED, Some(Against { what: "goal", value: 8192.0 }));
    report("two_sided_50_bytes_down", down(&both), "B", EDITED, Some(Against { what: "goal", value: 8192.0 }));
    here.sync(&mut yard);
    let idle = here.sync(&mut yard);
    report("idle_requests", idle.len() as f64, "requests", 1, Some(Against { what: "goal", value: 1.0 }));
    report("idle_bytes", up(&idle) + down(&idle), "B", 1, Some(Against { what: "goal", value: 600.0 }));
}

/// Two hundred cases over EDGE: the time of all exchanges beside the time that their bytes need.
fn edge() {
    const EDGE_CASES: usize = 200;
    let days = vec![day(75, EDGE_CASES, Proofs::TwoWaivers)];
    let mut yard = Yard::open(&days);
    let mut kit = Kit::of(days.into_iter().next().unwrap(), &yard);
    let exchanges = kit.sync(&mut yard);
    let bytes = (up(&exchanges) + down(&exchanges)) / EDGE_BYTES;
    let time = bytes + EDGE_ROUND * exchanges.len() as f64;
    report("edge_200_ratio", time / bytes, "×", EDGE_CASES, Some(Against { what: "goal", value: 1.3 }));
    report("edge_200_seconds", time, "s", EDGE_CASES, None);
}

/// Ten kits bring a thousand cases each: what that costs the server in processor time and memory, verification included. The documents are
/// left in a file for others.
fn ten_thousand(documents: &Path) -> Work {
    // Each at its own village, as ten laptops go out in one week: none is told of the others' cases.
    let days: Vec<Day> = (0..KITS).map(|n| day_at(DocId([100 + n as u8; 16]), 100 + n, CASES)).collect();
    let mut file = Documents::create(documents);
    let mut yard = Yard::apart(&days);
    let server = Watched::child("sync-server");
    let mut work = Work { cases: KITS as usize * CASES, bytes_up: 0.0, messages_up: 0.0, seconds: 0.0, cpu_s: 0.0, growth_mb: 0.0 };
    let mut worker_mb = 0.0_f64;
    for day in days {
        let mut kit = Kit::of(day, &yard);
        let (exchanges, time) = timed(|| kit.sync_watched(&mut yard, || worker_mb = worker_mb.max(server.largest_child_mb())));
        work.bytes_up += up(&exchanges);
        work.messages_up += exchanges.len() as f64;
        work.seconds += time.as_secs_f64();
        file.add(kit.day.docs.values());
    }
    (work.cpu_s, work.growth_mb) = (server.cpu_s(), server.growth_mb());
    file.finish();
    let goal = |value| Some(Against { what: "goal", value });
    report("ingest_cases_per_s_core", work.cases as f64 / work.cpu_s, "cases/s", work.cases, goal(1000.0));
    report("ingest_cases_per_s", work.cases as f64 / work.seconds, "cases/s", work.cases, None);
    report("server_rss_growth_mb", work.growth_mb, "MB", work.cases, goal(40.0));
    report("server_rss_before_mb", server.before_mb(), "MB", work.cases, None);
    report("worker_rss_mb", worker_mb, "MB", work.cases, None);
    work
}
