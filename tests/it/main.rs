//! Stories over several crates, in one binary. Add a file here and a `mod` line below; a forgotten line fails `every_file_is_a_module`.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod architecture;
mod bad_input;
mod contract;
mod day_report;
mod disk_full;
mod glossary;
mod hostile_case;
mod hostile_office;
mod killed;
mod killed_in_sync;
mod kit_verify;
mod leaks;
mod lease;
mod lookups;
mod lost_kit;
mod meddling_line;
mod nik_check;
mod permit;
mod power_cut;
mod print_crash;
mod put_back;
mod recovery;
mod restored_office;
mod rights;
mod roles_table;
mod scope;
mod sealing;
mod security;
mod slip_cwt;
mod stick;
mod stick_between;
mod stick_pulled;
mod taking_in;
mod team;
mod text_first;
mod two_laptops;
mod unattended;
mod village_day;
mod village_network;

use std::collections::BTreeSet;

/// A test file without its `mod` line would never run.
#[test]
fn every_file_is_a_module() {
    for (folder, source) in [("it", include_str!("main.rs")), ("e2e", include_str!("../e2e/main.rs"))] {
        let files: BTreeSet<String> = std::fs::read_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .filter(|name| name != "main")
            .collect();
        let modules: BTreeSet<String> =
            source.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).map(str::to_owned).collect();
        assert_eq!(files, modules, "each file of tests/{folder} must be named in its main.rs, or it would never run");
    }
}
