//! Taking a batch of a kit: signature, sequence and previous hash, then entry by entry, all in one transaction.
//!
//! What an entry may say depends on who says it: only the office assigns visits, enrols devices and names office users. A change passes the
//! gate of `ktpel_case`, and its actor must stand in a session record of the very device. What does not pass is kept in quarantine; the rest
//! of the batch goes on. Basis: docs on sync and trust, "Receiving from a device".

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{ApplyError, CaseDoc, DocKind, Roster};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    peran::{Action, Peran, may},
};
use ktpel_sync::{
    Batch, Entry, EntryKind,
    chunk::change_actor,
    exchange::{Refusal, RefusalCode},
    payload::{LOOKUP_LIMIT, NikRead, OperatorKey, Record, SessionRecord},
    receive::{AdmitError, Admitted, admit},
};

use super::{Office, OfficeError, roster};
use crate::storage::{ActorRow, LookupAlarmRow, PersonKeyRow, QuarantineRow, Standing, StorageError, Tables};

/// What became of a batch.
#[derive(Debug)]
pub struct Taken {
    /// Entries that were kept in quarantine.
    pub refusals: Vec<Refusal>,
    /// Documents that changed.
    pub changed: BTreeSet<DocId>,
    /// People or sessions became known.
    pub roster_changed: bool,
}

/// Why one entry is refused: the code for the kit, and words for the quarantine list.
struct Refused {
    code: RefusalCode,
    why: String,
}

impl Refused {
    fn new(code: RefusalCode, why: impl ToString) -> Self {
        Self { code, why: why.to_string() }
    }
}

impl Office {
    /// Stores what is new in the batch of `device` and applies what passes. The caller commits and only then receipts.
    pub(crate) fn take_batch(
        &self,
        tables: &Tables<'_>,
        device: DeviceId,
        batch: &Batch,
    ) -> Result<Result<Taken, AdmitError>, OfficeError> {
        let held = tables.entries().tip(device)?;
        let hash_at = |seq| tables.entries().hash_at(device, seq);
        let fresh = match admit(device, held, &batch.entries, hash_at)? {
            Ok(Admitted { fresh, .. }) => fresh,
            Err(error) => return Ok(Err(error)),
        };
        let now = self.now();
        for entry in fresh {
            tables.entries().append(tables.office().next_seq()?, entry, now)?;
        }
        if let Some(end) = batch.own_end() {
            tables.tip_proofs().put(end)?;
        }
        self.apply_entries(tables, device, fresh).map(Ok)
    }

    fn apply_entries(&self, tables: &Tables<'_>, device: DeviceId, fresh: &[Entry]) -> Result<Taken, OfficeError> {
        let mut taken = Taken { refusals: Vec::new(), changed: BTreeSet::new(), roster_changed: false };
        let mut changes: BTreeMap<DocId, Vec<&Entry>> = BTreeMap::new();
        for entry in fresh {
            match entry.header.kind {
                EntryKind::Change => changes.entry(entry.header.doc).or_default().push(entry),
                EntryKind::SessionOpened | EntryKind::OperatorKey => {
                    taken.roster_changed = true;
                    if let Err(refused) = take_record(tables, device, entry)? {
                        self.quarantine(tables, entry, refused, &mut taken)?;
                    }
                }
                EntryKind::DeviceKey | EntryKind::Visit | EntryKind::Policy => {
                    let refused = Refused::new(RefusalCode::NotAllowed, "only the office writes this kind");
                    self.quarantine(tables, entry, refused, &mut taken)?;
                }
                EntryKind::NikRead => note_limit(tables, device, entry)?,
                EntryKind::Stock | EntryKind::Notice | EntryKind::Other(_) => {}
            }
        }
        let known = if taken.roster_changed { roster::load(tables)? } else { self.roster().as_ref().clone() };
        for (doc, entries) in changes {
            self.apply_changes(tables, device, doc, &entries, &known, &mut taken)?;
        }
        Ok(taken)
    }

    fn apply_changes(
        &self,
        tables: &Tables<'_>,
        device: DeviceId,
        doc: DocId,
        entries: &[&Entry],
        roster: &Roster,
        taken: &mut Taken,
    ) -> Result<(), OfficeError> {
        let mut document = self.document_for(tables, doc, entries)?;
        let before = document.heads();
        if !apply_together(tables, device, &mut document, entries)? {
            for entry in entries {
                if let Err(refused) = apply_one(tables, device, &mut document, entry)? {
                    self.quarantine(tables, entry, refused, taken)?;
                }
            }
        }
        if document.heads() != before {
            self.retry_waiting(tables, &mut document)?;
            self.store_document(tables, &document, roster)?;
            taken.changed.insert(doc);
        }
        Ok(())
    }

    /// The stored document, or a new one of the kind on whose genesis the first change builds.
    fn document_for(&self, tables: &Tables<'_>, doc: DocId, entries: &[&Entry]) -> Result<CaseDoc, OfficeError> {
        if let Some(document) = self.find_document(tables, doc)? {
            return Ok(document);
        }
        let guess = Self::kind_of_new(tables, doc)?;
        let first: Vec<Vec<u8>> = entries.iter().find_map(|entry| entry.payload.clone()).into_iter().collect();
        let other = DocKind::ALL.into_iter().find(|kind| *kind != guess);
        let fits = |kind: DocKind| CaseDoc::genesis(kind, doc).apply(&first).is_ok();
        let kind = if fits(guess) { guess } else { other.filter(|kind| fits(*kind)).unwrap_or(guess) };
        Ok(CaseDoc::genesis(kind, doc))
    }

    fn quarantine(&self, tables: &Tables<'_>, entry: &Entry, refused: Refused, taken: &mut Taken) -> Result<(), OfficeError> {
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

/// The way of an honest kit: all changes of a document pass together. Otherwise nothing has happened, and each is looked at by itself.
fn apply_together(tables: &Tables<'_>, device: DeviceId, document: &mut CaseDoc, entries: &[&Entry]) -> Result<bool, StorageError> {
    let mut changes = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(payload) = &entry.payload else { return Ok(false) };
        let Ok(actor) = change_actor(payload) else { return Ok(false) };
        if tables.actors().find(actor)?.is_none_or(|session| session.device != device) {
            return Ok(false);
        }
        changes.push(payload.clone());
    }
    let applied = document.apply(&changes).is_ok();
    Ok(applied && entries.iter().all(|entry| document.has_change(entry.header.payload_hash)))
}

fn apply_one(tables: &Tables<'_>, device: DeviceId, document: &mut CaseDoc, entry: &Entry) -> Result<Result<(), Refused>, StorageError> {
    let Some(payload) = &entry.payload else {
        let already = document.has_change(entry.header.payload_hash);
        return Ok(if already { Ok(()) } else { Err(Refused::new(RefusalCode::PayloadMissing, "no payload")) });
    };
    let actor = match change_actor(payload) {
        Ok(actor) => actor,
        Err(error) => return Ok(Err(Refused::new(RefusalCode::Gate, error))),
    };
    if tables.actors().find(actor)?.is_none_or(|session| session.device != device) {
        return Ok(Err(Refused::new(RefusalCode::Actor, "the actor is in no session record of this device")));
    }
    let applied = document.apply(std::slice::from_ref(payload));
    Ok(applied.map(drop).map_err(|error| Refused::new(code_of(&error), error)).and_then(|()| declared(document, entry.header.payload_hash)))
}

/// "Ok" is no acknowledgement: a change counts once the document has it.
fn declared(document: &CaseDoc, hash: Hash) -> Result<(), Refused> {
    if document.has_change(hash) { Ok(()) } else { Err(Refused::new(RefusalCode::Internal, "the change did not arrive in the document")) }
}

const fn code_of(error: &ApplyError) -> RefusalCode {
    match error {
        ApplyError::MissingDependencies { .. } => RefusalCode::Dependencies,
        ApplyError::DocumentTooLarge => RefusalCode::TooLarge,
        ApplyError::ActorForked => RefusalCode::Actor,
        ApplyError::Chunk { .. } | ApplyError::Unreadable { .. } | ApplyError::Gate { .. } | ApplyError::Contradiction => RefusalCode::Gate,
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

fn take_record(tables: &Tables<'_>, device: DeviceId, entry: &Entry) -> Result<Result<(), Refused>, StorageError> {
    let Some(payload) = &entry.payload else { return Ok(Err(Refused::new(RefusalCode::PayloadMissing, "no payload"))) };
    if entry.header.kind == EntryKind::SessionOpened {
        take_session(tables, device, payload)
    } else {
        take_operator_key(tables, device, payload)
    }
}

fn take_session(tables: &Tables<'_>, device: DeviceId, payload: &[u8]) -> Result<Result<(), Refused>, StorageError> {
    let refused = |why: &str| Ok(Err(Refused::new(RefusalCode::Record, why)));
    let Ok(record) = SessionRecord::from_payload(payload) else { return refused("not a session record") };
    let Some(person) = tables.person_keys().find(record.operator)? else { return refused("a session of an unknown person") };
    if record.device != device || !record.signed_by(&person.public_key) {
        return refused("the session is of another device or not signed by the person");
    }
    let row = ActorRow { actor: record.actor, device, operator: record.operator, started: record.started() };
    if tables.actors().add(&row)? { Ok(Ok(())) } else { refused("the actor is registered otherwise") }
}

fn take_operator_key(tables: &Tables<'_>, device: DeviceId, payload: &[u8]) -> Result<Result<(), Refused>, StorageError> {
    let Ok(key) = OperatorKey::from_payload(payload) else { return Ok(Err(Refused::new(RefusalCode::Record, "not an operator key"))) };
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
