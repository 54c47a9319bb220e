//! The register extract on this kit: looking residents up, loading a new extract.

use std::collections::BTreeMap;

use ktpel_case::name::field;
use ktpel_domain::{Date, nama, nik::Nik, no_kk::NoKk, time::Timestamp, umur};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{BoardCard, CaseId, ComparisonRow, ComparisonView, LookupParams, ResidentView, SearchParams, SearchView},
};
use ktpel_store::{CaseRow, NameQuery, ResidentRow};

use crate::{
    App, Host,
    act::stored,
    board, lookup,
    lookups::{self, Question},
    opened::{Opened, SignedIn},
    slips,
};

/// Most residents that one lookup answers.
const MOST: usize = 20;

/// The extract in use.
pub(crate) struct Extract {
    pub(crate) digest: String,
    pub(crate) as_of: Timestamp,
}

/// The extract in use; none before the first one arrived.
pub(crate) fn extract(opened: &Opened) -> Result<Option<Extract>, Problem> {
    let loaded = opened.store.residents().extract().map_err(stored)?;
    Ok(loaded.map(|(info, _)| Extract { as_of: crate::cases::midnight(info.tanggal), digest: info.version }))
}

/// How many residents the extract holds.
pub(crate) fn residents(opened: &Opened) -> Result<u32, Problem> {
    let loaded = opened.store.residents().extract().map_err(stored)?;
    Ok(loaded.map_or(0, |(_, count)| u32::try_from(count).unwrap_or(u32::MAX)))
}

/// One resident by NIK.
pub(crate) fn by_nik(opened: &Opened, nik: &str) -> Result<Option<ResidentRow>, Problem> {
    opened.store.residents().by_nik(nik).map_err(stored)
}

/// Looks residents up for who may still look, see [`lookups`].
pub(crate) fn look_up<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &LookupParams,
) -> Result<Vec<ResidentView>, Problem> {
    let number = params.nomor.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = number.or(params.nama.as_deref()).unwrap_or_default();
    lookups::admit(app, opened, operator, &Question { text, case: params.case.as_deref(), screen: "resident.lookup" })?;
    find(opened, params, app.host().now().tanggal())
}

/// By number (NIK, else family card), else by name with birth date and kelurahan.
fn find(opened: &Opened, params: &LookupParams, today: Date) -> Result<Vec<ResidentView>, Problem> {
    let residents = opened.store.residents();
    let exact = |rows: Vec<ResidentRow>| rows.into_iter().map(|row| (row, "exact")).collect::<Vec<_>>();
    let found = match params.nomor.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(nomor) => exact(by_number(opened, nomor)?),
        None => {
            let name = params.nama.clone().unwrap_or_default();
            let query = NameQuery {
                nama: &name,
                tanggal_lahir: params.tanggal_lahir.as_deref().and_then(|date| date.parse().ok()),
                kelurahan: params.kelurahan.as_deref().filter(|code| !code.is_empty()),
                limit: MOST,
            };
            let found = residents.search(&query).map_err(stored)?;
            found.into_iter().map(|found| (found.resident, if found.cost == 0 { "exact" } else { "close" })).collect()
        }
    };
    found.into_iter().map(|(row, how)| view(opened, row, how, today)).collect()
}

fn by_number(opened: &Opened, typed: &str) -> Result<Vec<ResidentRow>, Problem> {
    let residents = opened.store.residents();
    if let Ok(nik) = Nik::parse(typed) {
        let found = residents.by_nik(nik.as_str()).map_err(stored)?;
        if let Some(row) = found {
            return Ok(vec![row]);
        }
    }
    // A family card number passes every check of a NIK, so a number that is no NIK here may still be one.
    match NoKk::parse(typed) {
        Ok(no_kk) => residents.by_no_kk(no_kk.as_str()).map_err(stored),
        Err(_) => Ok(Vec::new()),
    }
}

fn view(opened: &Opened, row: ResidentRow, matched: &str, today: Date) -> Result<ResidentView, Problem> {
    let nik = row.nik.clone().unwrap_or_default();
    let case = opened.store.case_index().by_nik(&nik).map_err(stored)?.first().map(|case| case.doc.to_string());
    Ok(ResidentView {
        no_kk: row.no_kk,
        nama: row.nama,
        tempat_lahir: row.tempat_lahir,
        umur: umur::umur(row.tanggal_lahir, today).unwrap_or(0),
        tanggal_lahir: row.tanggal_lahir.to_string(),
        jenis_kelamin: row.jenis_kelamin,
        kelurahan_nama: lookup::region_name(&row.kelurahan).unwrap_or_else(|| row.kelurahan.clone()),
        kelurahan: row.kelurahan,
        alamat: row.alamat,
        rt: row.rt,
        rw: row.rw,
        status_kawin: label(&row.status_kawin),
        shdk: label(&row.shdk),
        status_rekam: row.status_rekam,
        kartu_terbit: row.kartu_terbit,
        case: case.filter(|_| !nik.is_empty()),
        nik,
        matched: matched.to_owned(),
    })
}

/// The label of a stored code, or the text itself.
fn label(stored_code: &str) -> String {
    stored_code.parse::<ktpel_domain::kode::Kode>().map_or_else(|_| stored_code.to_owned(), |kode| kode.label)
}

/// Cases and residents for anything typed or scanned. A slip is checked first: only a genuine one leads to its case; it asks nothing of the register.
pub(crate) fn search<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &SearchParams,
) -> Result<SearchView, Problem> {
    let today = app.host().now().tanggal();
    let only = |cases, slip, shut_minutes| SearchView { cases, residents: Vec::new(), slip, shut_minutes };
    if let Some(token) = ktpel_slip::in_scan(&params.query) {
        let slip = slips::check(opened, &token)?;
        let case = match &slip.claims {
            Some(claims) => opened.store.case_index().by_slip(&claims.kode).map_err(stored)?,
            None => None,
        };
        let cases = cards(opened, case.as_slice(), today)?;
        return Ok(only(cases, Some(slip), None));
    }
    // Slips of before the token give the address of a page that ends with the case code.
    let query = params.query.rsplit('/').next().unwrap_or_default();
    let found = opened.store.case_index().search(query, MOST).map_err(stored)?;
    let is_slip = found.iter().any(|row| row.slip.as_deref().is_some_and(|slip| slip.eq_ignore_ascii_case(query.trim())));
    let cases = cards(opened, &found, today)?;
    if is_slip || params.query.trim().chars().count() < 3 {
        return Ok(only(cases, None, None));
    }
    let question = Question { text: &params.query, case: None, screen: "search.find" };
    match lookups::admit(app, opened, operator, &question) {
        Err(problem) if problem.code == ProblemCode::LookupLimit => {
            let shut_minutes = problem.params.get("minutes").and_then(|minutes| minutes.parse().ok());
            return Ok(only(cases, None, shut_minutes));
        }
        other => other?,
    }
    let digits = params.query.chars().filter(char::is_ascii_digit).count();
    let lookup = if digits >= 8 {
        LookupParams { nomor: Some(params.query.clone()), nama: None, tanggal_lahir: None, kelurahan: None, case: None }
    } else {
        LookupParams { nomor: None, nama: Some(params.query.clone()), tanggal_lahir: None, kelurahan: None, case: None }
    };
    Ok(SearchView { cases, residents: find(opened, &lookup, today)?, slip: None, shut_minutes: None })
}

fn cards(opened: &Opened, cases: &[CaseRow], today: Date) -> Result<Vec<BoardCard>, Problem> {
    let unsent = board::unsent(opened)?;
    Ok(cases.iter().filter_map(|row| board::card(row, &unsent, today)).collect())
}

/// The fields of a case that a resident's row fills, by field id.
pub(crate) fn fields_of(row: &ResidentRow) -> BTreeMap<String, String> {
    let all = [
        (field::NIK, row.nik.clone().unwrap_or_default()),
        (field::NO_KK, row.no_kk.clone()),
        (field::NAMA_LENGKAP, row.nama.clone()),
        ("tempat_lahir", row.tempat_lahir.clone()),
        (field::TANGGAL_LAHIR, row.tanggal_lahir.to_string()),
        (field::JENIS_KELAMIN, row.jenis_kelamin.clone()),
        ("golongan_darah", row.gol_darah.clone()),
        ("agama", row.agama.clone()),
        (field::STATUS_KAWIN, row.status_kawin.clone()),
        ("pekerjaan", row.pekerjaan.clone()),
        (field::KELURAHAN, row.kelurahan.clone()),
        ("alamat", row.alamat.clone()),
        ("rt", row.rt.clone()),
        ("rw", row.rw.clone()),
        ("shdk", row.shdk.clone()),
        ("kewarganegaraan", row.kewarganegaraan.clone()),
        (field::PUNYA_NIK, if row.nik.is_some() { "ya".to_owned() } else { String::new() }),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_owned(), value)).collect()
}

/// The register beside what the case says, field by field.
pub(crate) fn compare(opened: &mut Opened, params: &CaseId, today: Date) -> Result<ComparisonView, Problem> {
    let case = crate::cases::projection(opened, &params.id)?;
    let nik = case.any_value(field::NIK).map(str::to_owned);
    let row = nik.as_deref().map(|nik| by_nik(opened, nik)).transpose()?.flatten();
    let register = row.as_ref().map(fields_of).unwrap_or_default();
    let compared = |id: &str| {
        let kk = case.agreed(id).map(str::to_owned);
        let of_register = register.get(id).cloned();
        let state = compare_values(of_register.as_deref(), kk.as_deref());
        ComparisonRow { field: id.to_owned(), register: of_register, kk, state: state.to_owned() }
    };
    let rows = if row.is_some() { COMPARED.iter().map(|id| compared(id)).collect() } else { Vec::new() };
    let resident = row.map(|row| view(opened, row, "exact", today)).transpose()?;
    let extract_date = extract(opened)?.map(|extract| extract.as_of.tanggal().to_string());
    Ok(ComparisonView { resident, rows, extract_date })
}

/// Fields that stand both in the register and on the family card.
const COMPARED: &[&str] = &[
    "nama_lengkap",
    "no_kk",
    "tempat_lahir",
    "tanggal_lahir",
    "jenis_kelamin",
    "golongan_darah",
    "agama",
    "status_kawin",
    "pekerjaan",
    "alamat",
    "rt",
    "rw",
    "kelurahan",
    "shdk",
    "kewarganegaraan",
];

fn compare_values(register: Option<&str>, kk: Option<&str>) -> &'static str {
    match (register.filter(|value| !value.is_empty()), kk.filter(|value| !value.is_empty())) {
        (Some(register), Some(kk)) if register == kk => "same",
        (Some(register), Some(kk)) if nama::fold(&label(register)) == nama::fold(&label(kk)) => "spelling",
        (Some(_), Some(_)) => "differs",
        (Some(_), None) => "only_register",
        (None, Some(_)) => "only_kk",
        (None, None) => "same",
    }
}

#[cfg(test)]
mod tests {
    use super::compare_values;

    #[track_caller]
    fn check(register: Option<&str>, kk: Option<&str>, expect: &str) {
        assert_eq!(compare_values(register, kk), expect, "{register:?} beside {kk:?}");
    }

    #[test]
    fn differences_are_named_by_what_to_do() {
        check(Some("Oi Fo'o"), Some("OI FOO"), "spelling");
        check(Some("siak/1/ISLAM"), Some("f101_2019/1/Islam"), "spelling");
        check(Some("Siti"), Some("Sitti"), "differs");
        check(Some("Siti"), None, "only_register");
        check(None, Some("Siti"), "only_kk");
        check(None, None, "same");
    }
}
