//! One case is one Automerge document: its schema, the commands that change it, and the read model folded from it.

pub mod detail;
pub mod summary;
