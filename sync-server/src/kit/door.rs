//! The front door of the kits' routes: which kit it is, by its certificate, and whether it still is one. Before a byte of the body is read.

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use ktpel_domain::ids::DeviceId;
use ktpel_sync::signed_request::DEVICE_HEADER;

use crate::{
    api::problem::Problem,
    host::{App, Peer},
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
    let known = app
        .blocking(move |office| {
            let row = office.storage.read(|tables| tables.devices().find(device))?;
            row.filter(|row| !row.office).map(|_| office.turned_away(device)).transpose()
        })
        .await;
    match known {
        Ok(Some(None)) => {
            request.extensions_mut().insert(Sender(device));
            next.run(request).await
        }
        Ok(Some(Some(told))) => Problem::turned_away(told).into_response(),
        Ok(None) => Problem::unauthenticated().into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// A request that names its device names the one of the certificate.
fn speaks_for_itself(headers: &HeaderMap, device: DeviceId) -> bool {
    let named = headers.get(DEVICE_HEADER).map(|value| value.to_str().ok().and_then(|id| id.parse::<DeviceId>().ok()));
    named.is_none_or(|named| named == Some(device))
}
