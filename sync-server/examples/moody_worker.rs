//! A worker with moods, for tests: confined like the real one, but words in a change make it hang, crash, gorge itself, or try to get out.

use std::process::ExitCode;

use ktpel_case::Roster;
use sync_server::worker::{Answer, Job, run_as, work};

fn main() -> ExitCode {
    if run_as(moody).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn moody(roster: &Roster, job: Job) -> Answer {
    let says = |word: &str| job.changes().any(|change| change.windows(word.len()).any(|window| window == word.as_bytes()));
    if says("HANG!") {
        loop {
            std::hint::spin_loop();
        }
    }
    if says("CRASH!") {
        std::process::abort();
    }
    if says("GORGE!") {
        let mut eaten: Vec<Vec<u8>> = Vec::new();
        loop {
            eaten.push(vec![1; 16 << 20]);
        }
    }
    if says("DIVE!") {
        std::hint::black_box(dive(1));
    }
    if says("FILE!") && std::fs::read("/etc/hostname").is_ok() {
        std::process::abort();
    }
    if says("TRIM!") {
        // Small enough for the heap, enough of them that it shrinks again.
        drop(std::hint::black_box((0..4096).map(|_| vec![1_u8; 16 << 10]).collect::<Vec<_>>()));
    }
    if says("NET!") {
        drop(std::net::TcpStream::connect("127.0.0.1:9"));
    }
    work(roster, job)
}

/// As deep as the stack goes, and further.
fn dive(depth: u64) -> u64 {
    let held = std::hint::black_box([depth; 512]);
    if depth == u64::MAX { 0 } else { held.iter().sum::<u64>() + dive(depth + 1) }
}
