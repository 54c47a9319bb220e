//! The same work by others, in the same run: the very same documents pushed over a real line to a server process that writes them to files.
//!
//! `tests/bench/peers` holds a small npm package and a small crate, each a world of its own with its lock file; npm and cargo fetch what they
//! need when the benchmark first runs.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

use ktpel_case::CaseDoc;
use serde_json::Value;

use super::work::{Peer, Work};

/// Longest that a peer may take; then it says how many cases it had by then.
const PATIENCE_S: &str = "300";

/// Programs of others.
pub struct Peers {
    samod: PathBuf,
    automerge_repo: PathBuf,
}

impl Peers {
    /// Makes them ready to run.
    pub fn build() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("bench/peers");
        let automerge_repo = folder.join("automerge-repo");
        if !automerge_repo.join("node_modules").exists() {
            must(
                Command::new("npm")
                    .args(["install", "--omit=optional", "--ignore-scripts", "--no-save", "--silent", "--no-audit", "--no-fund"])
                    .current_dir(&automerge_repo),
            );
        }
        let samod = folder.join("samod");
        must(Command::new("cargo").args(["build", "--release", "--locked", "--quiet"]).current_dir(&samod));
        Self { samod: samod.join("target/release/ktpel-bench-samod"), automerge_repo }
    }

    /// Has each push the first documents of the file, one after the other.
    pub fn push(&self, file: &Path, cases: usize) -> impl Iterator<Item = Peer> {
        let count = cases.to_string();
        let mut samod = Command::new(&self.samod);
        samod.arg("push");
        let mut automerge_repo = Command::new("node");
        automerge_repo.arg("push.mjs").current_dir(&self.automerge_repo);
        [("crate samod 0.16.0", samod), ("npm @automerge/automerge-repo 2.5.6", automerge_repo)]
            .into_iter()
            .map(move |(what, mut command)| Peer { what: what.to_owned(), work: work(command.arg(file).args([&count, PATIENCE_S])) })
    }
}

fn must(command: &mut Command) {
    assert!(command.status().is_ok_and(|status| status.success()), "{command:?}");
}

fn work(command: &mut Command) -> Work {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    // A library may say something of its own before.
    let said = String::from_utf8_lossy(&output.stdout);
    let said: Value = serde_json::from_str(said.lines().last().unwrap_or_default()).unwrap();
    let number = |field: &str| said[field].as_f64().unwrap();
    Work {
        cases: number("whole") as usize,
        bytes_up: number("bytes"),
        messages_up: number("messages"),
        seconds: number("seconds"),
        cpu_s: number("cpu_s"),
        growth_mb: number("growth") / 1024.0 / 1024.0,
    }
}

/// The file from which peers read documents: four bytes of length (big endian), then a document, again and again.
pub struct Documents(BufWriter<File>);

impl Documents {
    pub fn create(path: &Path) -> Self {
        Self(BufWriter::new(File::create(path).unwrap()))
    }

    pub fn add<'d>(&mut self, documents: impl IntoIterator<Item = &'d CaseDoc>) {
        for document in documents {
            let bytes = document.save();
            self.0.write_all(&u32::try_from(bytes.len()).unwrap().to_be_bytes()).unwrap();
            self.0.write_all(&bytes).unwrap();
        }
    }

    pub fn finish(mut self) {
        self.0.flush().unwrap();
    }
}
