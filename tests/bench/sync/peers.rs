//! The same work by others, in the same run: a thousand documents of 25 changes pushed over a real line to a real server.
//!
//! `tests/bench/peers/automerge-repo` is a small npm package of its own; npm fetches it when the benchmark first runs.

use std::{path::PathBuf, process::Command};

use serde_json::Value;

use crate::figure::report;

/// Runs all peers.
pub fn run(cases: usize) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("bench/peers/automerge-repo");
    if !folder.join("node_modules").exists() {
        let fetched = Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder).status();
        assert!(fetched.is_ok_and(|status| status.success()), "npm ci in {}", folder.display());
    }
    let output = Command::new("node").args(["push.mjs", &cases.to_string()]).current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let number = |field: &str| said[field].as_f64().unwrap();
    assert_eq!(said["whole"], cases, "all of it arrived");
    report("automerge_repo_push_1000_bytes_up", number("bytes"), "B", cases, None);
    report("automerge_repo_push_1000_messages_up", number("messages"), "messages", cases, None);
    report("automerge_repo_push_1000_seconds", number("seconds"), "s", cases, None);
    report("automerge_repo_ingest_cases_per_s_core", cases as f64 / number("cpu_s"), "cases/s", cases, None);
    report("automerge_repo_server_rss_growth_mb", number("growth") / 1024.0 / 1024.0, "MB", cases, None);
}
