//! What a sync costs: bytes, requests, the server's time and memory, between a made-up day and the real server over TLS (issue "Sync").
//!
//! The bytes are those of HTTP as the kit's client writes them, before TLS; `sync-server/tests/it/bytes.rs` asserts the same with that very
//! client. Lines are virtual: the time that exchanges of these sizes take at 100 kbit/s and 300 ms each way.

mod kit;
mod load;
mod peers;

use std::time::Duration;

use ktpel_testkit::day::{Day, Proofs};

use crate::figure::{Against, report, timed};
use kit::{Exchange, Kit, Yard};
use load::Load;

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
    push();
    two_sided();
    edge();
    ten_thousand();
    peers::run(CASES);
}

fn day(seed: u64, cases: usize, proofs: Proofs) -> Day {
    let mut day = Day::begin(seed);
    day.serve(cases, proofs);
    day
}

fn up(exchanges: &[Exchange]) -> f64 {
    exchanges.iter().map(|one| one.up).sum::<usize>() as f64
}

fn down(exchanges: &[Exchange]) -> f64 {
    exchanges.iter().map(|one| one.down).sum::<usize>() as f64
}

/// A thousand new cases of 25 changes against an empty server, with two operator signatures a case and without.
fn push() {
    for (name, seed, proofs, goal) in
        [("push_1000", 71, Proofs::TwoWaivers, 1_050_000.0), ("push_1000_unsigned", 72, Proofs::None, 920_000.0)]
    {
        let days = vec![day(seed, CASES, proofs)];
        let mut yard = Yard::open(&days);
        let mut kit = Kit::of(days.into_iter().next().unwrap(), &yard);
        let (exchanges, time) = timed(|| kit.sync(&mut yard));
        report(&format!("{name}_bytes_up"), up(&exchanges), "B", CASES, Some(Against { what: "goal", value: goal }));
        report(&format!("{name}_bytes_down"), down(&exchanges), "B", CASES, None);
        report(&format!("{name}_requests"), exchanges.len() as f64, "requests", CASES, Some(Against { what: "goal", value: 14.0 }));
        report(&format!("{name}_seconds"), time.as_secs_f64(), "s", CASES, None);
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

/// Ten kits bring a thousand cases each: what that costs the server in processor time and memory, verification included.
fn ten_thousand() {
    let days: Vec<Day> = (0..KITS).map(|n| day(100 + n, CASES, Proofs::TwoWaivers)).collect();
    let mut yard = Yard::open(&days);
    let before = Load::of_server();
    let (mut peak, mut spent) = (before, Duration::ZERO);
    for day in days {
        let mut kit = Kit::of(day, &yard);
        let (_, time) = timed(|| kit.sync_watched(&mut yard, |load| peak = peak.highest(load)));
        spent += time;
    }
    let after = Load::of_server();
    let cases = KITS as f64 * CASES as f64;
    let cpu = after.cpu_s - before.cpu_s;
    report("ingest_cases_per_s_core", cases / cpu, "cases/s", KITS as usize * CASES, Some(Against { what: "goal", value: 1000.0 }));
    report("ingest_cases_per_s", cases / spent.as_secs_f64(), "cases/s", KITS as usize * CASES, None);
    let growth = |after: u64, before: u64| after.saturating_sub(before) as f64 / 1024.0;
    report(
        "server_rss_growth_mb",
        growth(peak.server_kib, before.server_kib),
        "MB",
        KITS as usize * CASES,
        Some(Against { what: "goal", value: 40.0 }),
    );
    report("worker_rss_mb", peak.workers_kib as f64 / 1024.0, "MB", KITS as usize * CASES, None);
}
