//! The order in which the office received entries, and what it signed of it.

use ktpel_sync::{Checkpoint, verify::JournalCheck};

use super::Findings;
use crate::{
    office::Office,
    storage::{JournalRow, StorageError, Tables},
};

const PLACE: &str = "order of the office";

pub(super) fn check(office: &Office, tables: &Tables<'_>, findings: &mut Findings) -> Result<(), StorageError> {
    let key = office.identity.public();
    let mut check = JournalCheck::default();
    let mut first = None;
    tables.journal().each(|row| {
        if first.is_none() {
            first = look(&mut check, row, &key).err();
            findings.positions += u64::from(first.is_none());
        }
        Ok(())
    })?;
    if first.is_none() {
        let last = tables.office().seq()?.max(tables.checkpoints().last_position()?);
        first = check.end(last).err().map(|fault| (fault.id(), fault.position(), fault.to_string()));
    }
    if first.is_none()
        && let Some((device, seq)) = tables.journal().first_astray()?
    {
        findings.add("order", format!("log of {device}"), Some(seq), format!("entry {seq} stands at another position than it came at"));
    }
    if let Some((code, position, why)) = first {
        findings.add(code, PLACE, Some(position), why);
    }
    Ok(())
}

fn look(check: &mut JournalCheck, row: &JournalRow, key: &[u8; 32]) -> Result<(), (&'static str, u64, String)> {
    let position = row.position;
    let Some(line) = row.line() else {
        return Err(("missing", position, format!("position {position}: entry {} of {} is missing", row.seq, row.device)));
    };
    check.line(&line, row.rolling).map_err(|fault| (fault.id(), fault.position(), fault.to_string()))?;
    let Some(bytes) = &row.checkpoint else { return Ok(()) };
    let Some(checkpoint) = Checkpoint::from_bytes(bytes).filter(|checkpoint| checkpoint.position == position) else {
        return Err(("checkpoint", position, format!("the checkpoint at position {position} cannot be read")));
    };
    check.checkpoint(&checkpoint, key).map_err(|fault| (fault.id(), fault.position(), fault.to_string()))
}
