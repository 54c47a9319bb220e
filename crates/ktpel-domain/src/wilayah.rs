//! Administrative regions and their codes (Kepmendagri), with retired codes: a NIK keeps the code of its first registration.
//!
//! Provinces, regencies, cities and kecamatan of the nation; kelurahan and desa of Nusa Tenggara Barat (52).
//! The table data/wilayah.tsv is written by `cargo xtask gen`; sources and licence are in data/NOTICE.

use std::sync::LazyLock;

/// How large a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Two digits.
    Provinsi,
    /// Four digits: kabupaten, or kota from 71.
    KabKota,
    /// Six digits.
    Kecamatan,
    /// Ten digits: kelurahan (1xxx) or desa (2xxx).
    Kelurahan,
}

/// Whether a code is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// In use.
    Current,
    /// Replaced by another code; still found in NIKs.
    Retired,
}

/// One region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wilayah {
    /// Dotted, e.g. `52.72.03.1004`.
    pub code: &'static str,
    /// As in the decree, without the kind for kecamatan and kelurahan.
    pub name: &'static str,
    /// How large it is.
    pub level: Level,
    /// Whether the code is in use.
    pub status: Status,
}

static TABLE: &str = include_str!("../data/wilayah.tsv");

/// All regions by [`key`]: a region is followed by what lies in it.
static INDEX: LazyLock<Vec<(u64, Wilayah)>> = LazyLock::new(|| TABLE.lines().filter_map(row).collect());

fn row(line: &'static str) -> Option<(u64, Wilayah)> {
    let mut columns = line.split('\t');
    let (code, name, mark) = (columns.next()?, columns.next()?, columns.next());
    let (key, level) = key(code)?;
    let status = if mark == Some("retired") { Status::Retired } else { Status::Current };
    Some((key, Wilayah { code, name, level, status }))
}

/// A number that sorts as the dotted codes do, and the level. Dots may be missing.
fn key(code: &str) -> Option<(u64, Level)> {
    if code.len() > 13 {
        return None;
    }
    let mut number = 0;
    let mut digits = 0;
    for byte in code.bytes() {
        match byte {
            b'0'..=b'9' => (number, digits) = (number * 10 + u64::from(byte - b'0'), digits + 1),
            b'.' => {}
            _ => return None,
        }
    }
    let (level, scale) = match digits {
        2 => (Level::Provinsi, 100_000_000),
        4 => (Level::KabKota, 1_000_000),
        6 => (Level::Kecamatan, 10_000),
        10 => (Level::Kelurahan, 1),
        _ => return None,
    };
    Some((number * scale * 4 + level as u64, level))
}

/// The region of a code, dotted (`52.72.03`) or not (`527203`).
#[must_use]
pub fn lookup(code: &str) -> Option<Wilayah> {
    let (key, _) = key(code)?;
    let place = INDEX.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    INDEX.get(place).map(|(_, wilayah)| *wilayah)
}

/// A province with this number exists or existed.
#[must_use]
pub fn province_exists(province: u8) -> bool {
    static KNOWN: LazyLock<[bool; 100]> = LazyLock::new(|| std::array::from_fn(|number| lookup(&format!("{number:02}")).is_some()));
    KNOWN.get(usize::from(province)).copied().unwrap_or(false)
}

/// What lies directly in a region, in the order of the codes; retired codes included. Empty for an unknown code.
pub fn inside(code: &str) -> impl Iterator<Item = Wilayah> {
    let outer = key(code).and_then(|(_, level)| Some((lookup(code)?, level)));
    let start = key(code).map_or(usize::MAX, |(key, _)| INDEX.partition_point(|(other, _)| *other <= key));
    let following = INDEX.get(start..).unwrap_or_default().iter().map(|(_, wilayah)| *wilayah);
    following
        .take_while(move |inner| outer.is_some_and(|(outer, _)| inner.code.starts_with(outer.code)))
        .filter(move |inner| outer.is_some_and(|(_, level)| inner.level as u8 == level as u8 + 1))
}

/// The kelurahan in use of a kecamatan, in the order of the codes.
#[must_use]
pub fn kelurahan_of(kecamatan: &str) -> Vec<Wilayah> {
    inside(kecamatan).filter(|inner| inner.level == Level::Kelurahan && inner.status == Status::Current).collect()
}

/// The kecamatan in use of a regency or city, in the order of the codes.
#[must_use]
pub fn kecamatan_of(kab_kota: &str) -> Vec<Wilayah> {
    inside(kab_kota).filter(|inner| inner.level == Level::Kecamatan && inner.status == Status::Current).collect()
}

impl Wilayah {
    /// The region around it; none for a province, or where the table lacks it.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.code.rsplit_once('.').and_then(|(outer, _)| lookup(outer))
    }

    /// The digits without dots, as in a NIK.
    #[must_use]
    pub fn digits(&self) -> String {
        self.code.replace('.', "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expect: Option<(&str, Level, Status)>) {
        let found = lookup(code).map(|place| (place.name, place.level, place.status));
        assert_eq!(found, expect, "{code:?}");
    }

    #[test]
    fn codes_of_every_level_are_found_with_and_without_dots() {
        check("52", Some(("Nusa Tenggara Barat", Level::Provinsi, Status::Current)));
        check("5272", Some(("Kota Bima", Level::KabKota, Status::Current)));
        check("52.72.03", Some(("Asakota", Level::Kecamatan, Status::Current)));
        check("52.72.02.1019", Some(("Oi Fo'o", Level::Kelurahan, Status::Current)));
        check("91.01.01", Some(("Merauke", Level::Kecamatan, Status::Retired)));
        check("93.01.01", Some(("Merauke", Level::Kecamatan, Status::Current)));
        for unknown in ["", "5", "52.73", "52.72.06", "527", "52.72.03.9999", "52,72", "５２", "52.72.03.10040", "99999999999999999999"] {
            check(unknown, None);
        }
    }

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert_eq!(INDEX.len(), TABLE.lines().count(), "every line must be read");
        assert!(INDEX.windows(2).all(|pair| matches!(pair, [one, next] if one.0 < next.0)), "the search needs order and no double");
        let count = |level, status| INDEX.iter().filter(|(_, place)| place.level == level && place.status == status).count();
        assert_eq!(count(Level::Provinsi, Status::Current), 38);
        assert_eq!(count(Level::KabKota, Status::Current), 514);
        assert_eq!(count(Level::Kelurahan, Status::Current), 1166, "all of NTB");
        assert_eq!(count(Level::KabKota, Status::Retired) + count(Level::Kecamatan, Status::Retired), 620);
    }

    #[test]
    fn every_region_lies_in_one_that_is_known() {
        for (_, place) in INDEX.iter().filter(|(_, place)| place.level != Level::Provinsi) {
            assert!(place.parent().is_some(), "{}", place.code);
        }
    }

    #[test]
    fn kota_bima_has_41_kelurahan_in_five_kecamatan() {
        let counts: Vec<_> = kecamatan_of("52.72").iter().map(|one| (one.name, kelurahan_of(one.code).len())).collect();
        assert_eq!(counts, [("Rasanae Barat", 6), ("Rasanae Timur", 8), ("Asakota", 6), ("Raba", 11), ("Mpunda", 10)]);
    }

    #[test]
    fn inside_an_unknown_region_is_nothing() {
        assert_eq!(inside("52.73").count(), 0);
        assert_eq!(inside("x").count(), 0);
        assert_eq!(inside("52.72.03.1004").count(), 0);
        assert_eq!(inside("52").count(), 10);
    }

    #[test]
    fn provinces_of_the_nik() {
        let known: Vec<_> = (0..=255).filter(|number| province_exists(*number)).collect();
        assert_eq!(known.len(), 38);
        assert!(!province_exists(20) && !province_exists(99) && !province_exists(152));
    }

    #[test]
    fn any_text_is_answered() {
        let unusual = ["", ".", "....", "5", "52.7", "52.72.03.1004.", "\u{0}\u{0}", "99999999999999", "-1", "५२", "52\n"];
        for text in unusual {
            assert!(inside(text).all(|inner| inner.code.starts_with("52.72.03.1004")), "{text:?}");
        }
    }
}
