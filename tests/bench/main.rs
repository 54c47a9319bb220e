//! `bench NAME` runs one measurement, `bench` all; each figure is one line of JSON. Build and run: `cargo xtask bench [NAME]`.
//!
//! What the figures mean and how they were last: docs/benchmarks.md.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "measurement: a failure is a failed run, the figures are the output"
)]

mod dice;
mod figure;
mod growth;
mod lookup;
mod start;
mod sync;

use std::process::ExitCode;

/// A measurement and its name on the command line.
const ALL: &[(&str, fn())] = &[("lookup", lookup::run), ("start", start::run), ("sync", sync::run), ("growth", growth::run)];

fn main() -> ExitCode {
    let name = std::env::args().nth(1);
    let chosen: Vec<_> = ALL.iter().filter(|(known, _)| name.as_deref().is_none_or(|name| name == *known)).collect();
    if chosen.is_empty() {
        eprintln!("bench [{}]", ALL.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(" | "));
        return ExitCode::from(2);
    }
    chosen.iter().for_each(|(_, run)| run());
    ExitCode::SUCCESS
}
