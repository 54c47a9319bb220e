//! Sealing for good: with the act that hands the card over or closes the case, this laptop loses the secret that opens the case's attachments. From
//! then on only the archive opens them (product rules 11 and 13; UU 27/2022: specific personal data are kept no longer than needed).
//!
//! The same holds when the act comes from another laptop or from the office. Knows no SQL; the deletion is part of the transaction that writes the
//! case's index row, see `act.rs`.

use ktpel_case::CaseView;
use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sop::{catalogue, plan, situation::Policy};
use ktpel_store::{AttachmentState, SecretKind, StoreError};

use crate::opened::Opened;

/// How long a confirmed file of a sealed case stays, so that the office's next backups hold it before the only other copy goes.
const KEEP_MS: i64 = 3 * 24 * 60 * 60 * 1000;

/// Photo and signature of the card stay readable until handover, the other recordings until the case is closed (product rule 13).
pub(crate) fn kind_of(slot: &str) -> SecretKind {
    let on_card = slot == "foto_kartu" || ktpel_sop::captures::ON_CARD.contains(&slot);
    if on_card { SecretKind::Card } else { SecretKind::Recordings }
}

/// What this laptop must not be able to open any more, for a case that stands so.
pub(crate) fn due(view: &CaseView, closed: Closed) -> Vec<SecretKind> {
    match closed {
        Closed::Yes => vec![SecretKind::Card, SecretKind::Recordings],
        Closed::No if view.handed_over() => vec![SecretKind::Card],
        Closed::No => Vec::new(),
    }
}

/// Whether all steps of a case have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    Yes,
    No,
}

impl Closed {
    /// As the SOP's plan says.
    pub(crate) fn of(plan: &ktpel_sop::verdict::Plan) -> Self {
        if plan.closed { Self::Yes } else { Self::No }
    }
}

/// Refuses what needs a picture of this kind once it is sealed.
pub(crate) fn check_open(view: &CaseView, slot: &str, now: Timestamp) -> Result<(), Problem> {
    let plan = plan(catalogue(), &view.situation(catalogue(), now, Policy::default()));
    if due(view, Closed::of(&plan)).contains(&kind_of(slot)) { Err(sealed()) } else { Ok(()) }
}

/// The picture is sealed to the archive.
pub(crate) fn sealed() -> Problem {
    Problem::new(ProblemCode::Sealed)
}

/// Empties the database's log after secrets were deleted: an old copy of their page may lie in it. Where that fails now it is done at the next start.
pub(crate) fn settle(opened: &Opened, deleted: usize) {
    if deleted > 0
        && let Err(error) = opened.store.settle()
    {
        tracing::warn!(%error, "the store's log could not be emptied");
    }
}

/// Deletes the files of sealed cases that the office has confirmed, and copies of a team-mate's at once; their rows stay and say when (UU 27/2022 ps. 46).
pub(crate) fn clear_confirmed(opened: &mut Opened, now: Timestamp) -> Result<(), StoreError> {
    for row in opened.store.attachments().held_elsewhere()? {
        let readable = !opened.store.case_secrets().all(row.doc, kind_of(&row.slot))?.is_empty();
        let kept_long = row.state == AttachmentState::OfTeam || now.0.saturating_sub(row.at_ms) > KEEP_MS;
        if !readable && kept_long {
            opened.store.remove_file(row.hash, now.0)?;
        }
    }
    Ok(())
}
