//! Numbers that depend on the seed alone, on every machine and in every version.

/// SplitMix64.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The same dice for another purpose.
    pub(super) fn mixed(self, purpose: u64) -> Self {
        let mut mixed = Self(self.0 ^ purpose.wrapping_add(1).wrapping_mul(0xd6e8_feb8_6659_fd93));
        mixed.0 = mixed.next();
        mixed
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not including 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit a double")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Both ends included.
    pub(super) fn between(&mut self, low: u8, high: u8) -> u8 {
        let width = u64::from(high - low) + 1;
        low + u8::try_from(self.next() % width).expect("a remainder of at most 256 values")
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = usize::try_from(self.next() % choices.len() as u64).expect("smaller than the length");
        *choices.get(index).expect("a remainder lies within the length")
    }
}

/// FNV-1a.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
