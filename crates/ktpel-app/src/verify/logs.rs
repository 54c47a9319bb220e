//! The log of each device as it is stored here, and the checkpoints of the office.

use std::collections::BTreeMap;

use ktpel_domain::ids::DeviceId;
use ktpel_ipc::{Problem, views::VerifyView};
use ktpel_store::{EntryLimit, EntryRow, TipProofRow};
use ktpel_sync::{
    Checkpoint, EntryKind, TipProof,
    payload::{DeviceKey, Record},
    verify::{Gaps, LogCheck, People},
};

use super::found;
use crate::{
    act::{entry_of, stored},
    opened::Opened,
};

/// Rows that are read at once.
const PAGE: EntryLimit = EntryLimit { count: 256, bytes: 4 << 20 };

type Fault = (&'static str, u64, String);

/// Every device that has entries here.
pub(super) fn devices(opened: &Opened) -> Result<Vec<DeviceId>, Problem> {
    Ok(opened.store.entries().tips().map_err(stored)?.into_iter().map(|(device, _)| device).collect())
}

/// The keys of all people, as the logs announce them.
pub(super) fn people(opened: &Opened) -> Result<People, Problem> {
    let mut people = People::default();
    for row in opened.store.entries().of_kind(EntryKind::OperatorKey.code()).map_err(stored)? {
        row.payload.iter().for_each(|payload| people.learn(payload));
    }
    Ok(people)
}

/// Walks one log.
pub(super) fn check(opened: &Opened, device: DeviceId, people: &mut People, view: &mut VerifyView) -> Result<(), Problem> {
    let keys = keys(opened)?;
    let proofs = opened.store.tip_proofs().of(device).map_err(stored)?;
    let mut proofs = proofs.iter().map(proof_of).peekable();
    // Of other laptops only what is in scope came.
    let whole = device == opened.device.id() || device == opened.office.server;
    let mut check = LogCheck::new(device, if whole { Gaps::None } else { Gaps::OutOfScope });
    let mut last = 0;
    // The walk begins behind it, and where gaps are no fault nothing else would miss it.
    let zeroth = opened.store.entries().first_seq(device).map_err(stored)? == Some(0);
    let zeroth: Option<Fault> = zeroth.then(|| ("misplaced", 0, "entry 0 stands in the wrong place".to_owned()));
    let first: Option<Fault> = 'walk: loop {
        let page = opened.store.entries().after(device, last, PAGE).map_err(stored)?;
        if page.is_empty() {
            break proofs.next().map(|proof| ("missing", proof.seq, format!("entry {} is missing: it was signed", proof.seq)));
        }
        for row in page {
            last = row.seq;
            if let Err(fault) = look(opened, &mut check, row, &mut proofs, &keys, people) {
                break 'walk Some(fault);
            }
            view.entries += 1;
        }
    };
    let place = opened.devices.get(&device).cloned().unwrap_or_else(|| device.to_string());
    if let Some((code, seq, why)) = zeroth.or(first).or(unsigned(opened, device, &check)?) {
        found(view, code, &place, Some(seq), why);
    }
    Ok(())
}

fn look(
    opened: &Opened,
    check: &mut LogCheck,
    row: EntryRow,
    proofs: &mut std::iter::Peekable<impl Iterator<Item = TipProof>>,
    keys: &BTreeMap<DeviceId, [u8; 32]>,
    people: &mut People,
) -> Result<(), Fault> {
    let (stored, seq) = (row.hash, row.seq);
    let entry = entry_of(row);
    check.entry(&entry, stored).map_err(|fault| (fault.id(), fault.seq(), fault.to_string()))?;
    while let Some(proof) = proofs.next_if(|proof| proof.seq <= seq) {
        check.proof(&proof, keys.get(&proof.signer)).map_err(|fault| (fault.id(), fault.seq(), fault.to_string()))?;
    }
    people.entry(&entry, opened.office.server).map_err(|fault| ("person", seq, format!("entry {seq}: {fault}")))
}

/// Rows that must lie before a signature: of the own log what the office has receipted; of the office and other kits everything that came, but
/// for a page of theirs that ended between two signatures.
fn unsigned(opened: &Opened, device: DeviceId, check: &LogCheck) -> Result<Option<Fault>, Problem> {
    if device != opened.device.id() {
        return Ok(None);
    }
    let acked = opened.store.sync_state().get().map_err(stored)?.acked_seq;
    if acked > check.tip().seq {
        let seq = check.tip().seq + 1;
        return Ok(Some(("missing", seq, format!("entry {seq} is missing: the office has receipted it"))));
    }
    let open = check.tip().seq - acked;
    Ok(check.end(open).err().map(|fault| (fault.id(), fault.seq(), fault.to_string())))
}

/// Each checkpoint is signed by the office.
pub(super) fn check_checkpoints(opened: &Opened, view: &mut VerifyView) -> Result<(), Problem> {
    let Some(key) = opened.office.server_key() else { return Ok(()) };
    for row in opened.store.checkpoints().list().map_err(stored)? {
        let (generation, position, hash, at_ms, signature) = (row.generation, row.position, row.hash, row.at_ms, row.signature);
        let checkpoint = Checkpoint { generation, position, hash, at_ms, signature };
        if checkpoint.holds(&key) {
            view.checkpoints += 1;
        } else {
            let why = format!("the checkpoint at position {position} is not signed by the office");
            found(view, "checkpoint", &opened.office.name, Some(position), why);
        }
    }
    Ok(())
}

/// Public keys of all devices. They need no proof: a device's id is the hash of its key.
fn keys(opened: &Opened) -> Result<BTreeMap<DeviceId, [u8; 32]>, Problem> {
    let entries = opened.store.entries().of_kind(EntryKind::DeviceKey.code()).map_err(stored)?;
    let records = entries.iter().filter_map(|row| DeviceKey::from_payload(row.payload.as_deref()?).ok());
    let office = opened.office.server_key().map(|key| (opened.office.server, key));
    Ok(records
        .map(|record| (record.device_id(), record.public_key))
        .chain(office)
        .chain([(opened.device.id(), opened.device.public())])
        .collect())
}

fn proof_of(row: &TipProofRow) -> TipProof {
    TipProof { device: row.device, seq: row.seq, hash: row.hash, signer: row.signer, signature: row.signature }
}
