//! POST /sync/v1/enrol: a kit with a one-time code is taken in.

use axum::{Json, body::Body, extract::State};
use ktpel_sync::setup::{EnrolRequest, Setup};

use crate::{
    api::problem::Problem,
    host::{App, read_body},
};

const MAX_BODY: usize = 4 << 10;

pub async fn enrol(State(app): State<App>, body: Body) -> Result<Json<Setup>, Problem> {
    let bytes = read_body(body, MAX_BODY).await?;
    let request: EnrolRequest = serde_json::from_slice(&bytes).map_err(|_| Problem::bad_request("json"))?;
    let kits_url = app.options.kits_url.clone();
    let setup = app.blocking(move |office| office.enrol(&request, &kits_url)).await?;
    tracing::info!(device = %setup.device, "kit enrolled");
    Ok(Json(setup))
}
