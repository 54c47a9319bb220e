use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::facts::Obtained;

const TODAY: Date = date(2026, 11, 23);
const CASE_A: &str = "000102030405060708090a0b0c0d0e0f";
const CASE_B: &str = "ff0102030405060708090a0b0c0d0e0f";
const SITI: &str = "5272015503909901";
const UMAR: &str = "5272011503909902";

fn import(lines: &[String]) -> Import {
    let text = std::iter::once(COLUMNS.join(",")).chain(lines.iter().cloned()).collect::<Vec<_>>().join("\n");
    read(text.as_bytes(), TODAY).unwrap()
}

fn issued(case: &str, nik: &str) -> String {
    format!("{case},{nik},terbit,,2026-11-20,")
}

#[track_caller]
fn check_rejected(line: &str, column: &'static str, fault: RowFault) {
    let import = import(&[line.to_owned()]);
    assert_eq!(import.answers, [], "{line}");
    assert_eq!(import.rejected, [RowError { line: 2, column, fault }], "{line}");
}

#[test]
fn the_three_kinds_of_answer_are_read() {
    let import = import(&[
        issued(CASE_A, SITI),
        format!("{CASE_B},,ditolak,,2026-11-20,Akta tidak terbaca"),
        format!(",{SITI},status,PRINT_READY_RECORD,2026-11-21,"),
    ]);
    assert_eq!(import.rejected, []);
    let (a, b, nik) = (CASE_A.parse().unwrap(), CASE_B.parse().unwrap(), Nik::parse(SITI).unwrap());
    assert_eq!(
        import.answers,
        [
            (2, Answer::Issued { application: a, nik, on: date(2026, 11, 20) }),
            (3, Answer::Refused { application: b, reason: "Akta tidak terbaca".to_owned(), on: date(2026, 11, 20) }),
            (4, Answer::Status { nik, status: "PRINT_READY_RECORD", on: date(2026, 11, 21) }),
        ]
    );
}

#[test]
fn an_answer_becomes_a_fact_with_its_file_as_evidence() {
    let import = import(&[issued(CASE_A, SITI), format!("{CASE_B},,ditolak,,2026-11-20,Akta tidak terbaca")]);
    let at = Timestamp(1_795_395_600_000);
    let fact = |at_line: usize| import.answers[at_line].1.fact(KeyId([1; 8]), at, import.file).unwrap();
    let issued = fact(0).expect("an issued NIK is a fact");
    assert_eq!((issued.name, issued.value.as_str(), issued.origin.obtained), (FactName::Nik, SITI, Obtained::Import));
    assert_eq!(issued.origin.evidence, Some(import.file.to_string()));
    assert_eq!(issued.as_of_time().tanggal(), date(2026, 11, 20));
    assert_eq!(fact(1), None, "a refusal says nothing about the register");
}

#[test]
fn malformed_lines_are_rejected_with_their_column() {
    check_rejected(&format!("{CASE_A},{SITI},selesai,,2026-11-20,"), "hasil", RowFault::Unknown);
    check_rejected(&format!("{CASE_A},{SITI},terbit,,2026-11-24,"), "tanggal", RowFault::Future);
    check_rejected(&format!("{CASE_A},{SITI},terbit,,20-11-2026,"), "tanggal", RowFault::Date);
    check_rejected(&format!("{CASE_A},,terbit,,2026-11-20,"), "nik", RowFault::Empty);
    check_rejected(&format!("{CASE_A},5.27201E+15,terbit,,2026-11-20,"), "nik", RowFault::Spreadsheet);
    check_rejected(&format!("{CASE_A},5272015503900000,terbit,,2026-11-20,"), "nik", RowFault::Number { code: "E_SERIAL" });
    check_rejected(&format!(",{SITI},terbit,,2026-11-20,"), "permohonan", RowFault::Empty);
    check_rejected(&format!("12,{SITI},terbit,,2026-11-20,"), "permohonan", RowFault::Id);
    check_rejected(&format!("{CASE_A},{SITI},terbit,,2026-11-20,tetapi"), "alasan", RowFault::Unexpected);
    check_rejected(&format!("{CASE_A},,ditolak,,2026-11-20,"), "alasan", RowFault::Empty);
    check_rejected(&format!("{CASE_A},{SITI},ditolak,,2026-11-20,karena"), "nik", RowFault::Unexpected);
    check_rejected(&format!(",{SITI},status,SIAP,2026-11-20,"), "status_rekam", RowFault::Unknown);
    check_rejected(&format!(",{SITI},status,,2026-11-20,"), "status_rekam", RowFault::Empty);
}

#[test]
fn lines_that_contradict_each_other_are_all_rejected() {
    let two_answers = import(&[issued(CASE_A, SITI), issued(CASE_A, UMAR)]);
    assert_eq!(two_answers.answers, [], "nobody here can know which NIK is right");
    assert_eq!(two_answers.rejected.iter().map(|error| (error.line, error.column)).collect::<Vec<_>>(), [(2, "hasil"), (3, "hasil")]);

    let one_nik_for_two = import(&[issued(CASE_A, SITI), issued(CASE_B, SITI), format!(",{UMAR},status,CARD_ISSUED,2026-11-20,")]);
    assert_eq!(one_nik_for_two.answers.len(), 1, "the third line has nothing to do with it");
    assert!(one_nik_for_two.rejected.iter().all(|error| error.fault == RowFault::Contradicts && error.column == "nik"));

    let later_status = import(&[format!(",{UMAR},status,PROCESSING,2026-11-19,"), format!(",{UMAR},status,CARD_ISSUED,2026-11-20,")]);
    assert_eq!(later_status.rejected, [], "a status may change from day to day");
}

#[test]
fn a_repeated_line_counts_once() {
    let import = import(&[issued(CASE_A, SITI), issued(CASE_A, SITI)]);
    assert_eq!((import.answers.len(), import.rejected.len()), (1, 0));
}

#[test]
fn debug_tells_no_number() {
    let import = import(&[issued(CASE_A, SITI)]);
    assert!(!format!("{import:?}").contains(SITI), "a NIK must not reach a log");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, TODAY);
        let _ = read(&[COLUMNS.join(",").as_bytes(), b"\n", &bytes].concat(), TODAY);
    }
}
