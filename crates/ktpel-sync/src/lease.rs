//! The lease of a kit: how long it may begin new work without having met its office.
//!
//! Fourteen days. A kit that is stolen, or kept from its office, stops beginning new work; nothing is destroyed, and one exchange puts it right. Time is
//! counted from the last signed answer of the office, and only ever grows until the next one:
//!
//! - setting the clock back shortens nothing: what was counted stays, and the time that the program runs is counted on the monotonic clock;
//! - a clock that stood ahead when the office was met, and was set right or back since, is measured against the office's own time;
//! - a jump forward ends the lease early, which the next exchange repairs.
//!
//! What cannot be seen: a laptop that is switched off while its clock is set back each time gains the hours in which it was off.

use minicbor::{Decode, Encode};

use crate::exchange::Status;

/// One day in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Length of the lease.
pub const LEASE_MS: i64 = 14 * DAY_MS;
/// From here on the team is told.
pub const WARN_MS: i64 = 11 * DAY_MS;

/// What is counted since the last contact; kept in the store of the kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Lease {
    /// Office time of the last signed answer; 0 before the first.
    #[n(0)]
    pub office_ms: i64,
    /// The kit's own clock at that moment.
    #[n(1)]
    pub wall_ms: i64,
    /// Time counted since; never shrinks.
    #[n(2)]
    pub spent_ms: i64,
}

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseState {
    /// Enough is left.
    Good,
    /// The office should be met soon.
    Ending {
        /// Days left, the begun one included: 3, 2, 1.
        days: u8,
    },
    /// New work waits for the office.
    Over,
}

/// Whether an answer with this status proves a contact that begins a new lease. A revoked kit, or one that is told to ask again, got none.
#[must_use]
pub const fn extends(status: Status) -> bool {
    match status {
        Status::Ok | Status::Gap => true,
        Status::Challenge | Status::Revoked | Status::Fork | Status::BadBatch => false,
    }
}

impl Lease {
    /// A new lease: the office was met at `office_ms` by its clock and `wall_ms` by the kit's.
    #[must_use]
    pub const fn begun(office_ms: i64, wall_ms: i64) -> Self {
        Self { office_ms, wall_ms, spent_ms: 0 }
    }

    /// A lease before the first contact: the kit was just set up.
    #[must_use]
    pub const fn unmet(wall_ms: i64) -> Self {
        Self::begun(0, wall_ms)
    }

    /// Counts on: the kit's clock shows `wall_ms`, and the program ran for `ran_ms` since it last counted.
    #[must_use]
    pub fn counted(self, wall_ms: i64, ran_ms: u64) -> Self {
        let ran = self.spent_ms.saturating_add(i64::try_from(ran_ms).unwrap_or(i64::MAX));
        let since = |then: i64| wall_ms.saturating_sub(then);
        let shown = match self.office_ms {
            _ if wall_ms >= self.wall_ms => since(self.wall_ms),
            0 => 0,
            office_ms => since(office_ms),
        };
        Self { spent_ms: ran.max(shown), ..self }
    }

    /// How it stands.
    #[must_use]
    pub fn state(self) -> LeaseState {
        let left = LEASE_MS.saturating_sub(self.spent_ms);
        if left <= 0 {
            LeaseState::Over
        } else if self.spent_ms < WARN_MS {
            LeaseState::Good
        } else {
            LeaseState::Ending { days: u8::try_from((left + DAY_MS - 1) / DAY_MS).unwrap_or(u8::MAX) }
        }
    }

    /// The bytes that the store keeps.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        crate::wire::to_vec(&self)
    }

    /// Reads stored bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        crate::wire::from_slice(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MET: i64 = 1_795_401_720_000;
    const YEARS_5: i64 = 5 * 365 * DAY_MS;

    #[track_caller]
    fn check(days: i64, expect: LeaseState) {
        assert_eq!(Lease::begun(MET, MET).counted(MET + days * DAY_MS, 0).state(), expect, "day {days}");
    }

    #[test]
    fn fourteen_days_and_then_no_new_work() {
        check(0, LeaseState::Good);
        check(10, LeaseState::Good);
        check(11, LeaseState::Ending { days: 3 });
        check(13, LeaseState::Ending { days: 1 });
        check(14, LeaseState::Over);
        check(15, LeaseState::Over);
        let last = Lease::begun(MET, MET).counted(MET + LEASE_MS - 1, 0);
        assert_eq!(last.state(), LeaseState::Ending { days: 1 }, "the whole fourteenth day counts");
    }

    #[test]
    fn a_clock_set_back_gives_no_day_back() {
        let day_13 = Lease::begun(MET, MET).counted(MET + 13 * DAY_MS, 0);
        let back = day_13.counted(MET - YEARS_5, 0);
        assert_eq!(back.spent_ms, day_13.spent_ms, "what was counted stays");
        let ran = (0..24).fold(back, |lease, hour| lease.counted(MET - YEARS_5 + hour * 3_600_000, 3_600_000));
        assert_eq!(ran.state(), LeaseState::Over, "a day of running is a day, whatever the clock shows");
    }

    #[test]
    fn a_clock_that_stood_ahead_at_the_office_is_measured_by_the_office() {
        let ahead = Lease::begun(MET, MET + YEARS_5);
        let back = ahead.counted(MET + 14 * DAY_MS, 0);
        assert_eq!(back.state(), LeaseState::Over, "five years of credit would be a stolen lease");
        assert_eq!(ahead.counted(MET + YEARS_5 + 2 * DAY_MS, 0).spent_ms, 2 * DAY_MS, "a clock that is wrong but steady is no fault");
    }

    #[test]
    fn a_flat_battery_does_not_end_the_lease() {
        let reset = Lease::begun(MET, MET).counted(MET + DAY_MS, 0).counted(0, 0);
        let set_right = reset.counted(MET + 2 * DAY_MS, 0);
        assert_eq!(set_right.spent_ms, 2 * DAY_MS, "a clock that fell to 1970 and was set right again costs nothing");
    }

    #[test]
    fn a_jump_forward_locks_and_an_exchange_repairs() {
        let jumped = Lease::begun(MET, MET).counted(MET + YEARS_5, 0);
        assert_eq!(jumped.state(), LeaseState::Over);
        assert_eq!(jumped.counted(MET + DAY_MS, 0).state(), LeaseState::Over, "only the office repairs it");
        assert_eq!(Lease::begun(MET + DAY_MS, MET + DAY_MS).state(), LeaseState::Good);
    }

    #[test]
    fn only_an_answer_that_was_taken_extends() {
        let all = [Status::Ok, Status::Gap, Status::Challenge, Status::Revoked, Status::Fork, Status::BadBatch];
        assert_eq!(all.map(extends), [true, true, false, false, false, false]);
    }

    #[test]
    fn what_is_stored_is_golden() {
        let lease = Lease { office_ms: MET, wall_ms: MET - 5, spent_ms: 7 };
        assert_eq!(crate::order::to_hex(&lease.to_bytes()), "831b000001a2064820c01b000001a2064820bb07");
        assert_eq!(Lease::from_bytes(&lease.to_bytes()), Some(lease));
        assert_eq!(Lease::from_bytes(&lease.to_bytes()[1..]), None);
    }

    proptest! {
        /// Whatever the clock does: no step makes the lease longer, and the true running time is never less than what is counted.
        #[test]
        fn no_clock_ever_extends_a_lease(steps in proptest::collection::vec((any::<i64>(), 0_u64..10 * DAY_MS as u64), 1..40)) {
            let mut lease = Lease::begun(MET, MET);
            let mut ran = 0_i64;
            for (wall, ran_ms) in steps {
                let next = lease.counted(wall, ran_ms);
                ran = ran.saturating_add(i64::try_from(ran_ms).unwrap());
                prop_assert!(next.spent_ms >= lease.spent_ms, "it never shrinks");
                prop_assert!(next.spent_ms >= ran, "running time is always counted");
                lease = next;
            }
        }
    }
}
