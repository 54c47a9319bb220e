//! The logs of this laptop as the team's questions and answers read them. Knows the store's rows, decides nothing.

use std::{cell::RefCell, collections::BTreeMap};

use ktpel_domain::ids::{DeviceId, DocId, Hash};
use ktpel_ipc::Problem;
use ktpel_store::{EntryLimit, EntryRow, StoreError, TipProofRow};
use ktpel_sync::{
    ChainTip, Entry, EntryKind, TipProof,
    payload::{DeviceKey, Record},
    scope::VisitFacts,
    session::SourceError,
    team::{Have, Held, TeamSource},
};

use crate::{
    act::{entry_of, stored},
    opened::Opened,
    scope,
};

/// Entries read at once.
const ENTRIES: usize = 512;

/// The logs of an open store, and how far each is here without a gap.
pub(super) struct Logs<'a> {
    opened: &'a Opened,
    have: Vec<Have>,
    /// Who is on the line, with the key that it proved; nobody, where no line proves a key.
    mate: Option<(DeviceId, [u8; 32])>,
    /// Who gets what is packed, with the visit that he works on; nobody while only looking.
    reader: Option<(DeviceId, Option<DocId>)>,
    visits: Vec<VisitFacts>,
    /// Documents whose changes he gets, as far as it was asked.
    shared: RefCell<BTreeMap<DocId, bool>>,
}

impl<'a> Logs<'a> {
    /// Looks how far each log reaches: the office's first, because it names the keys of the others, then the own.
    pub(super) fn of(opened: &'a mut Opened, mate: Option<(DeviceId, [u8; 32])>) -> Result<Self, Problem> {
        let mut have = Vec::new();
        for (device, _) in opened.store.entries().tips().map_err(stored)? {
            let from = opened.gapless.get(&device).copied().unwrap_or(0);
            let seq = opened.store.entries().gapless(device, from).map_err(stored)?;
            opened.gapless.insert(device, seq);
            have.push(Have { device, seq });
        }
        let (office, own) = (opened.office.server, opened.device.id());
        have.sort_by_key(|have| (have.device != office, have.device != own, have.device));
        let visits = scope::facts(opened).map_err(stored)?;
        Ok(Self { opened, have, mate, reader: None, visits, shared: RefCell::default() })
    }

    /// The same for who gets what is packed: of the documents that are not his only the headers.
    pub(super) fn for_reader(self, device: DeviceId, visit: Option<DocId>) -> Self {
        Self { reader: Some((device, visit)), ..self }
    }

    /// The entry as the mate gets it: of a change of a document that is not his, only the header, which keeps the log whole.
    fn for_mate(&self, row: EntryRow) -> Result<Entry, StoreError> {
        let entry = entry_of(row);
        let doc = entry.header.doc;
        let Some((device, visit)) = self.reader.filter(|_| entry.header.kind == EntryKind::Change && entry.payload.is_some()) else {
            return Ok(entry);
        };
        let known = self.shared.borrow().get(&doc).copied();
        let shares = match known {
            Some(shares) => shares,
            None => scope::shares(self.opened, &self.visits, device, visit, doc)?,
        };
        self.shared.borrow_mut().insert(doc, shares);
        Ok(if shares { entry } else { Entry { payload: None, ..entry } })
    }

    /// What this laptop says that it holds.
    pub(super) fn have(&self) -> &[Have] {
        &self.have
    }
}

fn source(error: StoreError) -> SourceError {
    SourceError(Box::new(error))
}

pub(crate) fn proof_of(row: TipProofRow) -> TipProof {
    TipProof { device: row.device, seq: row.seq, hash: row.hash, signer: row.signer, signature: row.signature }
}

impl TeamSource for Logs<'_> {
    fn logs(&self) -> Result<Vec<Have>, SourceError> {
        Ok(self.have.clone())
    }

    fn entries_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let limit = EntryLimit { count: ENTRIES, bytes: max_bytes };
        let rows = self.opened.store.entries().after(device, seq, limit).map_err(source)?;
        // Up to the first gap only.
        let next = (seq + 1..).zip(rows).take_while(|(expected, row)| *expected == row.seq);
        next.map(|(_, row)| self.for_mate(row)).collect::<Result<_, _>>().map_err(source)
    }

    fn proofs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProof>, SourceError> {
        Ok(self.opened.store.tip_proofs().after(device, seq).map_err(source)?.into_iter().map(proof_of).collect())
    }
}

impl Held for Logs<'_> {
    type Error = StoreError;

    fn own(&self) -> DeviceId {
        self.opened.device.id()
    }

    fn office(&self) -> DeviceId {
        self.opened.office.server
    }

    fn tip(&self, device: DeviceId) -> Result<ChainTip, StoreError> {
        let seq = self.have.iter().find(|have| have.device == device).map_or(0, |have| have.seq);
        let row = self.opened.store.entries().find(device, seq)?;
        Ok(row.map_or(ChainTip::EMPTY, |row| ChainTip { seq: row.seq, hash: row.hash }))
    }

    fn hash_at(&self, device: DeviceId, seq: u64) -> Result<Option<Hash>, StoreError> {
        Ok(self.opened.store.entries().find(device, seq)?.map(|row| row.hash))
    }

    /// The office's own key is known since enrolment; others are named in its log; who is on the line showed his certificate.
    fn key_of(&self, device: DeviceId) -> Result<Option<[u8; 32]>, StoreError> {
        if let Some((_, key)) = self.mate.filter(|(mate, _)| *mate == device) {
            return Ok(Some(key));
        }
        if device == self.opened.office.server {
            return Ok(self.opened.office.server_key());
        }
        Ok(named(self.opened)?.into_iter().find(|record| record.device_id() == device).map(|record| record.public_key))
    }
}

/// The devices that the office has named, with their keys.
pub(crate) fn named(opened: &Opened) -> Result<Vec<DeviceKey>, StoreError> {
    let rows = opened.store.entries().of_kind(EntryKind::DeviceKey.code())?;
    let said = rows.iter().filter(|row| row.device == opened.office.server).filter_map(|row| row.payload.as_deref());
    Ok(said.filter_map(|payload| DeviceKey::from_payload(payload).ok()).collect())
}
