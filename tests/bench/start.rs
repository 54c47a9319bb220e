//! Start and memory of the kit's window with 1,000 local cases, beside the emptiest window of the same Tauri (docs/benchmarks.md).
//!
//! Both are watched from outside, on the picture of their screen: neither program knows that it is measured.

mod board;
pub mod cases;
mod memory;
mod programs;
mod screen;

use std::{path::Path, time::Duration};

use ktpel_tests::process::program;

use crate::figure::{Against, Times, median, ms, report};
use programs::Opened;

/// Local cases of the kit.
const CASES: usize = 1_000;
/// Starts of each window that count; one more before them warms the caches.
const RUNS: usize = 9;

/// Runs all measurements of this kind.
pub fn run() {
    // Not where systemd puts temporary files: that may be memory, and a laptop starts from its disk.
    let homes = tempfile::tempdir_in(program("bench").parent().unwrap()).unwrap();
    let (kit, empty) = (homes.path().join("kit"), homes.path().join("empty"));
    cases::fill(&kit, CASES);
    windows(&kit, &empty);
    board::in_process(&kit);
    board::in_the_window(&kit);
}

/// Opens both windows in turns.
fn windows(kit: &Path, empty: &Path) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let (one, other) = (programs::kit(kit), programs::empty(empty));
        if run > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    let time = |all: &[Opened]| {
        let mut times = Times::default();
        all.iter().for_each(|opened| times.push(opened.ready));
        times.at(0.5)
    };
    let pss = |all: &[Opened]| median(all.iter().map(|opened| opened.pss_mb).collect());
    let what = "an empty window of the same Tauri, in turns with it";
    pair("first_screen", "ms", ms(time(&ours)), ms(time(&theirs)), what);
    pair("pss", "MB", pss(&ours), pss(&theirs), what);
    let spread = |all: &[Opened]| all.iter().map(|opened| opened.ready).max().unwrap_or(Duration::ZERO);
    report("first_screen_worst", ms(spread(&ours)), "ms", RUNS, Some(Against { what, value: ms(spread(&theirs)) }));
}

fn pair(name: &str, unit: &str, ours: f64, theirs: f64, what: &str) {
    report(&format!("{name}_{}", unit.to_lowercase()), ours, unit, RUNS, Some(Against { what, value: theirs }));
    report(&format!("{name}_ratio"), ours / theirs, "×", RUNS, Some(Against { what, value: 1.0 }));
}
