//! GET /sync/v1/standing: whether the kit may come in. Nothing is sent and nothing is told.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};

use super::{auth::signed_by, door::Sender};
use crate::{api::problem::Problem, host::App};

pub async fn standing(
    State(app): State<App>,
    Extension(sender): Extension<Sender>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    signed_by(&app, sender, &method, &uri, &headers, &[]).await?;
    Ok(StatusCode::NO_CONTENT)
}
