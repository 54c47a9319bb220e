//! A fact of SIAK: a value with who obtained it, when, how, and where it can be looked up.
//!
//! A fact is built only from a value that its kind allows, so that what is stored can be believed as far as its origin goes.

use std::fmt;

use jiff::civil::Date;
use ktpel_domain::ids::{Hash, KeyId};
use ktpel_domain::nik::{Nik, NikError};
use ktpel_domain::status::RecordingStatus;
use ktpel_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How an answer of SIAK came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obtained {
    /// An office clerk read it in SIAK and typed it.
    Typed,
    /// From a SIAK export, named by the digest of the file.
    Import,
    /// Returned by a gateway adapter.
    Gateway,
}

/// What a fact is about. The ids are those of facts in the case document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactName {
    /// The NIK that SIAK issued.
    Nik,
    /// Recording status at the central system.
    RecordingStatus,
    /// A card was issued before.
    CardBefore,
    /// Birth date in the register.
    TanggalLahir,
}

impl FactName {
    /// Every name.
    pub const ALL: [Self; 4] = [Self::Nik, Self::RecordingStatus, Self::CardBefore, Self::TanggalLahir];

    /// The stored id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::RecordingStatus => "recording_status",
            Self::CardBefore => "card_before",
            Self::TanggalLahir => "tanggal_lahir",
        }
    }

    /// The name with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.id() == id)
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// How.
    pub obtained: Obtained,
    /// Key of the person who typed, imported or asked.
    pub by: KeyId,
    /// When it was obtained.
    pub at: Timestamp,
    /// Digest of the imported file, receipt of the gateway, or what the clerk looked at.
    pub evidence: Option<String>,
}

impl Origin {
    /// Read in SIAK and typed by a clerk.
    #[must_use]
    pub fn typed(by: KeyId, at: Timestamp, seen: Option<String>) -> Self {
        Self { obtained: Obtained::Typed, by, at, evidence: seen }
    }

    /// From an export with this digest.
    #[must_use]
    pub fn import(by: KeyId, at: Timestamp, file: Hash) -> Self {
        Self { obtained: Obtained::Import, by, at, evidence: Some(file.to_string()) }
    }

    /// From a gateway that gave this receipt.
    #[must_use]
    pub fn gateway(by: KeyId, at: Timestamp, receipt: String) -> Self {
        Self { obtained: Obtained::Gateway, by, at, evidence: Some(receipt) }
    }
}

/// A value of the register with its origin.
#[derive(Clone, PartialEq, Eq)]
pub struct SiakFact {
    /// What it is about.
    pub name: FactName,
    /// The value: 16 digits, a status id, `ya` or `tidak`, or `YYYY-MM-DD`.
    pub value: String,
    /// How, by whom, when, evidence.
    pub origin: Origin,
    /// The day for which the source says so.
    pub as_of: Option<Date>,
}

impl fmt::Debug for SiakFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiakFact").field("name", &self.name).field("obtained", &self.origin.obtained).finish_non_exhaustive()
    }
}

/// Why a value is no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// Breaks a hard rule of the NIK.
    #[error("not a NIK: {}", .0.code())]
    Nik(NikError),
    /// Not a status of the list.
    #[error("not a known recording status")]
    Status,
    /// Neither `ya` nor `tidak`.
    #[error("neither ya nor tidak")]
    YesNo,
    /// Not a date, or after today.
    #[error("not a date in the past")]
    Date,
    /// Evidence is empty where the origin must name it.
    #[error("the source is not named")]
    NoEvidence,
}

impl SiakFact {
    /// A fact from text as typed or received; `today` bounds dates.
    pub fn parse(name: FactName, text: &str, origin: Origin, as_of: Option<Date>, today: Date) -> Result<Self, FactError> {
        let text = text.trim();
        let value = match name {
            FactName::Nik => Nik::parse(text).map_err(FactError::Nik)?.as_str().to_owned(),
            FactName::RecordingStatus => RecordingStatus::find(text).ok_or(FactError::Status)?.id.to_owned(),
            FactName::CardBefore => match text {
                "ya" | "tidak" => text.to_owned(),
                _ => return Err(FactError::YesNo),
            },
            FactName::TanggalLahir => past(text.parse().ok(), today)?.to_string(),
        };
        if let Some(date) = as_of {
            past(Some(date), today)?;
        }
        if origin.obtained != Obtained::Typed && origin.evidence.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return Err(FactError::NoEvidence);
        }
        Ok(Self { name, value, origin, as_of })
    }

    /// Midnight in Kota Bima of the day for which the source says so; the time of obtaining where it names none.
    #[must_use]
    pub fn as_of_time(&self) -> Timestamp {
        self.as_of.and_then(midnight).unwrap_or(self.origin.at)
    }
}

fn past(date: Option<Date>, today: Date) -> Result<Date, FactError> {
    date.filter(|date| *date <= today).ok_or(FactError::Date)
}

fn midnight(date: Date) -> Option<Timestamp> {
    let wita = jiff::tz::Offset::constant(8);
    Some(Timestamp(wita.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const BY: KeyId = KeyId([7; 8]);
    const AT: Timestamp = Timestamp(1_795_395_600_000);

    fn typed() -> Origin {
        Origin::typed(BY, AT, None)
    }

    #[track_caller]
    fn check(name: FactName, text: &str, expect: Result<&str, FactError>) {
        let fact = SiakFact::parse(name, text, typed(), None, date(2026, 11, 23));
        assert_eq!(fact.as_ref().map(|fact| fact.value.as_str()).map_err(|error| *error), expect, "{name:?}");
    }

    #[test]
    fn only_values_that_the_register_could_hold_become_facts() {
        check(FactName::Nik, "527201 150390 9901", Ok("5272011503909901"));
        check(FactName::Nik, "5272013213909901", Err(FactError::Nik(Nik::parse("5272013213909901").unwrap_err())));
        check(FactName::RecordingStatus, "PRINT_READY_RECORD", Ok("PRINT_READY_RECORD"));
        check(FactName::RecordingStatus, "print_ready_record", Err(FactError::Status));
        check(FactName::CardBefore, " ya ", Ok("ya"));
        check(FactName::CardBefore, "true", Err(FactError::YesNo));
        check(FactName::TanggalLahir, "1990-03-15", Ok("1990-03-15"));
        check(FactName::TanggalLahir, "2026-11-24", Err(FactError::Date));
        check(FactName::TanggalLahir, "15-03-1990", Err(FactError::Date));
    }

    #[test]
    fn an_import_without_its_file_is_no_fact() {
        let origin = Origin { evidence: None, ..Origin::import(BY, AT, Hash([1; 32])) };
        let fact = SiakFact::parse(FactName::CardBefore, "ya", origin, None, date(2026, 11, 23));
        assert_eq!(fact, Err(FactError::NoEvidence), "an import must be traceable to its file");
    }

    #[test]
    fn the_age_of_a_fact_counts_from_the_day_that_the_source_names() {
        let on = |as_of| SiakFact::parse(FactName::CardBefore, "ya", typed(), as_of, date(2026, 11, 23)).unwrap();
        assert_eq!(on(None).as_of_time(), AT);
        assert_eq!(on(Some(date(2026, 11, 1))).as_of_time().tanggal(), date(2026, 11, 1));
    }

    #[test]
    fn debug_tells_no_value() {
        let fact = SiakFact::parse(FactName::Nik, "5272011503909901", typed(), None, date(2026, 11, 23)).unwrap();
        assert!(!format!("{fact:?}").contains("5272"), "a NIK must not reach a log");
    }
}
