//! Search, filters, queues and figures over a few rows.

use super::*;
use crate::storage::Storage;

fn summary(n: u8, nama: &str) -> SummaryRow {
    SummaryRow {
        doc: [n; 16],
        kode: format!("7K3F-000{n}"),
        nama: nama.into(),
        nik: Some(format!("52720115039099{n:02}")),
        layanan: "baru".into(),
        kelurahan: Some("52.72.03.1004".into()),
        step: Some("mobile.rekam".into()),
        state: "open".into(),
        started_ms: i64::from(n),
        updated_ms: i64::from(n),
        ..SummaryRow::default()
    }
}

fn filled(folder: &std::path::Path) -> Storage {
    let storage = Storage::create(folder, None).unwrap();
    let cases = [
        summary(1, "Siti Rahmah"),
        SummaryRow { badge: Some("menunggu_nik".into()), application_waiting: true, nik: None, ..summary(2, "Fo'o Ama") },
        SummaryRow { state: "closed".into(), step: None, card_good_ms: Some(2), handed_over_ms: Some(1), ..summary(3, "Siti Aminah") },
        SummaryRow { conflicts: 1, nik: Some("5272011503909901".into()), ..summary(4, "Jafar 100%") },
    ];
    for case in &cases {
        storage.write(|tables| tables.case_summaries().put(case)).unwrap();
    }
    storage
}

#[track_caller]
fn check(filter: CaseFilter, expect: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let page = filled(folder.path()).read(|tables| tables.case_summaries().list(&filter, 0, 10)).unwrap();
    let found: Vec<u8> = page.rows.iter().map(|row| row.doc.0[0]).collect();
    assert_eq!((found.as_slice(), page.total), (expect, expect.len() as u64));
}

fn q(text: &str) -> CaseFilter {
    CaseFilter { q: Some(text.into()), ..CaseFilter::default() }
}

#[test]
fn cases_are_found_by_name_number_and_code() {
    check(q("siti"), &[3, 1]);
    check(q("FOO"), &[2]);
    check(q("5272011503909901"), &[4, 1]);
    check(q("9903"), &[3]);
    check(q("7k3f-0002"), &[2]);
    check(q("100%"), &[4]);
    check(q("%"), &[4, 3, 2, 1]);
    check(q("03"), &[]);
}

#[test]
fn filters_narrow_the_list() {
    check(CaseFilter::default(), &[4, 3, 2, 1]);
    check(CaseFilter { step: Some("mobile.rekam".into()), ..CaseFilter::default() }, &[4, 2, 1]);
    check(CaseFilter { badge: Some("menunggu_nik".into()), ..CaseFilter::default() }, &[2]);
    check(CaseFilter { badge: Some("closed".into()), ..CaseFilter::default() }, &[3]);
    check(CaseFilter { layanan: Some("hilang".into()), ..CaseFilter::default() }, &[]);
}

#[test]
fn queues_and_figures_agree_with_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let storage = filled(folder.path());
    let figures = storage.read(|tables| tables.case_summaries().figures(2)).unwrap();
    let expected = Figures { cases: 4, closed: 1, applications: 1, cards_since: 1, conflicts: 1, ..Figures::default() };
    assert_eq!(figures, expected);
    let ids = |rows: Vec<Listed>| rows.into_iter().map(|row| row.doc.0[0]).collect::<Vec<_>>();
    assert_eq!(ids(storage.read(|tables| tables.case_summaries().applications()).unwrap()), [2]);
    assert_eq!(ids(storage.read(|tables| tables.case_summaries().disputed()).unwrap()), [4]);
    assert_eq!(ids(storage.read(|tables| tables.case_summaries().same_person()).unwrap()), [1, 4]);
    let steps = storage.read(|tables| tables.case_summaries().by_step()).unwrap();
    assert_eq!(steps, [StepFigures { step: "mobile.rekam".into(), count: 3, waiting: 0, returned: 0, oldest_ms: 0 }]);
}

#[test]
fn a_changed_case_keeps_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let storage = filled(folder.path());
    storage.write(|tables| tables.case_summaries().put(&summary(1, "Siti Rahmah B."))).unwrap();
    let page = storage.read(|tables| tables.case_summaries().list(&CaseFilter::default(), 0, 10)).unwrap();
    assert_eq!(page.total, 4);
}
