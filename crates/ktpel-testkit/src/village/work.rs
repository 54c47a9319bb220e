//! Coded values of a person: occupation, religion, blood group, marital status, place in the family.

use std::sync::LazyLock;

use ktpel_domain::{jenis_kelamin::JenisKelamin, kode::CodeList};

use super::dice::Dice;

/// The lists in use here, each value in its stored form by its number.
struct Lists {
    occupation: Vec<String>,
    religion: Vec<String>,
    blood: Vec<String>,
    family_relation: Vec<String>,
    marital: Vec<String>,
    marital_f101: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    occupation: stored("occupation", "siak89"),
    religion: stored("religion", "siak"),
    blood: stored("blood", "siak"),
    family_relation: stored("family_relation", "siak"),
    marital: stored("marital", "card"),
    marital_f101: stored("marital", "f101_2019"),
});

fn stored(list: &str, scheme: &str) -> Vec<String> {
    let found = CodeList::find(list, scheme).expect("the domain has this list");
    found.values().map(|kode| kode.to_string()).collect()
}

/// The numbers of these lists run from 1 without a gap.
fn value(list: &[String], code: u32) -> String {
    list.get(code as usize - 1).expect("the numbers below are of this list").clone()
}

const MEN_WORK: &[(u32, u32)] = &[
    (22, 9),
    (4, 11),
    (16, 88),
    (14, 15),
    (10, 19),
    (6, 5),
    (4, 18),
    (6, 84),
    (4, 81),
    (4, 65),
    (3, 13),
    (2, 7),
    (1, 6),
    (1, 64),
    (1, 72),
    (1, 74),
    (2, 26),
    (1, 27),
];
const WOMEN_WORK: &[(u32, u32)] =
    &[(46, 2), (12, 9), (8, 88), (7, 15), (6, 5), (4, 65), (6, 84), (3, 18), (2, 74), (2, 73), (1, 30), (1, 64), (1, 72), (1, 8)];

/// Occupation by age and sex.
pub(super) fn pekerjaan(dice: &mut Dice, umur: u32, jenis_kelamin: JenisKelamin) -> String {
    let code = match umur {
        0..=5 => 1,
        6..=17 => 3,
        18..=23 if dice.permille(550) => 3,
        60.. if dice.permille(200) => 4,
        18.. if dice.permille(60) => 1,
        18.. => match jenis_kelamin {
            JenisKelamin::LakiLaki => *dice.weighted(MEN_WORK),
            JenisKelamin::Perempuan => *dice.weighted(WOMEN_WORK),
        },
    };
    value(&LISTS.occupation, code)
}

/// Religion of a family.
pub(super) fn agama(dice: &mut Dice) -> String {
    value(&LISTS.religion, *dice.weighted(&[(972, 1), (7, 2), (7, 3), (12, 4), (2, 5)]))
}

/// Blood group; most do not know theirs.
pub(super) fn gol_darah(dice: &mut Dice) -> String {
    value(&LISTS.blood, *dice.weighted(&[(550, 13), (110, 1), (120, 2), (35, 3), (175, 4), (3, 5), (3, 7), (1, 9), (3, 11)]))
}

/// Marital status.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusKawin {
    Belum,
    Kawin,
    /// Married without a certificate: only the form of 2019 has words for it.
    KawinBelumTercatat,
    CeraiHidup,
    CeraiMati,
}

pub(super) fn status_kawin(status: StatusKawin) -> String {
    match status {
        StatusKawin::Belum => value(&LISTS.marital, 1),
        StatusKawin::Kawin => value(&LISTS.marital, 2),
        StatusKawin::CeraiHidup => value(&LISTS.marital, 3),
        StatusKawin::CeraiMati => value(&LISTS.marital, 4),
        StatusKawin::KawinBelumTercatat => value(&LISTS.marital_f101, 3),
    }
}

/// Place in the family.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shdk {
    KepalaKeluarga,
    Istri,
    Anak,
    Cucu,
    Orangtua,
    Mertua,
    FamiliLain,
}

pub(super) fn shdk(shdk: Shdk) -> String {
    let code = match shdk {
        Shdk::KepalaKeluarga => 1,
        Shdk::Istri => 3,
        Shdk::Anak => 4,
        Shdk::Cucu => 6,
        Shdk::Orangtua => 7,
        Shdk::Mertua => 8,
        Shdk::FamiliLain => 9,
    };
    value(&LISTS.family_relation, code)
}
