//! The five procedures and the forms as data, and the engine that says which step is open, for whom, and why not.
//!
//! Pure: reads the definitions compiled into it and a [`situation::Situation`]; knows no document, no store and no clock.
//! A step is one `[[step]]` block in definitions/ and its rule one file in src/steps/; a field is one `[[field]]` block in
//! forms/. Everything else is derived.

#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::sync::OnceLock;

pub mod captures;
pub mod catalogue;
pub mod engine;
pub mod form;
mod gate;
mod identity;
pub mod info;
pub mod kind;
pub mod load;
pub mod requirements;
pub mod role;
pub mod situation;
mod steps;
pub mod verdict;

pub use catalogue::Catalogue;
pub use engine::{check_step, plan, step_detail};
pub use situation::{Outcome, Situation};
pub use verdict::{Plan, Reason};

/// The definition files compiled into the program, by name.
pub const FILES: &[(&str, &str)] = &[
    ("document.toml", include_str!("../definitions/document.toml")),
    ("layanan.toml", include_str!("../definitions/layanan.toml")),
    ("mobile.toml", include_str!("../definitions/mobile.toml")),
    ("baru.toml", include_str!("../definitions/baru.toml")),
    ("luar_domisili.toml", include_str!("../definitions/luar_domisili.toml")),
    ("hilang_rusak.toml", include_str!("../definitions/hilang_rusak.toml")),
    ("pindah.toml", include_str!("../definitions/pindah.toml")),
    ("forms/biodata.toml", include_str!("../forms/biodata.toml")),
    ("forms/pemohon.toml", include_str!("../forms/pemohon.toml")),
    ("forms/verifikasi.toml", include_str!("../forms/verifikasi.toml")),
    ("forms/penyerahan.toml", include_str!("../forms/penyerahan.toml")),
];

/// The shipped definitions, checked once.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::load(FILES).expect("the definitions are compiled in and a test loads them"))
}
