//! Routes of the kits: enrolment, exchange, register extract, attachments. Each translates; the office decides.

mod auth;
mod enrol;
mod exchange;
mod extract;
mod lampiran;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::host::App;

/// All routes of the kits.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sync/v1/enrol", post(enrol::enrol))
        .route("/sync/v1/exchange", post(exchange::exchange))
        .route("/sync/v1/extract/{visit}", get(extract::extract))
        .route("/sync/v1/lampiran/{hash}", put(lampiran::put).get(lampiran::get))
}
