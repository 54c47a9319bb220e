//! `quarantine`: what was received and could not be used, whole, with the reason, so that nothing is lost silently.

use std::fmt;

use ktpel_domain::ids::{DeviceId, DocId};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE quarantine (
            n INTEGER PRIMARY KEY,
            device BLOB,
            doc BLOB,
            reason TEXT NOT NULL,
            bytes BLOB NOT NULL,
            at_ms INTEGER NOT NULL
          ) STRICT;",
}];

/// One thing set aside.
#[derive(Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Device that it came from.
    pub device: Option<DeviceId>,
    /// Document that it is for.
    pub doc: Option<DocId>,
    /// Code of the reason.
    pub reason: String,
    /// What was received.
    pub bytes: Vec<u8>,
    /// When, device clock.
    pub at_ms: i64,
}

handles!(
    /// Reads the quarantine.
    Quarantine, QuarantineMut
);

impl Quarantine<'_> {
    /// All that was set aside, oldest first, with the number to name it by.
    pub fn list(&self) -> Result<Vec<(i64, QuarantineRow)>, StoreError> {
        let query = "SELECT n, device, doc, reason, bytes, at_ms FROM quarantine ORDER BY n";
        sql::all(self.conn, query, [], |row| Ok((row.get(0)?, read(row)?)))
    }
}

impl Quarantine<'_> {
    /// What was set aside of one document, oldest first, at most `max`.
    pub fn of(&self, doc: DocId, max: usize) -> Result<Vec<(i64, QuarantineRow)>, StoreError> {
        let query = "SELECT n, device, doc, reason, bytes, at_ms FROM quarantine WHERE doc = ?1 ORDER BY n LIMIT ?2";
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        sql::all(self.conn, query, params![doc.0, max], |row| Ok((row.get(0)?, read(row)?)))
    }
}

impl QuarantineMut<'_> {
    /// Sets something aside.
    pub fn add(&self, row: &QuarantineRow) -> Result<(), StoreError> {
        let query = "INSERT INTO quarantine (device, doc, reason, bytes, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (device, doc) = (row.device.map(|device| device.0), row.doc.map(|doc| doc.0));
        sql::run(self.conn, query, params![device, doc, row.reason, row.bytes, row.at_ms])?;
        Ok(())
    }

    /// Removes what a person has dealt with.
    pub fn remove(&self, number: i64) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM quarantine WHERE n = ?1", [number])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<QuarantineRow> {
    Ok(QuarantineRow {
        device: row.get::<_, Option<_>>(1)?.map(DeviceId),
        doc: row.get::<_, Option<_>>(2)?.map(DocId),
        reason: row.get(3)?,
        bytes: row.get(4)?,
        at_ms: row.get(5)?,
    })
}

impl fmt::Debug for QuarantineRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QuarantineRow({} {} bytes from {:?} for {:?})", self.reason, self.bytes.len(), self.device, self.doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    #[test]
    fn what_is_set_aside_stays_until_it_is_dealt_with() {
        let mut store = TestStore::new();
        let known = QuarantineRow {
            device: Some(DeviceId([1; 16])),
            doc: Some(DocId([2; 16])),
            reason: "change_too_large".to_owned(),
            bytes: vec![1, 2, 3],
            at_ms: 5,
        };
        let unknown = QuarantineRow { device: None, doc: None, ..known.clone() };
        store.write(|tx| [&known, &unknown].into_iter().try_for_each(|row| tx.quarantine().add(row)));
        let mut store = store.reopen();
        let of = |doc: u8| store.0.quarantine().of(DocId([doc; 16]), 9).unwrap().len();
        assert_eq!((of(2), of(3)), (1, 0));
        let listed = store.0.quarantine().list().unwrap();
        assert_eq!(listed.iter().map(|(_, row)| row).collect::<Vec<_>>(), [&known, &unknown]);
        store.write(|tx| tx.quarantine().remove(listed[0].0));
        assert_eq!(store.0.quarantine().list().unwrap().len(), 1);
    }
}
