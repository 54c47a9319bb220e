//! Taking a batch of a kit: signature, sequence and previous hash, then entry by entry, all in one transaction.
//!
//! What an entry may say depends on who says it: only the office assigns visits, enrols devices and names office users. A change was tried by a
//! worker before ([`super::prepare`]), and its actor must stand in a session record of the very device. What does not pass is kept in
//! quarantine; the rest of the batch goes on. Basis: docs on sync and trust, "Receiving from a device".

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use ktpel_case::{CaseDoc, Roster};
use ktpel_domain::{
    ids::{DeviceId, DocId},
    peran::{Action, Peran, may},
};
use ktpel_sync::{
    Entry, EntryKind,
    exchange::{Refusal, RefusalCode},
    payload::{LOOKUP_LIMIT, NikRead, OperatorKey, Record, SessionRecord},
    receive::{AdmitError, Admitted, admit},
};

use super::{
    Office, OfficeError, own_words,
    prepare::{Brought, Sorted, Tried, changes_by_doc, digest, holds, sort, waiting},
    roster,
};
use crate::storage::{ActorRow, LookupAlarmRow, PersonKeyRow, QuarantineRow, Standing, StorageError, Tables};

/// What became of a batch.
#[derive(Debug, Default)]
pub struct Taken {
    /// Entries that were kept in quarantine.
    pub refusals: Vec<Refusal>,
    /// Documents that changed.
    pub changed: BTreeSet<DocId>,
    /// People or sessions became known.
    pub roster_changed: bool,
}

/// Why one entry is refused: the code for the kit, and words for the quarantine list.
pub(crate) struct Refused {
    pub code: RefusalCode,
    pub why: String,
}

impl Refused {
    pub fn new(code: RefusalCode, why: impl ToString) -> Self {
        Self { code, why: why.to_string() }
    }
}

/// What became of entries about people and sessions.
pub(crate) struct Records<'e> {
    pub refused: Vec<(&'e Entry, Refused)>,
    /// There were any.
    pub changed: bool,
}

impl Office {
    /// Stores what is new in the batch of `device` and what the worker made of it. The caller commits and only then receipts.
    ///
    /// [`OfficeError::Moved`] where the worker's answer no longer fits what is stored.
    pub(crate) fn take_batch(
        &self,
        tables: &Tables<'_>,
        device: DeviceId,
        brought: &Brought,
    ) -> Result<Result<Taken, AdmitError>, OfficeError> {
        let held = tables.entries().tip(device)?;
        if held != brought.tip {
            return Err(OfficeError::Moved);
        }
        let hash_at = |seq| tables.entries().hash_at(device, seq);
        let fresh = match admit(device, held, &brought.batch.entries, hash_at)? {
            Ok(Admitted { fresh, .. }) => fresh,
            Err(error) => return Ok(Err(error)),
        };
        let now = self.now();
        let first = tables.office().next_seqs(fresh.len())?;
        tables.entries().append(first, fresh, now)?;
        if let Some(end) = brought.batch.own_end() {
            tables.tip_proofs().put(end)?;
        }
        self.apply_entries(tables, device, fresh, brought).map(Ok)
    }

    fn apply_entries(&self, tables: &Tables<'_>, device: DeviceId, fresh: &[Entry], brought: &Brought) -> Result<Taken, OfficeError> {
        let mut taken = Taken::default();
        let records = self.take_records(tables, device, fresh)?;
        taken.roster_changed = records.changed;
        for (entry, refused) in records.refused {
            self.quarantine(tables, entry, refused, &mut taken)?;
        }
        let known = if taken.roster_changed { Arc::new(roster::load(tables)?) } else { self.roster() };
        for (doc, entries) in changes_by_doc(fresh) {
            let sorted = sort(tables, device, &entries)?;
            self.store_tried(tables, doc, sorted, brought.docs.get(&doc), &known, &mut taken)?;
        }
        Ok(taken)
    }

    /// Stores what the worker made of one document, after a look whether all that it rests on is still so.
    pub(crate) fn store_tried(
        &self,
        tables: &Tables<'_>,
        doc: DocId,
        sorted: Sorted<'_>,
        tried: Option<&Tried>,
        roster: &Roster,
        taken: &mut Taken,
    ) -> Result<(), OfficeError> {
        let document = match tried {
            Some(tried) => self.check_tried(tables, doc, &sorted, tried)?,
            None if sorted.fit.is_empty() => self.find_document(tables, doc)?,
            None => return Err(OfficeError::Moved),
        };
        let has = |entry: &Entry| document.as_ref().is_some_and(|document| document.has_change(entry.header.payload_hash));
        let mut held: HashSet<u64> = HashSet::new();
        for one in tried.into_iter().flat_map(|tried| &tried.answer.refused) {
            let Some(entry) = sorted.fit.get(one.index as usize) else { continue };
            held.insert(entry.header.seq);
            self.quarantine(tables, entry, Refused::new(one.code, &one.why), taken)?;
        }
        // "Ok" is no acknowledgement: a change counts once the document has it.
        for entry in sorted.fit.iter().filter(|entry| !held.contains(&entry.header.seq) && !has(entry)) {
            self.quarantine(tables, entry, Refused::new(RefusalCode::Internal, "the change did not arrive in the document"), taken)?;
        }
        for entry in sorted.bare.iter().filter(|entry| !has(entry)) {
            self.quarantine(tables, entry, Refused::new(RefusalCode::PayloadMissing, "no payload"), taken)?;
        }
        for (entry, refused) in sorted.barred {
            self.quarantine(tables, entry, refused, taken)?;
        }
        let grown = tried.and_then(|tried| Some((tried, tried.answer.snapshot.as_deref()?)));
        if let Some(((tried, snapshot), document)) = grown.zip(document) {
            Self::release(tables, &document, tried)?;
            self.store_received(tables, &document, snapshot, roster)?;
            taken.changed.insert(doc);
        }
        Ok(())
    }

    /// The document with what the worker took, if the worker's answer still fits.
    fn check_tried(&self, tables: &Tables<'_>, doc: DocId, sorted: &Sorted<'_>, tried: &Tried) -> Result<Option<CaseDoc>, OfficeError> {
        let stored = tables.documents().find(doc)?.map(|row| row.snapshot);
        let mut waiting = waiting(tables, doc)?;
        waiting.retain(|row| !holds(sorted, row));
        if stored.as_deref().map(digest) != tried.base || waiting != tried.waiting || sorted.seqs() != tried.seqs {
            return Err(OfficeError::Moved);
        }
        let Some(bytes) = tried.answer.snapshot.as_deref().map(Vec::as_slice).or(stored.as_deref()) else { return Ok(None) };
        let document = CaseDoc::load(bytes).map_err(|why| OfficeError::Document { doc, why })?;
        if document.id() == doc { Ok(Some(document)) } else { Err(OfficeError::Document { doc, why: ktpel_case::LoadError::NoGenesis }) }
    }

    /// Takes what entries say about people, sessions and, in its own log, what only the office may say.
    pub(crate) fn take_records<'e>(&self, tables: &Tables<'_>, device: DeviceId, fresh: &'e [Entry]) -> Result<Records<'e>, OfficeError> {
        let mut records = Records { refused: Vec::new(), changed: false };
        for entry in fresh {
            let taken = match entry.header.kind {
                EntryKind::SessionOpened => take_session(tables, device, entry)?,
                EntryKind::OperatorKey if device == self.device() => own_words::operator_key(tables, device, entry)?,
                EntryKind::OperatorKey => take_operator_key(tables, device, entry)?,
                EntryKind::DeviceKey | EntryKind::Visit | EntryKind::Policy | EntryKind::DeviceStatus if device == self.device() => {
                    self.take_own_word(tables, entry)?
                }
                EntryKind::DeviceKey | EntryKind::Visit | EntryKind::Policy | EntryKind::DeviceStatus => {
                    Err(Refused::new(RefusalCode::NotAllowed, "only the office writes this kind"))
                }
                EntryKind::NikRead => {
                    note_limit(tables, device, entry)?;
                    Ok(())
                }
                EntryKind::Change | EntryKind::Stock | EntryKind::Notice | EntryKind::Other(_) => Ok(()),
            };
            records.changed |= matches!(entry.header.kind, EntryKind::SessionOpened | EntryKind::OperatorKey);
            records.refused.extend(taken.err().map(|refused| (entry, refused)));
        }
        Ok(records)
    }

    pub(crate) fn quarantine(&self, tables: &Tables<'_>, entry: &Entry, refused: Refused, taken: &mut Taken) -> Result<(), OfficeError> {
        let header = &entry.header;
        tables.entries().set_standing(header.device, header.seq, Standing::Refused)?;
        let code = refused.code;
        let row = QuarantineRow {
            device: header.device,
            seq: header.seq,
            doc: header.doc,
            code: code.id().to_owned(),
            why: refused.why,
            at: self.now(),
        };
        tables.quarantine().add(&row)?;
        taken.refusals.push(Refusal { doc: header.doc, seq: header.seq, code });
        Ok(())
    }
}

/// A kit says that its register was looked into too often without a case: kept for the dashboard. Anything else of this kind stands in the log only.
fn note_limit(tables: &Tables<'_>, device: DeviceId, entry: &Entry) -> Result<(), StorageError> {
    let read = entry.payload.as_deref().map(NikRead::from_payload);
    let Some(Ok(read)) = read.filter(|read| read.as_ref().is_ok_and(|read| read.screen == LOOKUP_LIMIT)) else { return Ok(()) };
    tables.lookup_alarms().add(&LookupAlarmRow {
        device,
        seq: entry.header.seq,
        at: entry.header.at,
        number: read.reason.parse().unwrap_or(0),
        operator: entry.header.operator,
    })
}

/// What a record says, or why it says nothing.
pub(super) fn said<R: Record>(entry: &Entry) -> Result<R, Refused> {
    let payload = entry.payload.as_deref().ok_or_else(|| Refused::new(RefusalCode::PayloadMissing, "no payload"))?;
    R::from_payload(payload).map_err(|error| Refused::new(RefusalCode::Record, error))
}

fn take_session(tables: &Tables<'_>, device: DeviceId, entry: &Entry) -> Result<Result<(), Refused>, StorageError> {
    let refused = |why: &str| Ok(Err(Refused::new(RefusalCode::Record, why)));
    let record: SessionRecord = match said(entry) {
        Ok(record) => record,
        Err(why) => return Ok(Err(why)),
    };
    let Some(person) = tables.person_keys().find(record.operator)? else { return refused("a session of an unknown person") };
    if record.device != device || !record.signed_by(&person.public_key) {
        return refused("the session is of another device or not signed by the person");
    }
    let row = ActorRow { actor: record.actor, device, operator: record.operator, started: record.started() };
    if tables.actors().add(&row)? { Ok(Ok(())) } else { refused("the actor is registered otherwise") }
}

fn take_operator_key(tables: &Tables<'_>, device: DeviceId, entry: &Entry) -> Result<Result<(), Refused>, StorageError> {
    let key: OperatorKey = match said(entry) {
        Ok(key) => key,
        Err(why) => return Ok(Err(why)),
    };
    let not_allowed = |why: &str| Ok(Err(Refused::new(RefusalCode::NotAllowed, why)));
    let works_in_field = Peran::find(&key.peran).is_some_and(|peran| may(peran, Action::WorkCase));
    if key.office || !works_in_field {
        return not_allowed("a kit announces people of the field only");
    }
    let listed = match key.operator {
        Some(id) => match tables.operators().find(id)? {
            Some(operator) => Some(operator),
            None => return not_allowed("the person is not in the office's list"),
        },
        None => None,
    };
    let key_id = key.key_id();
    let (nama, peran) = listed.map_or((key.nama, key.peran), |operator| (operator.nama, operator.peran));
    let row = PersonKeyRow { key_id, public_key: key.public_key, nama, peran, office: false, device };
    if tables.person_keys().add(&row)? { Ok(Ok(())) } else { not_allowed("the key is registered otherwise") }
}
