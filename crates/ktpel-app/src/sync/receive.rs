//! What others did, as the office or a team-mate passes it on: through the gate, into one transaction. What does not pass is kept aside, the rest goes on.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{CaseDoc, DocKind, TakeError, Viewer, new_document, project, settle, settle_waiting};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::Timestamp,
};
use ktpel_ipc::Problem;
use ktpel_store::{EntryRow, QuarantineRow, Received};
use ktpel_sync::{
    Entry, EntryKind, TipProof,
    payload::{DeviceKey, Record, Visit},
    session::SessionState,
};

use super::{
    FirstState, bring, keep,
    put_back::{self, Moved},
    with_session,
};
use crate::{
    act::{self, Index, stored},
    compact::{When, document_write},
    opened::Opened,
    roster, sealing,
    visits::VisitMeta,
};

/// Changes kept aside that are tried again at once when their document grows.
const WAITING: usize = 64;

/// Why an entry of a revoked device is kept aside, whoever brings it.
const LATE: &str = "written after the office revoked the device";

/// Another entry of the same place is here: a team-mate brought it, and the office another. The office's word is looked at, the rest goes on.
const FORK: &str = "the device wrote two logs";

/// Who brought the entries.
#[derive(Clone, Copy)]
pub(crate) enum Arrival<'a> {
    /// The office, with the state of the session that belongs to them.
    Office {
        /// Signed ends of logs, not looked at yet.
        tips: &'a [TipProof],
        /// To be stored with the entries.
        state: &'a SessionState,
    },
    /// The office again, with this laptop's own log: it was put back from a copy. The proofs hold.
    Own {
        /// This laptop's signature over the end.
        tips: &'a [TipProof],
        /// To be stored with the entries.
        state: &'a SessionState,
    },
    /// A team-mate: the proofs hold, and no state of the session with the office moves.
    Team(&'a [TipProof]),
}

/// Stores what others did and the state that belongs to it in one transaction; a change that does not pass the gate is kept aside, the rest goes on.
pub(crate) fn receive(opened: &mut Opened, entries: Vec<Entry>, arrival: Arrival<'_>, now: Timestamp) -> Result<BTreeSet<DocId>, Problem> {
    let by_office = matches!(arrival, Arrival::Office { .. });
    let own = matches!(arrival, Arrival::Own { .. });
    let Contradictions { forked, anew, rest: entries } = contradictions(opened, entries, arrival)?;
    let moved = if own { Moved::behind(opened, anew, &entries)? } else { Moved::default() };
    let (late, entries): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| roster::too_late(opened, entry.header.device, entry.header.seq));
    let mut by_doc: BTreeMap<DocId, Vec<&Entry>> = BTreeMap::new();
    // Of what the office refused only the header comes: it proves the log, and there is nothing to apply.
    for entry in entries.iter().filter(|entry| entry.header.kind == EntryKind::Change && entry.payload.is_some()) {
        by_doc.entry(entry.header.doc).or_default().push(entry);
    }
    let mut grown = Vec::new();
    let (mut aside, mut released) = (late.iter().map(|entry| put_aside(entry, LATE, now)).collect::<Vec<_>>(), Vec::new());
    aside.extend(forked.iter().map(|entry| put_aside(entry, FORK, now)));
    for (id, entries) in &by_doc {
        let tried = tried(opened, *id, entries, now)?;
        aside.extend(tried.aside);
        released.extend(tried.released);
        grown.extend(tried.grown);
    }
    let mut writes = Vec::new();
    for Grown { doc, new, snapshot, when } in &grown {
        let view = project(doc, &opened.roster);
        let index = Index::of(opened, &view, now)?;
        let when = if *when == When::Now { When::Now } else { When::of(index.closed()) };
        writes.push((document_write(opened, doc, new.clone(), when, || Some(snapshot.clone()))?, index));
    }
    let (kept, proofs) = match arrival {
        Arrival::Office { tips, state } => (Some(with_session(opened, state)?), proven(opened, &entries, tips)?),
        Arrival::Own { tips, state } => (Some(with_session(opened, state)?), tips.to_vec()),
        Arrival::Team(proofs) => (None, proofs.to_vec()),
    };
    let passed = kept.as_ref().filter(|_| by_office).map(|kept| kept.state.cursor);
    let deleted = opened
        .store
        .write(|tx| {
            let mut deleted = 0;
            anew.map_or(Ok(()), |(device, from)| tx.entries().cut(device, from))?;
            for entry in &entries {
                let row = EntryRow { office_seq: passed, ..act::row_of(entry) };
                if tx.entries().receive(&row)? == Received::New {
                    visit_row(tx, entry, now)?;
                }
                if by_office {
                    tx.relays().held(row.device, row.seq)?;
                }
            }
            moved.write(tx)?;
            if own {
                put_back::begin(tx)?;
            }
            for proof in &proofs {
                tx.tip_proofs().put(&keep::proof_row(proof))?;
                if matches!(arrival, Arrival::Team(_)) {
                    tx.relays().reaches(proof.device, proof.seq)?;
                }
            }
            for (document, index) in &writes {
                tx.documents().write(document)?;
                deleted += index.write(tx)?;
            }
            aside.iter().try_for_each(|row| tx.quarantine().add(row))?;
            released.iter().try_for_each(|number| tx.quarantine().remove(*number))?;
            kept.as_ref().map_or(Ok(()), |kept: &FirstState| kept.write(tx))?;
            Ok(deleted)
        })
        .map_err(stored)?;
    sealing::settle(opened, deleted);
    if let Some((device, _)) = anew {
        opened.gapless.remove(&device);
    }
    let changed = grown.iter().map(|grown| grown.doc.id()).collect();
    grown.into_iter().for_each(|grown| opened.docs.put(grown.doc));
    if entries.iter().any(|entry| entry.header.kind != EntryKind::Change) {
        roster::reload(opened)?;
        reindex(opened, &changed, now)?;
    }
    Ok(changed)
}

/// Entries sorted by whether another one is here under the same place.
struct Contradictions {
    /// Another one is here.
    forked: Vec<Entry>,
    /// A log and the first place from which it is another now: the restored office wrote its own anew, or this laptop was put back from a copy.
    anew: Option<(DeviceId, u64)>,
    rest: Vec<Entry>,
}

fn contradictions(opened: &Opened, entries: Vec<Entry>, arrival: Arrival<'_>) -> Result<Contradictions, Problem> {
    let began = if matches!(arrival, Arrival::Office { .. }) { bring::began(opened)? } else { None };
    let own = matches!(arrival, Arrival::Own { .. });
    let mut sorted = Contradictions { forked: Vec::new(), anew: None, rest: Vec::new() };
    for entry in entries {
        let header = &entry.header;
        let here = opened.store.entries().find(header.device, header.seq).map_err(stored)?;
        let other = here.is_some_and(|row| row.hash != header.hash());
        let own_word = header.device == opened.office.server && began.is_some_and(|began| header.seq > began);
        match (other, own_word || own) {
            (true, true) => {
                let first = sorted.anew.map_or(header.seq, |(_, first)| first.min(header.seq));
                sorted.anew = Some((header.device, first));
                sorted.rest.push(entry);
            }
            (true, false) => sorted.forked.push(entry),
            (false, _) => sorted.rest.push(entry),
        }
    }
    Ok(sorted)
}

fn put_aside(entry: &Entry, reason: &str, now: Timestamp) -> QuarantineRow {
    QuarantineRow {
        device: Some(entry.header.device),
        doc: Some(entry.header.doc),
        reason: reason.to_owned(),
        bytes: entry.payload.clone().unwrap_or_default(),
        at_ms: now.0,
    }
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

/// A document with what others did to it.
struct Grown {
    doc: CaseDoc,
    new: Vec<(Hash, Vec<u8>)>,
    /// Its bytes, read back with equal heads.
    snapshot: Vec<u8>,
    /// At once where it was not here before: it came whole.
    when: When,
}

/// What came of the changes of others to one document.
struct Tried {
    /// The document with its new changes, if it grew.
    grown: Option<Grown>,
    /// What does not pass, to be kept with its bytes.
    aside: Vec<QuarantineRow>,
    /// Numbers of what was kept before and passes now.
    released: Vec<i64>,
}

/// Takes the changes through the gate, one by one where they do not pass together, and then what waited for them.
fn tried(opened: &mut Opened, id: DocId, entries: &[&Entry], now: Timestamp) -> Result<Tried, Problem> {
    let entries: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.payload.is_some()).collect();
    let changes: Vec<Vec<u8>> = entries.iter().filter_map(|entry| entry.payload.clone()).collect();
    let here = act::load(opened, id)?;
    let when = if here.is_some() { When::Due } else { When::Now };
    let document = here.unwrap_or_else(|| new_document(DocKind::Case, id, changes.first()));
    let before = document.heads();
    let rows = opened.store.quarantine().of(id, WAITING).map_err(stored)?;
    let waiting: Vec<Vec<u8>> = rows.iter().map(|(_, row)| row.bytes.clone()).collect();
    let viewer = Viewer { roster: &opened.roster, now };
    let (settled, taken) = settle_waiting(settle(document, &changes, viewer), &changes, &waiting, viewer);
    let row = |(place, error): &(usize, TakeError)| {
        let entry = entries.get(*place)?;
        tracing::warn!(doc = %id, %error, "a change of others was kept aside");
        Some(QuarantineRow {
            device: Some(entry.header.device),
            doc: Some(id),
            reason: error.id().to_owned(),
            bytes: entry.payload.clone().unwrap_or_default(),
            at_ms: now.0,
        })
    };
    let aside = settled.refused.iter().filter_map(row).collect();
    let released = taken.iter().filter_map(|place| rows.get(*place)).map(|(number, _)| *number).collect();
    let new = settled.document.changes_since(&before);
    let grown = settled.snapshot.map(|snapshot| Grown { doc: settled.document, new, snapshot, when });
    Ok(Tried { grown, aside, released })
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
        team: visit.team,
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
