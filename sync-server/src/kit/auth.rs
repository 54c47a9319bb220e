//! Who sends a plain request: the device named in the header, if it signed this very request and is not revoked.

use axum::http::{HeaderMap, Method, Uri};
use ktpel_domain::ids::DeviceId;
use ktpel_sync::signed_request::{DEVICE_HEADER, SIGNATURE_HEADER, holds};

use crate::{
    api::problem::Problem,
    host::App,
    storage::{DeviceStatus, StorageError},
};

/// The device that signed the request.
pub async fn signed_by(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<DeviceId, Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let device: DeviceId = text(DEVICE_HEADER).and_then(|id| id.parse().ok()).ok_or_else(Problem::unauthenticated)?;
    let signature = text(SIGNATURE_HEADER).ok_or_else(Problem::unauthenticated)?;
    let row = app
        .blocking(move |office| office.storage.read(|tables| tables.devices().find(device)))
        .await
        .map_err(|error: StorageError| Problem::internal(&error))?
        .ok_or_else(Problem::unauthenticated)?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    if row.office || row.status != DeviceStatus::Active || !holds(device, &row.public_key, signature, method.as_str(), target, body) {
        return Err(Problem::unauthenticated());
    }
    Ok(device)
}
