//! The contract between the kit and its user interface: methods, views, events and problem codes.
//!
//! TypeScript is generated from it (`cargo xtask gen`); the UI owns the words for every code. Knows no store, no document and no host.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod access;
mod contract;
mod events;
mod problem;
pub mod views;

pub use access::Access;
pub use contract::{ACCESS, Kit, METHODS, dispatch, typescript};
pub use events::Event;
pub use problem::{Problem, ProblemCode};
