//! What belongs on this laptop (lingkup), by the office's own rule (`ktpel_sync::scope`): what it may pass on to a team-mate, and what it lets go once
//! the office has all of it. The rule is asked after everything that the office has was read, so that both sides answer it from the same.

use ktpel_case::CaseSummary;
use ktpel_domain::{
    ids::{DeviceId, DocId},
    time::Timestamp,
};
use ktpel_ipc::{Event, Problem};
use ktpel_store::{AttachmentState, CasePlace, SecretKind, StoreError};
use ktpel_sync::scope::{self, Author, CaseFacts, Debt, VisitFacts};

use crate::{
    App, Host,
    act::stored,
    opened::Opened,
    sealing,
    stock::OPEN_PRINT,
    sync,
    visits::{self, VisitMeta},
};

/// The visits, as the rule reads them.
pub(crate) fn facts(opened: &Opened) -> Result<Vec<VisitFacts>, StoreError> {
    let facts_of = |row: ktpel_store::VisitRow| {
        let team = VisitMeta::of_row(&row).team;
        VisitFacts { id: row.doc, kelurahan: row.kelurahan, team }
    };
    Ok(opened.store.visit_index().list()?.into_iter().map(facts_of).collect())
}

/// Whether this laptop belongs to a visit.
pub(crate) fn in_team(opened: &Opened, visit: &VisitMeta) -> bool {
    scope::holds_visit(opened.device.id(), visit.team.as_deref())
}

/// Whether a team-mate who works on `visit` gets the changes of a document: what is in its scope, and in any case what belongs to the visit that both
/// work on, for one of them may not know yet that the team has grown.
pub(crate) fn shares(opened: &Opened, visits: &[VisitFacts], mate: DeviceId, visit: Option<DocId>, doc: DocId) -> Result<bool, StoreError> {
    if let Some(facts) = visits.iter().find(|facts| facts.id == doc) {
        return Ok(visit == Some(doc) || scope::holds_visit(mate, facts.team.as_deref()));
    }
    let Some(row) = opened.store.case_index().find(doc)? else { return Ok(false) };
    let place = CasePlace { doc, visit: row.visit, kelurahan: row.kelurahan };
    Ok((visit.is_some() && visit == place.visit) || holds(opened, visits, mate, &place)?)
}

/// Whether a case is in the scope of a laptop.
fn holds(opened: &Opened, visits: &[VisitFacts], kit: DeviceId, place: &CasePlace) -> Result<bool, StoreError> {
    let author = if opened.store.entries().wrote(kit, place.doc)? { Author::This } else { Author::Others };
    let facts = |debt| CaseFacts { visit: place.visit, kelurahan: place.kelurahan.as_deref(), debt, author };
    if scope::holds_case(kit, &facts(Debt::None), visits) {
        return Ok(true);
    }
    let row = opened.store.case_index().find(place.doc)?;
    // A row that cannot be read is no reason to lose the case.
    let owed = row.is_some_and(|row| serde_json::from_str::<CaseSummary>(&row.view_json).map_or(true, |case| case.owed()));
    Ok(owed && scope::holds_case(kit, &facts(Debt::Owed), visits))
}

/// Lets go of what is out of scope and safe at the office; to be called when everything that the office has was read.
pub(crate) fn let_go<H: Host>(app: &App<H>) -> Result<(), Problem> {
    let now = app.host().now();
    let (left, leaving) = app.open(|opened| Ok((visits::leave(opened)?, out_of_scope(opened).map_err(stored)?)))?;
    let mut gone = Vec::new();
    for doc in leaving {
        // The store is held for one document at a time, so that the screens work on.
        if app.open(|opened| remove(opened, doc, now))? {
            gone.push(doc.to_string());
        }
    }
    if left || !gone.is_empty() {
        tracing::info!(documents = gone.len(), "out of this laptop's scope: removed, the office has them");
        app.open(|opened| {
            sealing::settle(opened, 1 + gone.len());
            Ok(())
        })?;
        app.host().emit(Event::Changed { docs: gone });
    }
    Ok(())
}

fn out_of_scope(opened: &mut Opened) -> Result<Vec<DocId>, StoreError> {
    let (own, visits) = (opened.device.id(), facts(opened)?);
    let mut leaving = Vec::new();
    for visit in opened.store.case_index().visits()? {
        // What its visit keeps here stays whatever else is true of it: of thousands of cases only the few others are looked at.
        if scope::holds_case(own, &CaseFacts { visit, kelurahan: None, debt: Debt::None, author: Author::Others }, &visits) {
            continue;
        }
        for place in opened.store.case_index().places_of(visit)? {
            if !holds(opened, &visits, own, &place)? {
                leaving.push(place.doc);
            }
        }
    }
    for visit in visits.iter().filter(|visit| !scope::holds_visit(own, visit.team.as_deref())) {
        if opened.store.documents().heads(visit.id)?.is_some() {
            leaving.push(visit.id);
        }
    }
    Ok(leaving)
}

/// Removes a document, if nothing of it would be lost and nobody works on it; answers whether it did.
fn remove(opened: &mut Opened, doc: DocId, now: Timestamp) -> Result<bool, Problem> {
    if in_use(opened, doc)? || !safe_at_office(opened, doc)? {
        return Ok(false);
    }
    // Files first: what a power cut leaves is found again as long as the document is here.
    for row in opened.store.attachments().of_doc(doc).map_err(stored)? {
        if row.removed_ms.is_none() {
            opened.store.remove_file(row.hash, now.0).map_err(stored)?;
        }
    }
    let (own, acked) = (opened.device.id(), sync::acked(opened)?);
    let aside = opened.store.quarantine().of(doc, usize::MAX).map_err(stored)?;
    let id = doc.to_string();
    let drafts: Vec<String> = opened.store.drafts().list().map_err(stored)?.into_iter().map(|draft| draft.key).collect();
    opened
        .store
        .write(|tx| {
            tx.documents().remove(doc)?;
            tx.case_index().remove(doc)?;
            tx.contact_index().remove_visit(doc)?;
            for kind in [SecretKind::Recordings, SecretKind::Card] {
                tx.case_secrets().delete(doc, kind)?;
            }
            tx.entries().drop_payloads(doc, own, acked)?;
            aside.iter().try_for_each(|(number, _)| tx.quarantine().remove(*number))?;
            drafts.iter().filter(|key| key.contains(&id)).try_for_each(|key| tx.drafts().remove(key))
        })
        .map_err(stored)?;
    opened.docs.forget(doc);
    Ok(true)
}

/// On a screen, in a running step, or in a print whose outcome nobody has said.
fn in_use(opened: &Opened, doc: DocId) -> Result<bool, Problem> {
    let row = opened.store.case_index().find(doc).map_err(stored)?;
    let printing = row.is_some_and(|row| row.badge.as_deref() == Some(OPEN_PRINT));
    Ok(printing || opened.on_screen.get() == Some(doc) || opened.running.keys().any(|(running, _)| *running == doc))
}

/// The office has receipted every own entry of it, passed on everything that came from team-mates, and confirmed every file.
fn safe_at_office(opened: &Opened, doc: DocId) -> Result<bool, Problem> {
    let (own, acked) = (opened.device.id(), sync::acked(opened)?);
    let unsent = opened.store.entries().count_after(own, acked, doc).map_err(stored)?;
    let from_team = opened.store.entries().only_from_team(doc, own, opened.office.server).map_err(stored)?;
    let files = opened.store.attachments().of_doc(doc).map_err(stored)?;
    let safe = |state| matches!(state, AttachmentState::Confirmed | AttachmentState::OfTeam);
    Ok(unsent == 0 && !from_team && files.iter().all(|row| row.removed_ms.is_some() || safe(row.state)))
}
