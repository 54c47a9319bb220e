//! What a laptop takes of a team-mate's batch: runs that go on where its own copy of the log ends, and whose end their author or the office signed.

use std::collections::BTreeMap;

use ktpel_domain::ids::{DeviceId, Hash};

use crate::{
    batch::Batch,
    chain::ChainTip,
    entry::{Entry, EntryKind},
    payload::{DeviceKey, Record},
    receive::{self, AdmitError},
    tip_proof::TipProof,
};

/// What a laptop knows of the logs of others.
pub trait Held {
    /// Failure of the store behind it.
    type Error;
    /// This laptop.
    fn own(&self) -> DeviceId;
    /// The office's server.
    fn office(&self) -> DeviceId;
    /// End of the gapless part of a log.
    fn tip(&self, device: DeviceId) -> Result<ChainTip, Self::Error>;
    /// Hash of an entry that is held.
    fn hash_at(&self, device: DeviceId, seq: u64) -> Result<Option<Hash>, Self::Error>;
    /// Public key of a device that the office has named, or that proved its key on this line.
    fn key_of(&self, device: DeviceId) -> Result<Option<[u8; 32]>, Self::Error>;
}

/// Why a run was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwilling {
    /// It is this laptop's own log.
    #[error("a laptop's own log comes from nobody else")]
    Own,
    /// The office has not named the device yet.
    #[error("the device is not known")]
    Unknown,
    /// Neither the author nor the office signed its end.
    #[error("the end of the run is not signed")]
    Unproven,
    /// It does not go on where the held log ends.
    #[error(transparent)]
    Admit(#[from] AdmitError),
}

/// What may be stored, and what was left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// New entries, log by log.
    pub entries: Vec<Entry>,
    /// Proofs that hold, over their ends.
    pub tips: Vec<TipProof>,
    /// Runs that were left, by device.
    pub left: Vec<(DeviceId, Unwilling)>,
}

/// Sorts a batch whose own signature held. The office's log comes first: it names the keys of the others.
pub fn take<H: Held>(batch: &Batch, held: &H) -> Result<Taken, H::Error> {
    let mut runs: BTreeMap<(bool, DeviceId), Vec<Entry>> = BTreeMap::new();
    for entry in &batch.entries {
        let device = entry.header.device;
        runs.entry((device != held.office(), device)).or_default().push(entry.clone());
    }
    let mut taken = Taken::default();
    let mut named: BTreeMap<DeviceId, [u8; 32]> = BTreeMap::new();
    for ((_, device), run) in &runs {
        match take_run(batch, held, &named, *device, run)? {
            Ok((fresh, proof)) => {
                if *device == held.office() {
                    named.extend(fresh.iter().filter_map(named_key));
                }
                taken.entries.extend_from_slice(fresh);
                taken.tips.extend(proof);
            }
            Err(why) => taken.left.push((*device, why)),
        }
    }
    Ok(taken)
}

fn named_key(entry: &Entry) -> Option<(DeviceId, [u8; 32])> {
    let payload = entry.payload.as_ref().filter(|_| entry.header.kind == EntryKind::DeviceKey)?;
    let record = DeviceKey::from_payload(payload).ok()?;
    Some((record.device_id(), record.public_key))
}

type Run<'a> = Result<(&'a [Entry], Option<TipProof>), Unwilling>;

fn take_run<'a, H: Held>(
    batch: &Batch,
    held: &H,
    named: &BTreeMap<DeviceId, [u8; 32]>,
    device: DeviceId,
    run: &'a [Entry],
) -> Result<Run<'a>, H::Error> {
    if device == held.own() {
        return Ok(Err(Unwilling::Own));
    }
    let fresh = match receive::admit(device, held.tip(device)?, run, |seq| held.hash_at(device, seq))? {
        Ok(admitted) => admitted.fresh,
        Err(error) => return Ok(Err(error.into())),
    };
    let Some(last) = fresh.last() else { return Ok(Ok((fresh, None))) };
    let key = |signer: DeviceId| named.get(&signer).copied().map_or_else(|| held.key_of(signer), |key| Ok(Some(key)));
    if key(device)?.is_none() {
        return Ok(Err(Unwilling::Unknown));
    }
    let end = (device, last.header.seq, last.header.hash());
    for proof in batch.tips.iter().filter(|proof| (proof.device, proof.seq, proof.hash) == end) {
        let may_sign = proof.signer == device || proof.signer == held.office();
        if may_sign && key(proof.signer)?.is_some_and(|key| proof.holds(&key)) {
            return Ok(Ok((fresh, Some(*proof))));
        }
    }
    Ok(Err(Unwilling::Unproven))
}
