//! POST /sync/v1/wiped: the signed word of a kit that it destroyed what it held. Needs no certificate: the key that would prove it is destroyed too.

use axum::{body::Body, extract::State, http::StatusCode};
use ktpel_sync::order::MAX_BYTES;

use crate::{
    api::problem::Problem,
    host::{App, read_body},
};

pub async fn wiped(State(app): State<App>, body: Body) -> Result<StatusCode, Problem> {
    let bytes = read_body(body, MAX_BYTES).await?;
    app.blocking(move |office| office.wiped(&bytes)).await?;
    Ok(StatusCode::NO_CONTENT)
}
