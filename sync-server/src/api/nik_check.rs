//! Checking a NIK while it is typed, by the same rules as on the kit.

use axum::{Json, body::Body, extract::State};
use ktpel_domain::{
    Date,
    jenis_kelamin::JenisKelamin,
    nik::{FamilyCard, check_against},
    wilayah::Wilayah,
};

use super::{
    me::json,
    problem::Problem,
    views::{NikCheckAnswer, NikCheckParams},
};
use crate::host::App;

pub async fn check(State(app): State<App>, body: Body) -> Result<Json<NikCheckAnswer>, Problem> {
    let params: NikCheckParams = json(body).await?;
    let card = FamilyCard {
        tanggal_lahir: params.tanggal_lahir.as_deref().and_then(|text| text.parse().ok()),
        jenis_kelamin: params.jenis_kelamin.as_deref().and_then(JenisKelamin::find),
    };
    let check = check_against(&params.input, app.office.now().tanggal(), card);
    Ok(Json(NikCheckAnswer {
        verdict: check.verdict().id().to_owned(),
        errors: check.errors.iter().map(|error| error.code().to_owned()).collect(),
        warnings: check.warnings.iter().map(|warning| warning.code().to_owned()).collect(),
        jenis_kelamin: check.jenis_kelamin.map(|sex| sex.id().to_owned()),
        birth_candidates: check.birth_candidates.iter().map(Date::to_string).collect(),
        region: check.wilayah().map(place_of),
    }))
}

/// `Rasanae Barat, Kota Bima`.
fn place_of(region: Wilayah) -> String {
    region.parent().map_or_else(|| region.name.to_owned(), |parent| format!("{}, {}", region.name, parent.name))
}
