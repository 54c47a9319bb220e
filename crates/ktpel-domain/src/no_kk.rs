//! NKK, the number of a family card (Kartu Keluarga): shaped like a NIK, but its date is the day of issue.
//!
//! A NKK passes every check of a NIK, so this module also says when the two fields were swapped.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    digits::{self, Reading},
    nik::{FamilyCard, Nik, NikError, reads_as_issue_date, shape_errors},
};

/// A possible family card number: sixteen digits of the same shape as a NIK.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoKk([u8; digits::LENGTH]);

impl NoKk {
    /// Reads a NKK; white space, dots and dashes are dropped. Errors are those of a NIK.
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

    /// In groups of 6-6-4.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (region, rest) = self.as_str().split_at(6);
        let (date, serial) = rest.split_at(6);
        format!("{region} {date} {serial}")
    }

    /// With only the serial readable.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("•••••• •••••• {:04}", self.reading().serial)
    }

    /// The date digits cannot be a day of issue: 40 added as for a woman, or before there were such numbers, or after
    /// `today`. A person's number was probably typed.
    #[must_use]
    pub fn looks_like_nik(&self, today: Date) -> bool {
        !reads_as_issue_date(self.reading(), today)
    }

    fn reading(&self) -> Reading {
        Reading::of(&self.0)
    }
}

impl fmt::Debug for NoKk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoKk({})", self.masked())
    }
}

impl FromStr for NoKk {
    type Err = NikError;

    fn from_str(text: &str) -> Result<Self, NikError> {
        Self::parse(text)
    }
}

impl Serialize for NoKk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for NoKk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// What is odd about a NIK and a NKK that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairWarning {
    /// The same number stands in both fields.
    Same,
    /// Each number fits the other field better.
    Swapped,
}

impl PairWarning {
    /// The stable code that the UI has words for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "W_NIK_IS_NKK",
            Self::Swapped => "W_NIK_NKK_SWAPPED",
        }
    }
}

/// Compares the two fields of one person. With a birth date the fields are swapped when only the number in the NKK field
/// carries it; without one, when only the number in the NIK field can be a day of issue.
#[must_use]
pub fn check_pair(nik: Nik, no_kk: NoKk, today: Date, card: FamilyCard) -> Option<PairWarning> {
    if nik.as_str() == no_kk.as_str() {
        return Some(PairWarning::Same);
    }
    let swapped = match card.tanggal_lahir {
        Some(birth) => carries(no_kk.reading(), birth, card) && !carries(nik.reading(), birth, card),
        None => no_kk.looks_like_nik(today) && reads_as_issue_date(nik.reading(), today),
    };
    swapped.then_some(PairWarning::Swapped)
}

/// The digits say this birth date, and the sex where it is known.
fn carries(reading: Reading, birth: Date, card: FamilyCard) -> bool {
    let sex_agrees = card.jenis_kelamin.is_none_or(|sex| sex == reading.jenis_kelamin());
    sex_agrees && reading.dates().any(|date| date == birth)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::jenis_kelamin::JenisKelamin;

    const TODAY: Date = date(2026, 1, 15);
    const MAN_1990: &str = "5272011503909901";
    const WOMAN_2005: &str = "5272014506059902";
    const CARD_2020: &str = "5272011501200001";

    #[track_caller]
    fn check(nik: &str, no_kk: &str, card: FamilyCard, expect: Option<PairWarning>) {
        let found = check_pair(Nik::parse(nik).unwrap(), NoKk::parse(no_kk).unwrap(), TODAY, card);
        assert_eq!(found, expect, "NIK {nik}, NKK {no_kk}");
    }

    #[test]
    fn swapped_fields_are_noticed_without_a_birth_date() {
        let unknown = FamilyCard::default();
        check(MAN_1990, CARD_2020, unknown, None);
        check(CARD_2020, MAN_1990, unknown, Some(PairWarning::Swapped));
        check(CARD_2020, WOMAN_2005, unknown, Some(PairWarning::Swapped));
        check(MAN_1990, MAN_1990, unknown, Some(PairWarning::Same));
    }

    #[test]
    fn a_birth_date_decides_where_both_read_as_an_issue_date() {
        let boy = "5272011001159903";
        let card = FamilyCard { tanggal_lahir: Some(date(2015, 1, 10)), jenis_kelamin: Some(JenisKelamin::LakiLaki) };
        check(boy, CARD_2020, card, None);
        check(CARD_2020, boy, card, Some(PairWarning::Swapped));
        check(CARD_2020, boy, FamilyCard::default(), None);
    }

    #[test]
    fn a_number_of_a_person_does_not_look_issued() {
        for (number, expect) in [(MAN_1990, true), (WOMAN_2005, true), (CARD_2020, false), ("5272011601260001", true)] {
            assert_eq!(NoKk::parse(number).unwrap().looks_like_nik(TODAY), expect, "{number}");
        }
    }

    #[test]
    fn debug_shows_no_number() {
        assert_eq!(format!("{:?}", NoKk::parse(CARD_2020).unwrap()), "NoKk(•••••• •••••• 0001)");
    }
}
