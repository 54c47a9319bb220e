//! The front door of the kits' routes: which kit it is, by its certificate, and whether it still is one. Before a byte of the body is read.

use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ktpel_domain::ids::DeviceId;
use ktpel_sync::{setup::Refused, signed_request::DEVICE_HEADER};

use crate::{
    api::problem::Problem,
    host::{App, Peer},
    storage::{DeviceStatus, StorageError},
};

/// The kit that sends, proved by its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender(pub DeviceId);

/// Lets a known, active kit in; all others get their answer here.
pub async fn admit(State(app): State<App>, ConnectInfo(peer): ConnectInfo<Peer>, mut request: Request, next: Next) -> Response {
    let Some(device) = peer.device else { return Problem::unauthenticated().into_response() };
    if !speaks_for_itself(request.headers(), device) {
        tracing::warn!(%device, "a kit spoke for another one");
        return Problem::unauthenticated().into_response();
    }
    let found = app.blocking(move |office| office.storage.read(|tables| tables.devices().find(device))).await;
    match found {
        Ok(Some(row)) if !row.office => match row.status {
            DeviceStatus::Active => {
                request.extensions_mut().insert(Sender(device));
                next.run(request).await
            }
            DeviceStatus::Revoked => revoked(),
        },
        Ok(_) => Problem::unauthenticated().into_response(),
        Err(error) => Problem::internal(&StorageError::from(error)).into_response(),
    }
}

/// What a revoked kit hears, whatever it asks.
fn revoked() -> Response {
    (StatusCode::FORBIDDEN, Json(Refused { code: Refused::REVOKED.to_owned() })).into_response()
}

/// A request that names its device names the one of the certificate.
fn speaks_for_itself(headers: &HeaderMap, device: DeviceId) -> bool {
    let named = headers.get(DEVICE_HEADER).map(|value| value.to_str().ok().and_then(|id| id.parse::<DeviceId>().ok()));
    named.is_none_or(|named| named == Some(device))
}
