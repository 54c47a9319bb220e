//! What a worker may not do: take more than 512 MiB, open a file, reach the network, start a process. Set by itself before the first byte is
//! read; the kernel keeps it.

#[cfg(not(target_os = "linux"))]
use std::io;

/// Stack of the thread that parses: deep nesting ends at the gate long before.
pub const STACK_BYTES: usize = 64 << 20;

#[cfg(target_os = "linux")]
pub use linux::{limit_resources, shut_in};

/// Workers are confined by the Linux kernel; elsewhere none is started.
#[cfg(not(target_os = "linux"))]
pub fn limit_resources() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// As above.
#[cfg(not(target_os = "linux"))]
pub fn shut_in() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{collections::BTreeMap, io};

    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, SeccompRule, apply_filter_all_threads};

    /// Address space, code and stack included.
    const MEMORY_BYTES: u64 = 512 << 20;
    /// Seconds of processor in a whole life; the server replaces a worker long before.
    const CPU_SECONDS: u64 = 300;

    /// Denied instead of deadly: the C library looks into a file of the kernel before it gives memory back, and takes "no" for an answer.
    const DENIED: libc::c_long = libc::SYS_openat;

    /// What answering needs: reading and writing the open socket, memory, locks, time, and to end.
    const CALLS: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_brk,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
        // Let through by this list, denied by the other filter: the stricter answer counts.
        DENIED,
    ];

    /// Limits memory, processor time, files and core dumps. New threads are still possible.
    pub fn limit_resources() -> io::Result<()> {
        let none = 0;
        for (resource, most) in
            [(Resource::As, MEMORY_BYTES), (Resource::Cpu, CPU_SECONDS), (Resource::Fsize, none), (Resource::Core, none)]
        {
            limit(resource, most)?;
        }
        // No debugger of the same user reads what a worker holds.
        Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
    }

    /// No new file, process or thread from now on, and no system call but those that answering needs. Ends the process on any other.
    pub fn shut_in() -> io::Result<()> {
        limit(Resource::Nofile, 0)?;
        limit(Resource::Nproc, 0)?;
        filter(&[DENIED], SeccompAction::Errno(libc::EACCES as u32), SeccompAction::Allow)?;
        filter(CALLS, SeccompAction::Allow, SeccompAction::KillProcess)
    }

    /// These system calls meet `these`, all others meet `others`.
    fn filter(calls: &[libc::c_long], these: SeccompAction, others: SeccompAction) -> io::Result<()> {
        let rules: BTreeMap<i64, Vec<SeccompRule>> = calls.iter().map(|call| (*call, Vec::new())).collect();
        let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
        let filter = SeccompFilter::new(rules, others, these, arch).map_err(io::Error::other)?;
        let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
        apply_filter_all_threads(&program).map_err(io::Error::other)
    }

    fn limit(resource: Resource, most: u64) -> io::Result<()> {
        Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
    }
}
