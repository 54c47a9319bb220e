//! The worker: confined by the kernel, replaced when it dies, killed when it does not answer.

use std::{fs, path::PathBuf, process::Command, time::Instant};

use ktpel_domain::ids::DocId;
use ktpel_sync::exchange::RefusalCode;

use crate::{kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);

/// The line of a file under /proc that begins so.
#[track_caller]
fn line(pid: u32, file: &str, start: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap();
    text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{file} has no {start}")).to_owned()
}

#[track_caller]
fn only_worker(server: &Server) -> u32 {
    let idle = server.office.workers.idle();
    let [pid] = idle.as_slice() else { panic!("one worker waits, not {idle:?}") };
    *pid
}

fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

#[tokio::test]
async fn a_worker_is_shut_in() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let pid = only_worker(&server);
    for (resource, limit) in [
        ("Max address space", "536870912"),
        ("Max open files", "0"),
        ("Max processes", "0"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
    ] {
        let line = line(pid, "limits", resource);
        assert_eq!(line.split_whitespace().rev().nth(1), Some(limit), "{line}");
    }
    assert!(line(pid, "status", "Seccomp:").ends_with('2'), "system calls are filtered");
    assert!(line(pid, "status", "NoNewPrivs:").ends_with('1'), "and nothing gives more rights");
}

#[tokio::test]
async fn a_worker_that_dies_or_hangs_is_replaced() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.sync().await;
    let killed = only_worker(&server);
    signal("-KILL", killed);
    kit.set(CASE, "no_hp", "081298765432");
    kit.sync().await;
    let stopped = only_worker(&server);
    assert_ne!(stopped, killed);
    signal("-STOP", stopped);
    kit.set(CASE, "alamat", "Jl. Datuk Dibanta");
    let mut other = Kit::enrolled(2, &server).await;
    let start = Instant::now();
    // The first batch gets the worker that hangs, the other a new one.
    let waited = async {
        kit.sync().await;
        start.elapsed()
    };
    let served = async {
        tokio::task::yield_now().await;
        other.open_case(DocId([2; 16]), "Amir");
        other.sync().await;
        start.elapsed()
    };
    let (waited, served) = tokio::join!(waited, served);
    assert!(waited.as_secs() >= 3 || served.as_secs() >= 3, "somebody met the worker that hangs");
    assert!(waited.min(served) < waited.max(served), "and the other did not wait for it");
    assert!(server.office.workers.idle().iter().all(|pid| *pid != stopped), "it was killed");
    assert!(kit.refusals.is_empty() && other.refusals.is_empty(), "nothing honest was lost for it");
    kit.sync().await;
    other.sync().await;
    assert_eq!(kit.heads(CASE), other.heads(CASE));
    server.assert_sound();
}

/// A worker that misbehaves when a change tells it to.
pub fn moody() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    own.parent().unwrap().parent().unwrap().join("examples/moody_worker")
}

/// A kit with work on four cases, one entry of which does this to the worker; the neighbours stand before and after it.
async fn poisoned(server: &Server, word: &str) -> Kit {
    let mut kit = Kit::enrolled(1, server).await;
    for n in 1..=4 {
        kit.open_case(DocId([n; 16]), "Siti Rahmah");
        kit.set(DocId([n; 16]), "no_hp", "081298765432");
    }
    kit.set(DocId([2; 16]), "alamat", word);
    kit.set(DocId([3; 16]), "alamat", "Jl. Datuk Dibanta");
    kit
}

#[tokio::test]
async fn what_stops_the_worker_is_set_aside_alone() {
    for word in ["HANG!", "CRASH!", "GORGE!", "DIVE!", "NET!"] {
        let server = Server::start_with(moody()).await;
        let mut kit = poisoned(&server, word).await;
        let mut other = Kit::enrolled(2, &server).await;
        other.open_case(DocId([9; 16]), "Amir");
        let (_, ()) = tokio::join!(kit.sync(), other.sync());
        let held: Vec<_> = kit.refusals.iter().map(|one| (one.doc, one.code)).collect();
        assert_eq!(held, [(DocId([2; 16]), RefusalCode::Harmful)], "{word}: the one entry, and nothing beside it");
        assert_eq!(kit.state.acked_seq, kit.log.len() as u64, "{word}: it is kept with its bytes, so it is receipted");
        other.sync().await;
        assert_eq!(other.view(DocId([3; 16])).agreed("alamat"), Some("Jl. Datuk Dibanta"), "{word}: other cases of the batch went on");
        assert_eq!(other.view(DocId([2; 16])).agreed("no_hp"), Some("081298765432"), "{word}: and the same case up to it");
        assert_eq!(other.view(DocId([2; 16])).agreed("alamat"), None, "{word}: without the entry itself");
        server.assert_sound();
    }
}

#[tokio::test]
async fn a_worker_gives_memory_back_and_opens_no_file_and_lives() {
    for word in ["TRIM!", "FILE!"] {
        let server = Server::start_with(moody()).await;
        let mut kit = poisoned(&server, word).await;
        kit.sync().await;
        assert!(kit.refusals.is_empty(), "{word}: nothing honest is held: {:?}", kit.refusals);
    }
}

#[tokio::test]
async fn a_batch_that_stops_workers_again_and_again_is_not_tried_to_the_end() {
    let server = Server::start_with(moody()).await;
    let mut kit = Kit::enrolled(1, &server).await;
    for n in 1..=20 {
        kit.open_case(DocId([n; 16]), "CRASH!");
    }
    kit.sync().await;
    let codes: Vec<_> = kit.refusals.iter().map(|one| one.code).collect();
    assert_eq!(codes.len(), 20, "all are kept aside");
    let (tried, untried) = codes.split_at(4);
    assert!(tried.iter().all(|code| *code == RefusalCode::Harmful), "{codes:?}");
    assert!(untried.contains(&RefusalCode::Internal), "eight workers are enough for one batch: {codes:?}");
    assert_eq!(kit.state.acked_seq, kit.log.len() as u64);
}
