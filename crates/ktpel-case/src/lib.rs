//! One case is one Automerge document: its schema, the commands that change it, and the read model folded from it.
//!
//! Owns what is stored, what a received change may do, what a merge means, and what must be signed. Pure: no IO, no clock, no randomness, no
//! key. Knows the SOP engine only as a judge: `prepare` asks it before anything is written.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod apply;
pub mod chunk;
pub mod command;
pub mod detail;
pub mod doc;
pub mod gate;
pub mod ids;
pub mod limits;
mod lineage;
pub mod name;
pub mod prepare;
pub mod prepared;
pub mod project;
pub mod receive;
pub mod refusal;
pub mod roster;
pub mod schema;
pub mod serials;
pub mod show;
pub mod signature;
pub mod situation;
pub mod stage;
pub mod summary;
pub mod visit;

pub use apply::ApplyError;
pub use command::{Command, ContactInput, FactInput, NikAnswer, Session};
pub use doc::{CaseDoc, LoadError};
pub use gate::GateError;
pub use ids::{key_id, kode, planned_case_id};
pub use prepare::{Rules, prepare, prepare_on};
pub use prepared::{Committed, Prepared};
pub use project::{project, project_recalling, view::CaseView};
pub use receive::{Settled, TakeError, Viewer, new_document, settle, settle_waiting};
pub use refusal::{Flaw, Refusal};
pub use roster::{Operator, Roster, SessionRecord};
pub use schema::v1::genesis::DocKind;
pub use show::detail;
pub use signature::{ActProof, CheckedSignatures};
pub use stage::stage;
pub use summary::{Badge, CaseState, CaseSummary, index_row};
pub use visit::{ContactDetail, VisitView, visit_view};

#[cfg(test)]
mod tests;
