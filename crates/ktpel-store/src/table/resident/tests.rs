use ktpel_domain::Date;

use super::*;
use crate::store::tests::TestStore;

const GIVEN: [&str; 20] = [
    "Siti", "Muhamad", "Abdul", "Nur", "Ahmad", "Sri", "Fatimah", "Ibrahim", "Aminah", "Hasan", "Ratna", "Yusuf", "Jubaidah", "Arif",
    "Khadijah", "Ismail", "Rahmah", "Suharto", "Mariam", "Oi",
];
const FAMILY: [&str; 19] = [
    "Hidayat",
    "Rahman",
    "Fo'o",
    "Wahyuni",
    "Gani",
    "Salahuddin",
    "Kurniawan",
    "Latif",
    "Nurhaliza",
    "Azis",
    "Mutmainnah",
    "Yasin",
    "Landa",
    "Arsyad",
    "PenanaE",
    "Tayeb",
    "Sulaiman",
    "Marwah",
    "Jafar",
];

fn resident(n: usize) -> ResidentRow {
    let nama = format!("{} {} {}", GIVEN[n % 20], FAMILY[n % 19], FAMILY[(n / 19 + 3) % 19]);
    let date = Date::new(1950 + (n * 7 % 55) as i16, (n * 5 % 12) as i8 + 1, (n * 11 % 28) as i8 + 1).unwrap();
    ResidentRow {
        nik: (!n.is_multiple_of(50)).then(|| format!("5272{:08}{:04}", n, 9900 + n % 100)),
        no_kk: format!("5272030101{:06}", n / 4),
        nama,
        tempat_lahir: "Bima".to_owned(),
        tanggal_lahir: date,
        jenis_kelamin: "siak/1/LAKI-LAKI".to_owned(),
        gol_darah: "siak/13/TIDAK TAHU".to_owned(),
        agama: "siak/1/ISLAM".to_owned(),
        status_kawin: "card/2/KAWIN".to_owned(),
        pekerjaan: "siak89/9/PETANI".to_owned(),
        kewarganegaraan: "siak/1/WNI".to_owned(),
        shdk: "siak/1/KEPALA KELUARGA".to_owned(),
        alamat: "Lingkungan Sigi".to_owned(),
        rt: "001".to_owned(),
        rw: "002".to_owned(),
        kelurahan: format!("52.72.03.10{:02}", n % 10 + 1),
        status_rekam: "PRINT_READY_RECORD".to_owned(),
        kartu_terbit: n.is_multiple_of(2),
        foto: n.is_multiple_of(3).then_some(Hash([n as u8; 32])),
    }
}

fn info(version: &str) -> ExtractInfo {
    ExtractInfo { version: version.to_owned(), tanggal: Date::constant(2026, 1, 10), signature: vec![1, 2, 3], loaded_ms: 77 }
}

fn loaded(residents: impl IntoIterator<Item = ResidentRow>) -> TestStore {
    let mut store = TestStore::new();
    store.write(|tx| tx.residents().replace_extract(&info("2026-01-10"), residents));
    store
}

fn village() -> TestStore {
    loaded((0..380).map(resident))
}

fn by_name(nama: &str) -> NameQuery<'_> {
    NameQuery { nama, tanggal_lahir: None, kelurahan: None, limit: 20 }
}

fn search(store: &TestStore, query: &NameQuery<'_>) -> Vec<Found> {
    store.0.residents().search(query).unwrap()
}

#[test]
fn an_extract_is_read_back_by_number() {
    let store = village().reopened();
    let residents = store.residents();
    assert_eq!(residents.extract().unwrap(), Some((info("2026-01-10"), 380)));
    for n in [1, 49, 379] {
        let expect = resident(n);
        assert_eq!(residents.by_nik(expect.nik.as_deref().unwrap()).unwrap(), Some(expect));
    }
    let mut family: Vec<_> = (8..12).map(resident).collect();
    family.sort_by_key(|member| member.tanggal_lahir);
    assert_eq!(residents.by_no_kk(&resident(8).no_kk).unwrap(), family);
    assert_eq!(residents.by_nik("5272999999999999").unwrap(), None);
}

#[test]
fn a_new_extract_takes_the_place_of_the_old_one() {
    let mut store = village();
    assert!(!search(&store, &by_name("Siti Hidayat")).is_empty());
    let newcomer = ResidentRow { nama: "Xaverius Baru".to_owned(), ..resident(1) };
    store.write(|tx| tx.residents().replace_extract(&info("2026-02-01"), [newcomer.clone()]));
    assert_eq!(store.0.residents().extract().unwrap(), Some((info("2026-02-01"), 1)));
    assert_eq!(search(&store, &by_name("Siti Hidayat")), [], "the old names must be forgotten by the search too");
    assert_eq!(search(&store, &by_name("Xaverius Baru")), [Found { resident: newcomer, cost: 0 }]);
}

#[test]
fn an_extract_with_one_nik_twice_changes_nothing() {
    let mut store = village();
    let error = store.0.write(|tx| tx.residents().replace_extract(&info("bad"), [resident(1), resident(1)])).unwrap_err();
    assert!(matches!(error, StoreError::DuplicateNik), "{error}");
    assert_eq!(store.0.residents().extract().unwrap(), Some((info("2026-01-10"), 380)));
    assert_eq!(search(&store, &by_name(&resident(5).nama)).first().map(|found| found.cost), Some(0));
}

#[test]
fn residents_without_nik_may_be_many() {
    let store = loaded([0, 50, 100].map(resident));
    assert_eq!(store.0.residents().extract().unwrap().unwrap().1, 3);
}

/// Is `expect` among the first `rank` answers?
#[track_caller]
fn check_found(store: &TestStore, query: &NameQuery<'_>, expect: &ResidentRow, rank: usize) {
    let found = search(store, query);
    let at = found.iter().position(|found| found.resident == *expect);
    assert!(at.is_some_and(|at| at < rank), "{:?} for {:?}: at {at:?} of {}", expect.nama, query.nama, found.len());
}

#[test]
fn everybody_is_found_by_name_in_any_case_and_order() {
    let store = village();
    for n in (0..380).step_by(7) {
        let expect = resident(n);
        let words: Vec<&str> = expect.nama.split(' ').collect();
        for typed in [expect.nama.to_uppercase(), [words[2], words[0], words[1]].join(" "), expect.nama.replace('\'', "’")] {
            check_found(&store, &by_name(&typed), &expect, 1);
        }
    }
}

/// Every single slip in every word: a letter lost, doubled, changed, two swapped, a space lost or put in.
#[test]
fn one_typo_in_a_word_is_forgiven() {
    let store = village();
    for n in (0..380).step_by(23) {
        let expect = resident(n);
        let letters: Vec<char> = expect.nama.chars().collect();
        for at in 0..letters.len() {
            let slip = |change: &dyn Fn(&mut Vec<char>)| {
                let mut typed = letters.clone();
                change(&mut typed);
                typed.into_iter().collect::<String>()
            };
            let mut typed = vec![
                slip(&|name| name.insert(at, 'q')),
                slip(&|name| name.insert(at, ' ')),
                slip(&|name| {
                    name.remove(at);
                }),
            ];
            typed.push(slip(&|name| name[at] = 'q'));
            if letters.get(at + 1).is_some_and(|next| *next != ' ') && letters[at] != ' ' {
                typed.push(slip(&|name| name.swap(at, at + 1)));
            }
            for typed in &typed {
                let dated = NameQuery { tanggal_lahir: Some(expect.tanggal_lahir), ..by_name(typed) };
                check_found(&store, &dated, &expect, 3);
                check_found(&store, &by_name(typed), &expect, 20);
            }
        }
    }
}

#[test]
fn one_typo_in_each_word_is_forgiven() {
    let expect = ResidentRow { nama: "Khadijah Mutmainnah Salahuddin".to_owned(), ..resident(1) };
    let store = loaded((2..300).map(resident).chain([expect.clone()]));
    check_found(&store, &by_name("Khadiajh Mutmainah Salahudddin"), &expect, 1);
    check_found(&store, &by_name("Salahudin Kadijah Mutmainnax"), &expect, 1);
    check_found(&store, &by_name("Khadi"), &expect, 20);
}

#[test]
fn the_birth_date_ranks_and_does_not_exclude() {
    let twins = [1950, 1960, 1970, 1980].map(|year| ResidentRow {
        nik: None,
        nama: "Siti Aminah".to_owned(),
        tanggal_lahir: Date::constant(year, 3, 7),
        ..resident(1)
    });
    let store = loaded(twins.clone());
    let dated = |date| NameQuery { tanggal_lahir: Some(date), ..by_name("Siti Aminah") };
    check_found(&store, &dated(Date::constant(1970, 3, 7)), &twins[2], 1);
    check_found(&store, &dated(Date::constant(1970, 7, 3)), &twins[2], 1);
    check_found(&store, &dated(Date::constant(1971, 9, 9)), &twins[0], 4);
    let typo = NameQuery { nama: "Siti Amniah", ..dated(Date::constant(1980, 3, 7)) };
    check_found(&store, &typo, &twins[3], 1);
}

#[test]
fn the_kelurahan_ranks_and_does_not_exclude() {
    let places = ["52.72.01.1001", "52.72.02.1001", "52.72.03.1001"].map(|kelurahan| ResidentRow {
        nik: None,
        nama: "Nur Hidayat".to_owned(),
        kelurahan: kelurahan.to_owned(),
        ..resident(1)
    });
    let store = loaded(places.clone());
    for expect in &places {
        check_found(&store, &NameQuery { kelurahan: Some(&expect.kelurahan), ..by_name("nur hidayat") }, expect, 1);
    }
    let found = search(&store, &NameQuery { kelurahan: Some("99.99.99.9999"), ..by_name("nur hidayat") });
    assert_eq!(found.len(), 3, "a wrong kelurahan must not hide anybody");
}

#[test]
fn strangers_are_not_answers() {
    let store = village();
    for typed in ["", "  ", "...", "Zzyzx", "Siti Zzyzx", "%", "' OR 1=1 --"] {
        assert_eq!(search(&store, &by_name(typed)), [], "{typed:?}");
    }
}

#[test]
fn the_limit_holds_and_the_best_stay() {
    let store = village();
    let few = search(&store, &NameQuery { limit: 3, ..by_name("siti") });
    let many = search(&store, &NameQuery { limit: 10_000, ..by_name("siti") });
    assert_eq!(few.len(), 3);
    assert_eq!(few, many[..3], "fewer answers must be the first of many");
    assert!(many.len() <= 200 && many.is_sorted_by_key(|found| found.cost));
}

#[test]
fn a_long_text_is_no_burden() {
    let store = village();
    let typed = "siti ".repeat(20_000) + &"x".repeat(100_000);
    assert!(search(&store, &by_name(&typed)).len() <= 20);
}

#[test]
fn debug_shows_no_person() {
    assert_eq!(format!("{:?}", resident(1)), "ResidentRow(in 52.72.03.1002, PRINT_READY_RECORD)");
}

#[test]
fn a_register_goes_with_its_visit() {
    let mut store = TestStore::new();
    store.write(|tx| tx.residents().replace_extract(&info("v1"), (1..40).map(resident)));
    assert!(store.0.residents().extract().unwrap().is_some());
    store.write(|tx| tx.residents().remove_extract());
    assert_eq!(store.0.residents().extract().unwrap(), None);
    assert_eq!(store.0.residents().by_no_kk("5272030101000001").unwrap(), []);
    store.write(|tx| tx.residents().replace_extract(&info("v2"), (1..4).map(resident)));
    assert_eq!(store.0.residents().extract().unwrap().map(|(_, residents)| residents), Some(3));
}
