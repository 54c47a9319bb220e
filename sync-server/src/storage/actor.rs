//! Which person on which device stands behind an Automerge actor, from `SessionOpened` entries.

use ktpel_domain::{
    ids::{ActorId, DeviceId, KeyId},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE actor (
    actor BLOB PRIMARY KEY CHECK (length(actor) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    operator BLOB NOT NULL CHECK (length(operator) = 8),
    started_ms INTEGER NOT NULL
) STRICT;";

/// One session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorRow {
    /// The actor.
    pub actor: ActorId,
    /// Device on which it ran.
    pub device: DeviceId,
    /// Key of the person.
    pub operator: KeyId,
    /// Device clock at the start.
    pub started: Timestamp,
}

/// Table `actor`.
pub struct Actors<'c>(pub(super) &'c Connection);

impl Actors<'_> {
    /// Registers a session; gives whether the stored one is the same.
    pub fn add(&self, row: &ActorRow) -> Result<bool, StorageError> {
        self.0
            .prepare_cached(
                "INSERT INTO actor (actor, device, operator, started_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (actor) DO NOTHING",
            )?
            .execute(params![row.actor.0, row.device.0, row.operator.0, row.started.0])?;
        Ok(self.find(row.actor)? == Some(*row))
    }

    /// The session of an actor.
    pub fn find(&self, actor: ActorId) -> Result<Option<ActorRow>, StorageError> {
        let sql = "SELECT actor, device, operator, started_ms FROM actor WHERE actor = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([actor.0], read).optional()?)
    }

    /// All sessions.
    pub fn all(&self) -> Result<Vec<ActorRow>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT actor, device, operator, started_ms FROM actor")?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ActorRow> {
    Ok(ActorRow {
        actor: ActorId(row.get(0)?),
        device: DeviceId(row.get(1)?),
        operator: KeyId(row.get(2)?),
        started: Timestamp(row.get(3)?),
    })
}
