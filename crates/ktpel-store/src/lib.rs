//! The kit's encrypted store: one SQLite file (SQLCipher) and the sealed attachment files beside it.
//!
//! Owns tables, migrations, search and durability. It must not know the SOP or Automerge: documents are bytes, what the
//! board shows are index rows. It opens or refuses, and never half-reads; each act is one durable transaction
//! ([`Store::write`]). Basis: UU 27/2022 ps. 39 (encryption at rest), product rules 6, 10 and 11.
//!
//! One table is one file in [`table`]: migration, row, reads, writes, tests.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod destroy;
mod error;
mod files;
mod key;
mod layout;
mod migrate;
mod open;
mod rekey;
mod salvage;
mod sql;
mod store;
pub mod table;

pub use error::{OpenError, StoreError};
pub use files::{FileSweep, MAX_FILE_BYTES};
pub use key::StoreKey;
pub use salvage::{SalvageReport, TableSalvage};
pub use store::{Store, Tx};
pub use table::{
    attachment::{AttachmentRow, AttachmentState, AttachmentTotals},
    case_index::{CaseCounts, CasePlace, CaseRow, CaseState},
    case_secret::SecretKind,
    checkpoint::CheckpointRow,
    contact_index::ContactRow,
    device_key::{DeviceKeyRow, DeviceKind},
    document::{DocWrite, StoredDoc},
    draft::DraftRow,
    entry::{Backlog, ChainTip, EntryLimit, EntryRow, Received},
    operator::OperatorRow,
    quarantine::QuarantineRow,
    relay::RelayRow,
    resident::{ExtractInfo, Found, NameQuery, ResidentRow},
    stock::{Movement, StockItem, StockRow},
    sync_state::SyncState,
    tip_proof::TipProofRow,
    visit_index::VisitRow,
};
