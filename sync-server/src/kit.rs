//! Routes of the kits: exchange, register extract, attachments behind the door that demands a certificate; enrolment before it. Each translates;
//! the office decides.

mod auth;
mod certificate;
mod door;
pub(crate) mod enrol;
mod exchange;
mod extract;
mod lampiran;
mod standing;
mod wiped;

use axum::{
    Router, middleware,
    routing::{get, post, put},
};

use crate::host::App;

/// Routes for enrolled kits, behind the door.
pub fn router(app: App) -> Router<App> {
    Router::new()
        .route("/sync/v1/exchange", post(exchange::exchange))
        .route("/sync/v1/certificate", post(certificate::renew))
        .route("/sync/v1/standing", get(standing::standing))
        .route("/sync/v1/extract/{visit}", get(extract::extract))
        .route("/sync/v1/lampiran/{hash}", put(lampiran::put).get(lampiran::get))
        .route_layer(middleware::from_fn_with_state(app, door::admit))
}

/// Routes for kits that have no certificate: not taken in yet, or wiped with the key that went with it.
pub fn enrolment() -> Router<App> {
    Router::new()
        .route("/sync/v1/enrol", post(enrol::ask))
        .route("/sync/v1/enrol/{nonce}", get(enrol::stands))
        .route("/sync/v1/wiped", post(wiped::wiped))
}
