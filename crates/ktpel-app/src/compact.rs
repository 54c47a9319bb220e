//! When the snapshot of a document takes the place of its loose changes, and that it was read back before it takes the place of anything.
//!
//! Snapshot and removal are one transaction with what caused them; the log's entries stay (sync-and-trust, SQLite).

use ktpel_case::{CaseDoc, DocKind};
use ktpel_domain::ids::Hash;
use ktpel_ipc::Problem;
use ktpel_store::DocWrite;

use crate::{act::stored, opened::Opened, sealing::Closed};

/// Loose changes of a document before its snapshot is made anew.
const LOOSE_CHANGES: u64 = 32;

/// When a snapshot is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// With this write: the case is closed, or came here whole.
    Now,
    /// Once enough loose changes have gathered.
    Due,
}

impl When {
    /// A closed case is read from now on, not written.
    pub(crate) const fn of(closed: Closed) -> Self {
        match closed {
            Closed::Yes => Self::Now,
            Closed::No => Self::Due,
        }
    }
}

/// What the store keeps of a changed document: the changes, or a snapshot. `snapshot` gives one that was read back, if there is one.
pub(crate) fn document_write(
    opened: &Opened,
    doc: &CaseDoc,
    new_changes: Vec<(Hash, Vec<u8>)>,
    when: When,
    snapshot: impl FnOnce() -> Option<Vec<u8>>,
) -> Result<DocWrite, Problem> {
    let loose = opened.store.documents().loose(doc.id()).map_err(stored)? + new_changes.len() as u64;
    let snapshot = if when == When::Now || loose >= LOOSE_CHANGES { snapshot() } else { None };
    Ok(DocWrite { doc: doc.id(), kind: kind_number(doc.kind()), heads: doc.heads(), new_changes, snapshot })
}

/// A snapshot that reads back with equal heads; otherwise the loose changes stay, which lose nothing.
pub(crate) fn verified_snapshot(doc: &CaseDoc) -> Option<Vec<u8>> {
    verified(doc, doc.save())
}

fn verified(doc: &CaseDoc, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let same = CaseDoc::load(&bytes).is_ok_and(|read| read.heads() == doc.heads() && read.id() == doc.id());
    if !same {
        tracing::error!(doc = %doc.id(), "a snapshot did not read back; the changes are kept");
    }
    same.then_some(bytes)
}

/// How the store numbers documents that are cases.
pub(crate) const CASE_KIND: u8 = 0;

const fn kind_number(kind: DocKind) -> u8 {
    match kind {
        DocKind::Case => CASE_KIND,
        DocKind::Visit => 1,
    }
}

#[cfg(test)]
mod tests;
