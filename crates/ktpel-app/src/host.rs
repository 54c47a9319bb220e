//! The port to the machine: clock, randomness, events, battery, free space.

use std::{
    path::Path,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use ktpel_domain::time::Timestamp;
use ktpel_ipc::Event;

/// What the app needs of the machine it runs on.
pub trait Host: Send + Sync + 'static {
    /// Wall-clock time, for display and for the log.
    fn now(&self) -> Timestamp;
    /// Milliseconds that never go back, for durations.
    fn monotonic_ms(&self) -> u64;
    /// Milliseconds that the machine has run, asleep or not; they never go back. The wall clock is watched by them.
    fn running_ms(&self) -> u64 {
        self.monotonic_ms()
    }
    /// Fills with random bytes fit for keys.
    fn random(&self, bytes: &mut [u8]);
    /// Tells the UI.
    fn emit(&self, event: Event);
    /// Charge in percent; none without a battery.
    fn battery(&self) -> Option<u8>;
    /// Free space in the file system of `dir`, in bytes.
    fn free_bytes(&self, dir: &Path) -> Option<u64>;
}

/// Sends an event to whatever shows the app.
pub type Emit = Box<dyn Fn(Event) + Send + Sync>;

/// The machine itself.
pub struct SystemHost {
    emit: Emit,
    started: Instant,
}

impl SystemHost {
    /// A host that hands events to `emit`.
    #[must_use]
    pub fn new(emit: Emit) -> Self {
        Self { emit, started: Instant::now() }
    }
}

impl Host for SystemHost {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The monotonic clock of Linux stands still while the lid is closed; the uptime does not.
    fn running_ms(&self) -> u64 {
        uptime_ms().unwrap_or_else(|| self.monotonic_ms())
    }

    fn random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes, or nothing here is safe");
    }

    fn emit(&self, event: Event) {
        (self.emit)(event);
    }

    fn battery(&self) -> Option<u8> {
        let supplies = std::fs::read_dir("/sys/class/power_supply").ok()?;
        supplies.flatten().find_map(|supply| std::fs::read_to_string(supply.path().join("capacity")).ok()?.trim().parse().ok())
    }

    fn free_bytes(&self, dir: &Path) -> Option<u64> {
        fs4::available_space(dir).ok()
    }
}

fn uptime_ms() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<u64>().ok()?.saturating_mul(1000) + hundredths.parse::<u64>().ok()? * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_time_grows_with_the_wall_clock() {
        let host = SystemHost::new(Box::new(drop));
        let (wall, ran) = (host.now().0, host.running_ms());
        assert!(host.running_ms() >= ran, "it never goes back");
        let apart = |wall: i64, ran: u64| wall - i64::try_from(ran).unwrap();
        assert!((apart(host.now().0, host.running_ms()) - apart(wall, ran)).abs() < 2000, "an untouched clock shows no jump");
    }
}
