//! Finding a resident among 165,000, as many as Kota Bima has, in the encrypted store (product rule 10).

mod plain;
mod typo;

use ktpel_domain::Date;
use ktpel_store::{ExtractInfo, NameQuery, ResidentRow, Store, StoreKey};
use ktpel_testkit::village::{ACUAN, FIXTURE_SEED, Resident, Village};

use crate::{
    dice::Dice,
    figure::{Against, Times, ms, report, timed, us},
};
use plain::Plain;

const RESIDENTS: usize = 165_000;
const LOOKUPS: usize = 20_000;
const SEARCHES: usize = 2_000;
/// As many as the kit's lookup asks for.
const LIMIT: usize = 20;

/// Runs all measurements of this kind.
pub fn run() {
    let residents: Vec<ResidentRow> = Village::kota_bima(FIXTURE_SEED, RESIDENTS).into_iter().map(row).collect();
    let home = tempfile::tempdir().unwrap();
    let key = StoreKey::new([7; 32]);
    let mut store = Store::create(home.path(), &key).unwrap();
    let ((), load) = timed(|| fill(&mut store, &residents));
    report("extract_load_ms", ms(load), "ms", 1, None);
    drop(store);
    let (store, open) = timed(|| Store::open(home.path(), &key).unwrap());
    report("store_open_checked_ms", ms(open), "ms", 1, None);
    let ((), warm) = timed(|| store.residents().warm().unwrap());
    report("name_index_warm_ms", ms(warm), "ms", 1, None);

    let plain = Plain::create(&home.path().join("plain.sqlite"), &residents);
    by_nik(&store, &plain, &residents);
    for (name, question) in QUESTIONS {
        search(&store, &residents, name, *question);
    }
}

fn row(resident: Resident) -> ResidentRow {
    ResidentRow {
        nik: resident.nik,
        no_kk: resident.no_kk,
        nama: resident.nama,
        tempat_lahir: resident.tempat_lahir,
        tanggal_lahir: resident.tanggal_lahir,
        jenis_kelamin: resident.jenis_kelamin.id().to_owned(),
        gol_darah: resident.gol_darah,
        agama: resident.agama,
        status_kawin: resident.status_kawin,
        pekerjaan: resident.pekerjaan,
        kewarganegaraan: resident.kewarganegaraan,
        shdk: resident.shdk,
        alamat: resident.alamat,
        rt: resident.rt,
        rw: resident.rw,
        kelurahan: resident.kelurahan,
        status_rekam: resident.status_rekam.to_owned(),
        kartu_terbit: resident.kartu_terbit,
        foto: None,
    }
}

fn fill(store: &mut Store, residents: &[ResidentRow]) {
    let info = ExtractInfo { version: "bench".to_owned(), tanggal: ACUAN, signature: Vec::new(), loaded_ms: 0 };
    let loaded = store.write(|tx| tx.residents().replace_extract(&info, residents.iter().cloned())).unwrap();
    assert_eq!(loaded, RESIDENTS as u64, "the whole city must be in the store");
}

/// The same random numbers from the kit's store and from a plain table, in turns, so that both meet the same machine.
fn by_nik(store: &Store, plain: &Plain, residents: &[ResidentRow]) {
    let with_nik: Vec<&ResidentRow> = residents.iter().filter(|resident| resident.nik.is_some()).collect();
    let mut dice = Dice::new(1);
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for _ in 0..LOOKUPS {
        let wanted = *dice.pick(&with_nik);
        let nik = wanted.nik.as_deref().unwrap();
        let (found, time) = timed(|| store.residents().by_nik(nik).unwrap());
        assert!(found.as_ref() == Some(wanted), "the store must give the resident of this NIK");
        ours.push(time);
        let (found, time) = timed(|| plain.by_nik(nik));
        assert!(found.as_ref() == Some(wanted), "the plain table must give the same resident");
        theirs.push(time);
    }
    let what = "unencrypted SQLite, same columns and index, same numbers";
    for (name, part) in [("nik_lookup_p50_us", 0.5), ("nik_lookup_p99_us", 0.99)] {
        report(name, us(ours.at(part)), "µs", ours.len(), Some(Against { what, value: us(theirs.at(part)) }));
    }
}

/// What is asked of the search about a resident who is in the register.
struct Asked {
    nama: String,
    born: Option<Date>,
    kelurahan: Option<String>,
}

type Question = fn(&ResidentRow, &mut Dice) -> Asked;

const QUESTIONS: &[(&str, Question)] = &[
    // A typo in the name, with birth date and kelurahan.
    ("name_search", |resident, dice| Asked {
        nama: typo::one_slip(&resident.nama, dice),
        born: Some(resident.tanggal_lahir),
        kelurahan: Some(resident.kelurahan.clone()),
    }),
    // The same, but the birth date is not known.
    ("name_search_no_date", |resident, dice| Asked {
        nama: typo::one_slip(&resident.nama, dice),
        born: None,
        kelurahan: Some(resident.kelurahan.clone()),
    }),
    // Given names in another order, with birth date and kelurahan.
    ("name_search_swapped", |resident, _| Asked {
        nama: typo::swapped(&resident.nama),
        born: Some(resident.tanggal_lahir),
        kelurahan: Some(resident.kelurahan.clone()),
    }),
];

fn search(store: &Store, residents: &[ResidentRow], name: &str, question: Question) {
    let mut dice = Dice::new(2);
    let mut times = Times::default();
    let mut found = 0;
    for _ in 0..SEARCHES {
        let wanted = dice.pick(residents);
        let asked = question(wanted, &mut dice);
        let query = NameQuery { nama: &asked.nama, tanggal_lahir: asked.born, kelurahan: asked.kelurahan.as_deref(), limit: LIMIT };
        let (hits, time) = timed(|| store.residents().search(&query).unwrap());
        found += usize::from(hits.iter().any(|hit| hit.resident == *wanted));
        times.push(time);
    }
    report(&format!("{name}_p50_ms"), ms(times.at(0.5)), "ms", SEARCHES, None);
    report(&format!("{name}_p99_ms"), ms(times.at(0.99)), "ms", SEARCHES, None);
    report(&format!("{name}_found_percent"), found as f64 * 100.0 / SEARCHES as f64, "%", SEARCHES, None);
}
