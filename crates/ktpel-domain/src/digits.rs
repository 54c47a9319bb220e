//! The shape that NIK and NKK share: region (6), day month year (6), serial (4).
//!
//! Knows only the digits and the calendar; what a reading means is said by `nik` and `no_kk`.

use jiff::civil::Date;

use crate::{jenis_kelamin::JenisKelamin, wilayah};

/// Number of digits of a NIK and of a NKK.
pub(crate) const LENGTH: usize = 16;

/// Takes exactly sixteen ASCII digits; white space, dots and dashes between them are dropped, anything else refuses.
pub(crate) fn sixteen(input: &str) -> Option<[u8; LENGTH]> {
    let mut digits = [0; LENGTH];
    let mut places = digits.iter_mut();
    for letter in input.chars() {
        match letter {
            '0'..='9' => *places.next()? = u8::try_from(letter).ok()?,
            '.' | '-' => {}
            _ if letter.is_whitespace() => {}
            _ => return None,
        }
    }
    places.next().is_none().then_some(digits)
}

/// The sixteen digits as text.
pub(crate) fn text(digits: &[u8; LENGTH]) -> &str {
    std::str::from_utf8(digits).expect("built from ASCII digits only")
}

/// The digits read as numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub province: u8,
    /// 1–31, or 41–71 for women; anything when not checked yet.
    pub day: u8,
    pub month: u8,
    /// Last two digits of the year.
    pub year: u8,
    pub serial: u16,
}

impl Reading {
    pub(crate) fn of(digits: &[u8; LENGTH]) -> Self {
        let [p1, p2, _, _, _, _, d1, d2, m1, m2, y1, y2, s1, s2, s3, s4] = digits.map(|digit| digit - b'0');
        let wide = |tens: u8, ones: u8| u16::from(tens) * 10 + u16::from(ones);
        Self {
            province: p1 * 10 + p2,
            day: d1 * 10 + d2,
            month: m1 * 10 + m2,
            year: y1 * 10 + y2,
            serial: wide(s1, s2) * 100 + wide(s3, s4),
        }
    }

    /// Day of the month without the 40 that marks a woman; none outside 1–31 and 41–71.
    pub(crate) fn day_of_month(self) -> Option<u8> {
        match self.day {
            1..=31 => Some(self.day),
            41..=71 => Some(self.day - 40),
            _ => None,
        }
    }

    /// Dates of the calendar that the six digits can stand for, 19yy before 20yy.
    pub(crate) fn dates(self) -> impl Iterator<Item = Date> {
        let day = self.day_of_month();
        [1900_i16, 2000].into_iter().filter_map(move |century| {
            let (day, month) = (i8::try_from(day?).ok()?, i8::try_from(self.month).ok()?);
            Date::new(century + i16::from(self.year), month, day).ok()
        })
    }

    /// The sex that the day says: women have 40 added.
    pub(crate) fn jenis_kelamin(self) -> JenisKelamin {
        if self.day > 40 { JenisKelamin::Perempuan } else { JenisKelamin::LakiLaki }
    }

    /// The province exists now or existed before.
    pub(crate) fn province_exists(self) -> bool {
        wilayah::province_exists(self.province)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expect: Option<&str>) {
        assert_eq!(sixteen(input).as_ref().map(text), expect, "{input:?}");
    }

    #[test]
    fn separators_are_dropped_and_nothing_else() {
        check("5272 0115-0390.9901\t", Some("5272011503909901"));
        check("\u{a0}5272011503909901\u{2003}", Some("5272011503909901"));
        for refused in [
            "527201150390990",
            "52720115039099011",
            "",
            "5272011503909901E0",
            "'5272011503909901",
            "５２７２０１１５０３９０９９０１",
            "5272_0115_0390_9901",
        ] {
            check(refused, None);
        }
    }

    #[test]
    fn a_very_long_input_is_refused_at_the_seventeenth_digit() {
        check(&"9".repeat(1_000_000), None);
    }
}
