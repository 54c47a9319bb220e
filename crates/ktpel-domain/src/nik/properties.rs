//! What holds for every NIK and for every text that somebody may type.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Nik, NikError, Verdict, check};
use crate::{jenis_kelamin::JenisKelamin, no_kk::NoKk};

/// A day between 1900 and 2025.
fn any_birth() -> impl Strategy<Value = Date> {
    (0..46_000_i64).prop_map(|days| date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap())
}

fn any_sex() -> impl Strategy<Value = JenisKelamin> {
    prop_oneof![Just(JenisKelamin::LakiLaki), Just(JenisKelamin::Perempuan)]
}

fn digits_of(birth: Date, sex: JenisKelamin, serial: u16) -> String {
    let offset = if sex == JenisKelamin::Perempuan { 40 } else { 0 };
    format!("527203{:02}{:02}{:02}{serial:04}", birth.day() + offset, birth.month(), birth.year() % 100)
}

proptest! {
    #[test]
    fn what_was_written_into_a_nik_is_read_from_it(birth in any_birth(), sex in any_sex(), serial in 1..=9999_u16) {
        let found = check(&digits_of(birth, sex, serial), date(2026, 1, 15));
        prop_assert_eq!(found.verdict(), Verdict::Ok, "a region in use and a date of the past leave nothing to look at");
        prop_assert_eq!(found.jenis_kelamin, Some(sex));
        prop_assert_eq!(found.serial, Some(serial));
        prop_assert!(found.birth_candidates.contains(&birth), "the birth date must be among the readings");
    }

    #[test]
    fn a_nik_is_read_back_from_each_of_its_forms(birth in any_birth(), sex in any_sex(), serial in 1..=9999_u16) {
        let nik = Nik::parse(&digits_of(birth, sex, serial)).unwrap();
        prop_assert_eq!(Nik::parse(nik.as_str()), Ok(nik));
        prop_assert_eq!(Nik::parse(&nik.grouped()), Ok(nik));
        let json = serde_json::to_string(&nik).unwrap();
        prop_assert!(json.starts_with('"'), "a number would lose digits in JavaScript");
        prop_assert_eq!(serde_json::from_str::<Nik>(&json).unwrap(), nik);
        prop_assert!(!nik.masked().contains(nik.region_code()));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,40}", today in any_birth()) {
        let found = check(&text, today);
        prop_assert_eq!(found.nik.is_none(), found.verdict() == Verdict::Reject);
        prop_assert_eq!(found.nik.is_none(), found.birth_candidates.is_empty());
        prop_assert!(found.birth_candidates.iter().all(|birth| *birth <= today), "nobody is born tomorrow");
    }

    #[test]
    fn sixteen_digits_are_never_a_format_error(text in "[0-9]{16}") {
        prop_assert!(!check(&text, date(2026, 1, 15)).errors.contains(&NikError::Format));
        prop_assert_eq!(Nik::parse(&text).is_ok(), NoKk::parse(&text).is_ok(), "a NKK passes every check of a NIK and no other");
    }

    #[test]
    fn parse_refuses_all_that_check_refuses(text in "(1[1-9]|52|99)[0-9]{4}[0-7][0-9][01][0-9][0-9]{6}") {
        let today = date(2026, 1, 15);
        prop_assert_eq!(Nik::parse(&text).ok(), check(&text, today).nik);
    }
}
