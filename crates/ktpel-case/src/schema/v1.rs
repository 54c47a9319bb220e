//! Schema 1: a root with `schema`, `case_id`, and the two maps `fields` (registers) and `acts` (records that only grow).
//!
//! Owns the bytes of genesis, acts and act keys. Knows no rule of the procedure.

pub mod act;
pub mod body;
pub mod code;
pub mod genesis;
pub mod key;

/// Number written by genesis.
pub const SCHEMA: u64 = 1;
