//! The simulation: many seeds, and weak lines in virtual time.
#![allow(clippy::unwrap_used)]

mod seeds;
mod weak_lines;
