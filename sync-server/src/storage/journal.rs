//! The order in which the office received entries, one line per position, under a rolling hash. Kits hold signed checkpoints of it.
//!
//! An entry that is applied later takes a second position; the first line stays, so that what was signed once remains true.

use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use ktpel_sync::journal::{JournalLine, JournalTip};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Transaction, params};

use super::{StorageError, int, uint};

pub(super) const V2: &str = "
CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    rolling BLOB NOT NULL CHECK (length(rolling) = 32)
) STRICT;
CREATE INDEX journal_entry ON journal (device, seq);";

/// One line as it is stored, beside the entry that it names.
#[derive(Debug)]
pub struct JournalRow {
    /// Office position.
    pub position: u64,
    /// Device that wrote the entry.
    pub device: DeviceId,
    /// Its position in that device's log.
    pub seq: u64,
    /// Rolling hash up to here.
    pub rolling: Hash,
    /// Stored hash of the entry and when it came; none where the entry is not there.
    pub entry: Option<(Hash, Timestamp)>,
    /// Bytes of the checkpoint over this position, if one was signed.
    pub checkpoint: Option<Vec<u8>>,
}

impl JournalRow {
    /// The line that the rolling hash runs over; none where the entry is not there.
    #[must_use]
    pub fn line(&self) -> Option<JournalLine> {
        let (entry, received) = self.entry?;
        Some(JournalLine { position: self.position, device: self.device, seq: self.seq, entry, received })
    }
}

/// Table `journal`.
pub struct Journal<'c>(pub(super) &'c Connection);

/// Where lines are added; nobody else writes while it is there.
pub(super) struct JournalEnd<'c> {
    tip: JournalTip,
    insert: CachedStatement<'c>,
}

impl JournalEnd<'_> {
    /// Adds a line; costs the same however long the log is.
    pub(super) fn append(&mut self, line: &JournalLine) -> Result<(), StorageError> {
        let tip = self.tip.then(line);
        self.insert.execute(params![int(line.position), line.device.0, int(line.seq), tip.hash.0])?;
        self.tip = tip;
        Ok(())
    }
}

impl<'c> Journal<'c> {
    /// The end, to add lines to.
    pub(super) fn end(&self) -> Result<JournalEnd<'c>, StorageError> {
        let insert = self.0.prepare_cached("INSERT INTO journal (position, device, seq, rolling) VALUES (?1, ?2, ?3, ?4)")?;
        Ok(JournalEnd { tip: self.tip()?, insert })
    }

    /// The end of the log.
    pub fn tip(&self) -> Result<JournalTip, StorageError> {
        let sql = "SELECT position, rolling FROM journal ORDER BY position DESC LIMIT 1";
        let tip = self.0.prepare_cached(sql)?.query_row([], |row| Ok(JournalTip { position: uint(row.get(0)?), hash: Hash(row.get(1)?) }));
        Ok(tip.optional()?.unwrap_or(JournalTip::EMPTY))
    }

    /// The rolling hash at a position that was once the end.
    pub fn hash_at(&self, position: u64) -> Result<Option<Hash>, StorageError> {
        let sql = "SELECT rolling FROM journal WHERE position = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([int(position)], |row| row.get(0).map(Hash)).optional()?)
    }

    /// Walks all lines in order.
    pub fn each(&self, mut look: impl FnMut(&JournalRow) -> Result<(), StorageError>) -> Result<(), StorageError> {
        let sql = "SELECT j.position, j.device, j.seq, j.rolling, e.hash, e.received_ms, c.bytes
                   FROM journal j LEFT JOIN entry e ON e.device = j.device AND e.seq = j.seq LEFT JOIN checkpoint c ON c.position = j.position
                   ORDER BY j.position";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entry = match (row.get::<_, Option<[u8; 32]>>(4)?, row.get::<_, Option<i64>>(5)?) {
                (Some(hash), Some(received)) => Some((Hash(hash), Timestamp(received))),
                (None, _) | (_, None) => None,
            };
            let (device, rolling) = (DeviceId(row.get(1)?), Hash(row.get(3)?));
            look(&JournalRow { position: uint(row.get(0)?), device, seq: uint(row.get(2)?), rolling, entry, checkpoint: row.get(6)? })?;
        }
        Ok(())
    }

    /// The first entry whose office position is not the last one that the journal gives it.
    pub fn first_astray(&self) -> Result<Option<(DeviceId, u64)>, StorageError> {
        let sql = "SELECT e.device, e.seq FROM entry e
                   WHERE e.office_seq IS NOT (SELECT max(j.position) FROM journal j WHERE j.device = e.device AND j.seq = e.seq)
                   ORDER BY e.device, e.seq LIMIT 1";
        Ok(self.0.prepare_cached(sql)?.query_row([], |row| Ok((DeviceId(row.get(0)?), uint(row.get(1)?)))).optional()?)
    }
}

/// Writes the lines of a log that is older than the journal, in the order of its positions; a log that has lines stays as it is.
pub(super) fn backfill(transaction: &Transaction<'_>) -> Result<(), StorageError> {
    let journal = Journal(transaction);
    if journal.tip()? != JournalTip::EMPTY {
        return Ok(());
    }
    let mut statement = transaction.prepare("SELECT office_seq, device, seq, hash, received_ms FROM entry ORDER BY office_seq")?;
    let mut rows = statement.query([])?;
    let mut end = journal.end()?;
    while let Some(row) = rows.next()? {
        end.append(&JournalLine {
            position: uint(row.get(0)?),
            device: DeviceId(row.get(1)?),
            seq: uint(row.get(2)?),
            entry: Hash(row.get(3)?),
            received: Timestamp(row.get(4)?),
        })?;
    }
    Ok(())
}
