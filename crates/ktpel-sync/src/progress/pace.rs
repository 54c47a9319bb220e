//! How fast a line has carried in the last minutes, and how long the rest will take. Says nothing rather than something that jumps.

/// What is remembered of the line, milliseconds; older time counts half.
const MEMORY_MS: u64 = 120_000;
/// Before so much time and so many steps that moved something, a line is not known.
const LEAST_MS: u64 = 5_000;
const LEAST_STEPS: u32 = 3;
/// What a pause between two runs counts at most, milliseconds.
const PAUSE_MS: u64 = 30_000;
/// What is told may grow by a half and this at once, milliseconds; shrink by a third.
const GROWS_MS: u64 = 15_000;

/// Bytes and the time that they took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pace {
    bytes: u64,
    ms: u64,
    steps: u32,
    mark_ms: Option<u64>,
    told_ms: Option<u64>,
}

impl Pace {
    /// A run begins: the pause before it says little of the line.
    pub fn resume(&mut self, now_ms: u64) {
        self.mark_ms = Some(self.mark_ms.map_or(now_ms, |mark| mark.max(now_ms.saturating_sub(PAUSE_MS))));
    }

    /// So many bytes have gone since the last step, so many are left; gives how long they will take.
    pub fn step(&mut self, moved: u64, left: u64, now_ms: u64) -> Option<u64> {
        let took = now_ms.saturating_sub(self.mark_ms.unwrap_or(now_ms));
        self.mark_ms = Some(now_ms);
        self.ms += took;
        self.bytes += moved;
        self.steps = self.steps.saturating_add(u32::from(moved > 0));
        while self.ms > MEMORY_MS {
            (self.ms, self.bytes) = (self.ms / 2, self.bytes / 2);
        }
        self.told_ms = self.estimate(left).map(|estimate| self.calm(estimate, took));
        self.told_ms
    }

    fn estimate(&self, left: u64) -> Option<u64> {
        let known = self.steps >= LEAST_STEPS && self.ms >= LEAST_MS && self.bytes > 0;
        known.then(|| left.saturating_mul(self.ms) / self.bytes)
    }

    /// The new estimate, as far from what was told before as a person can follow.
    fn calm(&self, estimate: u64, took: u64) -> u64 {
        let Some(told) = self.told_ms else { return estimate };
        let expected = told.saturating_sub(took);
        estimate.clamp(expected / 3 * 2, expected + expected / 2 + GROWS_MS)
    }
}
