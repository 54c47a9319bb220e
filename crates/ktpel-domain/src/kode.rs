//! Code lists of biodata and the stored form of one of their values: `scheme/code/label`.
//!
//! The numbers differ between SIAK and the 2019 forms, so a bare number means nothing. The lists are in data/ref_codes.toml.

mod status_kawin;

use std::{collections::BTreeMap, fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use status_kawin::perkawinan;

/// Longest stored form that is accepted, in bytes.
const LONGEST: usize = 200;

/// Why a text is not `scheme/code/label`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KodeError {
    /// Not three parts, or one of them is empty or too long.
    #[error("not scheme/code/label")]
    Shape,
    /// The code is not a number.
    #[error("the code is not a number")]
    Number,
}

/// One value of a code list as it is stored: a merge cannot mix its parts, and a list that changes does not change it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kode {
    /// Which numbering, e.g. `f101_2019`.
    pub scheme: String,
    /// The number in it.
    pub code: u16,
    /// The words beside the number; may hold slashes.
    pub label: String,
}

impl fmt::Display for Kode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.scheme, self.code, self.label)
    }
}

impl FromStr for Kode {
    type Err = KodeError;

    fn from_str(text: &str) -> Result<Self, KodeError> {
        if text.len() > LONGEST {
            return Err(KodeError::Shape);
        }
        let mut parts = text.splitn(3, '/');
        let (Some(scheme), Some(code), Some(label)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KodeError::Shape);
        };
        if scheme.is_empty() || label.is_empty() {
            return Err(KodeError::Shape);
        }
        let number = code.bytes().all(|byte| byte.is_ascii_digit()).then(|| code.parse().ok()).flatten();
        Ok(Self { scheme: scheme.to_owned(), code: number.ok_or(KodeError::Number)?, label: label.to_owned() })
    }
}

impl Serialize for Kode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One line of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CodeRow {
    /// The number.
    pub code: u16,
    /// The words beside it.
    pub label: String,
}

/// One list in one numbering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList {
    /// What it lists: `religion`, `marital`, `family_relation`, `education`, `blood`, `disability` or `occupation`.
    pub list: String,
    /// The numbering: `siak`, `siak89`, `f101_2019` or `card`.
    pub scheme: String,
    /// Where it was taken from.
    pub source: String,
    /// In the order of the numbers.
    pub rows: Vec<CodeRow>,
}

#[derive(Deserialize)]
struct StoredList {
    source: String,
    rows: Vec<CodeRow>,
}

static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| {
    let stored: BTreeMap<String, BTreeMap<String, StoredList>> =
        toml::from_str(include_str!("../data/ref_codes.toml")).expect("a test reads the same embedded file");
    let lists = stored.into_iter().flat_map(|(list, schemes)| {
        schemes.into_iter().map(move |(scheme, StoredList { source, rows })| CodeList { list: list.clone(), scheme, source, rows })
    });
    lists.collect()
});

impl CodeList {
    /// Every list, by name and numbering.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &LISTS
    }

    /// The list of this name in this numbering.
    #[must_use]
    pub fn find(list: &str, scheme: &str) -> Option<&'static Self> {
        LISTS.iter().find(|found| found.list == list && found.scheme == scheme)
    }

    /// The value with this number.
    #[must_use]
    pub fn kode(&self, code: u16) -> Option<Kode> {
        self.rows.iter().find(|row| row.code == code).map(|row| self.value(row))
    }

    /// The value with these words, whatever their case and outer spaces.
    #[must_use]
    pub fn by_label(&self, label: &str) -> Option<Kode> {
        let wanted = label.trim().to_lowercase();
        self.rows.iter().find(|row| row.label.to_lowercase() == wanted).map(|row| self.value(row))
    }

    /// The stored value is a line of this list, number and words alike.
    #[must_use]
    pub fn holds(&self, kode: &Kode) -> bool {
        self.scheme == kode.scheme && self.rows.iter().any(|row| row.code == kode.code && row.label == kode.label)
    }

    /// All values in their stored form, in order.
    pub fn values(&self) -> impl Iterator<Item = Kode> + '_ {
        self.rows.iter().map(|row| self.value(row))
    }

    fn value(&self, row: &CodeRow) -> Kode {
        Kode { scheme: self.scheme.clone(), code: row.code, label: row.label.clone() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_list_is_there_with_distinct_numbers() {
        let names: Vec<_> = CodeList::all().iter().map(|list| format!("{}.{} {}", list.list, list.scheme, list.rows.len())).collect();
        assert_eq!(
            names,
            [
                "blood.siak 13",
                "disability.f101_2019 6",
                "education.f101_2019 10",
                "education.siak 10",
                "family_relation.siak 11",
                "marital.card 4",
                "marital.f101_2019 6",
                "occupation.f101_2019 99",
                "occupation.siak89 89",
                "religion.siak 7"
            ]
        );
        for list in CodeList::all() {
            let sorted = list.rows.windows(2).all(|pair| matches!(pair, [one, next] if one.code < next.code));
            assert!(sorted, "{}.{}: a number means one thing", list.list, list.scheme);
            assert!(!list.source.is_empty(), "a list without a source cannot be checked");
        }
    }

    #[test]
    fn every_value_is_read_back_from_its_stored_form() {
        for list in CodeList::all() {
            for kode in list.values() {
                assert_eq!(kode.to_string().parse(), Ok(kode.clone()), "labels hold slashes");
                assert!(list.holds(&kode), "{kode}");
                assert_eq!(list.kode(kode.code).as_ref(), Some(&kode));
            }
        }
    }

    #[test]
    fn the_same_number_differs_between_schemes() {
        let label = |scheme| CodeList::find("occupation", scheme).and_then(|list| list.kode(84)).map(|kode| kode.label);
        assert_eq!(label("siak89").as_deref(), Some("PEDAGANG"));
        assert_eq!(label("f101_2019").as_deref(), Some("Perangkat Desa"));
    }

    #[test]
    fn words_are_found_in_any_case() {
        let kode = CodeList::find("marital", "card").and_then(|list| list.by_label(" cerai mati"));
        assert_eq!(kode.map(|kode| kode.to_string()).as_deref(), Some("card/4/CERAI MATI"));
    }

    #[test]
    fn other_text_is_refused() {
        #[track_caller]
        fn check(text: &str, expect: KodeError) {
            assert_eq!(text.parse::<Kode>(), Err(expect), "{text:?}");
        }
        check("", KodeError::Shape);
        check("3", KodeError::Shape);
        check("card/3", KodeError::Shape);
        check("card/3/", KodeError::Shape);
        check("/3/CERAI HIDUP", KodeError::Shape);
        check("card/+3/CERAI HIDUP", KodeError::Number);
        check("card//CERAI HIDUP", KodeError::Number);
        check("card/70000/X", KodeError::Number);
        check(&format!("card/3/{}", "X".repeat(LONGEST)), KodeError::Shape);
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(text in "[a-z0-9_]{0,6}/[0-9+ ]{0,6}/\\PC{0,12}") {
            if let Ok(kode) = text.parse::<Kode>() {
                prop_assert_eq!(kode.to_string().parse(), Ok(kode));
            }
        }
    }
}
