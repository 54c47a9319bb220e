//! NIK, the identity number of a resident for life (UU 24/2013 ps. 13, PP 40/2019).
//!
//! Owns what makes sixteen digits a possible NIK. Knows no register: whether SIAK issued the number is not said here.
//! A NIK does not change on moving or on a corrected birth date, so only the shape can be wrong, see [`check`].

mod check;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod vectors;

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use check::reads_as_issue_date;
pub use check::{FamilyCard, NikCheck, NikWarning, Verdict, check, check_against};

use crate::{
    digits::{self, Reading},
    jenis_kelamin::JenisKelamin,
};

/// Why a text cannot be a NIK (nor a NKK) anywhere in the country. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum NikError {
    /// Not sixteen ASCII digits.
    #[error("not sixteen digits")]
    Format,
    /// The first two digits never were a province.
    #[error("unknown province")]
    Province,
    /// The day is outside 01–31 and 41–71.
    #[error("no such day")]
    Day,
    /// The month is outside 01–12.
    #[error("no such month")]
    Month,
    /// The calendar has no such day in that month, or it lies in the future.
    #[error("no such date")]
    Date,
    /// The serial is 0000.
    #[error("serial 0000 is never issued")]
    Serial,
}

impl NikError {
    /// The stable code that the UI has words for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Format => "E_FORMAT",
            Self::Province => "E_PROVINCE",
            Self::Day => "E_DAY",
            Self::Month => "E_MONTH",
            Self::Date => "E_DATE",
            Self::Serial => "E_SERIAL",
        }
    }
}

/// All that is wrong with sixteen digits, whatever the date of today.
pub(crate) fn shape_errors(reading: Reading) -> Vec<NikError> {
    let mut errors = Vec::new();
    if !reading.province_exists() {
        errors.push(NikError::Province);
    }
    let day_known = reading.day_of_month().is_some();
    let month_known = (1..=12).contains(&reading.month);
    if !day_known {
        errors.push(NikError::Day);
    }
    if !month_known {
        errors.push(NikError::Month);
    }
    if day_known && month_known && reading.dates().next().is_none() {
        errors.push(NikError::Date);
    }
    if reading.serial == 0 {
        errors.push(NikError::Serial);
    }
    errors
}

/// A possible NIK: sixteen digits with a known province, a date of the calendar and a serial.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik([u8; digits::LENGTH]);

impl Nik {
    /// Reads a NIK; white space, dots and dashes are dropped. Gives the first error.
    pub fn parse(input: &str) -> Result<Self, NikError> {
        let digits = digits::sixteen(input).ok_or(NikError::Format)?;
        match shape_errors(Reading::of(&digits)).first() {
            Some(error) => Err(*error),
            None => Ok(Self(digits)),
        }
    }

    /// The sixteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        digits::text(&self.0)
    }

    /// In groups of 6-6-4, as shown where it may be seen in full: `527201 150390 9901`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (region, rest) = self.as_str().split_at(6);
        let (date, serial) = rest.split_at(6);
        format!("{region} {date} {serial}")
    }

    /// With only the serial readable: `•••••• •••••• 9901`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("•••••• •••••• {:04}", self.serial())
    }

    /// Region of first registration: six digits, e.g. `527201`. Not where the person lives now.
    #[must_use]
    pub fn region_code(&self) -> &str {
        self.as_str().split_at(6).0
    }

    /// The sex that the day says: women have 40 added.
    #[must_use]
    pub fn jenis_kelamin(&self) -> JenisKelamin {
        self.reading().jenis_kelamin()
    }

    /// The last four digits, 1–9999.
    #[must_use]
    pub fn serial(&self) -> u16 {
        self.reading().serial
    }

    /// Birth dates the number can stand for, not after `today`, earliest first: the century is not in the number.
    #[must_use]
    pub fn birth_candidates(&self, today: Date) -> Vec<Date> {
        self.reading().dates().filter(|date| *date <= today).collect()
    }

    pub(crate) fn reading(&self) -> Reading {
        Reading::of(&self.0)
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({})", self.masked())
    }
}

impl FromStr for Nik {
    type Err = NikError;

    fn from_str(text: &str) -> Result<Self, NikError> {
        Self::parse(text)
    }
}

impl Serialize for Nik {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Nik {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn parts_are_read() {
        let nik = Nik::parse("527201-550390-9901").unwrap();
        assert_eq!(nik.as_str(), "5272015503909901");
        assert_eq!(nik.grouped(), "527201 550390 9901");
        assert_eq!(nik.masked(), "•••••• •••••• 9901");
        assert_eq!(nik.region_code(), "527201");
        assert_eq!(nik.jenis_kelamin(), JenisKelamin::Perempuan);
        assert_eq!(nik.serial(), 9901);
        assert_eq!(nik.birth_candidates(date(2026, 1, 15)), [date(1990, 3, 15)]);
    }

    #[test]
    fn debug_and_errors_show_no_number() {
        let nik = Nik::parse("5272011503909901").unwrap();
        assert_eq!(format!("{nik:?}"), "Nik(•••••• •••••• 9901)", "a log line must not hold a NIK");
        let error = Nik::parse("5272017203909927").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("5272"), "an error text must not hold a NIK");
    }

    #[test]
    fn the_first_error_is_given() {
        #[track_caller]
        fn check(input: &str, expect: NikError) {
            assert_eq!(Nik::parse(input), Err(expect), "{input:?}");
        }
        check("", NikError::Format);
        check("9972011503909933", NikError::Province);
        check("9972017299990000", NikError::Province);
        check("5272014003909901", NikError::Day);
        check("5272011500909930", NikError::Month);
        check("5272013002909913", NikError::Date);
        check("5272011503900000", NikError::Serial);
    }
}
