use super::*;

const NOW: Timestamp = Timestamp(1_795_395_600_000);
const ID: DocId = DocId([9; 16]);

fn complete() -> BTreeMap<&'static str, &'static str> {
    let values = FIELDS.iter().filter(|(_, need)| *need == Need::Required).map(|(field, _)| (*field, "isi"));
    values.chain([("tanggal_lahir", "1990-03-15"), ("rt", "001"), ("rw", "002")]).collect()
}

fn documents(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn file(fields: &BTreeMap<&'static str, &'static str>, ids: &[&str]) -> Result<NikApplication, Vec<Lack>> {
    build(ID, |field| fields.get(field).copied(), &documents(ids), NOW)
}

#[track_caller]
fn check_lacks(field: &'static str, value: &'static str, expect: &[Lack]) {
    let mut fields = complete();
    fields.insert(field, value);
    assert_eq!(file(&fields, &["f104"]).unwrap_err(), expect);
}

#[test]
fn a_complete_form_is_an_application() {
    let mut fields = complete();
    fields.insert("no_hp", "");
    fields.insert("catatan", "bukan bagian F-1.01");
    let application = file(&fields, &["bukti_kelahiran", "f102"]).unwrap();
    assert!(!application.fields.contains_key("no_hp"), "an empty field is not carried");
    assert!(!application.fields.contains_key("catatan"), "only fields of F-1.01 leave the case");
    assert_eq!(application.filed_at, NOW);
}

#[test]
fn everything_that_is_lacking_is_told_at_once() {
    let lacks = file(&BTreeMap::new(), &["fotokopi_kk"]).unwrap_err();
    let required = FIELDS.iter().filter(|(_, need)| *need == Need::Required).count();
    assert_eq!(lacks.len(), required + 1, "each required field and the evidence");
    assert!(lacks.contains(&Lack::Evidence), "a copy of the family card is no evidence of birth");
}

#[test]
fn what_siak_would_refuse_is_not_filed() {
    check_lacks("nama_ibu", "  ", &[Lack::Field("nama_ibu")]);
    check_lacks("tanggal_lahir", "2026-11-24", &[Lack::BornLater]);
    check_lacks("tanggal_lahir", "15-03-1990", &[Lack::Malformed("tanggal_lahir")]);
    check_lacks("nik_ayah", "123", &[Lack::Malformed("nik_ayah")]);
    check_lacks("nik", "5272015503909901", &[Lack::HasNik]);
}

#[test]
fn the_list_for_siak_carries_the_number_that_the_answer_gives_back() {
    let mut fields = complete();
    fields.insert("nama_lengkap", "=HYPERLINK(\"x\"), dan");
    let application = file(&fields, &["f104"]).unwrap();
    let text = String::from_utf8(write_csv([&application])).unwrap();
    let line = text.lines().nth(1).unwrap();
    assert!(text.starts_with("permohonan,tanggal,nama_lengkap,"), "{text}");
    assert!(line.starts_with(&format!("{ID},2026-11-23,\"'=HYPERLINK")), "a spreadsheet must not run a name: {line}");
    assert!(line.ends_with(",f104"), "{line}");
}

#[test]
fn debug_tells_no_person() {
    let application = file(&complete(), &["f104"]).unwrap();
    assert!(!format!("{application:?}").contains("1990"), "a birth date must not reach a log");
}

#[test]
fn the_fields_are_those_of_the_form() {
    let form: toml::Table = include_str!("../../../ktpel-sop/forms/biodata.toml").parse().unwrap();
    let needs = form["field"].as_array().unwrap().iter().map(|field| {
        let required = field.get("required").and_then(toml::Value::as_bool) == Some(true);
        (field["id"].as_str().unwrap(), if required { Need::Required } else { Need::Optional })
    });
    assert_eq!(needs.collect::<Vec<_>>(), FIELDS, "what the screen asks for must be what SIAK wants");
}
