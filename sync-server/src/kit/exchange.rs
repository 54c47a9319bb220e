//! POST /sync/v1/exchange: one signed request, one signed response, both binary.

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use ktpel_sync::Limits;

use super::door::Sender;
use crate::{
    api::problem::Problem,
    host::{App, read_body},
};

/// Media type of request and response.
pub const MEDIA_TYPE: &str = "application/vnd.ktpel.sync";

pub async fn exchange(State(app): State<App>, Extension(Sender(sender)): Extension<Sender>, body: Body) -> Result<Response, Problem> {
    let bytes = read_body(body, Limits::default().envelope_bytes).await?;
    let answer = app.blocking(move |office| office.exchange(sender, &bytes)).await?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], answer).into_response())
}
