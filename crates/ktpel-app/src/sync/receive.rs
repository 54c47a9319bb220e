//! What others did, as the office passes it on: through the gate, into one transaction. What does not pass is kept aside, the rest goes on.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{CaseDoc, DocKind, project};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::Timestamp,
};
use ktpel_ipc::Problem;
use ktpel_store::{QuarantineRow, Received};
use ktpel_sync::{
    Entry, EntryKind, TipProof,
    payload::{DeviceKey, Record, Visit},
    session::SessionState,
};

use super::{keep, with_session};
use crate::{
    act::{self, Index, stored},
    opened::Opened,
    roster, sealing,
    visits::VisitMeta,
};

/// Stores what others did and the state that belongs to it in one transaction; a change that does not pass the gate is kept aside, the rest goes on.
pub(super) fn receive(
    opened: &mut Opened,
    entries: Vec<Entry>,
    tips: &[TipProof],
    state: &SessionState,
    now: Timestamp,
) -> Result<BTreeSet<DocId>, Problem> {
    let mut by_doc: BTreeMap<DocId, Vec<&Entry>> = BTreeMap::new();
    // Of what the office refused only the header comes: it proves the log, and there is nothing to apply.
    for entry in entries.iter().filter(|entry| entry.header.kind == EntryKind::Change && entry.payload.is_some()) {
        by_doc.entry(entry.header.doc).or_default().push(entry);
    }
    let mut docs = Vec::new();
    let mut quarantined = Vec::new();
    for (id, entries) in &by_doc {
        match applied(opened, *id, entries)? {
            Ok(doc) => docs.push(doc),
            Err(reason) => quarantined.push((entries.clone(), reason)),
        }
    }
    let mut writes = Vec::new();
    for (doc, new) in &docs {
        let view = project(doc, &opened.roster);
        writes.push((act::document_write(opened, doc, new.clone())?, Index::of(opened, &view, now)?));
    }
    let kept = with_session(opened, state)?;
    let proofs = proven(opened, &entries, tips)?;
    let deleted = opened
        .store
        .write(|tx| {
            let mut deleted = 0;
            for entry in &entries {
                let row = act::row_of(entry);
                if tx.entries().receive(&row)? == Received::New {
                    visit_row(tx, entry, now)?;
                }
            }
            proofs.iter().try_for_each(|proof| tx.tip_proofs().put(&keep::proof_row(proof)))?;
            for (document, index) in &writes {
                tx.documents().write(document)?;
                deleted += index.write(tx)?;
            }
            for (entries, reason) in &quarantined {
                for entry in entries {
                    tx.quarantine().add(&QuarantineRow {
                        device: Some(entry.header.device),
                        doc: Some(entry.header.doc),
                        reason: reason.clone(),
                        bytes: entry.payload.clone().unwrap_or_default(),
                        at_ms: now.0,
                    })?;
                }
            }
            kept.write(tx)?;
            Ok(deleted)
        })
        .map_err(stored)?;
    sealing::settle(opened, deleted);
    let changed = docs.iter().map(|(doc, _)| doc.id()).collect();
    docs.into_iter().for_each(|(doc, _)| opened.docs.put(doc));
    if entries.iter().any(|entry| entry.header.kind != EntryKind::Change) {
        roster::reload(opened)?;
        reindex(opened, &changed, now)?;
    }
    Ok(changed)
}

/// The signed ends of logs that hold under the keys of their devices, as far as the office has named them.
fn proven(opened: &Opened, entries: &[Entry], tips: &[TipProof]) -> Result<Vec<TipProof>, Problem> {
    let known = opened.store.entries().of_kind(EntryKind::DeviceKey.code()).map_err(stored)?;
    let here = entries.iter().filter(|entry| entry.header.kind == EntryKind::DeviceKey);
    let payloads = known.iter().filter_map(|row| row.payload.as_ref()).chain(here.filter_map(|entry| entry.payload.as_ref()));
    let records = payloads.filter_map(|payload| DeviceKey::from_payload(payload).ok());
    let keys: BTreeMap<DeviceId, [u8; 32]> = records
        .map(|record| (record.device_id(), record.public_key))
        .chain(opened.office.server_key().map(|key| (opened.office.server, key)))
        .collect();
    Ok(tips.iter().filter(|tip| keys.get(&tip.signer).is_some_and(|key| tip.holds(key))).copied().collect())
}

type New = Vec<(Hash, Vec<u8>)>;

/// The document with the changes of others applied through the gate, or why not.
fn applied(opened: &mut Opened, id: DocId, entries: &[&Entry]) -> Result<Result<(CaseDoc, New), String>, Problem> {
    let changes: Vec<Vec<u8>> = entries.iter().filter_map(|entry| entry.payload.clone()).collect();
    let known = act::load(opened, id)?;
    let candidates: Vec<CaseDoc> = match known {
        Some(doc) => vec![doc],
        None => [DocKind::Case, DocKind::Visit].map(|kind| CaseDoc::genesis(kind, id)).into(),
    };
    let mut reason = String::new();
    for mut doc in candidates {
        let before = doc.heads();
        match doc.apply(&changes) {
            Ok(_) => {
                let new = doc.changes_since(&before);
                return Ok(Ok((doc, new)));
            }
            Err(error) => reason = error.to_string(),
        }
    }
    Ok(Err(reason))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A visit that the office assigned.
fn visit_row(tx: &ktpel_store::Tx<'_>, entry: &Entry, now: Timestamp) -> Result<(), ktpel_store::StoreError> {
    if entry.header.kind != EntryKind::Visit {
        return Ok(());
    }
    let Some(Ok(visit)) = entry.payload.as_deref().map(Visit::from_payload) else { return Ok(()) };
    let known = tx.visit_index().find(entry.header.doc)?.map(|row| VisitMeta::of_row(&row)).unwrap_or_default();
    let meta = VisitMeta {
        kelurahan: visit.kelurahan,
        kelurahan_nama: visit.kelurahan_nama,
        tanggal: visit.tanggal,
        tempat: visit.tempat,
        jam: some(visit.jam).unwrap_or(known.jam),
        kontak_nama: some(visit.kontak_nama).unwrap_or(known.kontak_nama),
        kontak_hp: some(visit.kontak_hp).unwrap_or(known.kontak_hp),
        extract: visit.extract.map(|hash| hash.to_string()),
    };
    tx.visit_index().put(&meta.row(entry.header.doc, now))
}

/// Writes the index of documents anew after the roster grew: an act may now be proven.
fn reindex(opened: &mut Opened, docs: &BTreeSet<DocId>, now: Timestamp) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for id in docs {
        if let Some(doc) = act::load(opened, *id)? {
            rows.push(Index::of(opened, &project(&doc, &opened.roster), now)?);
        }
    }
    let deleted = opened.store.write(|tx| rows.iter().map(|row| row.write(tx)).sum()).map_err(stored)?;
    sealing::settle(opened, deleted);
    Ok(())
}
