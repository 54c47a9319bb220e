//! Processor time and memory of a program and its children, as the kernel counts them.

use std::{fs, path::PathBuf};

/// Ticks of the clock in which the kernel counts processor time.
const TICKS: f64 = 100.0;

/// A program that is watched.
#[derive(Debug, Clone, Copy)]
pub struct Watched {
    pid: u32,
    /// Memory when the watching began.
    before_kib: u64,
    cpu_before_s: f64,
}

impl Watched {
    /// The program of this name that this one started; its highest memory counts from now on.
    pub fn child(program: &str) -> Self {
        // The kernel keeps fifteen letters of a name.
        let short: String = program.chars().take(15).collect();
        let pid = children(std::process::id()).into_iter().find(|pid| name(*pid) == short).unwrap_or_else(|| panic!("{program} runs"));
        fs::write(file(pid, "clear_refs"), "5").unwrap();
        Self { pid, before_kib: kib(pid, "VmRSS:"), cpu_before_s: cpu_with_children(pid) }
    }

    /// How far its memory rose above what it was, at its highest.
    pub fn growth_mb(&self) -> f64 {
        mb(kib(self.pid, "VmHWM:").saturating_sub(self.before_kib))
    }

    /// What it held when the watching began.
    pub fn before_mb(&self) -> f64 {
        mb(self.before_kib)
    }

    /// Memory of the largest child now.
    pub fn largest_child_mb(&self) -> f64 {
        mb(children(self.pid).into_iter().map(|pid| kib(pid, "VmHWM:")).max().unwrap_or(0))
    }

    /// Processor time since the watching began, that of children included, also of those that ended.
    pub fn cpu_s(&self) -> f64 {
        cpu_with_children(self.pid) - self.cpu_before_s
    }
}

fn mb(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn children(parent: u32) -> Vec<u32> {
    let folders = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let pids = folders.filter_map(|folder| folder.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| fields(*pid).and_then(|fields| fields.get(1)?.parse().ok()) == Some(parent)).collect()
}

fn file(pid: u32, name: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}/{name}"))
}

/// Fields of `/proc/PID/stat` behind the name: state, parent, …
fn fields(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(file(pid, "stat")).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    Some(rest.split(' ').map(str::to_owned).collect())
}

fn name(pid: u32) -> String {
    fs::read_to_string(file(pid, "comm")).unwrap_or_default().trim().to_owned()
}

fn cpu_with_children(pid: u32) -> f64 {
    cpu(pid) + children(pid).iter().map(|pid| cpu(*pid)).sum::<f64>()
}

/// User and system time, its own and that of children that ended.
fn cpu(pid: u32) -> f64 {
    let Some(fields) = fields(pid) else { return 0.0 };
    fields.iter().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS
}

fn kib(pid: u32, field: &str) -> u64 {
    let status = fs::read_to_string(file(pid, "status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}
