//! Stories over several crates, in one binary. Add a file here and a `mod` line below; a forgotten line fails `every_file_is_a_module`.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod architecture;
mod bad_input;
mod contract;
mod glossary;
mod hostile_case;
mod hostile_office;
mod killed;
mod kit_verify;
mod lease;
mod lookups;
mod lost_kit;
mod meddling_line;
mod nik_check;
mod print_crash;
mod recovery;
mod rights;
mod roles_table;
mod sealing;
mod slip_cwt;
