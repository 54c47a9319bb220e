//! Who sends a plain request: the kit of the certificate, if it signed this very request. Its status was checked at the door.

use axum::http::{HeaderMap, Method, Uri};
use ktpel_sync::signed_request::{DEVICE_HEADER, SIGNATURE_HEADER, holds};

use super::door::Sender;
use crate::{api::problem::Problem, host::App, storage::StorageError};

/// Refuses a request that the sender did not sign.
pub async fn signed_by(
    app: &App,
    Sender(device): Sender,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text(DEVICE_HEADER).and_then(|id| id.parse().ok()) != Some(device) {
        return Err(Problem::unauthenticated());
    }
    let signature = text(SIGNATURE_HEADER).ok_or_else(Problem::unauthenticated)?;
    let row = app
        .blocking(move |office| office.storage.read(|tables| tables.devices().find(device)))
        .await
        .map_err(|error: StorageError| Problem::internal(&error))?
        .ok_or_else(Problem::unauthenticated)?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    if holds(device, &row.public_key, signature, method.as_str(), target, body) { Ok(()) } else { Err(Problem::unauthenticated()) }
}
