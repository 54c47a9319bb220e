//! The tables, one file each: migration, row, reads, writes, tests.
//!
//! A new table is a new file, a line here, and a pair of handles in `store.rs`.

pub mod attachment;
pub mod blanko_use;
pub mod case_index;
pub mod case_secret;
pub mod checkpoint;
pub mod contact_index;
pub mod device_key;
pub mod document;
pub mod draft;
pub mod entry;
pub mod operator;
pub mod quarantine;
pub mod relay;
pub mod resident;
pub mod setting;
pub mod stock;
pub mod sync_state;
pub mod tip_proof;
pub mod visit_index;

use crate::migrate::Migration;

/// The steps of every table, in the order in which one version runs them.
pub(crate) const MIGRATIONS: &[&[Migration]] = &[
    entry::MIGRATIONS,
    document::MIGRATIONS,
    case_index::MIGRATIONS,
    visit_index::MIGRATIONS,
    contact_index::MIGRATIONS,
    attachment::MIGRATIONS,
    case_secret::MIGRATIONS,
    resident::MIGRATIONS,
    operator::MIGRATIONS,
    device_key::MIGRATIONS,
    setting::MIGRATIONS,
    draft::MIGRATIONS,
    sync_state::MIGRATIONS,
    stock::MIGRATIONS,
    quarantine::MIGRATIONS,
    checkpoint::MIGRATIONS,
    tip_proof::MIGRATIONS,
    relay::MIGRATIONS,
    blanko_use::MIGRATIONS,
];
