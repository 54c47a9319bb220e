//! One act of a person: checked, signed, turned into one change and one log entry, written in one durable transaction.
//!
//! The screen learns of it only after the disk has it. If anything fails, memory and disk are as before.

use ktpel_case::{
    CaseDoc, CaseState, CaseView, Command, DocKind, Roster, Rules, prepare_on, project,
    summary::{Badge, index_row},
};
use ktpel_domain::{
    ids::{DocId, KeyId},
    time::Timestamp,
};
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sop::{catalogue, plan, situation::Policy, verdict::Plan};
use ktpel_store::{CaseRow, CaseState as StoredState, EntryRow, SecretKind, StoreError, StoredDoc, Tx, VisitRow};
use ktpel_sync::{Chain, ChainTip, Entry, EntryHeader, EntryKind};

use crate::{
    compact::{When, document_write, verified_snapshot},
    opened::{Opened, SignedIn},
    problem::{internal, not_found, refused},
    sealing::{self, Closed},
    visits,
};

/// Further rows that belong to the same act: an attachment, a secret, a setting.
pub(crate) type Also<'a> = &'a dyn Fn(&Tx<'_>, &EntryRow) -> Result<(), StoreError>;

/// Writes nothing further.
pub(crate) fn nothing(_: &Tx<'_>, _: &EntryRow) -> Result<(), StoreError> {
    Ok(())
}

/// Carries out one command on a document and answers its new projection.
pub(crate) fn act(
    opened: &mut Opened,
    operator: &SignedIn,
    id: DocId,
    command: Command,
    now: Timestamp,
    also: Also<'_>,
) -> Result<CaseView, Problem> {
    let doc = match load(opened, id)? {
        Some(doc) => doc,
        None if matches!(command, Command::Open { .. }) => CaseDoc::genesis(DocKind::Case, id),
        None => return Err(not_found("case")),
    };
    act_on(opened, operator, doc, command, now, also)
}

/// The same on a document at hand, e.g. a new one.
pub(crate) fn act_on(
    opened: &mut Opened,
    operator: &SignedIn,
    mut doc: CaseDoc,
    command: Command,
    now: Timestamp,
    also: Also<'_>,
) -> Result<CaseView, Problem> {
    let rules = Rules { catalogue: catalogue(), policy: Policy::default(), roster: &opened.roster };
    let view = project(&doc, &opened.roster);
    let prepared = prepare_on(&doc, &view, &rules, &operator.session, command, now).map_err(refused)?;
    let signatures: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| operator.key.sign(message)).collect();
    let committed = prepared.commit(&mut doc, &signatures, &operator.key.public()).map_err(refused)?;
    let view = project(&doc, &opened.roster);

    let mut log = OwnLog::resume(opened)?;
    let entry = row_of(&log.append(EntryKind::Change, doc.id(), committed.bytes.clone(), Some(operator.key.id()), now)?);
    let index = Index::of(opened, &view, now)?;
    let new = vec![(committed.hash, committed.bytes)];
    let write = document_write(opened, &doc, new, When::of(index.closed()), || verified_snapshot(&doc))?;
    let deleted = opened
        .store
        .write(|tx| {
            tx.entries().append(&entry)?;
            tx.documents().write(&write)?;
            also(tx, &entry)?;
            index.write(tx)
        })
        .map_err(stored)?;
    sealing::settle(opened, deleted);
    opened.docs.put(doc);
    Ok(view)
}

/// Appends an entry that is no change of a document: a session, a key, a read NIK, a stock movement.
pub(crate) fn record(
    opened: &mut Opened,
    kind: EntryKind,
    doc: DocId,
    payload: Vec<u8>,
    operator: Option<KeyId>,
    now: Timestamp,
    also: Also<'_>,
) -> Result<(), Problem> {
    let mut log = OwnLog::resume(opened)?;
    let entry = row_of(&log.append(kind, doc, payload, operator, now)?);
    opened
        .store
        .write(|tx| {
            tx.entries().append(&entry)?;
            also(tx, &entry)
        })
        .map_err(stored)
}

/// The document from memory, else from the store; `None` when it does not exist.
pub(crate) fn load(opened: &mut Opened, id: DocId) -> Result<Option<CaseDoc>, Problem> {
    if let Some(doc) = opened.docs.get(id) {
        return Ok(Some(doc));
    }
    let Some(stored_doc) = opened.store.documents().load(id).map_err(stored)? else { return Ok(None) };
    let doc = read(id, &stored_doc)?;
    opened.docs.put(doc.clone());
    Ok(Some(doc))
}

/// The document from its snapshot and loose changes.
pub(crate) fn read(id: DocId, stored_doc: &StoredDoc) -> Result<CaseDoc, Problem> {
    let damaged = |error: &dyn std::error::Error| {
        tracing::error!(%id, %error, "stored document cannot be read");
        Problem::new(ProblemCode::StoreDamaged).with("what", id)
    };
    let mut doc = if stored_doc.snapshot.is_empty() {
        CaseDoc::genesis(kind_of(stored_doc.kind), id)
    } else {
        CaseDoc::load(&stored_doc.snapshot).map_err(|error| damaged(&error))?
    };
    if !stored_doc.changes.is_empty() {
        doc.apply(&stored_doc.changes).map_err(|error| damaged(&error))?;
    }
    Ok(doc)
}

/// The document of a case that must be there.
pub(crate) fn case(opened: &mut Opened, id: &str) -> Result<CaseDoc, Problem> {
    let id: DocId = id.parse().map_err(|_| not_found("case"))?;
    load(opened, id)?.ok_or_else(|| not_found("case"))
}

fn kind_of(number: u8) -> DocKind {
    if number == 1 { DocKind::Visit } else { DocKind::Case }
}

/// The end of this device's log.
pub(crate) fn own_tip(opened: &Opened) -> Result<ChainTip, Problem> {
    let last = opened.store.entries().last_of(opened.device.id()).map_err(stored)?;
    Ok(last.map_or(ChainTip::EMPTY, |tip| ChainTip { seq: tip.seq, hash: tip.hash }))
}

/// This device's chain, at its end.
pub(crate) struct OwnLog(Chain);

impl OwnLog {
    pub(crate) fn resume(opened: &Opened) -> Result<Self, Problem> {
        Ok(Self(Chain::resume(opened.device.id(), own_tip(opened)?)))
    }

    pub(crate) fn append(
        &mut self,
        kind: EntryKind,
        doc: DocId,
        payload: Vec<u8>,
        operator: Option<KeyId>,
        now: Timestamp,
    ) -> Result<Entry, Problem> {
        self.0.append(kind, doc, payload, operator, now).map_err(|error| internal("log", &error))
    }
}

/// An entry as the store keeps it.
pub(crate) fn row_of(entry: &Entry) -> EntryRow {
    let header = &entry.header;
    EntryRow {
        device: header.device,
        seq: header.seq,
        prev: header.prev,
        kind: header.kind.code(),
        doc: header.doc,
        payload_hash: header.payload_hash,
        operator: header.operator,
        at_ms: header.at.0,
        hash: header.hash(),
        payload: entry.payload.clone(),
        office_seq: None,
    }
}

/// The entry that a stored row holds, as its columns say; the stored hash is apart.
pub(crate) fn entry_of(row: EntryRow) -> Entry {
    let header = EntryHeader {
        device: row.device,
        seq: row.seq,
        prev: row.prev,
        kind: EntryKind::from_code(row.kind),
        doc: row.doc,
        payload_hash: row.payload_hash,
        operator: row.operator,
        at: Timestamp(row.at_ms),
    };
    Entry { header, payload: row.payload }
}

/// The index row of a document, derived anew from its projection, and the secrets that end with it.
pub(crate) enum Index {
    Case { row: Box<CaseRow>, closed: Closed, sealed: Vec<SecretKind>, serials: Vec<String> },
    Visit(VisitRow),
}

impl Index {
    pub(crate) fn of(opened: &Opened, view: &CaseView, now: Timestamp) -> Result<Self, Problem> {
        match view.kind {
            DocKind::Case => {
                let plan = plan(catalogue(), &view.situation(catalogue(), now, Policy::default()));
                let closed = Closed::of(&plan);
                let sealed = sealing::due(view, closed);
                let row = Box::new(case_row(view, &opened.roster, &plan));
                Ok(Self::Case { row, closed, sealed, serials: Self::serials(view) })
            }
            DocKind::Visit => visits::row(opened, view).map(Self::Visit),
        }
    }

    /// Whether all steps of a case have ended.
    pub(crate) const fn closed(&self) -> Closed {
        match self {
            Self::Case { closed, .. } => *closed,
            Self::Visit(_) => Closed::No,
        }
    }

    /// The blanko that a case took, one for each intent to print.
    pub(crate) fn serials(view: &CaseView) -> Vec<String> {
        view.attempts().iter().map(|attempt| attempt.blanko.to_owned()).collect()
    }

    /// Writes the row; answers how many secrets were deleted with it, see [`sealing::settle`].
    pub(crate) fn write(&self, tx: &Tx<'_>) -> Result<usize, StoreError> {
        match self {
            Self::Case { row, sealed, serials, closed: _ } => {
                tx.case_index().put(row)?;
                tx.blanko_uses().put(row.doc, serials)?;
                sealed.iter().map(|kind| tx.case_secrets().delete(row.doc, *kind)).sum()
            }
            Self::Visit(row) => tx.visit_index().put(row).map(|()| 0),
        }
    }
}

fn case_row(view: &CaseView, roster: &Roster, plan: &Plan) -> CaseRow {
    let summary = index_row(view, plan, roster);
    CaseRow {
        doc: view.id,
        visit: summary.visit.as_deref().and_then(|visit| visit.parse().ok()),
        layanan: summary.layanan.clone(),
        nama: summary.nama.clone(),
        nik: summary.nik.clone(),
        no_kk: summary.no_kk.clone(),
        tanggal_lahir: summary.tanggal_lahir.as_deref().and_then(|date| date.parse().ok()),
        kelurahan: summary.kelurahan.clone(),
        step: summary.step.clone(),
        state: match summary.state {
            CaseState::Open => StoredState::Open,
            CaseState::Waiting => StoredState::Waiting,
            CaseState::Done => StoredState::Done,
            CaseState::Returned => StoredState::Returned,
        },
        badge: Some(summary.badge.id().to_owned()).filter(|_| summary.badge != Badge::None),
        started_ms: summary.started_ms,
        step_since_ms: Some(summary.step_since_ms),
        updated_ms: summary.updated_ms,
        slip: Some(summary.kode.clone()),
        conflicts: summary.conflicts,
        needs_nik: summary.needs_nik,
        print_debt: summary.print_debt,
        view_json: serde_json::to_string(&summary).unwrap_or_default(),
    }
}

/// A failure of the store, in the words of the contract. Nothing was written.
pub(crate) fn stored(error: StoreError) -> Problem {
    match error {
        StoreError::DiskFull => Problem::new(ProblemCode::DiskFull),
        StoreError::Corrupt { what } | StoreError::BadRow { what } => {
            tracing::error!(what, "the store is damaged");
            Problem::new(ProblemCode::StoreDamaged)
        }
        StoreError::NoFile { .. } => not_found("attachment"),
        StoreError::DamagedFile { hash } => Problem::new(ProblemCode::StoreDamaged).with("what", hash),
        StoreError::Io(error) => {
            tracing::error!(%error, "a file operation failed");
            Problem::new(ProblemCode::Io)
        }
        other => internal("store", &other),
    }
}

/// The projection of a document as it is now.
pub(crate) fn reprojected(opened: &mut Opened, id: DocId) -> Result<Option<CaseView>, Problem> {
    Ok(load(opened, id)?.map(|doc| project(&doc, &opened.roster)))
}
