//! `cargo xtask test` and the commands that build on the same programs.

use crate::{
    packages, python,
    steps::{self, BUILD, Result, command, finish, run},
};

/// What the tests need beside the source.
pub fn tools() -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST])?;
    packages::ensure_node()?;
    python::ensure()
}

/// Everything that must hold before a change lands.
pub fn test() -> Result {
    tools()?;
    // Crates of other platforms too: a test looks at the licence of everything that is locked, without a network.
    run("cargo", &["fetch", "--locked"])?;
    run("cargo", &["fmt", "--all", "--check"])?;
    steps::ui()?;
    for script in ["check", "lint", "test"] {
        run("npm", &["--prefix", "ui", "run", script])?;
    }
    run("cargo", &[&["clippy", "--quiet"], BUILD, &["--", "-D", "warnings"]].concat())?;
    steps::build()?;
    tests(&[])?;
    contract_is_committed()
}

/// The Rust tests, with nextest where it is installed.
fn tests(arguments: &[&str]) -> Result {
    let runner: &[&str] = if nextest() { &["nextest", "run"] } else { &["test"] };
    run("cargo", &[runner, BUILD, arguments].concat())
}

fn nextest() -> bool {
    command("cargo", &["nextest", "--version"]).output().is_ok_and(|output| output.status.success())
}

/// The tests above wrote the TypeScript contract: what is committed must be the same.
fn contract_is_committed() -> Result {
    let generated = "ui/src/lib/ipc/generated";
    let output = command("git", &["status", "--porcelain", "--", generated]).output()?;
    if output.stdout.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{generated} is not what the Rust types say. Run `cargo xtask gen` and commit:\n{}",
        String::from_utf8_lossy(&output.stdout)
    )
    .into())
}

/// Runs the journeys that take the pictures.
pub fn screens() -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST])?;
    steps::ui()?;
    steps::build()?;
    finish(
        command("cargo", &[&["test"], BUILD, &["--test", "e2e", "screens", "--", "--nocapture"]].concat())
            .env("KTPEL_SCREENS", steps::root().join("docs/screens")),
    )
}

/// Runs one benchmark, or all. The window is built only where it is measured: it takes half of the time.
pub fn bench(arguments: &[String]) -> Result {
    packages::ensure(&[packages::BUILD, packages::TEST])?;
    packages::ensure_node()?;
    steps::ui()?;
    let programs = ["-p", "ktpel-tests", "-p", "sync-server", "-p", "ktpel-web-host"];
    // The empty window is what the kit's window is compared with.
    let window = ["-p", "ktpel-field", "--features", "ktpel-field/custom-protocol", "--example", "empty-window"];
    let opens_window = arguments.first().is_none_or(|name| name == "start");
    let window: &[&str] = if opens_window { &window } else { &[] };
    run("cargo", &[&["build", "--quiet", "--release", "--bins"], &programs[..], window].concat())?;
    let bench = steps::target().join("release/bench");
    finish(std::process::Command::new(bench).args(arguments).current_dir(steps::root()))
}

/// Runs seeds of the simulation.
pub fn sim(arguments: &[String]) -> Result {
    run("cargo", &["build", "--quiet", "--release", "-p", "ktpel-sim"])?;
    finish(std::process::Command::new(steps::target().join("release/sim")).args(arguments))
}

/// The long form of what CI runs short: more random days of three laptops, more random values, millions of mutations of
/// what kits send, more power cuts and kills.
pub fn soak() -> Result {
    finish(
        command("cargo", &[&["test"], BUILD].concat())
            .env("KTPEL_CASE_SEEDS", "10000")
            .env("PROPTEST_CASES", "10000")
            .env("KTPEL_MUTATIONS", "4000000")
            .env("KTPEL_POWER_CUTS", "2000")
            .env("KTPEL_KILLS", "500"),
    )
}
