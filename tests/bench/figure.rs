//! A figure: what was measured, how often, and beside what. One JSON object a line on standard output.

use std::time::{Duration, Instant};

use serde_json::json;

/// What a figure is compared with in the same run.
pub struct Against<'a> {
    /// What the other one is.
    pub what: &'a str,
    /// Its figure, in the same unit.
    pub value: f64,
}

/// Prints a figure that was measured `n` times.
pub fn report(name: &str, value: f64, unit: &str, n: usize, against: Option<Against<'_>>) {
    let against = against.map(|other| json!({ "what": other.what, "value": round(other.value) }));
    println!("{}", json!({ "name": name, "value": round(value), "unit": unit, "n": n, "against": against }));
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Runs `work` and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

/// Times of one kind of work.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds a time.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that this part (0–1) of all do not exceed (nearest rank).
    pub fn at(&self, part: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (part * sorted.len() as f64).ceil() as usize;
        sorted[rank.clamp(1, sorted.len()) - 1]
    }

    /// The middle one.
    pub fn median_ms(&self) -> f64 {
        ms(self.at(0.5))
    }
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Microseconds.
pub fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The middle one of a few values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
