//! The vocabulary of civil registration: identity numbers, names, dates, regions, code lists, services and roles.
//!
//! Pure: no IO, no clock, no randomness. Every other crate speaks these types; terms are listed in docs/glossary.md.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod alamat;
pub mod blanko;
mod digits;
pub mod ids;
pub mod jenis_kelamin;
pub mod kode;
pub mod layanan;
pub mod nama;
pub mod nik;
pub mod no_kk;
pub mod peran;
pub mod pii;
pub mod stage;
pub mod status;
pub mod time;
pub mod umur;
pub mod wilayah;

pub use jiff::civil::Date;
