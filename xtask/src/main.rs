//! The project's own commands: `cargo xtask <command>`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to the terminal")]

mod demo;
mod r#gen;
mod packages;
mod python;
mod steps;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  demo      build everything, start the office server and open the kit (Ctrl-C stops all)
  test      install what is missing, build, and run every check and test
  tools     install what the tests need, and stop
  gen       regenerate what is generated: regions, fixtures, TypeScript contract
  screens   regenerate the pictures under docs/screens
  bench [NAME]   measure (lookup, start, sync, growth); one JSON object a line, see docs/benchmarks.md
  sim --seeds N [--from S] | --seed S   syncing under bad weather: many seeds, or one with all that happens in it
  soak      the long form of the tests that CI runs short

What demo and test install is listed in README.md; KTPEL_NO_INSTALL=1 only checks.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("demo") => demo::run(&arguments[1..]),
        Some("test") => test::test(),
        Some("tools") => test::tools(),
        Some("gen") => gen_all(),
        Some("screens") => test::screens(),
        Some("bench") => test::bench(&arguments[1..]),
        Some("sim") => test::sim(&arguments[1..]),
        Some("soak") => test::soak(),
        Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn gen_all() -> steps::Result {
    r#gen::run()?;
    steps::contract()
}
