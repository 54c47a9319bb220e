//! The directions of ARCHITECTURE.md, enforced over `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// What each crate may use of ours. A new edge is a decision: change this table and ARCHITECTURE.md together.
const ALLOWED: &[(&str, &[&str])] = &[
    ("ktpel-domain", &[]),
    ("ktpel-sop", &["ktpel-domain"]),
    ("ktpel-case", &["ktpel-domain", "ktpel-sop"]),
    ("ktpel-sync", &["ktpel-domain"]),
    ("ktpel-slip", &["ktpel-domain"]),
    ("ktpel-store", &["ktpel-domain", "ktpel-sync"]),
    ("ktpel-vault", &["ktpel-domain"]),
    ("ktpel-pki", &["ktpel-domain", "ktpel-vault"]),
    ("ktpel-device", &["ktpel-domain"]),
    ("ktpel-print", &["ktpel-domain"]),
    ("ktpel-siak", &["ktpel-domain"]),
    ("ktpel-ipc", &["ktpel-domain", "ktpel-sop", "ktpel-case"]),
    (
        "ktpel-app",
        &[
            "ktpel-domain",
            "ktpel-sop",
            "ktpel-case",
            "ktpel-sync",
            "ktpel-store",
            "ktpel-vault",
            "ktpel-pki",
            "ktpel-device",
            "ktpel-print",
            "ktpel-siak",
            "ktpel-slip",
            "ktpel-ipc",
        ],
    ),
    ("ktpel-web-host", &["ktpel-app", "ktpel-ipc"]),
    ("ktpel-field", &["ktpel-app", "ktpel-ipc"]),
    ("ktpel-testkit", &["ktpel-domain", "ktpel-sop", "ktpel-case", "ktpel-sync", "ktpel-slip"]),
    ("ktpel-sim", &["ktpel-domain", "ktpel-sop", "ktpel-case", "ktpel-sync"]),
    (
        "sync-server",
        &[
            "ktpel-domain",
            "ktpel-sop",
            "ktpel-case",
            "ktpel-sync",
            "ktpel-vault",
            "ktpel-pki",
            "ktpel-siak",
            "ktpel-slip",
            "ktpel-print",
            "ktpel-testkit",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that do no IO, and what they must therefore not use.
const PURE: &[&str] = &["ktpel-domain", "ktpel-sop", "ktpel-case", "ktpel-sync", "ktpel-ipc", "ktpel-siak", "ktpel-slip", "ktpel-sim"];
const IO: &[&str] = &["tokio", "reqwest", "rusqlite", "axum", "getrandom", "tauri", "tempfile", "directories"];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().other_options(["--offline".to_owned()]).exec().unwrap()
}

/// Normal and build dependencies by crate.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let mut edges = BTreeMap::new();
    for package in metadata().packages {
        let uses = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        edges.insert(package.name.to_string(), uses.map(|dependency| dependency.name.clone()).collect());
    }
    edges
}

#[test]
fn no_edge_that_the_plan_does_not_have() {
    let edges = edges();
    let ours: BTreeSet<&String> = edges.keys().collect();
    let allowed: BTreeMap<&str, BTreeSet<&str>> = ALLOWED.iter().map(|(name, uses)| (*name, uses.iter().copied().collect())).collect();
    for (name, uses) in &edges {
        if name == "ktpel-tests" {
            continue;
        }
        let Some(allowed) = allowed.get(name.as_str()) else { panic!("{name} is new: give it a row in ALLOWED and in ARCHITECTURE.md") };
        for used in uses.iter().filter(|used| ours.contains(used)) {
            assert!(allowed.contains(used.as_str()), "{name} must not use {used} (ARCHITECTURE.md, Direction)");
        }
    }
}

#[test]
fn pure_crates_do_no_io() {
    let edges = edges();
    for name in PURE {
        let bad: Vec<&String> = edges[*name].iter().filter(|used| IO.contains(&used.as_str())).collect();
        assert!(bad.is_empty(), "{name} is pure and must not use {bad:?}");
    }
}

#[test]
fn only_case_and_sync_know_automerge() {
    for (name, uses) in edges() {
        let may = matches!(name.as_str(), "ktpel-case" | "ktpel-tests" | "ktpel-testkit");
        assert!(may || !uses.contains("automerge"), "{name} must go through ktpel-case: the gate and the traps are handled there");
    }
}

#[test]
fn only_the_stores_know_sql() {
    for (name, uses) in edges() {
        assert!(
            matches!(name.as_str(), "ktpel-store" | "sync-server" | "ktpel-tests") || !uses.contains("rusqlite"),
            "{name} must not know SQL"
        );
    }
}

/// Apache-2.0 may carry these; another licence is a decision.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "Unicode-3.0",
    "MPL-2.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "BlueOak-1.0.0",
    // Sources that SQLCipher brings: SQLite's blessing and libtomcrypt.
    "blessing",
    "WTFPL",
];

#[test]
fn every_licence_is_known() {
    let metadata = MetadataCommand::new().other_options(["--offline".to_owned(), "--locked".to_owned()]).exec().unwrap();
    for package in metadata.packages.iter().filter(|package| package.source.is_some()) {
        let Some(licence) = &package.license else {
            assert!(package.license_file.is_some(), "{} has no licence", package.name);
            continue;
        };
        // One alternative of each OR is enough; `/` is the old form of OR.
        let known = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            choice
                .trim_matches(|c| "() ".contains(c))
                .split(" AND ")
                .all(|part| LICENCES.contains(&part.trim_matches(|c| "() ".contains(c))))
        });
        assert!(known, "{} {}: licence {licence:?} is not in the list", package.name, package.version);
    }
}
