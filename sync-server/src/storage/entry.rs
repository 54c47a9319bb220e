//! The log of all devices, in the order in which the office received it: the truth from which everything else is derived.

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use ktpel_sync::{ChainTip, Entry, EntryHeader, EntryKind, journal::JournalLine};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StorageError, int, journal::Journal, uint};

pub(super) const V1: &str = "
CREATE TABLE entry (
    office_seq INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    kind INTEGER NOT NULL,
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    payload_hash BLOB NOT NULL CHECK (length(payload_hash) = 32),
    operator BLOB CHECK (length(operator) = 8),
    at_ms INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    payload BLOB,
    received_ms INTEGER NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0,
    UNIQUE (device, seq)
) STRICT;
CREATE INDEX entry_doc ON entry (doc, office_seq);";

/// Changes are nearly all of a log and are never looked for by their kind.
pub(super) const V2: &str = "
CREATE INDEX entry_kind ON entry (device, kind, seq) WHERE kind <> 0;";

pub(super) const LATEST: &str =
    "SELECT payload FROM entry WHERE device = ?1 AND kind = ?2 AND kind <> 0 AND payload IS NOT NULL ORDER BY seq DESC LIMIT 1";

const COLUMNS: &str = "device, seq, prev, kind, doc, payload_hash, operator, at_ms, payload";

/// An entry as it is stored, with the hash beside it.
#[derive(Debug)]
pub struct StoredEntry {
    /// The entry as its columns say.
    pub entry: Entry,
    /// The stored hash.
    pub hash: Hash,
    /// Whether it was applied.
    pub standing: Standing,
}

/// What a log says since a position, compared with one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// The very entry, maybe under another position.
    pub same: bool,
    /// Time of the newest of its kind and document.
    pub newest: Option<Timestamp>,
}

/// Whether an entry was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Applied, passed on.
    Applied,
    /// In quarantine: kept, not applied, not passed on.
    Refused,
}

/// Table `entry`.
pub struct Entries<'c>(pub(super) &'c Connection);

impl Entries<'_> {
    /// Appends entries, one at each office position from the first on.
    pub fn append(&self, first: u64, entries: &[Entry], received: Timestamp) -> Result<(), StorageError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO entry (office_seq, device, seq, prev, kind, doc, payload_hash, operator, at_ms, payload, hash, received_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        let mut journal = Journal(self.0).end()?;
        for (position, entry) in (first..).zip(entries) {
            let (header, hash) = (&entry.header, entry.header.hash());
            insert.execute(params![
                int(position),
                header.device.0,
                int(header.seq),
                header.prev.0,
                header.kind.code(),
                header.doc.0,
                header.payload_hash.0,
                header.operator.map(|key| key.0),
                header.at.0,
                entry.payload,
                hash.0,
                received.0,
            ])?;
            journal.append(&JournalLine { position, device: header.device, seq: header.seq, entry: hash, received })?;
        }
        Ok(())
    }

    /// Says whether an entry counts. Refused ones stay in the log.
    pub fn set_standing(&self, device: DeviceId, seq: u64, standing: Standing) -> Result<(), StorageError> {
        let refused = standing == Standing::Refused;
        self.0.prepare_cached("UPDATE entry SET refused = ?3 WHERE device = ?1 AND seq = ?2")?.execute(params![
            device.0,
            int(seq),
            refused
        ])?;
        Ok(())
    }

    /// End of a device's log.
    pub fn tip(&self, device: DeviceId) -> Result<ChainTip, StorageError> {
        let sql = "SELECT seq, hash FROM entry WHERE device = ?1 ORDER BY seq DESC LIMIT 1";
        let tip = self.0.prepare_cached(sql)?.query_row([device.0], |row| Ok(ChainTip { seq: uint(row.get(0)?), hash: Hash(row.get(1)?) }));
        Ok(tip.optional()?.unwrap_or(ChainTip::EMPTY))
    }

    /// Hash of a device's entry.
    pub fn hash_at(&self, device: DeviceId, seq: u64) -> Result<Option<Hash>, StorageError> {
        let sql = "SELECT hash FROM entry WHERE device = ?1 AND seq = ?2";
        let hash = self.0.prepare_cached(sql)?.query_row(params![device.0, int(seq)], |row| row.get(0).map(Hash));
        Ok(hash.optional()?)
    }

    /// Changes of one document in office order, refused ones left out.
    pub fn changes_of(&self, doc: DocId) -> Result<Vec<Vec<u8>>, StorageError> {
        let sql = "SELECT payload FROM entry WHERE doc = ?1 AND kind = 0 AND refused = 0 AND payload IS NOT NULL ORDER BY office_seq";
        let mut statement = self.0.prepare_cached(sql)?;
        let changes = statement.query_map([doc.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(changes)
    }

    /// Walks a device's log in order, as it is stored.
    pub fn each_stored(
        &self,
        device: DeviceId,
        mut look: impl FnMut(&StoredEntry) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let sql = format!("SELECT {COLUMNS}, hash, refused FROM entry WHERE device = ?1 ORDER BY seq");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query([device.0])?;
        while let Some(row) = rows.next()? {
            let standing = if row.get(10)? { Standing::Refused } else { Standing::Applied };
            look(&StoredEntry { entry: read(row)?, hash: Hash(row.get(9)?), standing })?;
        }
        Ok(())
    }

    /// Every device that has entries.
    pub fn devices(&self) -> Result<Vec<DeviceId>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT DISTINCT device FROM entry ORDER BY device")?;
        let devices = statement.query_map([], |row| row.get(0).map(DeviceId))?.collect::<Result<_, _>>()?;
        Ok(devices)
    }

    /// Payloads of all entries of a kind, in the order received.
    pub fn each_payload(&self, kind: EntryKind, mut look: impl FnMut(&[u8])) -> Result<(), StorageError> {
        let mut statement =
            self.0.prepare_cached("SELECT payload FROM entry WHERE kind = ?1 AND payload IS NOT NULL ORDER BY office_seq")?;
        let mut rows = statement.query([kind.code()])?;
        while let Some(row) = rows.next()? {
            look(&row.get::<_, Vec<u8>>(0)?);
        }
        Ok(())
    }

    /// Documents that have changes which were applied, in no order.
    pub fn changed_docs(&self) -> Result<Vec<DocId>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT DISTINCT doc FROM entry WHERE kind = 0 AND refused = 0 ORDER BY doc")?;
        let docs = statement.query_map([], |row| row.get(0).map(DocId))?.collect::<Result<_, _>>()?;
        Ok(docs)
    }

    /// Walks a device's log in order.
    pub fn each_of(&self, device: DeviceId, mut look: impl FnMut(&Entry) -> Result<(), StorageError>) -> Result<(), StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE device = ?1 ORDER BY seq");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query([device.0])?;
        while let Some(row) = rows.next()? {
            look(&read(row)?)?;
        }
        Ok(())
    }

    /// The newest payload of a kind that a device wrote, other than a change.
    pub fn latest(&self, device: DeviceId, kind: EntryKind) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.0.prepare_cached(LATEST)?.query_row(params![device.0, kind.code()], |row| row.get(0)).optional()?)
    }

    /// The entry of a device at a position.
    pub fn find(&self, device: DeviceId, seq: u64) -> Result<Option<Entry>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE device = ?1 AND seq = ?2");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query(params![device.0, int(seq)])?;
        rows.next()?.map(read).transpose()
    }

    /// Gives an entry a later office position.
    pub fn move_to(&self, device: DeviceId, seq: u64, office_seq: u64) -> Result<(), StorageError> {
        let sql = "UPDATE entry SET office_seq = ?3 WHERE device = ?1 AND seq = ?2";
        self.0.prepare_cached(sql)?.execute(params![device.0, int(seq), int(office_seq)])?;
        let sql = "SELECT hash, received_ms FROM entry WHERE device = ?1 AND seq = ?2";
        let (entry, received) =
            self.0.prepare_cached(sql)?.query_row(params![device.0, int(seq)], |row| Ok((Hash(row.get(0)?), Timestamp(row.get(1)?))))?;
        Journal(self.0).end()?.append(&JournalLine { position: office_seq, device, seq, entry, received })
    }

    /// Whether the office's own log has this very word after a position, and when it last said something of this kind about the same document.
    pub fn own_since(&self, own: DeviceId, after: u64, header: &EntryHeader) -> Result<Since, StorageError> {
        let sql = "SELECT coalesce(max(payload_hash = ?3 AND at_ms = ?4), 0), max(at_ms) FROM entry
                   WHERE device = ?1 AND seq > ?2 AND kind = ?5 AND doc = ?6";
        let values = params![own.0, int(after), header.payload_hash.0, header.at.0, header.kind.code(), header.doc.0];
        Ok(self
            .0
            .prepare_cached(sql)?
            .query_row(values, |row| Ok(Since { same: row.get(0)?, newest: row.get::<_, Option<i64>>(1)?.map(Timestamp) }))?)
    }

    /// Document of the last change that a device wrote.
    pub fn last_doc_of(&self, device: DeviceId) -> Result<Option<DocId>, StorageError> {
        let sql = "SELECT doc FROM entry WHERE device = ?1 AND kind = 0 ORDER BY seq DESC LIMIT 1";
        Ok(self.0.prepare_cached(sql)?.query_row([device.0], |row| row.get(0).map(DocId)).optional()?)
    }

    /// Documents that a device wrote to.
    pub fn docs_of(&self, device: DeviceId) -> Result<Vec<DocId>, StorageError> {
        let sql = "SELECT DISTINCT doc FROM entry WHERE device = ?1 AND kind = 0 ORDER BY doc";
        let mut statement = self.0.prepare_cached(sql)?;
        let docs = statement.query_map([device.0], |row| row.get(0).map(DocId))?.collect::<Result<_, _>>()?;
        Ok(docs)
    }

    /// Devices that wrote to a document.
    pub fn authors_of(&self, doc: DocId) -> Result<Vec<DeviceId>, StorageError> {
        let sql = "SELECT DISTINCT device FROM entry WHERE doc = ?1 AND kind = 0";
        let mut statement = self.0.prepare_cached(sql)?;
        let devices = statement.query_map([doc.0], |row| row.get(0).map(DeviceId))?.collect::<Result<_, _>>()?;
        Ok(devices)
    }

    /// Number of entries.
    pub fn count(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?))
    }

    /// The last position in use.
    pub(super) fn last_seq(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT coalesce(max(office_seq), 0) FROM entry", [], |row| row.get(0))?))
    }
}

/// An entry whose columns come first, in the order of the table.
pub(super) fn read(row: &Row<'_>) -> Result<Entry, StorageError> {
    let header = EntryHeader {
        device: DeviceId(row.get(0)?),
        seq: uint(row.get(1)?),
        prev: Hash(row.get(2)?),
        kind: EntryKind::from_code(row.get(3)?),
        doc: DocId(row.get(4)?),
        payload_hash: Hash(row.get(5)?),
        operator: row.get::<_, Option<[u8; 8]>>(6)?.map(KeyId),
        at: Timestamp(row.get(7)?),
    };
    Ok(Entry { header, payload: row.get(8)? })
}

#[cfg(test)]
mod tests {
    use ktpel_sync::{Chain, entry::NO_DOC};

    use super::*;
    use crate::storage::Storage;

    fn filled(folder: &std::path::Path) -> (Storage, Vec<Entry>) {
        let storage = Storage::create(folder, None).unwrap();
        let (mut a, mut b) = (Chain::start(DeviceId([1; 16])), Chain::start(DeviceId([2; 16])));
        let mut entries = Vec::new();
        for n in 0..10_u8 {
            let chain = if n % 2 == 0 { &mut a } else { &mut b };
            let kind = if n == 4 { EntryKind::NikRead } else { EntryKind::Other(50) };
            let operator = (n == 2).then_some(KeyId([9; 8]));
            entries.push(chain.append(kind, NO_DOC, vec![n; 100], operator, Timestamp(i64::from(n))).unwrap());
        }
        storage.write(|tables| tables.entries().append(1, &entries, Timestamp(0))).unwrap();
        (storage, entries)
    }

    #[test]
    fn rows_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let (storage, entries) = filled(folder.path());
        let mut read = Vec::new();
        storage
            .read(|tables| {
                tables.entries().each_of(DeviceId([1; 16]), |entry| {
                    read.push(entry.clone());
                    Ok(())
                })
            })
            .unwrap();
        let expected: Vec<Entry> = entries.iter().step_by(2).cloned().collect();
        assert_eq!(read, expected);
        let tip = storage.read(|tables| tables.entries().tip(DeviceId([1; 16]))).unwrap();
        assert_eq!((tip.seq, tip.hash), (5, expected[4].header.hash()));
    }

    #[test]
    fn the_same_position_is_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let (storage, entries) = filled(folder.path());
        let again = storage.write(|tables| tables.entries().append(11, &entries[..1], Timestamp(0)));
        assert!(again.is_err(), "device and position name one entry");
    }
}
