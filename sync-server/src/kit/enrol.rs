//! POST /sync/v1/enrol: a kit with a one-time code asks to be taken in. GET /sync/v1/enrol/{nonce}: how that stands, for the kit that asked.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Method, Uri},
};
use ktpel_sync::{
    enrolment::{EnrolAnswer, EnrolPending, EnrolRequest},
    signature,
    signed_request::{SIGNATURE_HEADER, holds},
};

use crate::{
    api::problem::Problem,
    host::{App, read_body},
    office::enrol::EnrolError,
};

const MAX_BODY: usize = 4 << 10;

pub async fn ask(State(app): State<App>, body: Body) -> Result<Json<EnrolPending>, Problem> {
    let bytes = read_body(body, MAX_BODY).await?;
    let request: EnrolRequest = serde_json::from_slice(&bytes).map_err(|_| Problem::bad_request("json"))?;
    let pending = app.blocking(move |office| office.ask_to_enrol(&request)).await?;
    tracing::info!("a kit asks to be taken in");
    Ok(Json(pending))
}

/// Only the kit that asked is answered: it signs with the key that it asked with.
pub async fn stands(
    State(app): State<App>,
    Path(nonce): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<EnrolAnswer>, Problem> {
    let nonce = nonce_of(&nonce)?;
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let kits_url = app.options.kits_url.clone();
    let answer = app
        .blocking(move |office| {
            let row = office.storage.read(|tables| tables.enrolments().find(&nonce))?.ok_or(EnrolError::Unknown)?;
            let target = uri.path_and_query().map_or("/", |target| target.as_str());
            let device = signature::device_id(&row.public_key);
            if !holds(device, &row.public_key, &signature, method.as_str(), target, &[]) {
                return Err(EnrolError::Unknown);
            }
            Ok(office.enrolment(&row, &kits_url)?)
        })
        .await?;
    Ok(Json(answer))
}

/// The name of an enrolment in an address.
pub fn nonce_of(text: &str) -> Result<[u8; 16], Problem> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| Problem::not_found())?;
    bytes.try_into().map_err(|_| Problem::not_found())
}
