//! Definition files with one fault each: the loader must name file, place, key and fault, and nothing else.

use ktpel_sop::catalogue::Catalogue;

use crate::toy::FILES;

/// Loads the toy with `from` replaced by `to` in one file; expects exactly these faults.
#[track_caller]
fn check(file: &str, from: &str, to: &str, expect: &[&str]) {
    let (_, text) = FILES.iter().find(|(name, _)| *name == file).expect("the corpus names a file of the toy");
    assert!(text.contains(from), "the corpus must change something: {from:?} is not in {file}");
    let broken = text.replacen(from, to, 1);
    let files: Vec<_> = FILES.iter().map(|(name, text)| (*name, if *name == file { broken.as_str() } else { text })).collect();
    check_files(&files, expect);
}

#[track_caller]
fn check_files(files: &[(&str, &str)], expect: &[&str]) {
    let faults = Catalogue::load(files).expect_err("a broken definition must not load");
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, expect);
}

const TOY: &str = "toy.toml";

#[test]
fn a_file_that_is_no_toml_or_not_there() {
    check(
        TOY,
        "[procedure]",
        "[procedure",
        &[
            "toy.toml: file: -: not TOML: unclosed table, expected `]`",
            "layanan.toml: layanan hilang: mobile: no procedure `toy`",
            "layanan.toml: layanan rusak: mobile: no procedure `toy`",
        ],
    );
    let without = |name: &str| FILES.into_iter().filter(|(file, _)| *file != name).collect::<Vec<_>>();
    check_files(&without("document.toml"), &["document.toml: file: -: missing"]);
    check_files(&without("layanan.toml"), &["layanan.toml: file: -: missing"]);
    check_files(
        &without("forms/siapa.toml"),
        &["forms/pakai.toml: field nama_lengkap: from: no form `siapa`", "toy.toml: step toy.tanya: form: no form `siapa`"],
    );
}

#[test]
fn a_key_that_is_missing_unknown_or_of_another_type() {
    check(
        TOY,
        "lane_basis = \"seed\"\n",
        "",
        &[
            "toy.toml: step toy.tanya: lane_basis: missing",
            "layanan.toml: layanan hilang: mobile: no procedure `toy`",
            "layanan.toml: layanan rusak: mobile: no procedure `toy`",
        ],
    );
    check(TOY, "completeness = []", "completeness = []\nwarna = \"biru\"", &["toy.toml: step toy.tanya: warna: unknown key"]);
    check(
        TOY,
        "seconds = 30",
        "seconds = \"30\"",
        &["toy.toml: step toy.tanya: seconds: must be a whole number", "toy.toml: procedure: total_seconds: the steps sum up to 120"],
    );
    check(
        TOY,
        "seconds = 30",
        "seconds = -30",
        &["toy.toml: step toy.tanya: seconds: must be a whole number", "toy.toml: procedure: total_seconds: the steps sum up to 120"],
    );
    check(
        "document.toml",
        "approved = \"2022-01-07\"",
        "approved = \"7 Januari 2022\"",
        &["document.toml: document: approved: must be a date YYYY-MM-DD"],
    );
    check(
        "document.toml",
        "[[lane]]",
        "[[jalur]]",
        &[
            "document.toml: file: jalur: unknown key",
            "toy.toml: step toy.tanya: lane: no lane `operator`",
            "toy.toml: step toy.rekam: lane: no lane `operator`",
            "toy.toml: step toy.cetak: lane: no lane `operator`",
        ],
    );
    check(
        "forms/siapa.toml",
        "label = \"Nama\"",
        "label = \" \"",
        &[
            "forms/siapa.toml: field nama_lengkap: label: must be a text that is not empty",
            "forms/pakai.toml: field nama_lengkap: from: no field `nama_lengkap` in that form",
        ],
    );
}

#[test]
fn a_word_outside_a_closed_list() {
    let gone = ["layanan.toml: layanan hilang: mobile: no procedure `toy`", "layanan.toml: layanan rusak: mobile: no procedure `toy`"];
    check(TOY, "kind = \"rekam\"", "kind = \"foto\"", &["toy.toml: step toy.rekam: kind: no step kind `foto`", gone[0], gone[1]]);
    check(
        TOY,
        "channel = \"mobile\"",
        "channel = \"web\"",
        &["toy.toml: procedure: channel: `web` is none of: mobile, loket", gone[0], gone[1]],
    );
    check("layanan.toml", "id = \"hilang\"", "id = \"oa_itap\"", &["layanan.toml: layanan oa_itap: id: no service `oa_itap`"]);
    check(
        "layanan.toml",
        "card = \"replacement\"",
        "card = \"gratis\"",
        &["layanan.toml: layanan hilang: card: `gratis` is none of: first, replacement, by_history"],
    );
    check(
        "layanan.toml",
        "{ id = \"surat_hilang\" }",
        "{ id = \"surat_hilang\", when = \"besok\" }",
        &["layanan.toml: layanan hilang requires surat_hilang: when: `besok` is none of: always, replacement, with_nik, without_nik"],
    );
    check(
        "forms/siapa.toml",
        "kind = \"text\"",
        "kind = \"teks\"",
        &[
            "forms/siapa.toml: field nama_lengkap: kind: `teks` is none of: text, date, code, nik, no_kk, phone, region, number",
            "forms/pakai.toml: field nama_lengkap: from: no field `nama_lengkap` in that form",
        ],
    );
    check(
        "forms/siapa.toml",
        "[\"nama\"]",
        "[\"gelar\"]",
        &["forms/siapa.toml: field nama_lengkap: validators: `gelar` is none of: nama, tanggal_lampau, rt_rw, nik, no_kk"],
    );
}

#[test]
fn a_reference_that_leads_nowhere() {
    check(TOY, "lane = \"operator\"", "lane = \"satpam\"", &["toy.toml: step toy.tanya: lane: no lane `satpam`"]);
    check(TOY, "[\"komputer\"]", "[\"kopi\"]", &["toy.toml: step toy.rekam: completeness: no item `kopi`"]);
    check(TOY, "[\"ktp_el\"]", "[\"sim\"]", &["toy.toml: step toy.cetak: outputs: no output `sim`"]);
    check(TOY, "form = \"siapa\"", "form = \"apa\"", &["toy.toml: step toy.tanya: form: no form `apa`"]);
    check(TOY, "[\"wajah\"]", "[\"telinga\"]", &["toy.toml: step toy.rekam: capture: no capture slot `telinga`"]);
    check(
        TOY,
        "on_return = \"pemohon\"",
        "on_return = \"toy.rumah\"",
        &["toy.toml: step toy.tanya: on_return: no step `toy.rumah` in this procedure"],
    );
    check(
        "layanan.toml",
        "{ id = \"surat_hilang\" }",
        "{ id = \"surat_cinta\" }",
        &["layanan.toml: layanan hilang: requires: no requirement `surat_cinta`"],
    );
    check(
        "layanan.toml",
        "or = [\"surat_hilang\"]",
        "or = [\"surat_cinta\"]",
        &["layanan.toml: layanan rusak: requires: no requirement `surat_cinta`"],
    );
    check("layanan.toml", "mobile = \"toy\"", "mobile = \"keliling\"", &["layanan.toml: layanan hilang: mobile: no procedure `keliling`"]);
    check(
        "layanan.toml",
        "mobile = \"toy\"",
        "desk = \"toy\"",
        &["layanan.toml: layanan hilang: desk: procedure `toy` does not run there"],
    );
    check(
        "layanan.toml",
        "withdraws = \"ktp_rusak\"",
        "withdraws = \"ktp_asal\"",
        &["layanan.toml: layanan rusak: withdraws: no requirement `ktp_asal`"],
    );
    check(
        "forms/siapa.toml",
        "code_list = \"religion\"",
        "code_list = \"hobi\"",
        &["forms/siapa.toml: field agama: code_list: no code list `hobi` in this scheme"],
    );
    check(
        "forms/siapa.toml",
        "scheme = \"siak\"",
        "scheme = \"siak89\"",
        &["forms/siapa.toml: field agama: code_list: no code list `religion` in this scheme"],
    );
    check(
        "forms/pakai.toml",
        "id = \"nama_lengkap\"",
        "id = \"nama_panggilan\"",
        &["forms/pakai.toml: field nama_panggilan: from: no field `nama_panggilan` in that form"],
    );
}

#[test]
fn the_same_id_twice() {
    check(
        "document.toml",
        "[[item]]",
        "[[lane]]\nid = \"operator\"\nlabel = \"O\"\nlabel_en = \"O\"\n\n[[item]]",
        &["document.toml: lane operator: id: `operator` is defined twice"],
    );
    check(
        "layanan.toml",
        "id = \"ktp_rusak\"\nlabel",
        "id = \"surat_hilang\"\nlabel",
        &[
            "layanan.toml: requirement surat_hilang: id: `surat_hilang` is defined twice",
            "layanan.toml: layanan rusak: requires: no requirement `ktp_rusak`",
        ],
    );
    check(
        "layanan.toml",
        "id = \"hilang\"",
        "id = \"rusak\"",
        &[
            "layanan.toml: layanan rusak: withdraws: contradicts the service: it takes the old card back or not",
            "layanan.toml: layanan rusak: id: `rusak` is defined twice",
        ],
    );
    check(
        "forms/pakai.toml",
        "from = \"siapa\"\nrequired = false",
        "label = \"N\"\nlabel_en = \"N\"\nkind = \"text\"",
        &["forms/siapa.toml: field nama_lengkap: id: `nama_lengkap` is defined twice"],
    );
    check(
        "forms/siapa.toml",
        "id = \"agama\"",
        "id = \"nama_lengkap\"",
        &["forms/siapa.toml: field nama_lengkap: id: `nama_lengkap` is defined twice"],
    );
    check(
        TOY,
        "id = \"toy.rekam\"\nno = 2",
        "id = \"toy.tanya\"\nno = 2",
        &[
            "toy.toml: step toy.tanya: next: no step `toy.rekam` in this procedure",
            "toy.toml: step toy.tanya: id: `toy.tanya` is defined twice",
        ],
    );
}

#[test]
fn two_procedures_or_forms_of_one_id() {
    let mut files = FILES.to_vec();
    files.push(("again.toml", FILES[2].1));
    check_files(
        &files,
        &[
            "again.toml: procedure: id: `toy` is defined twice",
            "again.toml: step toy.tanya: id: `toy.tanya` is defined twice",
            "again.toml: step toy.rekam: id: `toy.rekam` is defined twice",
            "again.toml: step toy.cetak: id: `toy.cetak` is defined twice",
        ],
    );
    let mut files = FILES.to_vec();
    files.push(("forms/again.toml", FILES[4].1));
    check_files(&files, &["forms/again.toml: form: id: `pakai` is defined twice"]);
}

#[test]
fn a_way_that_does_not_lead_through() {
    check(
        TOY,
        "next = [\"toy.rekam\", \"toy.cetak\"]",
        "next = [\"toy.rekam\", \"toy.kirim\"]",
        &["toy.toml: step toy.tanya: next: no step `toy.kirim` in this procedure"],
    );
    check(
        TOY,
        "next = [\"toy.rekam\", \"toy.cetak\"]",
        "next = [\"toy.cetak\"]",
        &["toy.toml: step toy.rekam: id: no way from the first step leads here"],
    );
    check(TOY, "next = [\"toy.cetak\"]", "next = []", &["toy.toml: step toy.rekam: next: ends the procedure, but later steps follow"]);
    check(TOY, "next = []", "next = [\"toy.rekam\"]", &["toy.toml: step toy.cetak: next: leads back to itself"]);
    check(TOY, "next = []", "next = [\"toy.cetak\"]", &["toy.toml: step toy.cetak: next: leads back to itself"]);
}

#[test]
fn a_successor_that_stands_earlier_but_is_no_cycle() {
    let text = FILES[2].1.replace("next = [\"toy.cetak\"]", "next = []");
    let cut = text.replace("next = [\"toy.rekam\", \"toy.cetak\"]", "next = [\"toy.cetak\"]");
    let at = cut.rfind("next = []").expect("the last step ends the procedure");
    let broken = format!("{}next = [\"toy.rekam\"]{}", &cut[..at], &cut[at + "next = []".len()..]);
    let files: Vec<_> = FILES.iter().map(|(name, text)| (*name, if *name == TOY { broken.as_str() } else { text })).collect();
    check_files(
        &files,
        &[
            "toy.toml: step toy.rekam: next: ends the procedure, but later steps follow",
            "toy.toml: step toy.cetak: next: `toy.rekam` stands earlier; position is the order",
        ],
    );
}

#[test]
fn what_is_said_twice_must_agree() {
    check(
        TOY,
        "seconds = 30",
        "seconds = 0",
        &[
            "toy.toml: step toy.tanya: seconds: a standard time is never zero",
            "toy.toml: procedure: total_seconds: the steps sum up to 120",
        ],
    );
    check(TOY, "total_seconds = 150", "total_seconds = 160", &["toy.toml: procedure: total_seconds: the steps sum up to 150"]);
    check(
        TOY,
        "missing_numbers = [3]",
        "missing_numbers = []",
        &["toy.toml: procedure: missing_numbers: printed numbers must rise, and a gap must stand in missing_numbers"],
    );
    check(
        TOY,
        "no = 2",
        "no = 9",
        &["toy.toml: procedure: missing_numbers: printed numbers must rise, and a gap must stand in missing_numbers"],
    );
    check(TOY, "capture = [\"wajah\"]", "capture = []", &["toy.toml: step toy.rekam: capture: contradicts kind"]);
    check(TOY, "kind = \"minta_nik\"", "kind = \"cetak\"", &["toy.toml: step toy.cetak: kind: a second step of kind `cetak`"]);
    check(
        "layanan.toml",
        "withdraws = \"ktp_rusak\"\n",
        "",
        &["layanan.toml: layanan rusak: withdraws: contradicts the service: it takes the old card back or not"],
    );
    check("forms/siapa.toml", "kind = \"code\"", "kind = \"text\"", &["forms/siapa.toml: field agama: code_list: contradicts kind"]);
    check("forms/siapa.toml", "scheme = \"siak\"", "", &["forms/siapa.toml: field agama: scheme: missing"]);
    check("forms/siapa.toml", "code_list = \"religion\"\nscheme = \"siak\"", "", &["forms/siapa.toml: field agama: code_list: missing"]);
    check(
        "forms/siapa.toml",
        "scheme = \"siak\"",
        "scheme = \"siak\"\noptions = [{ value = \"1\", label = \"1\", label_en = \"1\" }]",
        &["forms/siapa.toml: field agama: code_list: contradicts options"],
    );
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let broken = FILES[2].1.replace("seconds = 60", "seconds = 0").replace("lane = \"operator\"", "lane = \"satpam\"");
    let files: Vec<_> = FILES.iter().map(|(name, text)| (*name, if *name == TOY { broken.as_str() } else { text })).collect();
    let faults = Catalogue::load(&files).expect_err("broken");
    assert_eq!(faults.len(), 2 + 3 + 1, "two times of zero, three lanes, one sum: {faults:#?}");
}
