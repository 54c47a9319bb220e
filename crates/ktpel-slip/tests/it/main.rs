//! Slips as the office and a forger make them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod cbor;
mod forged;
mod golden;
mod office;
mod properties;
mod random;
mod size;
mod strict;
