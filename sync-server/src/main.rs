//! The command line of the office's server.

use clap::Parser;

fn main() -> std::process::ExitCode {
    sync_server::cli::run(sync_server::cli::Cli::parse())
}
