//! Which register extract a kit fetched last: what a lost kit held of people who never came to it (UU 27/2022 ps. 46).

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE held_extract (
    device BLOB PRIMARY KEY CHECK (length(device) = 16),
    visit BLOB NOT NULL CHECK (length(visit) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    rows INTEGER NOT NULL,
    fetched_ms INTEGER NOT NULL
) STRICT;";

/// The extract on one kit. A newer one replaces it there, as here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldExtractRow {
    /// The kit.
    pub device: DeviceId,
    /// Its visit.
    pub visit: DocId,
    /// Names it.
    pub digest: Hash,
    /// Number of residents.
    pub rows: u64,
    /// Fetched at.
    pub fetched: Timestamp,
}

/// Table `held_extract`.
pub struct HeldExtracts<'c>(pub(super) &'c Connection);

impl HeldExtracts<'_> {
    /// Notes that a kit was given an extract.
    pub fn put(&self, row: &HeldExtractRow) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "INSERT INTO held_extract (device, visit, digest, rows, fetched_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (device) DO UPDATE SET visit = excluded.visit, digest = excluded.digest, rows = excluded.rows,
                     fetched_ms = excluded.fetched_ms",
            )?
            .execute(params![row.device.0, row.visit.0, row.digest.0, int(row.rows), row.fetched.0])?;
        Ok(())
    }

    /// What a kit was given last.
    pub fn find(&self, device: DeviceId) -> Result<Option<HeldExtractRow>, StorageError> {
        let sql = "SELECT visit, digest, rows, fetched_ms FROM held_extract WHERE device = ?1";
        let row = self.0.prepare_cached(sql)?.query_row([device.0], |row| {
            Ok(HeldExtractRow {
                device,
                visit: DocId(row.get(0)?),
                digest: Hash(row.get(1)?),
                rows: uint(row.get(2)?),
                fetched: Timestamp(row.get(3)?),
            })
        });
        Ok(row.optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn a_kit_holds_the_extract_it_fetched_last() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let device = DeviceId([1; 16]);
        let row = |n: u8| HeldExtractRow {
            device,
            visit: DocId([n; 16]),
            digest: Hash([n; 32]),
            rows: u64::from(n),
            fetched: Timestamp(i64::from(n)),
        };
        storage.write(|tables| [row(1), row(2)].iter().try_for_each(|row| tables.held_extracts().put(row))).unwrap();
        assert_eq!(storage.read(|tables| tables.held_extracts().find(device)).unwrap(), Some(row(2)));
        assert_eq!(storage.read(|tables| tables.held_extracts().find(DeviceId([2; 16]))).unwrap(), None);
    }
}
