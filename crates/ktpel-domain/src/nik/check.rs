//! What a person at a desk must be told about a typed NIK: errors refuse, warnings are looked at, a remark only informs.
//!
//! Hard errors are only what no NIK can be; all else warns, for a NIK stays valid when its region is split or renamed,
//! when its holder moves, and when a birth date is corrected.

use std::fmt;

use jiff::civil::{Date, date};

use super::{Nik, NikError, shape_errors};
use crate::{
    digits::{self, Reading},
    jenis_kelamin::JenisKelamin,
    wilayah::{self, Status, Wilayah},
};

/// First day of which a NKK in the present form can carry the date: SIAK numbers families since 2004 (inference).
const FIRST_NO_KK: Date = date(2004, 1, 1);

/// Something unusual that does not make the number wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NikWarning {
    /// Both 19yy and 20yy are possible. A remark: alone it leaves the verdict ok.
    Century,
    /// No such regency or city in the list.
    KabUnknown,
    /// No such kecamatan in the list.
    KecUnknown,
    /// The region code is no longer used; the NIK stays valid.
    RegionHistoric,
    /// The family card has another birth date.
    BirthDiffers,
    /// The family card has the other sex.
    SexDiffers,
    /// The birth date differs and the digits read as the issue date of a family card: the NKK was typed.
    LooksLikeNkk,
}

impl NikWarning {
    /// The stable code that the UI has words for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Century => "W_CENTURY",
            Self::KabUnknown => "W_KAB_UNKNOWN",
            Self::KecUnknown => "W_KEC_UNKNOWN",
            Self::RegionHistoric => "W_REGION_HISTORIC",
            Self::BirthDiffers => "W_BIRTH_DIFFERS",
            Self::SexDiffers => "W_SEX_DIFFERS",
            Self::LooksLikeNkk => "W_LOOKS_LIKE_NKK",
        }
    }

    /// Only informs: asks nobody to look again.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(self, Self::Century)
    }
}

/// What to do with a typed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing to look at.
    Ok,
    /// Look again, then accept.
    Warn,
    /// Cannot be a NIK.
    Reject,
}

impl Verdict {
    /// `ok`, `warn` or `reject`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Reject => "reject",
        }
    }
}

/// What the family card says of the same person; unknown parts are not compared.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FamilyCard {
    /// Birth date.
    pub tanggal_lahir: Option<Date>,
    /// Sex.
    pub jenis_kelamin: Option<JenisKelamin>,
}

impl fmt::Debug for FamilyCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FamilyCard(‹disamarkan›)")
    }
}

/// The findings on one typed NIK.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NikCheck {
    /// The number; none when rejected.
    pub nik: Option<Nik>,
    /// Why it is rejected, in the order of the digits.
    pub errors: Vec<NikError>,
    /// What to look at; empty when rejected.
    pub warnings: Vec<NikWarning>,
    /// The sex it says; none when rejected.
    pub jenis_kelamin: Option<JenisKelamin>,
    /// The six digits of the region of first registration; none only when the format is wrong.
    pub kecamatan: Option<String>,
    /// The last four digits; none only when the format is wrong.
    pub serial: Option<u16>,
    /// Possible birth dates, earliest first; empty when rejected.
    pub birth_candidates: Vec<Date>,
}

impl NikCheck {
    /// Reject on any error, warn on any warning but a remark, else ok.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.errors.is_empty() {
            Verdict::Reject
        } else if self.warnings.iter().all(|warning| warning.is_remark()) {
            Verdict::Ok
        } else {
            Verdict::Warn
        }
    }

    /// Codes of all errors, warnings and remarks, in that order.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + '_ {
        let errors = self.errors.iter().map(|error| error.code());
        errors.chain(self.warnings.iter().map(|warning| warning.code()))
    }

    /// The region of first registration as far as it is known: kecamatan, else regency or city, else province.
    #[must_use]
    pub fn wilayah(&self) -> Option<Wilayah> {
        let code = self.kecamatan.as_deref()?;
        [6, 4, 2].into_iter().find_map(|length| wilayah::lookup(code.get(..length)?))
    }
}

impl fmt::Debug for NikCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NikCheck")
            .field("nik", &self.nik)
            .field("errors", &self.errors)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// Checks a typed NIK on its own.
#[must_use]
pub fn check(input: &str, today: Date) -> NikCheck {
    check_against(input, today, FamilyCard::default())
}

/// Checks a typed NIK beside what the family card says. A birth date that agrees settles the century.
#[must_use]
pub fn check_against(input: &str, today: Date, card: FamilyCard) -> NikCheck {
    let Some(digits) = digits::sixteen(input) else {
        return NikCheck { errors: vec![NikError::Format], ..NikCheck::default() };
    };
    let reading = Reading::of(&digits);
    let known =
        NikCheck { kecamatan: Some(digits::text(&digits).split_at(6).0.to_owned()), serial: Some(reading.serial), ..NikCheck::default() };
    let errors = shape_errors(reading);
    if !errors.is_empty() {
        return NikCheck { errors, ..known };
    }
    let nik = Nik(digits);
    let birth_candidates = nik.birth_candidates(today);
    if birth_candidates.is_empty() {
        return NikCheck { errors: vec![NikError::Date], ..known };
    }
    let mut warnings = region_warnings(nik.region_code());
    warnings.extend(card_warnings(nik, &birth_candidates, today, card));
    NikCheck { nik: Some(nik), jenis_kelamin: Some(nik.jenis_kelamin()), birth_candidates, warnings, ..known }
}

/// The most precise thing that is unusual about the region; at most one warning.
fn region_warnings(region: &str) -> Vec<NikWarning> {
    let historic = |place: Option<Wilayah>| place.is_some_and(|place| place.status == Status::Retired);
    let kecamatan = wilayah::lookup(region);
    let kab = wilayah::lookup(region.split_at(4).0);
    let warning = if kab.is_none() && kecamatan.is_none() {
        NikWarning::KabUnknown
    } else if historic(kab) || historic(kecamatan) {
        NikWarning::RegionHistoric
    } else if kecamatan.is_none() {
        NikWarning::KecUnknown
    } else {
        return Vec::new();
    };
    vec![warning]
}

fn card_warnings(nik: Nik, candidates: &[Date], today: Date, card: FamilyCard) -> Vec<NikWarning> {
    let mut warnings = Vec::new();
    let agrees = card.tanggal_lahir.map(|birth| candidates.contains(&birth));
    if candidates.len() > 1 && agrees != Some(true) {
        warnings.push(NikWarning::Century);
    }
    if agrees == Some(false) {
        warnings.push(NikWarning::BirthDiffers);
    }
    if card.jenis_kelamin.is_some_and(|sex| sex != nik.jenis_kelamin()) {
        warnings.push(NikWarning::SexDiffers);
    }
    if agrees == Some(false) && reads_as_issue_date(nik.reading(), today) {
        warnings.push(NikWarning::LooksLikeNkk);
    }
    warnings
}

/// The six date digits can be the day on which a family card was issued.
pub(crate) fn reads_as_issue_date(reading: Reading, today: Date) -> bool {
    reading.day <= 31 && reading.dates().any(|date| (FIRST_NO_KK..=today).contains(&date))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 1, 15);

    #[track_caller]
    fn check_codes(input: &str, card: FamilyCard, expect: &[&str]) {
        let found = check_against(input, TODAY, card);
        assert_eq!(found.codes().collect::<Vec<_>>(), expect, "{input:?}");
    }

    #[test]
    fn all_errors_are_told_at_once() {
        check_codes("9972010000000000", FamilyCard::default(), &["E_PROVINCE", "E_DAY", "E_MONTH", "E_SERIAL"]);
    }

    #[test]
    fn the_family_card_is_compared() {
        let born = |year, month, day| FamilyCard { tanggal_lahir: Some(date(year, month, day)), jenis_kelamin: None };
        check_codes("5272011503909901", born(1990, 3, 15), &[]);
        check_codes("5272011503909901", born(1990, 5, 13), &["W_BIRTH_DIFFERS"]);
        let woman = FamilyCard { tanggal_lahir: None, jenis_kelamin: Some(JenisKelamin::Perempuan) };
        check_codes("5272011503909901", woman, &["W_SEX_DIFFERS"]);
        check_codes("5272015503909901", woman, &[]);
    }

    #[test]
    fn a_birth_date_that_agrees_settles_the_century() {
        let card = |year| FamilyCard { tanggal_lahir: Some(date(year, 7, 1)), jenis_kelamin: None };
        check_codes("5272010107079918", card(2007), &[]);
        check_codes("5272010107079918", card(1907), &[]);
    }

    #[test]
    fn a_family_card_number_in_the_nik_field_is_noticed() {
        let adult = FamilyCard { tanggal_lahir: Some(date(1990, 3, 15)), jenis_kelamin: None };
        check_codes("5272011501200001", adult, &["W_CENTURY", "W_BIRTH_DIFFERS", "W_LOOKS_LIKE_NKK"]);
        let child = FamilyCard { tanggal_lahir: Some(date(2020, 1, 15)), jenis_kelamin: None };
        check_codes("5272011501200001", child, &[]);
    }

    #[test]
    fn the_region_is_named_as_far_as_it_is_known() {
        let name = |input| check(input, TODAY).wilayah().map(|place| place.name);
        assert_eq!(name("5272011503909901"), Some("Rasanae Barat"));
        assert_eq!(name("5272061503909937"), Some("Kota Bima"), "an unknown kecamatan still has its city");
        assert_eq!(name("5273011503909936"), Some("Nusa Tenggara Barat"));
        assert_eq!(name("x"), None);
    }

    #[test]
    fn debug_shows_no_birth_date() {
        let text = format!("{:?}", check("5272011503909901", TODAY));
        assert!(!text.contains("1990") && !text.contains("527201"), "{text}");
    }
}
