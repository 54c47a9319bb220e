//! Who is who: people, sessions and devices, read from the signed log. And what a role may do.

use ktpel_case::{Operator, SessionRecord as Session};
use ktpel_domain::peran::{Action, may};
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sync::{
    EntryKind,
    payload::{DeviceKey, OperatorKey, Record, SessionRecord},
};

use crate::{
    act::stored,
    opened::{Opened, SignedIn},
};

/// Reads the roster anew. Unreadable records are logged and left out: their acts then show as unproven.
///
/// A key counts as the office's only when the office's own device said so; a session only when its operator signed it.
pub(crate) fn reload(opened: &mut Opened) -> Result<(), Problem> {
    let entries = |kind: EntryKind| opened.store.entries().of_kind(kind.code()).map_err(stored);
    let mut devices = std::collections::BTreeMap::from([
        (opened.device.id(), opened.device_name.clone()),
        (opened.office.server, opened.office.name.clone()),
    ]);
    for entry in entries(EntryKind::DeviceKey)?.iter().filter(|entry| entry.device == opened.office.server) {
        if let Some(Ok(record)) = entry.payload.as_deref().map(DeviceKey::from_payload) {
            devices.insert(record.device_id(), record.name);
        }
    }
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
        if signed && record.device == entry.device {
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
