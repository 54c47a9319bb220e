//! What tests and demonstrations build on: a made-up city with its residents, and what hostile kits might send.
//!
//! Development only: no program that leaves the house links it but for seeding a demonstration.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod day;
pub mod fuzz;
pub mod hostile;
pub mod village;
