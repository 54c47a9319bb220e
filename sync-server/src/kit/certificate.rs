//! POST /sync/v1/certificate: a kit whose certificate ends soon gets the next one, over the same key, on the line that the old one opened.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, Method, Uri},
};
use ktpel_sync::setup::Certificate;

use super::{auth::signed_by, door::Sender};
use crate::{api::problem::Problem, host::App};

pub async fn renew(
    State(app): State<App>,
    Extension(sender): Extension<Sender>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Certificate>, Problem> {
    signed_by(&app, sender, &method, &uri, &headers, &[]).await?;
    let Sender(device) = sender;
    let certificate = app.blocking(move |office| office.renew_certificate(device)).await?;
    tracing::info!(%device, "the certificate of a kit was renewed");
    Ok(Json(certificate))
}
