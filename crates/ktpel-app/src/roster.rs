//! Who is who: people, sessions and devices, read from the signed log. And what a role may do.

use std::collections::BTreeMap;

use ktpel_case::{Operator, SessionRecord as Session};
use ktpel_domain::{
    ids::DeviceId,
    peran::{Action, may},
};
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sync::{
    EntryKind,
    payload::{DeviceKey, DeviceStatus, OperatorKey, Record, SessionRecord},
};

use crate::{
    act::stored,
    opened::{Opened, SignedIn},
};

/// Where the work of a device ends, by the office's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Last position that counts.
    pub(crate) last_seq: u64,
    /// Since when, by the office's clock.
    pub(crate) at_ms: i64,
}

/// Devices whose later work counts no more. The office's log decides in its own order: a device that is taken in again works again.
fn ended(opened: &Opened) -> Result<BTreeMap<DeviceId, Ended>, Problem> {
    let entries = |kind: EntryKind| opened.store.entries().of_kind(kind.code()).map_err(stored);
    let mut said = [entries(EntryKind::DeviceKey)?, entries(EntryKind::DeviceStatus)?].concat();
    said.retain(|entry| entry.device == opened.office.server);
    said.sort_by_key(|entry| entry.seq);
    let mut ended = BTreeMap::new();
    for entry in &said {
        let Some(payload) = entry.payload.as_deref() else { continue };
        if entry.kind == EntryKind::DeviceKey.code() {
            if let Ok(record) = DeviceKey::from_payload(payload) {
                ended.remove(&record.device_id());
            }
        } else if let Ok(record) = DeviceStatus::from_payload(payload)
            && record.fate.ends_its_work()
        {
            // The first word counts: what came after it was never taken.
            ended.entry(record.device).or_insert(Ended { last_seq: record.last_seq, at_ms: record.at_ms });
        }
    }
    Ok(ended)
}

/// Whether an entry was written after the office ended its device's work.
pub(crate) fn too_late(opened: &Opened, device: DeviceId, seq: u64) -> bool {
    opened.ended.get(&device).is_some_and(|ended| seq > ended.last_seq)
}

/// Reads the roster anew. Unreadable records are logged and left out: their acts then show as unproven.
///
/// A key counts as the office's only when the office's own device said so; a session only when its operator signed it.
pub(crate) fn reload(opened: &mut Opened) -> Result<(), Problem> {
    let entries = |kind: EntryKind| opened.store.entries().of_kind(kind.code()).map_err(stored);
    let mut devices =
        BTreeMap::from([(opened.device.id(), opened.device_name.clone()), (opened.office.server, opened.office.name.clone())]);
    for entry in entries(EntryKind::DeviceKey)?.iter().filter(|entry| entry.device == opened.office.server) {
        if let Some(Ok(record)) = entry.payload.as_deref().map(DeviceKey::from_payload) {
            devices.insert(record.device_id(), record.name);
        }
    }
    opened.ended = ended(opened)?;
    let entries = |kind: EntryKind| opened.store.entries().of_kind(kind.code()).map_err(stored);
    let mut roster = ktpel_case::Roster::default();
    for entry in entries(EntryKind::OperatorKey)? {
        let Some(Ok(record)) = entry.payload.as_deref().map(OperatorKey::from_payload) else { continue };
        let office = record.office && entry.device == opened.office.server;
        let operator = Operator { public_key: record.public_key, nama: record.nama.clone(), office };
        roster.operators.insert(record.key_id(), operator);
    }
    for entry in entries(EntryKind::SessionOpened)? {
        let Some(Ok(record)) = entry.payload.as_deref().map(SessionRecord::from_payload) else { continue };
        let signed = roster.operators.get(&record.operator).is_some_and(|operator| record.signed_by(&operator.public_key));
        if signed && record.device == entry.device && !too_late(opened, entry.device, entry.seq) {
            let device = devices.get(&record.device).cloned().unwrap_or_default();
            roster.sessions.insert(record.actor, Session { operator: record.operator, device });
        }
    }
    opened.devices = devices;
    opened.roster = roster;
    Ok(())
}

/// Refuses what the role of the operator may not do (one table: `ktpel_domain::peran`).
pub(crate) fn require(operator: &SignedIn, action: Action) -> Result<(), Problem> {
    if may(operator.peran, action) { Ok(()) } else { Err(Problem::new(ProblemCode::NotYourRole).with("action", action.id())) }
}
