//! Processor time and memory of the running server and its workers, as the kernel counts them.

use std::{fs, path::Path};

/// Ticks of the clock in which the kernel counts processor time.
const TICKS: f64 = 100.0;

/// What the server has used so far, and holds now.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Processor time of server and workers, those that ended included.
    pub cpu_s: f64,
    /// Resident memory of the server.
    pub server_kib: u64,
    /// Resident memory of its workers.
    pub workers_kib: u64,
}

impl Load {
    /// Of the server that this program started.
    pub fn of_server() -> Self {
        let own = std::process::id();
        let server = children(own).into_iter().find(|pid| name(*pid) == "sync-server").expect("the server runs");
        let workers = children(server);
        let all: f64 = cpu(server) + workers.iter().map(|pid| cpu(*pid)).sum::<f64>();
        Self { cpu_s: all, server_kib: rss(server), workers_kib: workers.iter().map(|pid| rss(*pid)).sum() }
    }

    /// The larger memory of both.
    pub fn highest(self, other: Self) -> Self {
        let (server_kib, workers_kib) = (self.server_kib.max(other.server_kib), self.workers_kib.max(other.workers_kib));
        Self { server_kib, workers_kib, ..other }
    }
}

fn children(parent: u32) -> Vec<u32> {
    let folders = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let pids = folders.filter_map(|folder| folder.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| fields(*pid).and_then(|fields| fields.get(1)?.parse().ok()) == Some(parent)).collect()
}

/// Fields of `/proc/PID/stat` behind the name: state, parent, …
fn fields(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat")).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    Some(rest.split(' ').map(str::to_owned).collect())
}

fn name(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default().trim().to_owned()
}

/// User and system time, its own and that of children that ended.
fn cpu(pid: u32) -> f64 {
    let Some(fields) = fields(pid) else { return 0.0 };
    fields.iter().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS
}

fn rss(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}
