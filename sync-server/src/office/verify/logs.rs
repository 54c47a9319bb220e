//! The log of each device: hashes, order, signatures, and the people and sessions that its entries name.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_domain::ids::DeviceId;
use ktpel_sync::{
    EntryKind, TipProof,
    payload::{DeviceKey, Record},
    signature,
    verify::{Gaps, LogCheck, People},
};

use super::Findings;
use crate::{
    office::Office,
    storage::{Standing, StorageError, StoredEntry, Tables},
};

/// What a device's log is checked with.
struct Known {
    name: String,
    key: [u8; 32],
    office: bool,
}

/// Walks every log; gives the people and sessions that were proved on the way.
pub(super) fn check(office: &Office, tables: &Tables<'_>, findings: &mut Findings) -> Result<People, StorageError> {
    let known: BTreeMap<DeviceId, Known> = tables
        .devices()
        .all()?
        .into_iter()
        .map(|row| (row.id, Known { name: row.name, key: row.public_key, office: row.id == office.device() }))
        .collect();
    let mut people = People::default();
    tables.entries().each_payload(EntryKind::OperatorKey, |payload| people.learn(payload))?;
    let refused: BTreeSet<(DeviceId, u64)> = tables.quarantine().places()?.into_iter().collect();
    let written = tables.entries().devices()?;
    for device in known.keys().chain(written.iter().filter(|device| !known.contains_key(device))) {
        match known.get(device) {
            Some(one) if signature::device_id(&one.key) == *device => {
                Walk { office: office.device(), device: *device, one, refused: &refused, people: &mut people }.run(tables, findings)?;
            }
            Some(one) => {
                findings.add("device", format!("device {}", one.name), None, "its public key is not the one that its id is made of")
            }
            None => findings.add("device", format!("log of {device}"), None, "the office knows no such device"),
        }
    }
    Ok(people)
}

struct Walk<'w> {
    office: DeviceId,
    device: DeviceId,
    one: &'w Known,
    refused: &'w BTreeSet<(DeviceId, u64)>,
    people: &'w mut People,
}

impl Walk<'_> {
    fn run(mut self, tables: &Tables<'_>, findings: &mut Findings) -> Result<(), StorageError> {
        let place = format!("log of {}", self.one.name);
        let proofs = tables.tip_proofs().of(self.device)?;
        let mut proofs = proofs.iter().peekable();
        let mut check = LogCheck::new(self.device, Gaps::None);
        let mut first = None;
        let walked = tables.entries().each_stored(self.device, |row| {
            if first.is_none() {
                first = self.row(&mut check, row, &mut proofs).err();
                findings.entries += u64::from(first.is_none());
            }
            Ok(())
        });
        if walked.is_err() {
            let seq = check.tip().seq + 1;
            first.get_or_insert(("unreadable", seq, format!("entry {seq} cannot be read")));
        }
        if first.is_none()
            && let Some(proof) = proofs.next()
        {
            first = Some(("missing", proof.seq, format!("entry {} is missing: its device signed it", proof.seq)));
        }
        // The office's own entries since the last exchange wait for the next checkpoint.
        if let (None, false, Err(fault)) = (&first, self.one.office, check.end(0)) {
            first = Some((fault.id(), fault.seq(), fault.to_string()));
        }
        if let Some((code, seq, why)) = first {
            findings.add(code, place, Some(seq), why);
        }
        Ok(())
    }

    fn row<'p>(
        &mut self,
        check: &mut LogCheck,
        row: &StoredEntry,
        proofs: &mut std::iter::Peekable<impl Iterator<Item = &'p TipProof>>,
    ) -> Result<(), (&'static str, u64, String)> {
        let seq = row.entry.header.seq;
        check.entry(&row.entry, row.hash).map_err(|fault| (fault.id(), fault.seq(), fault.to_string()))?;
        while let Some(proof) = proofs.next_if(|proof| proof.seq <= seq) {
            check.proof(proof, Some(&self.one.key)).map_err(|fault| (fault.id(), fault.seq(), fault.to_string()))?;
        }
        let listed = self.refused.contains(&(self.device, seq));
        if listed != (row.standing == Standing::Refused) {
            return Err(("standing", seq, format!("entry {seq}: whether it was refused does not fit the quarantine")));
        }
        if listed {
            return Ok(());
        }
        if row.entry.payload.is_none() {
            return Err(("payload", seq, format!("payload of entry {seq} is missing")));
        }
        self.people.entry(&row.entry, self.office).map_err(|fault| ("person", seq, format!("entry {seq}: {fault}")))
    }
}

/// Each kit must have been let in by somebody: the log says so, and where it names a person that person signed it.
pub(super) fn check_kits(tables: &Tables<'_>, findings: &mut Findings) -> Result<(), StorageError> {
    let mut let_in: BTreeMap<DeviceId, DeviceKey> = BTreeMap::new();
    tables.entries().each_payload(EntryKind::DeviceKey, |payload| {
        if let Ok(record) = DeviceKey::from_payload(payload) {
            let_in.insert(record.device_id(), record);
        }
    })?;
    for kit in tables.devices().all()?.into_iter().filter(|row| !row.office) {
        let Some(record) = let_in.get(&kit.id) else {
            findings.add("device", format!("device {}", kit.name), None, "no log says that anybody let it in");
            continue;
        };
        let Some(approval) = &record.approval else { continue };
        let person = tables.person_keys().find(approval.approver)?;
        if !person.is_some_and(|person| person.office && record.approved_by(&person.public_key)) {
            findings.add("device", format!("device {}", kit.name), None, "who is said to have let it in did not sign that");
        }
    }
    Ok(())
}

/// The tables of people and sessions must say what the logs say.
pub(super) fn check_derived(tables: &Tables<'_>, people: &People, findings: &mut Findings) -> Result<(), StorageError> {
    for row in tables.actors().all()? {
        if people.session_of(row.actor) != Some((row.device, row.operator)) {
            findings.add("index", format!("session {}", row.actor), None, "no log says this of the session");
        }
    }
    for row in tables.person_keys().all()? {
        if signature::key_id(&row.public_key) != row.key_id {
            findings.add("index", format!("person {}", row.key_id), None, "the public key is not the one that its id is made of");
        }
    }
    Ok(())
}
