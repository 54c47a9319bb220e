//! Checks stored logs row by row and names the first row that does not fit: on the office's server and on a kit by the same rules.
//!
//! The hosts read the rows (streaming, one device after the other) and hand them in; nothing is kept but the ends of logs and who is who.
//! Basis: docs on sync and trust, "Audit": `verify` names the first bad row.

mod journal;
mod log;
mod people;

pub use journal::{JournalCheck, JournalFault};
pub use log::{Gaps, LogCheck, LogFault};
pub use people::{People, PersonFault};
