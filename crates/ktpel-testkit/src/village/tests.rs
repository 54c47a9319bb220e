use std::collections::{BTreeMap, BTreeSet};

use ktpel_domain::{
    jenis_kelamin::JenisKelamin,
    kode::{CodeList, Kode, perkawinan},
    nama,
    nik::{self, FamilyCard, Nik},
    no_kk::{self, NoKk},
    status::RecordingStatus,
    umur::{Perkawinan, may_record, umur},
    wilayah,
};

use super::*;

/// So many of a thousand residents.
fn permille(residents: &[Resident], rule: impl Fn(&Resident) -> bool) -> usize {
    residents.iter().filter(|resident| rule(resident)).count() * 1000 / residents.len()
}

fn city() -> Vec<Resident> {
    Village::kota_bima(1, 20_000)
}

#[test]
fn the_committed_residents_are_those_of_the_generator() {
    let mut written = Vec::new();
    write_csv(&mut written, Village::stream(FIXTURE_SEED).take(FIXTURE_RESIDENTS)).unwrap();
    let same = written == include_bytes!("../../../../fixtures/residents.csv");
    assert!(same, "fixtures/residents.csv differs: run `cargo xtask gen` when the generator was changed on purpose");
}

#[test]
fn a_seed_gives_the_same_city_and_another_seed_another() {
    assert!(Village::kota_bima(7, 500) == Village::kota_bima(7, 500), "equal output on all machines");
    assert!(Village::kota_bima(7, 500) == Village::kota_bima(7, 900)[..500], "a larger city begins with the smaller one");
    assert!(Village::kota_bima(7, 500) != Village::kota_bima(8, 500));
}

#[test]
fn numbers_are_unique_synthetic_and_agree_with_the_person() {
    let mut seen = BTreeSet::new();
    for resident in city() {
        let no_kk = NoKk::parse(&resident.no_kk).unwrap();
        assert!(!no_kk.looks_like_nik(ACUAN), "a family card was issued in the past");
        let Some(text) = &resident.nik else { continue };
        let card = FamilyCard { tanggal_lahir: Some(resident.tanggal_lahir), jenis_kelamin: Some(resident.jenis_kelamin) };
        let found = nik::check_against(text, ACUAN, card);
        let codes: Vec<_> = found.codes().collect();
        assert!(codes.iter().all(|code| *code == "W_REGION_HISTORIC"), "{codes:?}");
        let nik = found.nik.unwrap();
        assert!((9900..=9999).contains(&nik.serial()), "no real resident has such a serial");
        assert_eq!(no_kk::check_pair(nik, no_kk, ACUAN, card), None, "the fields are not swapped");
        assert!(seen.insert(nik), "a NIK belongs to one person");
    }
}

#[test]
fn a_family_shares_its_card_and_its_home() {
    let mut families: BTreeMap<String, Vec<Resident>> = BTreeMap::new();
    for resident in city() {
        families.entry(resident.no_kk.clone()).or_default().push(resident);
    }
    let sizes = families.values().map(Vec::len).sum::<usize>() as f64 / families.len() as f64;
    assert!((2.8..4.2).contains(&sizes), "mean family size {sizes}");
    for family in families.values() {
        let heads = family.iter().filter(|one| one.shdk == "siak/1/KEPALA KELUARGA").count();
        assert_eq!(heads, 1, "one head of the family");
        let homes: BTreeSet<_> = family.iter().map(|one| (&one.kelurahan, &one.alamat, &one.rt, &one.rw)).collect();
        assert_eq!(homes.len(), 1);
    }
}

#[test]
fn every_value_is_one_of_its_list() {
    #[track_caller]
    fn check(value: &str, list: &str) {
        let kode: Kode = value.parse().unwrap();
        assert!(CodeList::find(list, &kode.scheme).is_some_and(|found| found.holds(&kode)), "{list}: {value}");
    }
    for resident in city() {
        check(&resident.gol_darah, "blood");
        check(&resident.agama, "religion");
        check(&resident.status_kawin, "marital");
        check(&resident.pekerjaan, "occupation");
        check(&resident.shdk, "family_relation");
        assert!(RecordingStatus::find(resident.status_rekam).is_some(), "{}", resident.status_rekam);
        assert!(wilayah::lookup(&resident.kelurahan).is_some(), "{}", resident.kelurahan);
    }
}

#[test]
fn nobody_is_recorded_too_young_or_holds_a_card_without_a_record() {
    for resident in city() {
        let kode: Kode = resident.status_kawin.parse().unwrap();
        let recorded = RecordingStatus::find(resident.status_rekam).unwrap().recorded();
        let may = may_record(resident.tanggal_lahir, perkawinan(&kode).unwrap_or(Perkawinan::BelumPernah), ACUAN);
        assert!(may || !recorded, "{resident:?} is too young");
        assert!(recorded || !resident.kartu_terbit, "{resident:?} has a card");
        assert!(resident.nik.is_some() || !recorded, "{resident:?} has no NIK");
    }
}

#[test]
fn the_city_has_the_mixture_that_an_office_meets() {
    let city = city();
    let share = |name, range: std::ops::RangeInclusive<usize>, rule: &dyn Fn(&Resident) -> bool| {
        let found = permille(&city, rule);
        assert!(range.contains(&found), "{name}: {found} of a thousand");
    };
    let age = |resident: &Resident| umur(resident.tanggal_lahir, ACUAN).unwrap();
    share("NIK issued elsewhere", 60..=100, &|one| one.nik.as_deref().is_some_and(|nik| !nik.starts_with("5272")));
    share("without a NIK", 2..=12, &|one| one.nik.is_none());
    share("women", 480..=530, &|one| one.jenis_kelamin == JenisKelamin::Perempuan);
    share("under 17", 240..=380, &|one| age(one) < 17);
    share("over 64", 35..=110, &|one| age(one) > 64);
    share("card issued", 520..=680, &|one| one.kartu_terbit);
    share("17 and older without a record", 20..=60, &|one| age(one) >= 17 && one.status_rekam == "UNREGISTERED");
    share("print ready without a card", 8..=40, &|one| one.status_rekam == "PRINT_READY_RECORD" && !one.kartu_terbit);
    share("single word", 30..=90, &|one| nama::tokens(&one.nama).len() == 1);
    share("apostrophe", 50..=120, &|one| one.nama.contains('\''));
    share("serial 9901", 5..=15, &|one| one.nik.as_deref().is_some_and(|nik| nik.ends_with("9901")));
    share("Raba", 220..=290, &|one| one.kelurahan.starts_with("52.72.04"));
    assert!(city.iter().any(|one| nama::check(&one.nama).contains(&nama::NamaWarning::Long)), "somebody's name does not fit the card");
    assert_eq!(city.iter().map(|one| one.kelurahan.as_str()).collect::<BTreeSet<_>>().len(), 41, "people live in every kelurahan");
    assert!(
        city.iter().filter_map(|one| Nik::parse(one.nik.as_deref()?).ok()).any(|nik| nik.region_code().starts_with("91")),
        "a retired region"
    );
}

#[test]
fn debug_shows_nobody() {
    let resident = Village::kota_bima(1, 1).remove(0);
    let text = format!("{resident:?}");
    assert!(!text.contains(&resident.nama) && !text.contains("52"), "{text}");
}
