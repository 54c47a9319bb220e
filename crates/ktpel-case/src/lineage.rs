//! Where received changes stand: after what they build on, with the numbers that follow from it.
//!
//! The library trusts these numbers. A change that takes numbers of others, or leaves a hole in its actor's row, is accepted by it and may
//! make a document that is written and never read again. Honest numbers leave no choice: the first operation follows the last one seen, the
//! actor's change follows the actor's change before it.

use std::collections::{HashMap, HashSet};

use automerge::{Change, ChangeHash};
use ktpel_domain::ids::{ActorId, Hash};

use crate::{
    apply::ApplyError,
    doc::CaseDoc,
    ids::{actor_of, hash_of},
};

/// Checks that all of `new` (none of which the document has) can be placed, in whatever order they come.
pub(crate) fn check(target: &CaseDoc, new: &[Change]) -> Result<(), ApplyError> {
    let mut lineage = Lineage { target, placed: HashMap::new(), last: HashMap::new() };
    let mut waiting: Vec<&Change> = new.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut rest = Vec::new();
        for change in waiting {
            // What comes in order is placed in one pass.
            if lineage.has_all(change) {
                lineage.place(change)?;
            } else {
                rest.push(change);
            }
        }
        if rest.len() == before {
            return Err(ApplyError::MissingDependencies { missing: lineage.missing(&rest) });
        }
        waiting = rest;
    }
    Ok(())
}

/// The document and what was placed on it so far.
struct Lineage<'a> {
    target: &'a CaseDoc,
    placed: HashMap<ChangeHash, &'a Change>,
    /// Last change of each actor met.
    last: HashMap<ActorId, (u64, Hash)>,
}

/// What counts of a change that others build on.
struct Ancestor {
    max_op: u64,
    deps: Vec<ChangeHash>,
}

impl<'a> Lineage<'a> {
    fn find(&self, hash: &ChangeHash) -> Option<Ancestor> {
        if let Some(change) = self.placed.get(hash) {
            return Some(Ancestor { max_op: change.max_op(), deps: change.deps().to_vec() });
        }
        self.target.doc.get_change_meta_by_hash(hash).map(|meta| Ancestor { max_op: meta.max_op, deps: meta.deps })
    }

    fn knows(&self, hash: &ChangeHash) -> bool {
        self.placed.contains_key(hash) || self.target.has_change(hash_of(*hash))
    }

    fn has_all(&self, change: &Change) -> bool {
        change.deps().iter().all(|hash| self.knows(hash))
    }

    /// What the changes that cannot be placed build on and nobody brings.
    fn missing(&self, rest: &[&Change]) -> Vec<Hash> {
        let brought: HashSet<ChangeHash> = rest.iter().map(|change| change.hash()).collect();
        let lacking = rest.iter().flat_map(|change| change.deps()).filter(|hash| !brought.contains(hash) && !self.knows(hash));
        let mut missing: Vec<Hash> = lacking.copied().map(hash_of).collect();
        missing.sort();
        missing.dedup();
        missing
    }

    fn place(&mut self, change: &'a Change) -> Result<(), ApplyError> {
        let misplaced = ApplyError::Misplaced { hash: hash_of(change.hash()) };
        let last_op = change.deps().iter().filter_map(|hash| self.find(hash)).map(|ancestor| ancestor.max_op).max();
        if last_op.and_then(|op| op.checked_add(1)) != Some(change.start_op().get()) {
            return Err(misplaced);
        }
        let actor = actor_of(change.actor_id()).ok_or(misplaced.clone())?;
        let (last_seq, last_hash) = match self.last.get(&actor) {
            Some(last) => *last,
            None => self.target.last_of(actor).unwrap_or((0, Hash([0; 32]))),
        };
        if change.seq() <= last_seq {
            return Err(ApplyError::ActorForked);
        }
        if change.seq() != last_seq + 1 || (last_seq > 0 && !self.builds_on(change, last_hash)) {
            return Err(misplaced);
        }
        self.last.insert(actor, (change.seq(), hash_of(change.hash())));
        self.placed.insert(change.hash(), change);
        Ok(())
    }

    /// Whether `earlier` is among what the change builds on, directly or through others.
    fn builds_on(&self, change: &Change, earlier: Hash) -> bool {
        let mut seen: HashSet<ChangeHash> = HashSet::new();
        let mut next: Vec<ChangeHash> = change.deps().to_vec();
        while let Some(hash) = next.pop() {
            if hash_of(hash) == earlier {
                return true;
            }
            if seen.insert(hash) {
                next.extend(self.find(&hash).into_iter().flat_map(|ancestor| ancestor.deps));
            }
        }
        false
    }
}
