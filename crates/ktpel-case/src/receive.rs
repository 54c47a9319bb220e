//! Taking what another device wrote into a document: applied to a copy, saved, read back with equal heads, shown once. Only then does it count.
//!
//! About one in a thousand mutated changes is accepted by the library and then makes a file that nobody can read; some make it panic. What
//! does so is refused by itself and its neighbours go on. The office's worker and the kit use this one way (sync and trust, "Receiving from a
//! device", point 5). What takes the whole process down is the worker's business, not this module's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ktpel_domain::{ids::DocId, time::Timestamp};
use ktpel_sop::{catalogue, plan, situation::Policy};

use crate::{
    ApplyError, CaseDoc, DocKind, Roster, chunk, detail, index_row, project_recalling, schema::v1::genesis::genesis_hash,
    signature::CheckedSignatures, visit_view,
};

/// Why a received change does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TakeError {
    /// It was not applied.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// With it the document could be written and not read again.
    #[error("with it the document cannot be read back")]
    NotReadBack,
    /// Applying or showing it failed in the program.
    #[error("applying or showing it failed")]
    Failed,
}

impl TakeError {
    /// Stable name of the kind of reason, as told to people and other programs.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Apply(ApplyError::MissingDependencies { .. }) => "dependencies",
            Self::Apply(ApplyError::DocumentTooLarge) => "too_large",
            Self::Apply(ApplyError::ActorForked) => "actor",
            Self::Apply(
                ApplyError::Chunk { .. }
                | ApplyError::Unreadable { .. }
                | ApplyError::Gate { .. }
                | ApplyError::Misplaced { .. }
                | ApplyError::Contradiction,
            ) => "gate",
            Self::NotReadBack | Self::Failed => "harmful",
        }
    }
}

/// Who looks at the document, and when.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// People and sessions known.
    pub roster: &'a Roster,
    /// Now.
    pub now: Timestamp,
}

/// What became of received changes.
#[derive(Debug)]
pub struct Settled {
    /// The document with everything that passed.
    pub document: CaseDoc,
    /// Its bytes, read back with equal heads; none where nothing new passed.
    pub snapshot: Option<Vec<u8>>,
    /// Those that do not count, by their place among the changes given, in order.
    pub refused: Vec<(usize, TakeError)>,
}

/// Takes as many of `changes` into the document as pass. One that does not is found by halving; the others go on.
#[must_use]
pub fn settle(document: CaseDoc, changes: &[Vec<u8>], viewer: Viewer<'_>) -> Settled {
    let mut settled = Settled { document, snapshot: None, refused: Vec::new() };
    settle_part(&mut settled, changes, 0, viewer);
    settled
}

/// Takes what waited for the document to grow, again and again until nothing more fits; gives which were taken, by place, in that order.
///
/// Of the `changes` just settled, those that were refused only for what they build on are tried again too: that may have waited here.
#[must_use]
pub fn settle_waiting(settled: Settled, changes: &[Vec<u8>], waiting: &[Vec<u8>], viewer: Viewer<'_>) -> (Settled, Vec<usize>) {
    let mut settled = settled;
    let mut taken = Vec::new();
    let mut left: Vec<usize> = (0..waiting.len()).collect();
    loop {
        let before = (left.len(), settled.refused.len());
        left.retain(|&place| {
            let fits = waiting.get(place).is_some_and(|change| fits_now(&mut settled, change, viewer));
            if fits {
                taken.push(place);
            }
            !fits
        });
        let refused = std::mem::take(&mut settled.refused);
        let mut still = |(place, error): &(usize, TakeError)| {
            let waits = matches!(error, TakeError::Apply(ApplyError::MissingDependencies { .. }));
            !(waits && changes.get(*place).is_some_and(|change| fits_now(&mut settled, change, viewer)))
        };
        settled.refused = refused.into_iter().filter(|row| still(row)).collect();
        if (left.len(), settled.refused.len()) == before {
            return (settled, taken);
        }
    }
}

/// Takes one change that did not pass before, if it does now.
fn fits_now(settled: &mut Settled, change: &Vec<u8>, viewer: Viewer<'_>) -> bool {
    match take(&settled.document, std::slice::from_ref(change), viewer) {
        Err(_) => return false,
        Ok(None) => {}
        Ok(Some((grown, bytes))) => (settled.document, settled.snapshot) = (grown, Some(bytes)),
    }
    true
}

/// A document that nobody wrote to yet: of the kind on whose genesis the first change builds, else as guessed.
#[must_use]
pub fn new_document(guess: DocKind, id: DocId, first: Option<&Vec<u8>>) -> CaseDoc {
    let deps = first.and_then(|change| chunk::deps(change).ok()).unwrap_or_default();
    let kind = DocKind::ALL.into_iter().find(|kind| deps.contains(&genesis_hash(*kind, id).0));
    CaseDoc::genesis(kind.unwrap_or(guess), id)
}

fn settle_part(settled: &mut Settled, changes: &[Vec<u8>], start: usize, viewer: Viewer<'_>) {
    let error = match take(&settled.document, changes, viewer) {
        Ok(Some((document, snapshot))) => {
            settled.document = document;
            settled.snapshot = Some(snapshot);
            return;
        }
        Ok(None) => return,
        Err(error) => error,
    };
    if changes.len() == 1 {
        settled.refused.push((start, error));
        return;
    }
    let (left, right) = changes.split_at(changes.len() / 2);
    settle_part(settled, left, start, viewer);
    settle_part(settled, right, start + left.len(), viewer);
}

/// All of `changes` or none; none where the document has them already.
fn take(document: &CaseDoc, changes: &[Vec<u8>], viewer: Viewer<'_>) -> Result<Option<(CaseDoc, Vec<u8>)>, TakeError> {
    if changes.is_empty() {
        return Ok(None);
    }
    // What is lost in a panic is the copy alone.
    catch_unwind(AssertUnwindSafe(|| take_unguarded(document, changes, viewer))).unwrap_or(Err(TakeError::Failed))
}

fn take_unguarded(document: &CaseDoc, changes: &[Vec<u8>], viewer: Viewer<'_>) -> Result<Option<(CaseDoc, Vec<u8>)>, TakeError> {
    let mut copy = document.clone();
    if copy.apply(changes)?.is_empty() {
        return Ok(None);
    }
    let snapshot = copy.save();
    let read = CaseDoc::load(&snapshot).map_err(|_| TakeError::NotReadBack)?;
    if read.heads() != copy.heads() || read.id() != copy.id() || read.kind() != copy.kind() {
        return Err(TakeError::NotReadBack);
    }
    show(&read, viewer);
    Ok(Some((read, snapshot)))
}

/// Shows the document as every screen does: what cannot be shown must not get in. Whether its signatures hold is asked when somebody looks.
fn show(document: &CaseDoc, viewer: Viewer<'_>) {
    match document.kind() {
        DocKind::Visit => drop(visit_view(document, viewer.roster)),
        DocKind::Case => {
            let view = project_recalling(document, viewer.roster, &mut CheckedSignatures::unasked());
            let situation = view.situation(catalogue(), viewer.now, Policy::default());
            let plan = plan(catalogue(), &situation);
            drop(detail(&view, &situation, &plan, catalogue(), viewer.roster));
            drop(index_row(&view, &plan, viewer.roster));
        }
    }
}
