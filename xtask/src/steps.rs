//! Running other programs, the way every command does it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What every command answers.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// One feature set for every cargo call: a second one compiles tauri once more.
pub const BUILD: &[&str] = &["--workspace", "--all-targets", "--features", "ktpel-field/custom-protocol"];

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_owned()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program of the workspace, built before.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// A command in the root of the repository.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a program, shows its output and fails when it fails.
pub fn run(program: &str, arguments: &[&str]) -> Result {
    println!("» {program} {}", arguments.join(" "));
    finish(&mut command(program, arguments))
}

/// Waits for a command and fails when it fails.
pub fn finish(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", command.get_program().display()).into()) }
}

/// Whether a program can be started at all.
pub fn exists(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Installs the packages of the UI as locked, when the lock file changed since.
pub fn npm_ci() -> Result {
    let lock = root().join("ui/package-lock.json");
    let done = root().join("ui/node_modules/.package-lock.json");
    let modified = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
    if modified(&done) >= modified(&lock) && modified(&done).is_some() {
        return Ok(());
    }
    run("npm", &["--prefix", "ui", "ci", "--no-audit", "--no-fund"])
}

/// Builds the UI: the programs embed it.
pub fn ui() -> Result {
    npm_ci()?;
    run("npm", &["--prefix", "ui", "run", "build"])
}

/// Builds the whole workspace.
pub fn build() -> Result {
    run("cargo", &[&["build"], BUILD].concat())
}

/// Writes the TypeScript contract from the Rust types.
pub fn contract() -> Result {
    run("cargo", &[&["test", "--quiet"], BUILD, &["--", "export_bindings", "typescript_is_written"]].concat())
}
