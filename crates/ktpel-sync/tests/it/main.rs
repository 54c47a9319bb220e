//! The sync protocol from outside: golden bytes, hostile bytes, and two peers in one process.

// The golden files are read and written here, outside the pure crate.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, missing_docs)]

mod batch;
mod codec;
mod golden;
mod office;
mod peer;
mod put_back;
mod scope;
mod session;
mod team;
