//! Chance that is the same on every machine, and how much of it.
#![allow(clippy::disallowed_methods, reason = "the number of runs is set from outside")]

/// Xorshift.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// How many seeds to run: `KTPEL_CASE_SEEDS`, or a few.
pub(super) fn seeds(few: u64) -> u64 {
    std::env::var("KTPEL_CASE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}
