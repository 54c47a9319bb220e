//! Memory of a program with all its children: proportional set size, where shared pages count once.

use std::{collections::BTreeMap, fs, path::Path};

/// PSS of a process and all that descend from it, in MB.
pub fn pss_mb(root: u32) -> f64 {
    let kb: u64 = tree(root).into_iter().filter_map(pss_kb).sum();
    kb as f64 / 1024.0
}

/// The process that runs this program and descends from `root`.
pub fn find(root: u32, program: &Path) -> Option<u32> {
    tree(root).into_iter().find(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program))
}

/// How many processes descend from it, with itself.
pub fn count(root: u32) -> usize {
    tree(root).len()
}

/// The process and all that descend from it.
pub fn tree(root: u32) -> Vec<u32> {
    let parents: BTreeMap<u32, u32> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(pid) = tree.get(next).copied() {
        tree.extend(parents.iter().filter(|(_, parent)| **parent == pid).map(|(child, _)| *child));
        next += 1;
    }
    tree
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything; after it come the state and the parent.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn pss_kb(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}
