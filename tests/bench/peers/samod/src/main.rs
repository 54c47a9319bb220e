//! The work of `cargo xtask bench sync` done by crate samod: made-up cases from a file, pushed over TCP to a server in a process of its own.
//!
//! `ktpel-bench-samod push FILE CASES SECONDS` prints one line of JSON; `serve FOLDER` is what it starts. Both keep to samod's defaults,
//! except that the server writes its documents to files, as a server does, and announces nothing by itself.

mod files;
mod push;
mod serve;

use std::{env::args, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", folder] => serve::run(folder.as_ref()).await,
        ["push", file, cases, seconds] => push::run(file.as_ref(), number(cases), number(seconds)).await,
        _ => {
            eprintln!("push FILE CASES SECONDS | serve FOLDER");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn number(text: &str) -> u64 {
    text.parse().expect("a whole number")
}
