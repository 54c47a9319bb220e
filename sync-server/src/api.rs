//! The dashboard's API: JSON over HTTP, one file per place of the dashboard. Rights come from the one table of `ktpel_domain::peran`.

mod applications;
mod cases;
mod conflicts;
mod devices;
mod events;
mod lampiran;
mod mask;
mod me;
mod metrics;
mod nik_check;
mod openapi;
mod overview;
pub mod problem;
mod reference;
mod rights;
mod user;
pub mod views;
mod visits;
mod work;

use axum::{
    Router,
    routing::{get, post},
};

use crate::host::App;

/// One route, as the description of the API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// `get` or `post`.
    pub method: &'static str,
    /// Path with `{…}` for parameters.
    pub path: &'static str,
    /// What it does.
    pub summary: &'static str,
}

macro_rules! routes {
    ($($method:ident $path:literal $handler:path, $summary:literal;)*) => {
        /// Every route of the API.
        pub const ROUTES: &[Described] = &[$(Described { method: stringify!($method), path: $path, summary: $summary },)*];

        /// The routes of the dashboard's API.
        pub fn router() -> Router<App> {
            Router::new()$(.route($path, $method($handler)))*
        }
    };
}

routes! {
    post "/api/login" me::login, "Signs a user in and sets the session cookie";
    post "/api/logout" me::logout, "Ends the session";
    get "/api/me" me::me, "Who is signed in and what the role may do";
    get "/api/reference" reference::reference, "Procedures, forms, services, statuses and regions with their labels";
    get "/api/overview" overview::overview, "Today: kits, cases by step, queues, coverage, times";
    get "/api/cases" cases::list, "Cases by text, step, service, kelurahan and badge, last changed first";
    get "/api/cases/{id}" cases::one, "One case; reveal=1 shows the full NIK and is logged";
    post "/api/cases/{id}/nik" work::nik, "Answers an application for a NIK";
    post "/api/cases/{id}/status" work::status, "Enters a SIAK status by hand";
    post "/api/cases/{id}/release" work::release, "Releases a gate";
    post "/api/cases/{id}/answer" work::answer, "Chooses between values that stand side by side";
    post "/api/cases/{id}/settle" work::settle, "Settles an incident";
    post "/api/cases/{id}/note" work::note, "Adds a note";
    get "/api/applications" applications::list, "Applications for a NIK that wait, oldest first";
    get "/api/conflicts" conflicts::list, "Fields in conflict, incidents and quarantined entries";
    get "/api/devices" devices::list, "Kits with last contact and what they still hold";
    post "/api/devices/code" devices::code, "Opens a one-time enrolment code";
    get "/api/visits" visits::list, "Visits, newest first";
    post "/api/visits" visits::plan, "Assigns a visit";
    post "/api/nik-check" nik_check::check, "Checks a NIK while it is typed";
    get "/api/lampiran/{hash}" lampiran::about, "What is there of an attachment";
    get "/api/lampiran/{hash}/berkas" lampiran::bytes, "The sealed bytes of an attachment";
    get "/api/events" events::events, "Server-sent events: what changed";
    get "/api/openapi.json" openapi::document, "This description";
    get "/healthz" metrics::health, "Whether the server answers and its database can be read";
    get "/metrics" metrics::metrics, "Figures for monitoring, without personal data";
}
