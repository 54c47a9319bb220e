//! Applying received changes: bytes checked first, each change through the gate, and afterwards every declared hash really there.
//!
//! "Ok" from the library is no acknowledgement: it queues changes whose predecessors are missing. All is done on a copy, so that a refused
//! change leaves the document as it was.

use automerge::{AutomergeError, Change, ReadDoc};
use ktpel_domain::ids::Hash;

use crate::{
    chunk::{self, ChunkError},
    doc::CaseDoc,
    gate::{self, GateError},
    ids::hash_of,
    limits, lineage,
};

/// Why received changes were not applied. The document is as before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The bytes of a change may not be parsed.
    #[error("change {index} of the batch: {why}")]
    Chunk {
        /// Place in the batch.
        index: usize,
        /// Why.
        why: ChunkError,
    },
    /// The bytes have a right checksum and still are no change.
    #[error("change {index} of the batch cannot be read")]
    Unreadable {
        /// Place in the batch.
        index: usize,
    },
    /// The gate refuses the change.
    #[error("change {hash} is not allowed: {why}")]
    Gate {
        /// Which.
        hash: Hash,
        /// Why.
        why: GateError,
    },
    /// The document would have too many changes or bytes.
    #[error("the document would grow beyond its limits")]
    DocumentTooLarge,
    /// The same actor number exists with other content: a kit restored from a backup.
    #[error("an actor wrote two changes with one number")]
    ActorForked,
    /// Its numbers are not those that follow from what it builds on.
    #[error("change {hash} does not follow from what it builds on")]
    Misplaced {
        /// Which.
        hash: Hash,
    },
    /// The operations contradict the document.
    #[error("the operations contradict the document")]
    Contradiction,
    /// Changes that these build on are not there, or they are changes of another document.
    #[error("{} earlier changes are missing", missing.len())]
    MissingDependencies {
        /// Their hashes.
        missing: Vec<Hash>,
    },
}

pub(crate) fn apply(target: &mut CaseDoc, batch: &[Vec<u8>]) -> Result<Vec<Hash>, ApplyError> {
    let changes = read(target, batch)?;
    let new: Vec<Change> = changes.into_iter().filter(|change| !target.has_change(hash_of(change.hash()))).collect();
    let size_bytes = target.size_bytes + new.iter().map(|change| change.raw_bytes().len()).sum::<usize>();
    let count = target.change_count().saturating_add(new.len());
    if size_bytes > limits::CASE_BYTES || count > limits::CASE_CHANGES {
        return Err(ApplyError::DocumentTooLarge);
    }
    lineage::check(target, &new)?;
    let hashes: Vec<Hash> = new.iter().map(|change| hash_of(change.hash())).collect();
    let mut copy = target.clone();
    copy.doc.apply_changes(new).map_err(refusal)?;
    confirm(&copy, &hashes)?;
    copy.size_bytes = size_bytes;
    *target = copy;
    Ok(hashes)
}

fn read(target: &CaseDoc, batch: &[Vec<u8>]) -> Result<Vec<Change>, ApplyError> {
    let mut changes = Vec::with_capacity(batch.len());
    for (index, bytes) in batch.iter().enumerate() {
        chunk::check(bytes).map_err(|why| ApplyError::Chunk { index, why })?;
        let change = Change::from_bytes(bytes.clone()).map_err(|_| ApplyError::Unreadable { index })?;
        gate::check(target.kind, target.id, &change).map_err(|why| ApplyError::Gate { hash: hash_of(change.hash()), why })?;
        if !changes.iter().any(|earlier: &Change| earlier.hash() == change.hash()) {
            changes.push(change);
        }
    }
    Ok(changes)
}

fn refusal(error: AutomergeError) -> ApplyError {
    match error {
        AutomergeError::DuplicateSeqNumber(..) => ApplyError::ActorForked,
        _ => ApplyError::Contradiction,
    }
}

/// Every declared change is in, and nothing waits in the queue.
fn confirm(copy: &CaseDoc, hashes: &[Hash]) -> Result<(), ApplyError> {
    let mut missing: Vec<Hash> = copy.doc.get_missing_deps(&[]).into_iter().map(hash_of).collect();
    if missing.is_empty() {
        missing.extend(hashes.iter().copied().filter(|hash| !copy.has_change(*hash)));
    }
    if missing.is_empty() { Ok(()) } else { Err(ApplyError::MissingDependencies { missing }) }
}
