//! A slip at the office's counter: pasted or scanned into the dashboard, checked as on its public page, with the way to its case.

use axum::{Json, body::Body, extract::State};
use ktpel_slip::SlipError;

use super::{
    me::json,
    problem::Problem,
    views::{OfficeSlipVerdict, SlipAnswer, SlipParams, SlipSays},
};
use crate::{
    host::App,
    office::slip::{GenuineSlip, SlipCheck},
    storage::DeviceStatus,
};

pub async fn check(State(app): State<App>, body: Body) -> Result<Json<SlipAnswer>, Problem> {
    let params: SlipParams = json(body).await?;
    let token = ktpel_slip::in_scan(&params.text).ok_or_else(|| Problem::invalid("text", "slip"))?;
    Ok(Json(match app.blocking(move |office| office.check_slip(&token)).await? {
        SlipCheck::Genuine(slip) => accepted(&slip),
        SlipCheck::Refused(error) => refused(error),
    }))
}

fn accepted(genuine: &GenuineSlip) -> SlipAnswer {
    let claims = &genuine.slip.claims;
    let verdict = match genuine.standing {
        DeviceStatus::Active => OfficeSlipVerdict::Genuine,
        DeviceStatus::Revoked | DeviceStatus::WipeOrdered | DeviceStatus::Wiped => OfficeSlipVerdict::GenuineRevokedLater,
    };
    let says = SlipSays {
        kode: claims.code().to_owned(),
        inisial: claims.initials().to_owned(),
        nik_akhir: claims.nik_end().map(str::to_owned),
        layanan: claims.layanan().id().to_owned(),
        stage_label: claims.stage().label().to_owned(),
        stage_label_en: claims.stage().label_en().to_owned(),
        issued_ms: claims.issued().0,
        device: genuine.device.clone(),
    };
    SlipAnswer { verdict, says: Some(says), case: genuine.case.map(|doc| doc.to_string()) }
}

fn refused(error: SlipError) -> SlipAnswer {
    let verdict = match error {
        SlipError::Revoked(_) => OfficeSlipVerdict::Revoked,
        SlipError::TooLong
        | SlipError::Base32
        | SlipError::Malformed
        | SlipError::NotCanonical
        | SlipError::UnknownSigner(_)
        | SlipError::Signature => OfficeSlipVerdict::NotGenuine,
    };
    SlipAnswer { verdict, says: None, case: None }
}
