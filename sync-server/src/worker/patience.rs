//! How long a worker may take: three seconds of processor. A busy machine is no reason to take honest work for poison, so the clock on the wall counts only
//! for a worker that does nothing, and as the last resort.

use std::{
    fs,
    time::{Duration, Instant},
};

/// Processor time for one document.
const PROCESSOR: Duration = Duration::from_secs(3);
/// Longest that one document may take by the clock on the wall, however little of the processor it gets.
const WALL: Duration = Duration::from_secs(60);
/// How often a silent worker is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(250);
/// The kernel counts processor time in these units for every program (`USER_HZ`).
const TICKS_A_SECOND: u64 = 100;

/// What the kernel says of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Usage {
    processor: Duration,
    /// One of its threads runs, or would if it got a processor.
    runnable: bool,
}

/// The patience with one worker over one document.
#[derive(Debug)]
pub(super) struct Patience {
    pid: u32,
    since: Instant,
    /// When it was looked at first; most answer before that.
    before: Option<Usage>,
    last: Usage,
}

impl Patience {
    /// From now on.
    pub(super) fn with(pid: u32) -> Self {
        Self { pid, since: Instant::now(), before: None, last: Usage::default() }
    }

    /// Whether a worker that said nothing for [`LOOK`] has had its time.
    pub(super) fn is_over(&mut self) -> bool {
        let now = Usage::of(self.pid);
        let before = *self.before.get_or_insert(now);
        let idle = !now.runnable && now.processor == self.last.processor;
        self.last = now;
        is_over(self.since.elapsed(), now.processor.saturating_sub(before.processor), idle)
    }
}

/// `idle`: it neither used the processor nor waited for it since it was looked at last.
fn is_over(wall: Duration, processor: Duration, idle: bool) -> bool {
    processor >= PROCESSOR || wall >= WALL || (idle && wall >= PROCESSOR)
}

impl Usage {
    /// Nothing of a process that is gone.
    fn of(pid: u32) -> Self {
        let fields = |text: &str| text.rsplit_once(") ").map(|(_, fields)| fields.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let read = |path: String| fs::read_to_string(path).ok().and_then(|text| fields(&text)).unwrap_or_default();
        // After the name in brackets: state, then eleven more before user and system time.
        let whole = read(format!("/proc/{pid}/stat"));
        let ticks: u64 = whole.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        let runs = |thread: fs::DirEntry| {
            read(thread.path().join("stat").to_string_lossy().into_owned()).first().is_some_and(|state| state == "R")
        };
        Self { processor: Duration::from_millis(ticks * 1000 / TICKS_A_SECOND), runnable: threads.into_iter().any(runs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wall_s: u64, processor_s: u64, idle: bool, over: bool) {
        assert_eq!(is_over(Duration::from_secs(wall_s), Duration::from_secs(processor_s), idle), over);
    }

    #[test]
    fn processor_time_counts_and_a_busy_machine_does_not() {
        check(2, 0, true, false);
        check(3, 0, true, true);
        check(20, 1, false, false);
        check(20, 3, false, true);
        check(60, 1, false, true);
    }

    #[test]
    fn the_kernel_counts_what_this_very_process_uses() {
        let before = Usage::of(std::process::id());
        let mut sum = 0_u64;
        let own = || Usage::of(std::process::id()).processor;
        while own() == before.processor {
            sum = (0..1_000_000_u64).fold(sum, u64::wrapping_add);
        }
        assert!(own() > before.processor, "time goes on with work: {sum}");
        assert!(Usage::of(std::process::id()).runnable, "who asks runs");
        assert_eq!(Usage::of(u32::MAX), Usage::default(), "there is no such process");
    }
}
