//! The dashboard's API: JSON over HTTP, one file per place of the dashboard. Each route declares in
//! its own line who may call it; [`access`] enforces that before the handler runs, from the one table of `ktpel_domain::peran`.

pub mod access;
mod account;
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
mod qr;
mod quarantine;
mod reference;
mod rights;
mod sign_in;
mod slip;
mod stick;
mod user;
pub mod views;
mod visits;
mod work;

use axum::{
    Router, middleware,
    routing::{get, post},
};
use ktpel_domain::peran::Action;

use access::{Access, Gate};

use crate::host::App;

/// One route, as the description of the API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// `get` or `post`.
    pub method: &'static str,
    /// Path with `{…}` for parameters.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it does.
    pub summary: &'static str,
}

/// How a line of the table says who may call.
macro_rules! access {
    (public) => {
        Access::Public
    };
    (entering) => {
        Access::Entering
    };
    (signed_in) => {
        Access::SignedIn
    };
    (may($action:ident)) => {
        Access::May(Action::$action)
    };
}

/// A line without its access does not compile; a handler cannot be reached but through the gate of its line.
macro_rules! routes {
    ($($method:ident $path:literal $handler:path, $access:ident $(($action:ident))?, $summary:literal;)*) => {
        /// Every route of the API.
        pub const ROUTES: &[Described] = &[
            $(Described { method: stringify!($method), path: $path, access: access!($access $(($action))?), summary: $summary },)*
        ];

        /// The routes of the dashboard's API.
        pub fn router(app: &App) -> Router<App> {
            let gate = |access| middleware::from_fn_with_state(Gate { app: app.clone(), access }, access::admit);
            Router::new()$(.route($path, $method($handler).route_layer(gate(access!($access $(($action))?)))))*
        }
    };
}

routes! {
    post "/api/login" me::login, public, "Signs a user in and sets the session cookie";
    post "/api/logout" me::logout, public, "Ends the session";
    get "/api/front-door" me::front_door, public, "What the sign-in page shows";
    get "/api/me" me::me, entering, "Who is signed in, how far, and what the role may do";
    post "/api/login/password" sign_in::password, entering, "First sign-in: chooses an own password";
    post "/api/login/totp" sign_in::begin_totp, entering, "First sign-in: begins to set the second factor up";
    post "/api/login/totp/confirm" sign_in::confirm_totp, entering, "First sign-in: confirms the second factor, gives the recovery codes";
    post "/api/login/code" sign_in::code, entering, "Gives the code of the second factor, or a recovery code";
    post "/api/account/password" account::change_password, signed_in, "Changes the own password; other sessions end";
    post "/api/account/recovery-codes" account::recovery_codes, signed_in, "Makes new recovery codes";
    post "/api/account/sign-out-everywhere" account::sign_out_everywhere, signed_in, "Ends all other sessions of the user";
    get "/api/accounts" account::list, may(KeepAccounts), "Accounts of the office";
    post "/api/accounts" account::add, may(KeepAccounts), "Makes an account with a one-time password";
    post "/api/accounts/{login}/reset" account::reset, may(KeepAccounts), "Gives an account a new key and a one-time password";
    post "/api/accounts/{login}/state" account::set_state, may(KeepAccounts), "Closes an account or opens it again";
    get "/api/reference" reference::reference, signed_in, "Procedures, forms, services, statuses and regions with their labels";
    get "/api/overview" overview::overview, may(ReadFigures), "Today: kits, cases by step, queues, coverage, times";
    get "/api/cases" cases::list, may(ReadPersonal), "Cases by text, step, service, kelurahan and badge, last changed first";
    get "/api/cases/{id}" cases::one, may(ReadPersonal), "One case; reveal=1 shows the full NIK and is logged";
    post "/api/cases/{id}/nik" work::nik, may(EnterFact), "Answers an application for a NIK";
    post "/api/cases/{id}/status" work::status, may(EnterFact), "Enters a SIAK status by hand";
    post "/api/cases/{id}/release" work::release, may(Release), "Releases a gate";
    post "/api/cases/{id}/answer" work::answer, may(SettleConflict), "Chooses between values that stand side by side";
    post "/api/cases/{id}/settle" work::settle, may(Approve), "Settles an incident";
    post "/api/cases/{id}/note" work::note, may(WorkCase), "Adds a note";
    get "/api/applications" applications::list, may(ReadPersonal), "Applications for a NIK that wait, oldest first";
    get "/api/conflicts" conflicts::list, may(ReadPersonal), "Fields in conflict, incidents and quarantined entries";
    get "/api/quarantine" quarantine::list, may(ReadPersonal), "Entries of kits that are held, newest first";
    post "/api/quarantine/{device}/{seq}/retry" quarantine::retry, may(SettleConflict), "Tries a held entry again";
    post "/api/quarantine/{device}/{seq}/discard" quarantine::discard, may(Approve), "Sets a held entry aside for good";
    get "/api/devices" devices::list, may(ReadFigures), "Kits with last contact and what they still hold";
    post "/api/devices/code" devices::waiting::code, may(EnrolDevice), "Opens a one-time enrolment code";
    get "/api/devices/waiting" devices::waiting::list, may(EnrolDevice), "Kits that asked to be taken in, with their six words";
    post "/api/devices/waiting/{nonce}/approve" devices::waiting::approve, may(ConfirmDevice), "Takes a kit in whose words are the same on both screens";
    post "/api/devices/waiting/{nonce}/reject" devices::waiting::reject, may(EnrolDevice), "Turns a kit away that asked to be taken in";
    get "/api/devices/{id}" devices::kit::one, may(ReadFigures), "One kit: what was decided about it and what it held, in figures";
    post "/api/devices/{id}/lost" devices::kit::lost, may(WipeDevice), "Notes that a kit was reported lost";
    post "/api/devices/{id}/revoke" devices::kit::revoke, may(WipeDevice), "Revokes a kit";
    post "/api/devices/{id}/wipe" devices::kit::wipe, may(WipeDevice), "Revokes a kit and orders it to destroy what it holds";
    get "/api/devices/{id}/laporan.pdf" devices::report::pdf, may(PrintReport), "The lost-kit report on paper; logged";
    get "/api/devices/{id}/laporan.json" devices::report::json, may(PrintReport), "The lost-kit report as data; logged";
    get "/api/devices/{id}/laporan.csv" devices::report::csv, may(PrintReport), "Full names of all persons on a kit; logged";
    get "/api/visits" visits::list, may(ReadFigures), "Visits, newest first";
    post "/api/visits" visits::plan, may(PlanVisit), "Assigns a visit";
    post "/api/visits/{id}/team" visits::set_team, may(PlanVisit), "Laptops join or leave the team of a visit";
    post "/api/nik-check" nik_check::check, may(ReadPersonal), "Checks a NIK while it is typed";
    post "/api/slip" slip::check, may(ReadPersonal), "Checks a slip that somebody shows";
    post "/api/stick" stick::take, may(CarryUsb), "Takes a file that a kit saved on a USB stick; gives the receipt";
    get "/api/lampiran/{hash}" lampiran::about, may(ReadPersonal), "What is there of an attachment";
    get "/api/lampiran/{hash}/berkas" lampiran::bytes, may(ReadPersonal), "The sealed bytes of an attachment";
    get "/api/events" events::events, may(ReadFigures), "Server-sent events: what changed";
    get "/api/openapi.json" openapi::document, public, "This description";
    get "/healthz" metrics::health, public, "Whether the server answers and its database can be read";
    get "/metrics" metrics::metrics, public, "Figures for monitoring, without personal data";
}
