//! Every row of fixtures/nik_vectors.csv against `check`; the table is also what another program would be held to.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{NikError, NikWarning, check};
use crate::jenis_kelamin::JenisKelamin;

static VECTORS: &str = include_str!("../../../../fixtures/nik_vectors.csv");

/// What a row expects or what the check found, each as the text of its column.
type Columns = [String; 7];

fn rows() -> impl Iterator<Item = csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(VECTORS.as_bytes());
    let expect = ["id", "input", "ref_date", "verdict", "errors", "warnings", "sex", "kec_code", "serial", "birth_candidates", "note"];
    assert_eq!(reader.headers().unwrap(), expect.as_slice());
    reader.into_records().map(Result::unwrap)
}

fn found(input: &str, today: Date) -> Columns {
    let result = check(input, today);
    let joined = |words: Vec<String>| words.join(" ");
    [
        result.verdict().id().to_owned(),
        joined(result.errors.iter().map(|error| error.code().to_owned()).collect()),
        joined(result.warnings.iter().map(|warning| warning.code().to_owned()).collect()),
        result.jenis_kelamin.map(JenisKelamin::id).unwrap_or_default().to_owned(),
        result.kecamatan.clone().unwrap_or_default(),
        result.serial.map(|serial| format!("{serial:04}")).unwrap_or_default(),
        joined(result.birth_candidates.iter().map(Date::to_string).collect()),
    ]
}

#[test]
fn every_vector_agrees() {
    for row in rows() {
        let column = |place: usize| row.get(place).unwrap();
        let expect: Columns = std::array::from_fn(|place| column(place + 3).to_owned());
        let today = column(2).parse().unwrap();
        assert_eq!(found(column(1), today), expect, "{}: {}", column(0), column(10));
    }
}

#[test]
fn the_vectors_show_every_code_that_needs_no_family_card() {
    let shown: BTreeSet<_> =
        rows().flat_map(|row| format!("{} {}", &row[4], &row[5]).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let errors =
        [NikError::Format, NikError::Province, NikError::Day, NikError::Month, NikError::Date, NikError::Serial].map(NikError::code);
    let warnings = [NikWarning::Century, NikWarning::KabUnknown, NikWarning::KecUnknown, NikWarning::RegionHistoric].map(NikWarning::code);
    let expect: BTreeSet<_> = errors.into_iter().chain(warnings).map(str::to_owned).collect();
    assert_eq!(shown, expect, "a code without a row is not held to anything");
}
