//! Values of form fields: what is refused, what is only told.

use jiff::civil::date;
use ktpel_sop::catalogue;
use ktpel_sop::form::{FieldFault, check_value};

fn faults(field: &str, value: &str) -> Vec<FieldFault> {
    check_value(catalogue().field(field).expect("the field is defined in a form"), value, date(2026, 11, 23))
}

#[track_caller]
fn check(field: &str, value: &str, expect: &[FieldFault]) {
    assert_eq!(faults(field, value), expect, "{field} = {value:?}");
}

fn number(check: &str) -> FieldFault {
    FieldFault::Number { check: check.to_owned() }
}

fn warning(check: &str) -> FieldFault {
    FieldFault::Warning { check: check.to_owned() }
}

#[test]
fn only_required_fields_must_be_filled() {
    check("nama_lengkap", " ", &[FieldFault::Empty]);
    check("no_hp", "", &[]);
    check("nik", "", &[]);
}

#[test]
fn a_name_is_told_about_and_never_blocked() {
    check("nama_lengkap", "Oi Fo'o", &[]);
    check("nama_lengkap", "Suharto", &[warning("W_NAMA_SINGLE_WORD")]);
    assert!(faults("nama_lengkap", "Suharto").iter().all(|fault| !fault.blocks()), "a registered name stays as it is");
    check("nama_lengkap", &"a".repeat(501), &[FieldFault::TooLong { limit: 500 }]);
}

#[test]
fn numbers_of_persons_and_families_are_checked_once() {
    check("nik", "5272015503909901", &[]);
    check("nik", "527201 550390 9901", &[]);
    check("nik", "5272015503900000", &[number("E_SERIAL")]);
    check("nik", "527201", &[number("E_FORMAT")]);
    check("no_kk", "5272010101209901", &[]);
    check("no_kk", "0", &[number("E_FORMAT")]);
    assert!(faults("no_kk", "0")[0].blocks());
}

#[test]
fn dates_are_of_the_past() {
    check("tanggal_lahir", "1990-03-15", &[]);
    check("tanggal_lahir", "2026-11-23", &[]);
    check("tanggal_lahir", "2026-11-24", &[FieldFault::InTheFuture]);
    check("tanggal_lahir", "15-03-1990", &[FieldFault::NotADate]);
    check("tanggal_lahir", "2023-02-29", &[FieldFault::NotADate]);
}

#[test]
fn codes_keep_the_numbering_they_came_in() {
    check("status_kawin", "f101_2019/3/Kawin Belum Tercatat", &[]);
    check("status_kawin", "card/2/KAWIN", &[]);
    check("status_kawin", "card/3/KAWIN", &[FieldFault::NotInList]);
    check("status_kawin", "siak/1/ISLAM", &[FieldFault::NotInList]);
    check("status_kawin", "2", &[FieldFault::NotInList]);
    check("jenis_kelamin", "P", &[]);
    check("jenis_kelamin", "Perempuan", &[FieldFault::NotInList]);
    check("layanan", "hilang", &[]);
    check("layanan", "oa_itap", &[FieldFault::NotInList]);
}

#[test]
fn addresses_and_telephones() {
    check("rt", "005", &[]);
    check("rt", "5", &[]);
    check("rt", "0005", &[FieldFault::NotANumber]);
    check("rt", "lima", &[FieldFault::NotANumber]);
    check("kelurahan", "52.72.03.1004", &[]);
    check("kelurahan", "31.74.01.1001", &[]);
    check("kelurahan", "52.72.03", &[FieldFault::NotAKelurahan]);
    check("kelurahan", "99.99.99.9999", &[FieldFault::NotAKelurahan]);
    check("kelurahan", "Kolo", &[FieldFault::NotAKelurahan]);
    check("no_hp", "+62 812-3456-7890", &[]);
    check("no_hp", "0812", &[FieldFault::NotAPhone]);
    check("no_hp", "0812 3456 789 (Budi)", &[FieldFault::NotAPhone]);
}

#[test]
fn a_form_says_which_required_fields_are_empty() {
    let form = catalogue().form("pemohon").unwrap();
    let filled = |field: &str| (field == "layanan").then_some("baru");
    assert_eq!(form.empty_required(filled), ["nama_lengkap"]);
    assert_eq!(form.empty_required(|_| Some("  ")), ["nama_lengkap", "layanan"]);
}
