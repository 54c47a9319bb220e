//! Each document rebuilt from its log: snapshot, heads, the row of the board and the signatures of its acts must be those of the log.

use std::collections::BTreeSet;

use ktpel_case::{CaseDoc, CaseView, DocKind, detail::Proof, project, summary::index_row};
use ktpel_domain::{
    ids::{DocId, Hash},
    time::Timestamp,
};
use ktpel_ipc::{Problem, views::VerifyView};
use ktpel_sop::{catalogue, plan, situation::Policy};
use ktpel_sync::EntryKind;

use super::found;
use crate::{
    act::{self, stored},
    opened::Opened,
};

/// All documents that are here.
pub(super) fn ids(opened: &Opened) -> Result<Vec<DocId>, Problem> {
    let list = |kind| opened.store.documents().list(kind).map_err(stored);
    Ok([list(0)?, list(1)?].concat())
}

pub(super) fn check(opened: &mut Opened, doc: DocId, now: Timestamp, view: &mut VerifyView) -> Result<(), Problem> {
    match one(opened, doc, now)? {
        Ok(()) => view.documents += 1,
        Err((code, why)) => found(view, code, &ktpel_case::kode(doc), None, why),
    }
    Ok(())
}

type Fault = (&'static str, String);

fn one(opened: &mut Opened, doc: DocId, now: Timestamp) -> Result<Result<(), Fault>, Problem> {
    let differs = |why: &str| Ok(Err(("document", why.to_owned())));
    // From the disk, not from memory: what is checked is what the next start reads.
    let Ok(Some(row)) = opened.store.documents().load(doc) else { return differs("it cannot be read") };
    let Ok(kept) = act::read(doc, &row) else { return differs("it cannot be read") };
    if kept.heads() != row.heads {
        return differs("the document does not have the heads that are kept beside it");
    }
    let aside: BTreeSet<Hash> = set_aside(opened)?;
    let mut changes = Vec::new();
    let mut whole = true;
    for entry in opened.store.entries().by_doc(doc).map_err(stored)? {
        if EntryKind::from_code(entry.kind) != EntryKind::Change || aside.contains(&entry.payload_hash) {
            continue;
        }
        match entry.payload {
            Some(payload) => changes.push(payload),
            // Of what the office refused only the header came; what retention dropped is in the document.
            None => whole &= !kept.has_change(entry.payload_hash),
        }
    }
    if whole {
        let mut rebuilt = CaseDoc::genesis(kept.kind(), doc);
        if rebuilt.apply(&changes).is_err() || rebuilt.heads() != kept.heads() {
            return differs("document and log differ");
        }
    }
    let projection = project(&kept, &opened.roster);
    if kept.kind() == DocKind::Visit {
        return Ok(Ok(()));
    }
    let plan = plan(catalogue(), &projection.situation(catalogue(), now, Policy::default()));
    let detail =
        ktpel_case::detail(&projection, &projection.situation(catalogue(), now, Policy::default()), &plan, catalogue(), &opened.roster);
    if let Some(act) = detail.history.iter().find(|item| item.proof == Proof::Unproven) {
        return Ok(Err(("act", format!("{} {}: the signature of the person does not hold", act.kind, act.key))));
    }
    listed(opened, &projection, &index_row(&projection, &plan, &opened.roster))
}

/// The row of the board, as far as it does not change with the day.
fn listed(opened: &Opened, view: &CaseView, summary: &ktpel_case::CaseSummary) -> Result<Result<(), Fault>, Problem> {
    let Some(row) = opened.store.case_index().find(view.id).map_err(stored)? else {
        return Ok(Err(("index", "it is not in the list".to_owned())));
    };
    let same = [
        ("nama", row.nama == summary.nama),
        ("nik", row.nik == summary.nik),
        ("no_kk", row.no_kk == summary.no_kk),
        ("layanan", row.layanan == summary.layanan),
        ("kelurahan", row.kelurahan == summary.kelurahan),
        ("visit", row.visit.map(|visit| visit.to_string()) == summary.visit),
        ("kode", row.slip.as_deref() == Some(summary.kode.as_str())),
        ("started_ms", row.started_ms == summary.started_ms),
        ("updated_ms", row.updated_ms == summary.updated_ms),
    ];
    let differs = same.into_iter().find(|(_, same)| !same);
    Ok(differs.map_or(Ok(()), |(name, _)| Err(("index", format!("{name} in the list is not that of the log")))))
}

/// Hashes of changes that were received and not taken.
fn set_aside(opened: &Opened) -> Result<BTreeSet<Hash>, Problem> {
    let rows = opened.store.quarantine().list().map_err(stored)?;
    Ok(rows.iter().filter_map(|(_, row)| EntryKind::Change.payload_hash(&row.bytes).ok()).collect())
}
