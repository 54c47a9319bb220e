//! People and sessions, gathered from the tables for the projection of documents.

use ktpel_case::{Operator, Roster, SessionRecord};
use std::collections::HashMap;

use crate::storage::{StorageError, Tables};

/// Everything known about people and sessions.
pub fn load(tables: &Tables<'_>) -> Result<Roster, StorageError> {
    let names: HashMap<_, _> = tables.devices().all()?.into_iter().map(|device| (device.id, device.name)).collect();
    let operators = tables.person_keys().all()?.into_iter().map(|row| {
        let operator = Operator { public_key: row.public_key, nama: row.nama, office: row.office };
        (row.key_id, operator)
    });
    let sessions = tables.actors().all()?.into_iter().map(|row| {
        let device = names.get(&row.device).cloned().unwrap_or_default();
        (row.actor, SessionRecord { operator: row.operator, device })
    });
    Ok(Roster { operators: operators.collect(), sessions: sessions.collect() })
}
