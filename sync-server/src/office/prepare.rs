//! What a batch would bring, worked out by a worker before anything is stored.
//!
//! No lock of the storage is held while a worker works: others are served meanwhile. What was worked out counts only if nothing that it rests
//! on has changed when it is stored ([`super::receive`]); otherwise it is worked out anew. The worker parses what kits sent, the server does not.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Condvar, Mutex, PoisonError},
};

use ktpel_case::{DocKind, Roster};
use ktpel_domain::ids::{ActorId, DeviceId, DocId, Hash};
use ktpel_sync::{
    Batch, ChainTip, Entry, EntryKind,
    chunk::change_actor,
    exchange::{RefusalCode, Request, Status},
    office,
    receive::{Admitted, admit},
};
use sha2::{Digest, Sha256};

use super::{Office, OfficeError, receive::Refused, roster};
use crate::{
    storage::{QuarantineRow, StorageError, Tables},
    worker::{Answer, Job},
};

/// Changes of one document that are tried again at once when it grows.
const WAITING: usize = 256;

/// A batch that could be opened, with what a worker says of it.
pub(crate) struct Brought {
    pub batch: Batch,
    /// End of the device's log on which this rests.
    pub tip: ChainTip,
    pub docs: BTreeMap<DocId, Tried>,
}

/// What became of the changes of one document, and on what this rests.
pub(crate) struct Tried {
    /// Digest of the stored document.
    pub base: Option<Hash>,
    /// Positions of the changes that were tried.
    pub seqs: Vec<u64>,
    pub waiting: Vec<QuarantineRow>,
    pub answer: Answer,
}

/// The changes of one document, sorted before any is parsed.
#[derive(Default)]
pub(crate) struct Sorted<'e> {
    /// May be tried.
    pub fit: Vec<&'e Entry>,
    /// Not written in a session of the device.
    pub barred: Vec<(&'e Entry, Refused)>,
    /// Came without their bytes.
    pub bare: Vec<&'e Entry>,
}

impl Sorted<'_> {
    pub fn seqs(&self) -> Vec<u64> {
        self.fit.iter().map(|entry| entry.header.seq).collect()
    }
}

/// What shall be tried, document by document.
struct Plan {
    tip: ChainTip,
    roster: Arc<Roster>,
    docs: BTreeMap<DocId, PlannedDoc>,
}

struct PlannedDoc {
    kind: DocKind,
    /// There was one when this was planned. One that came since is noticed when the answer is stored.
    is_here: bool,
    seqs: Vec<u64>,
    changes: Vec<Vec<u8>>,
    waiting: Vec<QuarantineRow>,
    late: Vec<Vec<u8>>,
}

impl Office {
    /// Opens the batch of a request and has a worker try it; none where there is no batch that could be taken.
    pub(crate) fn prepare(&self, device: DeviceId, request: &Request) -> Result<Option<Brought>, OfficeError> {
        let Some(bytes) = &request.batch else { return Ok(None) };
        let Some(row) = self.storage.read(|tables| tables.devices().find(device))? else { return Ok(None) };
        if office::admission(row.expected(), request) != Status::Ok {
            return Ok(None);
        }
        let Some(batch) = office::open_batch(bytes, row.id, row.public_key) else { return Ok(None) };
        self.prepare_batch(device, batch).map(Some)
    }

    /// The same for a batch that was opened and is known to be of this device.
    pub(crate) fn prepare_batch(&self, device: DeviceId, batch: Batch) -> Result<Brought, OfficeError> {
        let plan = self.storage.trial(|tables| self.plan(tables, device, &batch))?;
        let docs = self.try_all(plan.roster, plan.docs)?;
        Ok(Brought { batch, tip: plan.tip, docs })
    }

    /// Takes the records of the batch as if for good, to know who may write; the caller takes all of it back.
    fn plan(&self, tables: &Tables<'_>, device: DeviceId, batch: &Batch) -> Result<Plan, OfficeError> {
        let tip = tables.entries().tip(device)?;
        let mut plan = Plan { tip, roster: self.roster(), docs: BTreeMap::new() };
        let hash_at = |seq| tables.entries().hash_at(device, seq);
        // What cannot be admitted is refused as a whole when it is stored.
        let Ok(Admitted { fresh, .. }) = admit(device, tip, &batch.entries, hash_at)? else { return Ok(plan) };
        if self.take_records(tables, device, fresh)?.changed {
            plan.roster = Arc::new(roster::load(tables)?);
        }
        for (doc, entries) in changes_by_doc(fresh) {
            let sorted = sort(tables, device, &entries)?;
            if !sorted.fit.is_empty() {
                plan.docs.insert(doc, plan_doc(tables, doc, &sorted)?);
            }
        }
        Ok(plan)
    }

    /// Has one worker try all documents, one after the other.
    fn try_all(&self, roster: Arc<Roster>, docs: BTreeMap<DocId, PlannedDoc>) -> Result<BTreeMap<DocId, Tried>, OfficeError> {
        if docs.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut worker = self.workers.lend(&roster);
        let mut tried = BTreeMap::new();
        for (doc, planned) in docs {
            let snapshot =
                if planned.is_here { self.storage.read(|tables| tables.documents().find(doc))?.map(|row| row.snapshot) } else { None };
            let base = snapshot.as_deref().map(digest);
            let job = Job::new(doc, planned.kind, snapshot, self.now()).with_changes(planned.changes).with_waiting(planned.late);
            let answer = worker.answer(&job)?;
            tried.insert(doc, Tried { base, seqs: planned.seqs, waiting: planned.waiting, answer });
        }
        Ok(tried)
    }

    /// Has a worker try one change again that is in quarantine.
    pub(crate) fn try_again(&self, doc: DocId, entry: &Entry) -> Result<Tried, OfficeError> {
        let sorted = Sorted { fit: vec![entry], ..Sorted::default() };
        let planned = self.storage.read(|tables| plan_doc(tables, doc, &sorted))?;
        let tried = self.try_all(self.roster(), BTreeMap::from([(doc, planned)]))?;
        tried.into_values().next().ok_or(OfficeError::Moved)
    }
}

/// Changes of a batch by document, each in the order of the log.
pub(crate) fn changes_by_doc(entries: &[Entry]) -> BTreeMap<DocId, Vec<&Entry>> {
    let mut by_doc: BTreeMap<DocId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.header.kind == EntryKind::Change) {
        by_doc.entry(entry.header.doc).or_default().push(entry);
    }
    by_doc
}

/// Sorts out what needs no parsing: a change must be here, and its actor must stand in a session record of the very device.
pub(crate) fn sort<'e>(tables: &Tables<'_>, device: DeviceId, entries: &[&'e Entry]) -> Result<Sorted<'e>, StorageError> {
    let mut sorted = Sorted::default();
    let mut own: HashMap<ActorId, bool> = HashMap::new();
    for entry in entries {
        let Some(payload) = &entry.payload else {
            sorted.bare.push(entry);
            continue;
        };
        let actor = match change_actor(payload) {
            Ok(actor) => actor,
            Err(error) => {
                sorted.barred.push((entry, Refused::new(RefusalCode::Gate, error)));
                continue;
            }
        };
        let registered = match own.get(&actor) {
            Some(registered) => *registered,
            None => tables.actors().find(actor)?.is_some_and(|session| session.device == device),
        };
        own.insert(actor, registered);
        if registered {
            sorted.fit.push(entry);
        } else {
            sorted.barred.push((entry, Refused::new(RefusalCode::Actor, "the actor is in no session record of this device")));
        }
    }
    Ok(sorted)
}

/// Changes of the document that wait for what they build on, or were not tried through the office's own fault, as many as are tried again at once.
pub(crate) fn waiting(tables: &Tables<'_>, doc: DocId) -> Result<Vec<QuarantineRow>, StorageError> {
    let mut waiting = tables.quarantine().of(doc, &[RefusalCode::Dependencies.id(), RefusalCode::Internal.id()])?;
    waiting.truncate(WAITING);
    Ok(waiting)
}

/// Digest by which a stored document is known again.
pub(crate) fn digest(snapshot: &[u8]) -> Hash {
    Hash(Sha256::digest(snapshot).into())
}

fn plan_doc(tables: &Tables<'_>, doc: DocId, sorted: &Sorted<'_>) -> Result<PlannedDoc, OfficeError> {
    let waiting: Vec<QuarantineRow> = waiting(tables, doc)?.into_iter().filter(|row| !holds(sorted, row)).collect();
    let payload = |row: &QuarantineRow| Ok(tables.entries().find(row.device, row.seq)?.and_then(|entry| entry.payload).unwrap_or_default());
    let late = waiting.iter().map(payload).collect::<Result<_, StorageError>>()?;
    let changes = sorted.fit.iter().filter_map(|entry| entry.payload.clone()).collect();
    let is_here = tables.documents().is_here(doc)?;
    Ok(PlannedDoc { kind: Office::kind_of_new(tables, doc)?, is_here, seqs: sorted.seqs(), changes, waiting, late })
}

/// Whether the row is of a change that is tried now.
pub(crate) fn holds(sorted: &Sorted<'_>, row: &QuarantineRow) -> bool {
    sorted.fit.iter().any(|entry| (entry.header.device, entry.header.seq) == (row.device, row.seq))
}

/// One request of a device at a time, so that one kit never holds more than one worker.
#[derive(Default)]
pub(crate) struct Turns {
    busy: Mutex<HashSet<DeviceId>>,
    bell: Condvar,
}

/// The turn of a device, until dropped.
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
    device: DeviceId,
}

impl Turns {
    /// Waits until no other request of the device is at work.
    pub fn take(&self, device: DeviceId) -> Turn<'_> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let mut busy = self.bell.wait_while(busy, |busy| busy.contains(&device)).unwrap_or_else(PoisonError::into_inner);
        busy.insert(device);
        Turn { turns: self, device }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.device);
        self.turns.bell.notify_all();
    }
}
