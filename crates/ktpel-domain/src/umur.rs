//! Age and what it allows (card from 17 or once married: UU 24/2013 ps. 63; recording from 16: announced by many offices).
//!
//! Recorded from 16, printed from 17; once married, both at any age.

use jiff::civil::Date;

/// Age in years from which biometrics are recorded.
pub const REKAM_TAHUN: u8 = 16;
/// Age in years from which a card is printed.
pub const CETAK_TAHUN: u8 = 17;

/// Whether the person is or was married.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Perkawinan {
    /// Never married, or not known.
    BelumPernah,
    /// Married now or before.
    Pernah,
}

/// Age in full years on a day; none when born later. Who is born on 29 February turns a year older on 1 March of other years.
#[must_use]
pub fn umur(tanggal_lahir: Date, pada: Date) -> Option<u8> {
    if pada < tanggal_lahir {
        return None;
    }
    let before_birthday = (pada.month(), pada.day()) < (tanggal_lahir.month(), tanggal_lahir.day());
    let years = pada.year() - tanggal_lahir.year() - i16::from(before_birthday);
    Some(u8::try_from(years).unwrap_or(u8::MAX))
}

/// The day on which this age is reached; none past the end of the calendar.
#[must_use]
pub fn ulang_tahun(tanggal_lahir: Date, umur_tahun: u8) -> Option<Date> {
    let year = tanggal_lahir.year().checked_add(i16::from(umur_tahun))?;
    Date::new(year, tanggal_lahir.month(), tanggal_lahir.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}

/// May be recorded on that day: 16 years old, or ever married.
#[must_use]
pub fn may_record(tanggal_lahir: Date, perkawinan: Perkawinan, pada: Date) -> bool {
    old_enough(tanggal_lahir, perkawinan, pada, REKAM_TAHUN)
}

/// May have a card printed on that day: 17 years old, or ever married.
#[must_use]
pub fn may_print(tanggal_lahir: Date, perkawinan: Perkawinan, pada: Date) -> bool {
    old_enough(tanggal_lahir, perkawinan, pada, CETAK_TAHUN)
}

/// The first day on which a card may be printed for someone who never married: the 17th birthday.
#[must_use]
pub fn may_print_from(tanggal_lahir: Date) -> Option<Date> {
    ulang_tahun(tanggal_lahir, CETAK_TAHUN)
}

fn old_enough(tanggal_lahir: Date, perkawinan: Perkawinan, pada: Date, limit: u8) -> bool {
    match (umur(tanggal_lahir, pada), perkawinan) {
        (None, Perkawinan::BelumPernah | Perkawinan::Pernah) => false,
        (Some(_), Perkawinan::Pernah) => true,
        (Some(years), Perkawinan::BelumPernah) => years >= limit,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn age_counts_full_years() {
        #[track_caller]
        fn check(born: Date, on: Date, expect: Option<u8>) {
            assert_eq!(umur(born, on), expect, "born {born}, on {on}");
        }
        check(date(2009, 1, 15), date(2026, 1, 14), Some(16));
        check(date(2009, 1, 15), date(2026, 1, 15), Some(17));
        check(date(2026, 1, 15), date(2026, 1, 15), Some(0));
        check(date(2026, 1, 16), date(2026, 1, 15), None);
        check(date(2008, 2, 29), date(2025, 2, 28), Some(16));
        check(date(2008, 2, 29), date(2025, 3, 1), Some(17));
        check(date(1900, 1, 1), date(2300, 1, 1), Some(255));
    }

    #[test]
    fn the_seventeenth_birthday_of_a_leap_child_is_the_first_of_march() {
        assert_eq!(may_print_from(date(2008, 2, 29)), Some(date(2025, 3, 1)));
        assert_eq!(may_print_from(date(2009, 5, 4)), Some(date(2026, 5, 4)));
        assert_eq!(ulang_tahun(date(9999, 1, 1), 1), None);
    }

    #[test]
    fn recording_from_16_printing_from_17_marriage_opens_both() {
        #[track_caller]
        fn check(born: Date, perkawinan: Perkawinan, record: bool, print: bool) {
            let today = date(2026, 1, 15);
            assert_eq!(may_record(born, perkawinan, today), record, "record, born {born}");
            assert_eq!(may_print(born, perkawinan, today), print, "print, born {born}");
        }
        check(date(2010, 1, 16), Perkawinan::BelumPernah, false, false);
        check(date(2010, 1, 15), Perkawinan::BelumPernah, true, false);
        check(date(2009, 1, 15), Perkawinan::BelumPernah, true, true);
        check(date(2011, 1, 15), Perkawinan::Pernah, true, true);
        check(date(2026, 1, 16), Perkawinan::Pernah, false, false);
    }

    proptest! {
        #[test]
        fn a_card_is_printed_from_the_seventeenth_birthday_and_not_the_day_before(days in 0..40_000_i64) {
            let born = date(1920, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let first = may_print_from(born).unwrap();
            prop_assert!(may_print(born, Perkawinan::BelumPernah, first));
            prop_assert!(!may_print(born, Perkawinan::BelumPernah, first.yesterday().unwrap()));
            prop_assert!(may_record(born, Perkawinan::BelumPernah, first), "who may be printed may be recorded");
            prop_assert!(may_print(born, Perkawinan::Pernah, born), "once married at any age");
        }
    }
}
