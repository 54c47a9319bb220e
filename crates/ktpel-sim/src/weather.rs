//! How bad a run is: where the power may go, what the lines do, and the account of what happened.

use ktpel_domain::time::Timestamp;

use crate::dice::Dice;

/// 2026-11-23 09:00 in Kota Bima.
const MORNING: i64 = 1_795_395_600_000;

/// Whether the power may go at a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// It may.
    Shaky,
    /// It does not.
    Steady,
}

/// Chance, faults and the trace of one run.
#[derive(Debug)]
pub struct Weather {
    /// All chance comes from here.
    pub dice: Dice,
    /// Whether nodes may crash at their writes.
    pub power: Power,
    /// Once in so many writes.
    pub crash_one_in: u64,
    /// Virtual milliseconds since the morning.
    pub now_ms: i64,
    trace: Option<Vec<String>>,
    /// Crashes so far.
    pub crashes: u32,
}

/// Whether what happens is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// Every step.
    Kept,
    /// None.
    Dropped,
}

impl Weather {
    /// Weather of a seed.
    pub fn new(seed: u64, trace: Trace) -> Self {
        let mut dice = Dice::new(seed);
        let crash_one_in = [12, 20, 40, 400].get(dice.index(4)).copied().unwrap_or(20);
        let trace = (trace == Trace::Kept).then(Vec::new);
        Self { dice, power: Power::Shaky, crash_one_in, now_ms: 0, trace, crashes: 0 }
    }

    /// The time of day.
    pub const fn now(&self) -> Timestamp {
        Timestamp(MORNING + self.now_ms)
    }

    /// Whether the power goes at this point.
    pub fn strikes(&mut self) -> bool {
        let strikes = self.power == Power::Shaky && self.dice.one_in(self.crash_one_in);
        self.crashes += u32::from(strikes);
        strikes
    }

    /// Writes a line of the account.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9} ms  {}", self.now_ms, line()));
        }
    }

    /// The account so far.
    pub fn trace(&mut self) -> Vec<String> {
        self.trace.take().unwrap_or_default()
    }
}
