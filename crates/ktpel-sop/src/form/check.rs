//! Checks one value against its field. Blocks only what no official could accept; a name merely warns (product rule 10).

use jiff::civil::Date;
use ktpel_domain::alamat::Rt;
use ktpel_domain::kode::{CodeList, Kode};
use ktpel_domain::layanan::Layanan;
use ktpel_domain::nama;
use ktpel_domain::nik::{self, Verdict};
use ktpel_domain::no_kk::NoKk;
use ktpel_domain::wilayah;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Codes, Field, FieldKind, Validator};

/// What is wrong with a value, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum FieldFault {
    /// Required and empty.
    Empty,
    /// Not a date `YYYY-MM-DD`.
    NotADate,
    /// A date after today.
    InTheFuture,
    /// Not in the code list or among the options.
    NotInList,
    /// Not a number of one to three digits.
    NotANumber,
    /// Not a telephone number.
    NotAPhone,
    /// Not the code of a kelurahan.
    NotAKelurahan,
    /// Breaks a hard rule of the NIK or NKK; `check` is its code, e.g. `E_DATE`.
    Number {
        /// Code of the rule.
        check: String,
    },
    /// Longer than any form has room for.
    TooLong {
        /// Most characters.
        limit: usize,
    },
    /// Worth a look, blocks nothing; `check` is its code, e.g. `W_NAMA_LONG`.
    Warning {
        /// Code of the rule.
        check: String,
    },
}

impl FieldFault {
    /// The value cannot be stored as it is.
    #[must_use]
    pub fn blocks(&self) -> bool {
        !matches!(self, Self::Warning { .. })
    }
}

/// Longest value of a text field, in characters.
const LONGEST: usize = 500;
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
const LEVEL_KELURAHAN_DIGITS: usize = 10;

/// Everything to say about `value`. An empty value is at fault only where the field is required.
#[must_use]
pub fn check_value(field: &Field, value: &str, today: Date) -> Vec<FieldFault> {
    let value = value.trim();
    if value.is_empty() {
        return if field.required { vec![FieldFault::Empty] } else { Vec::new() };
    }
    if value.chars().count() > LONGEST {
        return vec![FieldFault::TooLong { limit: LONGEST }];
    }
    let mut faults = check_kind(field, value, today);
    for validator in &field.validators {
        for fault in validate(*validator, value, today) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

fn check_kind(field: &Field, value: &str, today: Date) -> Vec<FieldFault> {
    let fault = |holds: bool, fault| if holds { Vec::new() } else { vec![fault] };
    match field.kind {
        FieldKind::Text => Vec::new(),
        FieldKind::Date => fault(value.parse::<Date>().is_ok(), FieldFault::NotADate),
        FieldKind::Code => fault(is_listed(&field.codes, value), FieldFault::NotInList),
        FieldKind::Nik => check_nik(value, today),
        FieldKind::NoKk => check_no_kk(value),
        FieldKind::Phone => fault(is_phone(value), FieldFault::NotAPhone),
        FieldKind::Region => fault(is_kelurahan(value), FieldFault::NotAKelurahan),
        FieldKind::Number => fault(value.bytes().all(|byte| byte.is_ascii_digit()), FieldFault::NotANumber),
    }
}

fn validate(validator: Validator, value: &str, today: Date) -> Vec<FieldFault> {
    match validator {
        Validator::Nama => nama::check(value).into_iter().map(|warning| warn(warning.code())).collect(),
        Validator::TanggalLampau => {
            let future = value.parse::<Date>().is_ok_and(|date| date > today);
            if future { vec![FieldFault::InTheFuture] } else { Vec::new() }
        }
        Validator::RtRw => Rt::parse(value).err().map(|_| FieldFault::NotANumber).into_iter().collect(),
        Validator::Nik => check_nik(value, today),
        Validator::NoKk => check_no_kk(value),
    }
}

fn check_nik(value: &str, today: Date) -> Vec<FieldFault> {
    let check = nik::check(value, today);
    match check.verdict() {
        Verdict::Reject => check.errors.iter().map(|error| FieldFault::Number { check: error.code().to_owned() }).collect(),
        Verdict::Ok | Verdict::Warn => check.warnings.iter().map(|warning| warn(warning.code())).collect(),
    }
}

fn check_no_kk(value: &str) -> Vec<FieldFault> {
    NoKk::parse(value).err().map(|error| FieldFault::Number { check: error.code().to_owned() }).into_iter().collect()
}

fn is_listed(codes: &Codes, value: &str) -> bool {
    match codes {
        Codes::None => false,
        // Another numbering of the same list stays as it was stored (product rule 12).
        Codes::List { list, .. } => value
            .parse::<Kode>()
            .is_ok_and(|kode| CodeList::all().iter().any(|known| known.list == *list && known.scheme == kode.scheme && known.holds(&kode))),
        Codes::Layanan => Layanan::find(value).is_some(),
        Codes::Options(options) => options.iter().any(|option| option.value == value),
    }
}

fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    PHONE_DIGITS.contains(&digits) && value.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | ' ' | '-' | '(' | ')' | '.'))
}

fn is_kelurahan(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits == LEVEL_KELURAHAN_DIGITS
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && kecamatan(value).is_some_and(|code| wilayah::lookup(&code).is_some())
}

/// Kelurahan are known here for NTB only, kecamatan for the nation: who lives elsewhere is checked to the kecamatan.
fn kecamatan(kelurahan: &str) -> Option<String> {
    let digits: String = kelurahan.chars().filter(char::is_ascii_digit).collect();
    digits.get(..6).map(str::to_owned)
}

fn warn(check: &str) -> FieldFault {
    FieldFault::Warning { check: check.to_owned() }
}
