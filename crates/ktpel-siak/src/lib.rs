//! The population register (SIAK) as a port: the extract a visit takes along, facts with their origin, applications for a
//! NIK, and the three ways in which an answer comes back (typed, imported, gateway).
//!
//! Only SIAK issues a NIK (PP 40/2019; product rule 1) and no public SIAK API exists: nothing here makes up a number, and
//! every answer carries who, when and how it was obtained. Pure: bytes in, bytes out; knows no store, no document, no net.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod application;
pub mod extract;
pub mod facts;
pub mod gateway;
pub mod import;
mod table;

pub use application::NikApplication;
pub use extract::ExtractRow;
pub use facts::{Obtained, SiakFact};
