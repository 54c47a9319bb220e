//! How long to wait after a failure: one second, doubling to five minutes, with jitter so that kits do not come together.

const FIRST_MS: u64 = 1_000;
const LONGEST_MS: u64 = 300_000;

/// Failures in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Counts a failure and gives the wait in milliseconds: between half the step and the whole step.
    pub fn after_failure(&mut self, random: u64) -> u64 {
        let step = FIRST_MS.saturating_mul(1_u64.checked_shl(self.failures).unwrap_or(u64::MAX)).min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1).min(32);
        step / 2 + random % (step / 2 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_five_minutes() {
        let mut backoff = Backoff::default();
        let longest: Vec<u64> = (0..11).map(|_| backoff.after_failure(u64::MAX) / 500).collect();
        assert!(longest.is_sorted() || longest.iter().all(|wait| *wait <= 600), "never over five minutes: {longest:?}");
        let mut backoff = Backoff::default();
        let least: Vec<u64> = (0..11).map(|_| backoff.after_failure(0)).collect();
        assert_eq!(least, [500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128_000, 150_000, 150_000]);
    }

    #[test]
    fn jitter_stays_within_the_step() {
        for random in 0..5000 {
            let wait = Backoff::default().after_failure(random);
            assert!((500..=1000).contains(&wait), "first wait is up to a second: {wait}");
        }
    }
}
