//! Public keys of people, from `OperatorKey` entries: office users, and operators as their kits announced them.

use ktpel_domain::ids::{DeviceId, KeyId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE person_key (
    key_id BLOB PRIMARY KEY CHECK (length(key_id) = 8),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    nama TEXT NOT NULL,
    peran TEXT NOT NULL,
    office INTEGER NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 16)
) STRICT;";

/// One key.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKeyRow {
    /// Its id.
    pub key_id: KeyId,
    /// Ed25519 public key.
    pub public_key: [u8; 32],
    /// Name of the person.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// An office user.
    pub office: bool,
    /// Device that announced it.
    pub device: DeviceId,
}

/// Table `person_key`.
pub struct PersonKeys<'c>(pub(super) &'c Connection);

impl PersonKeys<'_> {
    /// Adds a key. One that is known stays as it is; gives whether the stored one is the same.
    pub fn add(&self, row: &PersonKeyRow) -> Result<bool, StorageError> {
        self.0
            .prepare_cached(
                "INSERT INTO person_key (key_id, public_key, nama, peran, office, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (key_id) DO NOTHING",
            )?
            .execute(params![row.key_id.0, row.public_key, row.nama, row.peran, row.office, row.device.0])?;
        Ok(self.find(row.key_id)?.is_some_and(|stored| stored.public_key == row.public_key && stored.office == row.office))
    }

    /// The key.
    pub fn find(&self, key_id: KeyId) -> Result<Option<PersonKeyRow>, StorageError> {
        let sql = "SELECT key_id, public_key, nama, peran, office, device FROM person_key WHERE key_id = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([key_id.0], read).optional()?)
    }

    /// All keys.
    pub fn all(&self) -> Result<Vec<PersonKeyRow>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT key_id, public_key, nama, peran, office, device FROM person_key")?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PersonKeyRow> {
    Ok(PersonKeyRow {
        key_id: KeyId(row.get(0)?),
        public_key: row.get(1)?,
        nama: row.get(2)?,
        peran: row.get(3)?,
        office: row.get(4)?,
        device: DeviceId(row.get(5)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn a_key_is_announced_once_and_never_promoted() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = PersonKeyRow {
            key_id: KeyId([1; 8]),
            public_key: [2; 32],
            nama: "Siti".into(),
            peran: "operator".into(),
            office: false,
            device: DeviceId([3; 16]),
        };
        let add = |row: &PersonKeyRow| storage.write(|tables| tables.person_keys().add(row)).unwrap();
        assert!(add(&row));
        assert!(add(&row), "a second kit may announce the same person");
        assert!(!add(&PersonKeyRow { office: true, ..row.clone() }), "a kit's operator does not become an office user");
        assert!(!add(&PersonKeyRow { public_key: [9; 32], ..row.clone() }), "another key under the same id is refused");
    }
}
