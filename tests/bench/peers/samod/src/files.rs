//! The file of made-up documents (four bytes of length, big endian, then a document, again and again), and the kernel's files about a process.

use std::{fs, path::Path};

use automerge::Automerge;

/// The first documents of the file.
pub fn documents(file: &Path, cases: usize) -> Vec<Automerge> {
    let bytes = fs::read(file).expect("the file of documents");
    let mut rest = bytes.as_slice();
    let mut documents = Vec::with_capacity(cases);
    while documents.len() < cases {
        let (length, after) = rest.split_first_chunk::<4>().expect("as many documents as asked for");
        let (document, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        documents.push(Automerge::load(document).expect("a document of ours"));
        rest = after;
    }
    documents
}

/// Lets the kernel count this process's highest memory anew, and gives what it holds now.
pub fn start_counting() -> u64 {
    fs::write("/proc/self/clear_refs", "5").expect("the own process");
    status("VmRSS:")
}

/// The most memory that this process held since then.
pub fn highest() -> u64 {
    status("VmHWM:")
}

fn status(field: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("the own process");
    let line = text.lines().find_map(|line| line.strip_prefix(field)).expect("the kernel says it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number of kilobytes") * 1024
}

/// Processor time of this process in seconds.
pub fn cpu_s() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").expect("the own process");
    let (_, fields) = text.rsplit_once(") ").expect("the name ends");
    fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().expect("a number of ticks")).sum::<f64>() / 100.0
}
