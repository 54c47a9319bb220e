//! A laptop whose clocks a test sets: the wall clock, and the one that never goes back. Everything else is the machine's.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use ktpel_app::{Host, SystemHost};
use ktpel_domain::time::Timestamp;
use ktpel_ipc::Event;

/// Both clocks go with the true time; the wall clock stands beside it by what was set, the other one is ahead by what it was let run.
#[derive(Default)]
pub struct Clocks {
    ahead_ms: AtomicI64,
    ran_ms: AtomicU64,
}

impl Clocks {
    /// Somebody sets the wall clock to this far from the true time.
    pub fn set_ahead(&self, ahead_ms: i64) {
        self.ahead_ms.store(ahead_ms, Ordering::SeqCst);
    }

    /// Somebody sets the wall clock forth or back from where it stands.
    pub fn set_by(&self, by_ms: i64) {
        self.ahead_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// The machine runs; only the clock that never goes back sees it.
    pub fn run(&self, ms: u64) {
        self.ran_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

/// A machine with such clocks.
pub struct ClockedHost {
    machine: SystemHost,
    clocks: Arc<Clocks>,
}

impl ClockedHost {
    /// The machine that runs the test, but for its clocks.
    #[must_use]
    pub fn new(clocks: &Arc<Clocks>) -> Self {
        Self { machine: SystemHost::new(Box::new(drop)), clocks: Arc::clone(clocks) }
    }
}

impl Host for ClockedHost {
    fn now(&self) -> Timestamp {
        Timestamp(self.machine.now().0 + self.clocks.ahead_ms.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        self.machine.monotonic_ms() + self.clocks.ran_ms.load(Ordering::SeqCst)
    }

    fn random(&self, bytes: &mut [u8]) {
        self.machine.random(bytes);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, dir: &Path) -> Option<u64> {
        self.machine.free_bytes(dir)
    }
}
