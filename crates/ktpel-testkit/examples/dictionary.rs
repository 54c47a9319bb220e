//! Trains the dictionary of batches on made-up days and writes it to standard output (`cargo xtask gen`).
//!
//! Small batches gain most: a line that fails often, or a stick with the last hour. So the samples are of all sizes.

#![allow(clippy::unwrap_used, reason = "a generator that cannot go on has nothing to write")]

use std::io::Write;

use ktpel_sync::batch;
use ktpel_testkit::day::{Day, Proofs};

/// Seed of the days; no test or benchmark uses it.
const SEED: u64 = 20_260_101;
const CASES: usize = 400;
const BYTES: usize = 32 << 10;
/// Entries of the samples, in turn.
const SIZES: [usize; 6] = [30, 75, 10, 150, 40, 2];

fn main() {
    let mut samples = Vec::new();
    for (turn, proofs) in [Proofs::None, Proofs::TwoWaivers].into_iter().enumerate() {
        let mut day = Day::begin(SEED + turn as u64);
        day.serve(CASES / 2, proofs);
        let edited: Vec<_> = day.docs.keys().copied().collect();
        edited.into_iter().for_each(|doc| day.correct(doc));
        let mut rest = day.log.as_slice();
        for size in SIZES.into_iter().cycle() {
            let (sample, after) = rest.split_at(size.min(rest.len()));
            samples.push(batch::uncompressed(sample));
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
    }
    let dictionary = zstd::dict::from_samples(&samples, BYTES).unwrap();
    std::io::stdout().write_all(&dictionary).unwrap();
}
