use ktpel_domain::Date;

use super::*;
use crate::store::tests::TestStore;

const VISIT: DocId = DocId([0xaa; 16]);

fn case(n: u8, nama: &str) -> CaseRow {
    CaseRow {
        doc: DocId([n; 16]),
        visit: Some(VISIT),
        layanan: "baru".to_owned(),
        nama: nama.to_owned(),
        nik: Some(format!("527203010190{:04}", 9900 + u16::from(n))),
        no_kk: Some("5272030101239901".to_owned()),
        tanggal_lahir: Some(Date::constant(1990, 1, 1)),
        kelurahan: Some("52.72.03.1004".to_owned()),
        step: Some("mobile.rekam".to_owned()),
        state: CaseState::Open,
        badge: None,
        started_ms: 1_000 - i64::from(n),
        step_since_ms: Some(2_000),
        updated_ms: 3_000 + i64::from(n),
        slip: Some(format!("MBJ-00{n}")),
        conflicts: 0,
        needs_nik: false,
        print_debt: false,
        view_json: "{}".to_owned(),
    }
}

fn bare(n: u8) -> CaseRow {
    CaseRow {
        visit: None,
        nik: None,
        no_kk: None,
        tanggal_lahir: None,
        kelurahan: None,
        step: None,
        badge: Some("utang_cetak".to_owned()),
        step_since_ms: None,
        slip: None,
        conflicts: 2,
        needs_nik: true,
        print_debt: true,
        state: CaseState::Waiting,
        ..case(n, "Oi Fo'o")
    }
}

fn docs(rows: &[CaseRow]) -> Vec<u8> {
    rows.iter().map(|row| row.doc.0[0]).collect()
}

fn filled() -> TestStore {
    let mut store = TestStore::new();
    let rows = [case(1, "Siti Aminah"), case(2, "Muhamad Nur Aini"), bare(3), case(4, "Aminudin")];
    store.write(|tx| rows.iter().try_for_each(|row| tx.case_index().put(row)));
    store
}

#[test]
fn a_row_is_read_back_and_replaced() {
    let mut store = filled();
    assert_eq!(store.0.case_index().find(DocId([1; 16])).unwrap(), Some(case(1, "Siti Aminah")));
    assert_eq!(store.0.case_index().find(DocId([3; 16])).unwrap(), Some(bare(3)));
    let moved = CaseRow { state: CaseState::Done, nama: "Siti Rahmah".to_owned(), ..case(1, "") };
    store.write(|tx| tx.case_index().put(&moved));
    assert_eq!(store.reopened().case_index().find(DocId([1; 16])).unwrap(), Some(moved));
}

#[test]
fn the_board_shows_the_cases_of_the_visit_oldest_first() {
    let store = filled();
    assert_eq!(docs(&store.0.case_index().board(VISIT).unwrap()), [4, 2, 1]);
    assert_eq!(docs(&store.0.case_index().recent(2).unwrap()), [4, 3]);
}

#[track_caller]
fn check_search(typed: &str, expect: &[u8]) {
    let found = filled().0.case_index().search(typed, 10).unwrap();
    assert_eq!(docs(&found), expect, "typed {typed:?}");
}

#[test]
fn cases_are_found_by_what_people_type() {
    check_search("amin", &[4, 1]);
    check_search("aminah si", &[1]);
    check_search("OI FOO", &[3]);
    check_search("oi fo’o", &[3]);
    check_search("9902", &[2]);
    check_search("5272 0301 0190 9902", &[2]);
    check_search("mbj-004", &[4]);
    check_search("minah", &[]);
    check_search("", &[]);
    check_search("%", &[]);
    check_search("' OR 1=1 --", &[]);
}

#[test]
fn cases_are_found_by_number_and_slip() {
    let store = filled();
    let index = store.0.case_index();
    assert_eq!(docs(&index.by_nik("5272030101909901").unwrap()), [1]);
    assert_eq!(docs(&index.by_no_kk("5272030101239901").unwrap()), [1, 2, 4]);
    assert_eq!(index.by_slip("mbj-00 2").unwrap().map(|row| row.doc), Some(DocId([2; 16])));
    assert_eq!(index.by_slip("MBJ-009").unwrap(), None);
}

#[test]
fn what_waits_is_listed_and_counted() {
    let store = filled();
    let index = store.0.case_index();
    assert_eq!(docs(&index.needing_nik().unwrap()), [3]);
    assert_eq!(docs(&index.print_debts().unwrap()), [3]);
    assert_eq!(index.with_badge("utang_cetak").unwrap(), [DocId([3; 16])]);
    assert_eq!(index.with_badge("lain").unwrap(), []);
    let counts = CaseCounts { open: 3, waiting: 1, conflicted: 1, needs_nik: 1, print_debt: 1, ..CaseCounts::default() };
    assert_eq!(index.counts(None).unwrap(), counts);
    assert_eq!(index.counts(Some(VISIT)).unwrap(), CaseCounts { open: 3, ..CaseCounts::default() });
}

#[test]
fn a_case_can_be_taken_off() {
    let mut store = filled();
    store.write(|tx| tx.case_index().remove(DocId([1; 16])));
    assert_eq!(store.0.case_index().find(DocId([1; 16])).unwrap(), None);
}

#[test]
fn debug_shows_no_person() {
    assert_eq!(format!("{:?}", case(1, "Siti")), "CaseRow(01010101010101010101010101010101 baru Open at Some(\"mobile.rekam\"))");
}

#[test]
fn where_cases_belong_is_read_without_them() {
    let store = filled();
    let index = store.0.case_index();
    assert_eq!(index.visits().unwrap(), [None, Some(VISIT)]);
    let places = index.places_of(Some(VISIT)).unwrap();
    assert_eq!(places.len(), 3);
    assert_eq!(places[1], CasePlace { doc: DocId([2; 16]), visit: Some(VISIT), kelurahan: Some("52.72.03.1004".to_owned()) });
    assert_eq!(index.places_of(None).unwrap(), [CasePlace { doc: DocId([3; 16]), visit: None, kelurahan: None }]);
}
