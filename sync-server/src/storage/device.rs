//! Kits that the office has taken in, and the server itself: key, status, and what was heard of them last.

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
    name TEXT NOT NULL,
    office INTEGER NOT NULL,
    status TEXT NOT NULL,
    enrolled_ms INTEGER NOT NULL,
    last_contact_ms INTEGER,
    challenge BLOB NOT NULL CHECK (length(challenge) = 16),
    cursor INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    attachments_waiting INTEGER NOT NULL DEFAULT 0,
    version TEXT NOT NULL DEFAULT ''
) STRICT;";

/// How far the office has answered, whether or not the kit has said that it stored it.
pub(super) const V2: &str = "ALTER TABLE device ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;";

const COLUMNS: &str =
    "id, public_key, name, office, status, enrolled_ms, last_contact_ms, challenge, cursor, waiting, attachments_waiting, version, passed";

/// Whether a device may exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStatus {
    /// It may.
    Active,
    /// Revoked: nothing it sends is taken.
    Revoked,
    /// Revoked, and told to destroy what it holds.
    WipeOrdered,
    /// It said, signed, that it destroyed what it held.
    Wiped,
}

impl DeviceStatus {
    /// Stored form.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
            Self::WipeOrdered => "wipe_ordered",
            Self::Wiped => "wiped",
        }
    }

    fn from_id(id: &str) -> Self {
        match id {
            "active" => Self::Active,
            "wipe_ordered" => Self::WipeOrdered,
            "wiped" => Self::Wiped,
            // A word of a later version is no permission.
            _ => Self::Revoked,
        }
    }
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id, derived from the key.
    pub id: DeviceId,
    /// Ed25519 public key.
    pub public_key: [u8; 32],
    /// Name as shown.
    pub name: String,
    /// The server itself.
    pub office: bool,
    /// Whether it may exchange.
    pub status: DeviceStatus,
    /// Taken in at.
    pub enrolled: Timestamp,
    /// Last exchange.
    pub last_contact: Option<Timestamp>,
    /// What its next request must carry.
    pub challenge: [u8; 16],
    /// Office position that it has stored.
    pub cursor: u64,
    /// Office position up to which it was answered.
    pub passed: u64,
    /// Entries it still held at the last contact.
    pub waiting: u64,
    /// Attachments it still held.
    pub attachments_waiting: u64,
    /// Program version.
    pub version: String,
}

/// What an exchange tells about a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Time of the exchange.
    pub at: Timestamp,
    /// Challenge for the next one.
    pub challenge: [u8; 16],
    /// Position that the kit says it has stored.
    pub cursor: u64,
    /// Position up to which it is answered now.
    pub passed: u64,
    /// Entries that it still holds.
    pub waiting: u64,
    /// Attachments that it still holds.
    pub attachments_waiting: u64,
    /// Program version.
    pub version: String,
}

impl DeviceRow {
    /// A kit that was taken in and has not come yet.
    #[must_use]
    pub fn of_kit(public_key: [u8; 32], name: String, enrolled: Timestamp, challenge: [u8; 16]) -> Self {
        Self {
            id: ktpel_sync::signature::device_id(&public_key),
            public_key,
            name,
            office: false,
            status: DeviceStatus::Active,
            enrolled,
            last_contact: None,
            challenge,
            cursor: 0,
            passed: 0,
            waiting: 0,
            attachments_waiting: 0,
            version: String::new(),
        }
    }

    /// The challenge that its next request must carry; none when it may not come in.
    #[must_use]
    pub fn expected(&self) -> Option<[u8; 16]> {
        (self.status == DeviceStatus::Active).then_some(self.challenge)
    }
}

/// Table `device`.
pub struct Devices<'c>(pub(super) &'c Connection);

impl Devices<'_> {
    /// Takes a device in; one known already keeps its log and is active again.
    pub fn put(&self, row: &DeviceRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO device (id, public_key, name, office, status, enrolled_ms, challenge) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, status = excluded.status, challenge = excluded.challenge",
            params![row.id.0, row.public_key, row.name, row.office, row.status.id(), row.enrolled.0, row.challenge],
        )?;
        Ok(())
    }

    /// The device.
    pub fn find(&self, id: DeviceId) -> Result<Option<DeviceRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM device WHERE id = ?1");
        Ok(self.0.prepare_cached(&sql)?.query_row([id.0], read).optional()?)
    }

    /// All devices, kits by name.
    pub fn all(&self) -> Result<Vec<DeviceRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM device ORDER BY office, name, id");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Notes an exchange.
    pub fn seen(&self, id: DeviceId, seen: &Seen) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "UPDATE device SET last_contact_ms = ?2, challenge = ?3, cursor = ?4, waiting = ?5, attachments_waiting = ?6, version = ?7, passed = ?8
                 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                seen.at.0,
                seen.challenge,
                int(seen.cursor),
                int(seen.waiting),
                int(seen.attachments_waiting),
                seen.version,
                int(seen.passed)
            ])?;
        Ok(())
    }

    /// Sets only the challenge: the request was not taken.
    pub fn set_challenge(&self, id: DeviceId, challenge: [u8; 16]) -> Result<(), StorageError> {
        self.0.prepare_cached("UPDATE device SET challenge = ?2 WHERE id = ?1")?.execute(params![id.0, challenge])?;
        Ok(())
    }

    /// Allows or forbids exchanges. Gives whether the device exists.
    pub fn set_status(&self, id: DeviceId, status: DeviceStatus) -> Result<bool, StorageError> {
        let changed = self.0.execute("UPDATE device SET status = ?2 WHERE id = ?1 AND office = 0", params![id.0, status.id()])?;
        Ok(changed == 1)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    Ok(DeviceRow {
        id: DeviceId(row.get(0)?),
        public_key: row.get(1)?,
        name: row.get(2)?,
        office: row.get(3)?,
        status: DeviceStatus::from_id(&row.get::<_, String>(4)?),
        enrolled: Timestamp(row.get(5)?),
        last_contact: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        challenge: row.get(7)?,
        cursor: uint(row.get(8)?),
        waiting: uint(row.get(9)?),
        attachments_waiting: uint(row.get(10)?),
        version: row.get(11)?,
        passed: uint(row.get(12)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn what_was_heard_of_a_kit_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let id = DeviceId([1; 16]);
        let row = DeviceRow {
            id,
            public_key: [2; 32],
            name: "Laptop 1".into(),
            office: false,
            status: DeviceStatus::Active,
            enrolled: Timestamp(5),
            last_contact: None,
            challenge: [3; 16],
            cursor: 0,
            passed: 0,
            waiting: 0,
            attachments_waiting: 0,
            version: String::new(),
        };
        let seen = Seen {
            at: Timestamp(9),
            challenge: [4; 16],
            cursor: 7,
            passed: 8,
            waiting: 2,
            attachments_waiting: 1,
            version: "0.1.0".into(),
        };
        storage
            .write(|tables| {
                tables.devices().put(&row)?;
                tables.devices().seen(id, &seen)?;
                tables.devices().set_status(id, DeviceStatus::Revoked)
            })
            .unwrap();
        let expected = DeviceRow {
            status: DeviceStatus::Revoked,
            last_contact: Some(Timestamp(9)),
            challenge: [4; 16],
            cursor: 7,
            passed: 8,
            waiting: 2,
            attachments_waiting: 1,
            version: "0.1.0".into(),
            ..row
        };
        assert_eq!(storage.read(|tables| tables.devices().find(id)).unwrap(), Some(expected));
    }
}
