//! Chance with a fixed stream: only whole numbers from ChaCha8, so that every machine throws the same.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// The dice of one city.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `limit`; zero when the limit is zero.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(limit);
        u32::try_from(wide >> 32).expect("the high half of a product of two 32-bit numbers")
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True in so many of a thousand throws.
    pub(super) fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// One of a list, all alike.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.below(u32::try_from(list.len()).expect("short lists"));
        list.get(place as usize).expect("lists are never empty")
    }

    /// One of a list, by weight.
    pub(super) fn weighted<'a, T>(&mut self, list: &'a [(u32, T)]) -> &'a T {
        let total = list.iter().map(|(weight, _)| weight).sum();
        let mut throw = self.below(total);
        let chosen = list.iter().find(|(weight, _)| {
            let here = throw < *weight;
            throw = throw.saturating_sub(*weight);
            here
        });
        &chosen.expect("the throw lies below the sum of the weights").1
    }
}
