//! The office's server: takes the batches of the kits, merges them, answers with its own acts, and serves the dashboard.
//!
//! ```text
//! kit/      routes of the kits        ┐
//! api/      routes of the dashboard   ├─ translate and decide nothing
//! cli/      commands                  ┘
//! slip/     the public page of a slip
//! office/   what the office does: receive, answer, act, enrol, plan   ── ktpel_case, ktpel_sync, ktpel_vault
//! worker/   the process that parses what kits sent
//! storage/  the only place that knows SQL
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod api;
pub mod cli;
pub mod clock;
pub mod host;
pub mod kit;
pub mod office;
pub mod random;
mod slip;
pub mod storage;
pub mod worker;

pub use host::{HostOptions, Listeners, serve};
pub use office::{NewOffice, Office, OfficeError};
