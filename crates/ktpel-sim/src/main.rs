//! `sim --seeds N [--from S]` runs many seeds; `sim --seed S` replays one with an account of every step.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to the terminal")]

use std::{
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use ktpel_sim::{Planted, Trace, run, run_with};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.parse::<u64>().ok()
    };
    match (number("--seed"), number("--seeds")) {
        (Some(seed), _) => replay(seed),
        (None, Some(count)) => many(number("--from").unwrap_or(1), count),
        (None, None) => {
            eprintln!("sim --seeds N [--from S]   runs N seeds\nsim --seed S               replays one and prints what happens");
            ExitCode::from(2)
        }
    }
}

fn replay(seed: u64) -> ExitCode {
    let (trace, end) = match run_with(seed, Planted::Nothing, Trace::Kept) {
        Ok(run) => (run.trace, Ok(())),
        Err(broken) => (broken.trace, Err(broken.what)),
    };
    trace.iter().for_each(|line| println!("{line}"));
    match end {
        Ok(()) => {
            println!("seed {seed}: all promises hold");
            ExitCode::SUCCESS
        }
        Err(what) => {
            println!("seed {seed}: {what}");
            ExitCode::FAILURE
        }
    }
}

fn many(from: u64, count: u64) -> ExitCode {
    let (next, broken, events) = (AtomicU64::new(from), AtomicU64::new(0), AtomicU64::new(0));
    let (crashes, deeds, put_back) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let start = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        return;
                    }
                    match run(seed) {
                        Ok(run) => {
                            events.fetch_add(run.events, Ordering::Relaxed);
                            crashes.fetch_add(run.crashes.into(), Ordering::Relaxed);
                            put_back.fetch_add(run.put_back.into(), Ordering::Relaxed);
                            deeds.fetch_add(run.deeds as u64, Ordering::Relaxed);
                        }
                        Err(found) => {
                            broken.fetch_add(1, Ordering::Relaxed);
                            println!("seed {seed}: {}", found.what);
                        }
                    }
                }
            });
        }
    });
    let (broken, seconds) = (broken.into_inner(), start.elapsed().as_secs());
    println!(
        "{count} seeds from {from}: {broken} broken, {} events, {} crashes at writes, {} deeds, {} kits put back, {seconds} s",
        events.into_inner(),
        crashes.into_inner(),
        deeds.into_inner(),
        put_back.into_inner()
    );
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
