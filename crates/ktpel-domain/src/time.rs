//! Instants and the port through which the shell hands the clock to the pure crates.

use jiff::{civil, tz};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, as shown by the clock of the device that wrote them.
///
/// Device clocks are shown, never used to order or to decide (see docs/decisions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The calendar date in Kota Bima (WITA, UTC+8, no daylight saving).
    #[must_use]
    pub fn tanggal(self) -> civil::Date {
        self.local().date()
    }

    /// Date and time of day in Kota Bima (WITA, UTC+8). Instants out of range show as the epoch.
    #[must_use]
    pub fn local(self) -> civil::DateTime {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        tz::Offset::constant(8).to_datetime(instant)
    }

    /// Milliseconds from `earlier` to `self`; zero when the clock went back.
    #[must_use]
    pub fn since_ms(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

/// The clock of the host: wall time for display, monotonic time for durations.
pub trait Clock: Send + Sync {
    /// Wall-clock time of the device.
    fn now(&self) -> Timestamp;
    /// Milliseconds on a clock that never goes back; the origin is arbitrary.
    fn monotonic_ms(&self) -> u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_is_that_of_kota_bima() {
        // 2026-01-14T17:00:00Z is one in the morning of the 15th in WITA.
        assert_eq!(Timestamp(1_768_410_000_000).tanggal(), civil::date(2026, 1, 15));
    }

    #[test]
    fn a_clock_set_back_gives_no_negative_duration() {
        assert_eq!(Timestamp(5).since_ms(Timestamp(9)), 0);
    }
}
