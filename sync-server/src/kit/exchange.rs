//! POST /sync/v1/exchange: one signed request, one signed response, both binary.

use axum::{Extension, body::Body, extract::State, response::Response};
use ktpel_sync::Limits;

use super::door::Sender;
use crate::{
    api::problem::Problem,
    host::{App, read_body},
};

pub async fn exchange(State(app): State<App>, Extension(Sender(sender)): Extension<Sender>, body: Body) -> Result<Response, Problem> {
    let bytes = read_body(body, Limits::default().envelope_bytes).await?;
    let answer = app.blocking(move |office| office.exchange(sender, &bytes)).await?;
    // No media type: both sides know what this address speaks, and over a weak line each header costs as much as an entry.
    Ok(Response::new(Body::from(answer)))
}
