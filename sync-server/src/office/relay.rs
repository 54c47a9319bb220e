//! Taking what a kit brings of others: the work of team-mates that have no line themselves, and what the office wrote and lost by a restore.
//!
//! Who brings it is believed in nothing: each run ends where its author or this office signed, goes on where the held log ends, and passes the same
//! way as if its author had sent it. A revoked author's work is not wanted from anybody.

use std::collections::BTreeMap;

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    Batch, ChainTip, Entry, Limits, TipProof, decode_batch,
    exchange::{Request, Status},
    office,
    team::{self, Have, Held},
};

use super::{Office, OfficeError};
use crate::storage::{DeviceRow, DeviceStatus, StorageError, Tables};

impl Office {
    /// Takes the runs that came with a request; gives how far each log was taken. Nothing of it is durable by halves: each run is one transaction.
    pub(crate) fn take_relay(&self, bringer: DeviceId, request: &Request) -> Result<Vec<Have>, OfficeError> {
        let row = self.storage.read(|tables| tables.devices().find(bringer))?;
        let admitted = row.filter(|row| office::admission(row.expected(), request) == Status::Ok);
        let Some(bringer) = admitted else { return Ok(Vec::new()) };
        let Some(bytes) = request.relay.as_ref().and_then(|relay| relay.batch.as_deref()) else { return Ok(Vec::new()) };
        self.take_brought(&bringer, bytes)
    }

    /// The same of a batch alone, over the line or on a stick; one that cannot be opened brings nothing.
    pub(super) fn take_brought(&self, bringer: &DeviceRow, bytes: &[u8]) -> Result<Vec<Have>, OfficeError> {
        let key = |device| (device == bringer.id).then_some(bringer.public_key);
        let Ok(mut batch) = decode_batch(bytes, key, &Limits::default()) else { return Ok(Vec::new()) };
        let (own, entries): (Vec<Entry>, Vec<Entry>) = batch.entries.into_iter().partition(|entry| entry.header.device == self.device());
        batch.entries = entries;
        let mut brought = Vec::new();
        if !own.is_empty() {
            brought.extend(self.take_own_run(&own, &batch.tips)?);
        }
        let taken = self.storage.read(|tables| team::take(&batch, &Logs { office: self, tables, bringer: bringer.id }))?;
        for (device, why) in &taken.left {
            tracing::warn!(%device, by = %bringer.id, %why, "a run of entries that a kit brought was left");
        }
        for (device, entries) in runs(taken.entries) {
            let proof = taken.tips.iter().find(|proof| proof.device == device).copied();
            let Some(proof) = proof.filter(|_| entries.iter().all(|entry| entry.payload.is_some())) else { continue };
            let seq = proof.seq;
            // A run that no longer fits was brought by another way meanwhile.
            if self.take_run(device, &Batch { device, hash: batch.hash, entries, tips: vec![proof] })?.is_ok() {
                brought.push(Have { device, seq });
            }
        }
        Ok(brought)
    }

    /// How far a log is held that a kit could bring.
    pub(crate) fn held_of(&self, tables: &Tables<'_>, named: Have) -> Result<u64, StorageError> {
        if named.device == self.device() {
            let began = tables.lives().newest()?.map(|life| life.own_seq);
            return Ok(began.filter(|began| *began < named.seq).unwrap_or(named.seq));
        }
        let wanted = tables.devices().find(named.device)?.is_some_and(|row| row.status == DeviceStatus::Active);
        if wanted { Ok(tables.entries().tip(named.device)?.seq) } else { Ok(named.seq) }
    }
}

/// Entries by device, each in the order of its log.
fn runs(entries: Vec<Entry>) -> BTreeMap<DeviceId, Vec<Entry>> {
    let mut runs: BTreeMap<DeviceId, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        runs.entry(entry.header.device).or_default().push(entry);
    }
    runs
}

/// The office's logs, as one judges what is brought.
struct Logs<'a> {
    office: &'a Office,
    tables: &'a Tables<'a>,
    bringer: DeviceId,
}

impl Held for Logs<'_> {
    type Error = StorageError;

    /// Its own log a kit sends as such.
    fn own(&self) -> DeviceId {
        self.bringer
    }

    fn office(&self) -> DeviceId {
        self.office.device()
    }

    fn tip(&self, device: DeviceId) -> Result<ChainTip, StorageError> {
        self.tables.entries().tip(device)
    }

    fn hash_at(&self, device: DeviceId, seq: u64) -> Result<Option<Hash>, StorageError> {
        self.tables.entries().hash_at(device, seq)
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<[u8; 32]>, StorageError> {
        Ok(self.tables.devices().find(device)?.filter(|row| row.status == DeviceStatus::Active).map(|row| row.public_key))
    }
}

/// The signature of `signer` over the last of these entries.
pub(super) fn proof_of_end<'p>(entries: &[Entry], tips: &'p [TipProof], signer: DeviceId) -> Option<&'p TipProof> {
    let last = &entries.last()?.header;
    tips.iter().find(|tip| (tip.device, tip.seq, tip.hash, tip.signer) == (last.device, last.seq, last.hash(), signer))
}
