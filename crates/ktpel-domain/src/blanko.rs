//! Blanko, the numbered card stock of the ministry: every piece is accounted for (SOP step 7, product rule 4).
//!
//! The published sources name no format, so a serial is letters and digits, compared in one normal form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Shortest and longest serial in normal form.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=20;
/// Most pieces in one range: a delivery, not a typing error.
pub const LARGEST_RANGE: u64 = 100_000;

/// Why a text is no blanko serial or no range of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlankoError {
    /// Fewer than 4 or more than 20 letters and digits.
    #[error("not 4 to 20 letters and digits")]
    Length,
    /// A character other than an ASCII letter or digit.
    #[error("only letters and digits")]
    Character,
    /// No digit at the end to count by.
    #[error("no digit")]
    NoDigit,
    /// The two ends differ before the counting digits, or the last lies before the first.
    #[error("not the two ends of one range")]
    Range,
    /// More than [`LARGEST_RANGE`] pieces.
    #[error("too many pieces in one range")]
    TooMany,
}

/// The serial of one blanko: upper case, without spaces, dots and dashes, ends in a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlankoSerial(String);

impl BlankoSerial {
    /// Reads a typed or scanned serial into its normal form.
    pub fn parse(input: &str) -> Result<Self, BlankoError> {
        let mut normal = String::new();
        for letter in input.chars() {
            if letter.is_whitespace() || matches!(letter, '.' | '-') {
                continue;
            }
            if !letter.is_ascii_alphanumeric() {
                return Err(BlankoError::Character);
            }
            if normal.len() == *LENGTHS.end() {
                return Err(BlankoError::Length);
            }
            normal.push(letter.to_ascii_uppercase());
        }
        if normal.len() < *LENGTHS.start() {
            return Err(BlankoError::Length);
        }
        if !normal.ends_with(|last: char| last.is_ascii_digit()) {
            return Err(BlankoError::NoDigit);
        }
        Ok(Self(normal))
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the counting digits, and those digits: at most the last 18, so that they fit a number.
    fn split(&self) -> (&str, &str) {
        let digits = self.0.bytes().rev().take_while(u8::is_ascii_digit).count().min(18);
        self.0.split_at(self.0.len() - digits)
    }

    fn number(&self) -> u64 {
        self.split().1.parse().expect("at least one and at most 18 digits")
    }
}

impl fmt::Display for BlankoSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlankoSerial {
    type Err = BlankoError;

    fn from_str(text: &str) -> Result<Self, BlankoError> {
        Self::parse(text)
    }
}

impl Serialize for BlankoSerial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BlankoSerial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Serials that follow one another, both ends included: a delivery or what a kit takes along.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BlankoRange {
    first: BlankoSerial,
    last: BlankoSerial,
}

impl BlankoRange {
    /// Takes the two ends; they share all but the counting digits.
    pub fn new(first: BlankoSerial, last: BlankoSerial) -> Result<Self, BlankoError> {
        let same_series = first.split().0 == last.split().0 && first.0.len() == last.0.len();
        if !same_series || last.number() < first.number() {
            return Err(BlankoError::Range);
        }
        let range = Self { first, last };
        if range.pieces() > LARGEST_RANGE { Err(BlankoError::TooMany) } else { Ok(range) }
    }

    /// The first serial.
    #[must_use]
    pub fn first(&self) -> &BlankoSerial {
        &self.first
    }

    /// The last serial.
    #[must_use]
    pub fn last(&self) -> &BlankoSerial {
        &self.last
    }

    /// Number of pieces, at least one.
    #[must_use]
    pub fn pieces(&self) -> u64 {
        self.last.number() - self.first.number() + 1
    }

    /// The serial lies in the range.
    #[must_use]
    pub fn contains(&self, serial: &BlankoSerial) -> bool {
        let same_series = serial.split().0 == self.first.split().0 && serial.0.len() == self.first.0.len();
        same_series && (self.first.number()..=self.last.number()).contains(&serial.number())
    }

    /// Every serial, in order.
    pub fn iter(&self) -> impl Iterator<Item = BlankoSerial> + '_ {
        let (series, digits) = self.first.split();
        let width = digits.len();
        (self.first.number()..=self.last.number()).map(move |number| BlankoSerial(format!("{series}{number:0width$}")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn serial(text: &str) -> BlankoSerial {
        BlankoSerial::parse(text).unwrap()
    }

    #[test]
    fn typed_and_scanned_serials_are_one() {
        for text in ["kbm-000 123", "KBM000123", " KBM.000.123\n"] {
            assert_eq!(serial(text).as_str(), "KBM000123", "{text:?}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        #[track_caller]
        fn check(input: &str, expect: BlankoError) {
            assert_eq!(BlankoSerial::parse(input), Err(expect), "{input:?}");
        }
        check("", BlankoError::Length);
        check("A1", BlankoError::Length);
        check(&"1".repeat(21), BlankoError::Length);
        check("KBM/0001", BlankoError::Character);
        check("KBM０００１", BlankoError::Character);
        check("0001KBM", BlankoError::NoDigit);
    }

    #[test]
    fn a_range_counts_its_pieces() {
        let range = BlankoRange::new(serial("KBM0098"), serial("KBM0102")).unwrap();
        let all: Vec<_> = range.iter().map(|one| one.to_string()).collect();
        assert_eq!(all, ["KBM0098", "KBM0099", "KBM0100", "KBM0101", "KBM0102"]);
        assert_eq!(range.pieces(), 5, "the ledger balances by this number");
        assert!(range.contains(&serial("kbm 0100")));
        assert!(!range.contains(&serial("KBM00100")), "another width is another series");
        assert!(!range.contains(&serial("KBM0103")));
    }

    #[test]
    fn a_mistyped_range_is_refused() {
        #[track_caller]
        fn check(first: &str, last: &str, expect: BlankoError) {
            assert_eq!(BlankoRange::new(serial(first), serial(last)), Err(expect), "{first} to {last}");
        }
        check("KBM0102", "KBM0098", BlankoError::Range);
        check("KBM0098", "KBN0102", BlankoError::Range);
        check("KBM0098", "KBM00102", BlankoError::Range);
        check("KBM000000", "KBM999999", BlankoError::TooMany);
    }

    #[test]
    fn twenty_digits_are_counted_by_the_last_eighteen() {
        let range = BlankoRange::new(serial("99999999999999999998"), serial("99999999999999999999")).unwrap();
        assert_eq!(range.iter().count(), 2);
    }

    proptest! {
        #[test]
        fn a_range_holds_its_serials_and_no_other(series in "[A-Z]{0,6}", first in 0..9_000_u64, more in 0..300_u64, other in 0..10_000_u64) {
            let make = |number: u64| serial(&format!("{series}{number:06}"));
            let range = BlankoRange::new(make(first), make(first + more)).unwrap();
            let all: Vec<_> = range.iter().collect();
            prop_assert_eq!(all.len() as u64, range.pieces());
            prop_assert_eq!(range.contains(&make(other)), all.contains(&make(other)));
            prop_assert_eq!(all.last(), Some(range.last()));
        }

        #[test]
        fn any_text_is_answered_and_what_is_taken_is_in_normal_form(text in "\\PC{0,30}") {
            if let Ok(found) = BlankoSerial::parse(&text) {
                prop_assert_eq!(BlankoSerial::parse(found.as_str()), Ok(found), "one form, however it was typed");
            }
        }
    }
}
