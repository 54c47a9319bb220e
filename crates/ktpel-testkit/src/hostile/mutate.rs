//! Seeded mutations of honest changes and batches, with the outer layers made right again, so that what lies inside is reached.

use rand::{Rng, RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::craft::{RawChange, mend, signed, unsigned};

/// A row of mutations that is the same for the same seed.
pub struct Mutations {
    rng: ChaCha8Rng,
    /// What is mutated: changes, honest and hostile.
    stock: Vec<Vec<u8>>,
}

impl Mutations {
    /// Mutations of these changes.
    #[must_use]
    pub fn of(stock: Vec<Vec<u8>>, seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), stock }
    }

    /// One mutated change with a right length and checksum.
    pub fn change(&mut self) -> Vec<u8> {
        let base = self.stock.choose(&mut self.rng).cloned().unwrap_or_default();
        let bent = match (RawChange::parse(&base), self.rng.random_range(0..3_u8)) {
            (Some(raw), 0 | 1) => self.bend(raw).bytes(),
            (_, _) => {
                let mut bytes = base;
                self.scratch(&mut bytes, 9);
                bytes
            }
        };
        mend(&bent).unwrap_or(bent)
    }

    /// Bytes with some of them changed, added or taken away, the first `keep` left alone.
    pub fn scratched(&mut self, bytes: &[u8], keep: usize) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        self.scratch(&mut bytes, keep);
        bytes
    }

    fn bend(&mut self, mut raw: RawChange) -> RawChange {
        for _ in 0..self.rng.random_range(1..=2) {
            self.bend_once(&mut raw);
        }
        raw
    }

    fn bend_once(&mut self, raw: &mut RawChange) {
        let number = self.number();
        match self.rng.random_range(0..14_u8) {
            0 => raw.seq = number,
            1 => raw.start_op = number,
            2 => raw.time = number.cast_signed(),
            3 => raw.seq = raw.seq.wrapping_add(1),
            4 => raw.start_op = raw.start_op.wrapping_add(1),
            5 => raw.deps.extend(raw.deps.clone()),
            6 => raw.deps.clear(),
            7 => raw.others.push(vec![u8::try_from(number % 256).unwrap_or_default(); 16]),
            8 => raw.others.clear(),
            9 => self.scratch(&mut raw.extra, 0),
            10 => self.scratch(&mut raw.message, 0),
            11 => drop(raw.columns.pop()),
            _ => self.bend_column(raw),
        }
    }

    fn bend_column(&mut self, raw: &mut RawChange) {
        let Some(place) = (!raw.columns.is_empty()).then(|| self.rng.random_range(0..raw.columns.len())) else { return };
        let count = self.number();
        let Some((spec, data)) = raw.columns.get_mut(place) else { return };
        match count % 5 {
            0 => *spec ^= 1 << (count % 9),
            1 => *data = [signed((count % 4000).cast_signed()), unsigned(count)].concat(),
            2 => data.extend(data.clone()),
            _ => {
                let mut bent = std::mem::take(data);
                self.scratch(&mut bent, 0);
                if let Some((_, data)) = raw.columns.get_mut(place) {
                    *data = bent;
                }
            }
        }
    }

    /// Numbers as parsers fear them: small, near powers of two, anything.
    fn number(&mut self) -> u64 {
        match self.rng.random_range(0..3_u8) {
            0 => self.rng.random_range(0..64),
            1 => (1_u64 << self.rng.random_range(0..63)).wrapping_sub(self.rng.random_range(0..2)),
            _ => self.rng.next_u64() >> 1,
        }
    }

    fn scratch(&mut self, bytes: &mut Vec<u8>, keep: usize) {
        for _ in 0..self.rng.random_range(1..=3) {
            let end = bytes.len().max(keep + 1);
            let place = self.rng.random_range(keep..end);
            let byte: u8 = self.rng.random();
            match self.rng.random_range(0..4_u8) {
                0 if place < bytes.len() => drop(bytes.remove(place)),
                1 if place <= bytes.len() => bytes.insert(place, byte),
                2 => bytes.iter_mut().skip(place).take(1).for_each(|one| *one = byte),
                _ => bytes.iter_mut().skip(place).take(1).for_each(|one| *one ^= 1 << (byte % 8)),
            }
        }
    }
}
