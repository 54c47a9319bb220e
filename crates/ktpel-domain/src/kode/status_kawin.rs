//! Which marital status means "married now or before": it opens recording and printing at any age (UU 24/2013 ps. 63).

use super::Kode;
use crate::umur::Perkawinan;

/// What a marital status says; none for a code of another list. In every numbering 1 is never married, all else was once.
#[must_use]
pub fn perkawinan(kode: &Kode) -> Option<Perkawinan> {
    let highest = match kode.scheme.as_str() {
        "card" => 4,
        "f101_2019" => 6,
        _ => return None,
    };
    match kode.code {
        1 => Some(Perkawinan::BelumPernah),
        code if (2..=highest).contains(&code) => Some(Perkawinan::Pernah),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::CodeList;
    use super::*;

    #[test]
    fn every_marital_status_is_judged_by_its_words() {
        for list in CodeList::all().iter().filter(|list| list.list == "marital") {
            for kode in list.values() {
                let expect = if kode.label.eq_ignore_ascii_case("belum kawin") { Perkawinan::BelumPernah } else { Perkawinan::Pernah };
                assert_eq!(perkawinan(&kode), Some(expect), "{kode}");
            }
        }
    }

    #[test]
    fn unknown_numbers_say_nothing() {
        for text in ["card/5/X", "f101_2019/0/X", "f101_2019/7/X", "siak/2/KAWIN"] {
            assert_eq!(perkawinan(&text.parse().unwrap()), None, "{text}");
        }
    }
}
