//! `device_key`: the devices whose signatures this kit accepts, as the office signed them, and those revoked.

use std::fmt;

use ktpel_domain::ids::DeviceId;
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles, stored_as_text},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE device_key (
            n INTEGER PRIMARY KEY,
            device BLOB NOT NULL UNIQUE,
            nama TEXT NOT NULL,
            kind TEXT NOT NULL,
            public_key BLOB NOT NULL,
            revoked_ms INTEGER
          ) STRICT;",
}];

const COLUMNS: &str = "device, nama, kind, public_key, revoked_ms";

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// A laptop of a team.
    Kit,
    /// The office's server.
    Server,
}

stored_as_text!(DeviceKind, Self::Kit = "kit", Self::Server = "server");

/// One known device.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKeyRow {
    /// The device.
    pub device: DeviceId,
    /// Name that the office gave it.
    pub nama: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Public signing key.
    pub public_key: [u8; 32],
    /// Since when its signatures count no more.
    pub revoked_ms: Option<i64>,
}

handles!(
    /// Reads the devices.
    DeviceKeys, DeviceKeysMut
);

impl DeviceKeys<'_> {
    /// A device, revoked or not.
    pub fn find(&self, device: DeviceId) -> Result<Option<DeviceKeyRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM device_key WHERE device = ?1"), [device.0], read)
    }

    /// All devices, in the order in which they became known.
    pub fn list(&self) -> Result<Vec<DeviceKeyRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM device_key ORDER BY n"), [], read)
    }
}

impl DeviceKeysMut<'_> {
    /// Writes a device, new or changed. A revocation is never taken back, and the key of a device never changes.
    pub fn put(&self, device: &DeviceKeyRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO device_key ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (device) DO UPDATE SET nama = ?2, kind = ?3, revoked_ms = coalesce(revoked_ms, ?5)"
        );
        sql::run(self.conn, &query, params![device.device.0, device.nama, device.kind, device.public_key, device.revoked_ms])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DeviceKeyRow> {
    Ok(DeviceKeyRow {
        device: DeviceId(row.get(0)?),
        nama: row.get(1)?,
        kind: row.get(2)?,
        public_key: row.get(3)?,
        revoked_ms: row.get(4)?,
    })
}

impl fmt::Debug for DeviceKeyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKeyRow({} {:?} revoked {:?})", self.device, self.kind, self.revoked_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    fn device(n: u8) -> DeviceKeyRow {
        DeviceKeyRow {
            device: DeviceId([n; 16]),
            nama: format!("Laptop {n}"),
            kind: DeviceKind::Kit,
            public_key: [n; 32],
            revoked_ms: None,
        }
    }

    #[test]
    fn devices_are_read_back() {
        let mut store = TestStore::new();
        let server = DeviceKeyRow { kind: DeviceKind::Server, ..device(2) };
        store.write(|tx| [device(1), server.clone()].iter().try_for_each(|row| tx.device_keys().put(row)));
        assert_eq!(store.reopened().device_keys().list().unwrap(), [device(1), server]);
    }

    #[test]
    fn a_revocation_is_final_and_a_key_is_fixed() {
        let mut store = TestStore::new();
        let put = |store: &mut TestStore, row: &DeviceKeyRow| store.write(|tx| tx.device_keys().put(row));
        put(&mut store, &device(1));
        put(&mut store, &DeviceKeyRow { revoked_ms: Some(5), ..device(1) });
        put(&mut store, &DeviceKeyRow { nama: "Lain".to_owned(), public_key: [9; 32], revoked_ms: None, ..device(1) });
        let expect = DeviceKeyRow { nama: "Lain".to_owned(), revoked_ms: Some(5), ..device(1) };
        assert_eq!(store.0.device_keys().find(device(1).device).unwrap(), Some(expect));
    }
}
