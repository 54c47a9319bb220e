use ktpel_domain::kode::CodeList;
use proptest::prelude::*;

use super::*;

const HEADER: &str = "nik,no_kk,nama,tempat_lahir,tanggal_lahir,jenis_kelamin,gol_darah,agama,status_kawin,pekerjaan,kelurahan,alamat,rt,rw,shdk,status_rekam,kartu_terbit,kewarganegaraan";
const SITI: &str = "5272015503909901,5272010101209901,Siti Rahmah,Bima,1990-03-15,P,siak/3/AB,siak/1/ISLAM,card/2/KAWIN,siak89/1/BELUM/TIDAK BEKERJA,52.72.03.1004,Jl. Soekarno Hatta,008,005,siak/3/ISTRI,CARD_ISSUED,true,WNI";

fn file(lines: &[&str]) -> Vec<u8> {
    [&[HEADER], lines].concat().join("\n").into_bytes()
}

/// `SITI` with one column changed.
fn siti_with(column: &str, value: &str) -> String {
    let at = COLUMNS.iter().position(|name| *name == column).unwrap();
    let mut values: Vec<_> = SITI.split(',').collect();
    values[at] = value;
    values.join(",")
}

#[track_caller]
fn check_rejected(column: &'static str, value: &str, fault: RowFault) {
    let line = siti_with(column, value);
    let (rows, rejected) = read_all(&file(&[&line])).unwrap();
    assert!(rows.is_empty(), "{column}={value:?} must not come in");
    assert_eq!(rejected, [RowError { line: 2, column, fault }], "{column}={value:?}");
}

#[track_caller]
fn check_refused(bytes: &[u8], expect: TableError) {
    assert_eq!(read_all(bytes).unwrap_err(), expect);
}

#[test]
fn a_resident_is_read() {
    let (rows, rejected) = read_all(&file(&[SITI])).unwrap();
    assert_eq!(rejected, []);
    let siti = &rows[0];
    assert_eq!(siti.nik.unwrap().as_str(), "5272015503909901");
    assert_eq!(siti.pekerjaan.as_ref().unwrap().label, "BELUM/TIDAK BEKERJA", "a label may hold slashes");
    assert_eq!(siti.kartu_terbit, Kartu::PernahTerbit);
    assert_eq!(siti.value("gol_darah").as_deref(), Some("siak/3/AB"));
    assert_eq!(siti.value("hobi"), None);
    assert!(!format!("{siti:?}").contains("Siti"), "a name must not reach a log");
}

#[test]
fn who_was_never_registered_has_no_nik() {
    let line = siti_with("nik", "");
    let (rows, rejected) = read_all(&file(&[&line])).unwrap();
    assert_eq!((rows[0].nik, rejected.len()), (None, 0));
}

#[test]
fn a_bad_value_rejects_its_line_and_names_the_column() {
    check_rejected("nik", "5.27201E+15", RowFault::Spreadsheet);
    check_rejected("nik", "527201550390990", RowFault::Number { code: "E_FORMAT" });
    check_rejected("nik", "5272017303909901", RowFault::Number { code: "E_DAY" });
    check_rejected("no_kk", "5,27201E+15".split(',').next().unwrap(), RowFault::Number { code: "E_FORMAT" });
    check_rejected("nama", " ", RowFault::Empty);
    check_rejected("tanggal_lahir", "15/03/1990", RowFault::Date);
    check_rejected("tanggal_lahir", "1990-02-30", RowFault::Date);
    check_rejected("jenis_kelamin", "X", RowFault::Unknown);
    check_rejected("agama", "ISLAM", RowFault::Unknown);
    check_rejected("kelurahan", "Kolo", RowFault::Unknown);
    check_rejected("kelurahan", "52.72.03", RowFault::Unknown);
    check_rejected("rt", "1234", RowFault::Unknown);
    check_rejected("status_rekam", "siap cetak", RowFault::Unknown);
    check_rejected("kartu_terbit", "1", RowFault::Unknown);
    check_rejected("kewarganegaraan", "ID", RowFault::Unknown);
}

#[test]
fn one_bad_line_does_not_lose_the_others() {
    let other = siti_with("nik", "5272015503909902");
    let bad = siti_with("tanggal_lahir", "kemarin");
    let (rows, rejected) = read_all(&file(&[SITI, &bad, "zu,kurz", SITI, &other])).unwrap();
    assert_eq!(rows.len(), 2, "the first and the last line are good");
    let told: Vec<_> = rejected.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3, column `tanggal_lahir`: not a date",
            "line 4, column `-`: another number of values than the header",
            "line 5, column `nik`: stands in an earlier line",
        ]
    );
}

#[test]
fn a_line_that_is_no_text_is_rejected_by_itself() {
    let mut bytes = file(&[SITI]);
    bytes.extend_from_slice(b"\n\xff\xfe");
    bytes.extend_from_slice(&SITI.as_bytes()[2..]);
    let (rows, rejected) = read_all(&bytes).unwrap();
    assert_eq!((rows.len(), rejected), (1, vec![RowError { line: 3, column: "-", fault: RowFault::Encoding }]));
}

#[test]
fn the_header_must_be_that_of_the_format() {
    check_refused(b"", TableError::Empty);
    check_refused(HEADER.replace("nama,", "").as_bytes(), TableError::ColumnMissing("nama"));
    check_refused(HEADER.replace("no_kk", "nkk").as_bytes(), TableError::ColumnUnknown(2));
    check_refused(HEADER.replace("no_kk", "nik").as_bytes(), TableError::ColumnTwice("nik"));
    check_refused(&[0xff, 0xfe, 0, 0x41], TableError::ColumnUnknown(1));
}

#[test]
fn a_spreadsheet_may_have_saved_it() {
    let saved = format!("\u{feff}{}\r\n{}\r\n", HEADER.replace(',', ";"), SITI.replace(',', ";"));
    let (rows, rejected) = read_all(saved.as_bytes()).unwrap();
    assert_eq!((rows.len(), rejected.len()), (1, 0), "byte order mark, semicolons and CRLF are the same file");
}

#[test]
fn columns_may_stand_in_any_order() {
    let mut columns: Vec<_> = COLUMNS.to_vec();
    let mut values: Vec<_> = SITI.split(',').collect();
    columns.reverse();
    values.reverse();
    let (rows, _) = read_all(format!("{}\n{}", columns.join(","), values.join(",")).as_bytes()).unwrap();
    let (straight, _) = read_all(&file(&[SITI])).unwrap();
    assert_eq!(rows, straight);
}

#[test]
fn the_synthetic_city_is_read_without_a_rejection() {
    let bytes = include_bytes!("../../../../fixtures/residents.csv");
    let (rows, rejected) = read_all(bytes).unwrap();
    assert_eq!(rejected, []);
    assert_eq!(rows.len(), 2_000);
    assert_eq!(write(&rows), bytes, "reading and writing loses nothing");
}

#[test]
fn the_digest_names_the_file() {
    assert_ne!(digest(&file(&[SITI])), digest(&file(&[])), "another file is other evidence");
    assert_eq!(digest(b"").to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

fn any_row() -> impl Strategy<Value = ExtractRow> {
    let kode = |list: &'static str, scheme: &'static str| {
        let values: Vec<_> = CodeList::find(list, scheme).unwrap().values().map(Some).chain([None]).collect();
        proptest::sample::select(values)
    };
    let text = "[A-Za-z'\",;\\n -]{1,20}"
        .prop_filter("trimmed on reading", |text| !text.trim().is_empty())
        .prop_map(|text| text.trim().to_owned());
    let codes = (
        kode("blood", "siak"),
        kode("religion", "siak"),
        kode("marital", "f101_2019"),
        kode("occupation", "siak89"),
        kode("family_relation", "siak"),
    );
    (9900u16..=9999, 1i8..=28, text.clone(), text, codes, any::<bool>(), 0u16..999).prop_map(
        |(serial, day, nama, alamat, codes, card, rt)| ExtractRow {
            nik: Nik::parse(&format!("527201{day:02}0390{serial}")).ok(),
            no_kk: None,
            nama,
            tempat_lahir: "Bima".to_owned(),
            tanggal_lahir: jiff::civil::date(1990, 3, day),
            jenis_kelamin: JenisKelamin::find("L").unwrap(),
            gol_darah: codes.0,
            agama: codes.1,
            status_kawin: codes.2,
            pekerjaan: codes.3,
            kelurahan: "52.72.03.1004".to_owned(),
            alamat,
            rt: Rt::parse(&rt.to_string()).ok(),
            rw: None,
            shdk: codes.4,
            status_rekam: "PRINT_READY_RECORD".to_owned(),
            kartu_terbit: if card { Kartu::PernahTerbit } else { Kartu::BelumPernah },
            kewarganegaraan: "WNI".to_owned(),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(row in any_row()) {
        let (rows, rejected) = read_all(&write([&row])).unwrap();
        prop_assert_eq!(rejected, vec![]);
        prop_assert_eq!(rows, vec![row]);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_all(&bytes);
        let _ = read_all(&[file(&[]).as_slice(), b"\n", &bytes].concat());
    }
}
