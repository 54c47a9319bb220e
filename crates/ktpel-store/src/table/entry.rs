//! `entry`: the signed logs, this device's own and those received. The truth of the store; the rest can be rebuilt.
//!
//! An own entry must follow the last one of its device. A received one may leave gaps (scope), but never differ from
//! one that is here already.

use std::fmt;

use ktpel_domain::ids::{DeviceId, DocId, Hash, KeyId};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[FIRST, MARKED];

const FIRST: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE entry (
            n INTEGER PRIMARY KEY,
            device BLOB NOT NULL,
            seq INTEGER NOT NULL,
            prev BLOB NOT NULL,
            kind INTEGER NOT NULL,
            doc BLOB NOT NULL,
            payload_hash BLOB NOT NULL,
            operator BLOB,
            at_ms INTEGER NOT NULL,
            hash BLOB NOT NULL,
            payload BLOB,
            office_seq INTEGER,
            UNIQUE (device, seq)
          ) STRICT;
          CREATE INDEX entry_doc ON entry (doc);
          CREATE INDEX entry_kind ON entry (kind) WHERE kind <> 0;",
};

/// From now on the position says that the office has the entry; of what is here already it is taken to be so.
const MARKED: Migration = Migration { version: 4, sql: "UPDATE entry SET office_seq = 0 WHERE office_seq IS NULL;" };

pub(crate) const BACKLOG: &str =
    "SELECT count(*), coalesce(sum(length(e.payload)), 0), min(e.at_ms), count(DISTINCT c.doc), count(*) - count(c.doc)
     FROM entry e LEFT JOIN case_index c ON c.doc = e.doc WHERE e.device = ?1 AND e.seq > ?2";

const COLUMNS: &str = "device, seq, prev, kind, doc, payload_hash, operator, at_ms, hash, payload, office_seq";

/// One entry of a device's log.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Device that wrote it.
    pub device: DeviceId,
    /// Position in that device's log, from 1.
    pub seq: u64,
    /// Hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// What it records (`ktpel_sync::EntryKind::code`).
    pub kind: u8,
    /// Document it concerns; zeros if none.
    pub doc: DocId,
    /// Hash of the payload.
    pub payload_hash: Hash,
    /// Key of the person, none for acts of the device itself.
    pub operator: Option<KeyId>,
    /// Device clock, in milliseconds since 1970.
    pub at_ms: i64,
    /// Hash of the entry.
    pub hash: Hash,
    /// The payload; may go when retention or scope says so, the header stays.
    pub payload: Option<Vec<u8>>,
    /// Position up to which the office's log was read when the office passed the entry on; none while only a team-mate brought it.
    pub office_seq: Option<u64>,
}

/// Last entry of a device's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainTip {
    /// Its position.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// How many entries to read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryLimit {
    /// Most entries.
    pub count: usize,
    /// Most bytes of payload; one entry is read even if it is larger.
    pub bytes: usize,
}

/// What the office has not acknowledged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Number of entries.
    pub count: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
    /// Device clock of the oldest.
    pub oldest_ms: Option<i64>,
    /// Cases that the entries belong to.
    pub cases: u64,
    /// Entries that belong to no case: who signed in, a contact, a movement of stock.
    pub apart: u64,
}

/// Whether a received entry was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It was not here before.
    New,
    /// The same entry is here already.
    Known,
}

handles!(
    /// Reads the logs.
    Entries, EntriesMut
);

impl Entries<'_> {
    /// The last entry of a device's log; `None` while it is empty.
    pub fn last_of(&self, device: DeviceId) -> Result<Option<ChainTip>, StoreError> {
        let query = "SELECT seq, hash FROM entry WHERE device = ?1 ORDER BY seq DESC LIMIT 1";
        sql::one(self.conn, query, [device.0], |row| Ok(ChainTip { seq: row.get::<_, U64>(0)?.0, hash: Hash(row.get(1)?) }))
    }

    /// The lowest position in a device's log; 1 unless the log has a gap there or somebody edited it.
    pub fn first_seq(&self, device: DeviceId) -> Result<Option<u64>, StoreError> {
        let query = "SELECT seq FROM entry WHERE device = ?1 ORDER BY seq LIMIT 1";
        sql::one(self.conn, query, [device.0], |row| Ok(row.get::<_, U64>(0)?.0))
    }

    /// The devices that have entries here, each with its last one.
    pub fn tips(&self) -> Result<Vec<(DeviceId, ChainTip)>, StoreError> {
        let query = "SELECT device, max(seq), hash FROM entry GROUP BY device ORDER BY device";
        sql::all(self.conn, query, [], |row| {
            Ok((DeviceId(row.get(0)?), ChainTip { seq: row.get::<_, U64>(1)?.0, hash: Hash(row.get(2)?) }))
        })
    }

    /// Last position up to which a log is here without a gap, looked for from a position up to which it is known to be.
    pub fn gapless(&self, device: DeviceId, from: u64) -> Result<u64, StoreError> {
        let next = "SELECT 1 FROM entry WHERE device = ?1 AND seq = ?2 + 1";
        if sql::one(self.conn, next, params![device.0, U64(from)], |_| Ok(()))?.is_none() {
            return Ok(from);
        }
        let query = "SELECT seq FROM entry e WHERE device = ?1 AND seq > ?2
                     AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.device = ?1 AND n.seq = e.seq + 1) ORDER BY seq LIMIT 1";
        let end = sql::one(self.conn, query, params![device.0, U64(from)], |row| row.get::<_, U64>(0))?;
        Ok(end.map_or(from, |end| end.0))
    }

    /// One entry.
    pub fn find(&self, device: DeviceId, seq: u64) -> Result<Option<EntryRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM entry WHERE device = ?1 AND seq = ?2");
        sql::one(self.conn, &query, params![device.0, U64(seq)], read)
    }

    /// Entries of a device after `seq`, in order, up to the limit.
    pub fn after(&self, device: DeviceId, seq: u64, limit: EntryLimit) -> Result<Vec<EntryRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM entry WHERE device = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
        let mut statement = self.conn.prepare_cached(&query)?;
        let mut rows = statement.query(params![device.0, U64(seq), U64(limit.count as u64)])?;
        let (mut entries, mut bytes) = (Vec::new(), 0usize);
        while let Some(row) = rows.next()? {
            let entry = read(row)?;
            bytes = bytes.saturating_add(entry.payload.as_ref().map_or(0, Vec::len));
            if bytes > limit.bytes && !entries.is_empty() {
                break;
            }
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Size and age of a device's entries after the one that the office acknowledged.
    pub fn backlog(&self, device: DeviceId, acked_seq: u64) -> Result<Backlog, StoreError> {
        let backlog = sql::one(self.conn, BACKLOG, params![device.0, U64(acked_seq)], |row| {
            let count = |at| row.get::<_, U64>(at).map(|count| count.0);
            Ok(Backlog { count: count(0)?, bytes: count(1)?, oldest_ms: row.get(2)?, cases: count(3)?, apart: count(4)? })
        })?;
        Ok(backlog.unwrap_or_default())
    }

    /// Documents that have entries of a device after a position, in no order.
    pub fn docs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<DocId>, StoreError> {
        let query = "SELECT DISTINCT doc FROM entry WHERE device = ?1 AND seq > ?2";
        sql::all(self.conn, query, params![device.0, U64(seq)], |row| row.get(0).map(DocId))
    }

    /// How many entries of a device after a position belong to a document.
    pub fn count_after(&self, device: DeviceId, seq: u64, doc: DocId) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM entry WHERE device = ?1 AND seq > ?2 AND doc = ?3";
        let count = sql::one(self.conn, query, params![device.0, U64(seq), doc.0], |row| row.get::<_, U64>(0))?;
        Ok(count.map_or(0, |count| count.0))
    }

    /// Whether a device wrote changes of a document.
    pub fn wrote(&self, device: DeviceId, doc: DocId) -> Result<bool, StoreError> {
        let query = "SELECT 1 FROM entry WHERE doc = ?1 AND device = ?2 AND kind = 0 LIMIT 1";
        Ok(sql::one(self.conn, query, params![doc.0, device.0], |_| Ok(()))?.is_some())
    }

    /// Whether team-mates brought changes of a document that the office has not passed on yet; `own` and the office itself aside.
    pub fn only_from_team(&self, doc: DocId, own: DeviceId, office: DeviceId) -> Result<bool, StoreError> {
        let query = "SELECT 1 FROM entry WHERE doc = ?1 AND kind = 0 AND device <> ?2 AND device <> ?3 AND office_seq IS NULL LIMIT 1";
        Ok(sql::one(self.conn, query, params![doc.0, own.0, office.0], |_| Ok(()))?.is_some())
    }

    /// All entries of a document, in the order in which they came to be here.
    pub fn by_doc(&self, doc: DocId) -> Result<Vec<EntryRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM entry WHERE doc = ?1 ORDER BY n");
        sql::all(self.conn, &query, [doc.0], read)
    }

    /// All entries of a kind (not of changes: those are read by document), in the order in which they came to be here.
    pub fn of_kind(&self, kind: u8) -> Result<Vec<EntryRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM entry WHERE kind = ?1 AND kind <> 0 ORDER BY n");
        sql::all(self.conn, &query, [kind], read)
    }
}

impl EntriesMut<'_> {
    /// Appends an entry to a log that must be complete: this device's own.
    pub fn append(&self, entry: &EntryRow) -> Result<(), StoreError> {
        let last = self.last_of(entry.device)?;
        let (seq, hash) = last.map_or((0, Hash([0; 32])), |tip| (tip.seq, tip.hash));
        if entry.seq != seq + 1 || entry.prev != hash {
            return Err(StoreError::NotNext { device: entry.device, last: seq, found: entry.seq });
        }
        self.insert(entry)
    }

    /// Keeps an entry of another device. The same entry again changes nothing but adds a payload that was missing.
    pub fn receive(&self, entry: &EntryRow) -> Result<Received, StoreError> {
        let Some(known) = self.find(entry.device, entry.seq)? else {
            self.insert(entry)?;
            return Ok(Received::New);
        };
        if known.hash != entry.hash {
            return Err(StoreError::Fork { device: entry.device, seq: entry.seq });
        }
        let query =
            "UPDATE entry SET payload = coalesce(payload, ?3), office_seq = coalesce(?4, office_seq) WHERE device = ?1 AND seq = ?2";
        let office_seq = entry.office_seq.map(U64);
        sql::run(self.conn, query, params![entry.device.0, U64(entry.seq), entry.payload, office_seq])?;
        Ok(Received::Known)
    }

    /// Drops the payloads of a document's changes and of who read its NIK (retention, scope); the headers stay. Of the device's own entries only those up
    /// to `acked_seq`: what the office does not have yet is never dropped.
    pub fn drop_payloads(&self, doc: DocId, own: DeviceId, acked_seq: u64) -> Result<usize, StoreError> {
        let query =
            "UPDATE entry SET payload = NULL WHERE doc = ?1 AND kind IN (0, 3) AND payload IS NOT NULL AND (device <> ?2 OR seq <= ?3)";
        sql::run(self.conn, query, params![doc.0, own.0, U64(acked_seq)])
    }

    /// Drops a log from a position on, with what was signed of it: the device said that this part is of an earlier life and wrote it anew.
    pub fn cut(&self, device: DeviceId, from: u64) -> Result<(), StoreError> {
        for table in ["entry", "tip_proof"] {
            let query = format!("DELETE FROM {table} WHERE device = ?1 AND seq >= ?2");
            sql::run(self.conn, &query, params![device.0, U64(from)])?;
        }
        Ok(())
    }

    fn insert(&self, entry: &EntryRow) -> Result<(), StoreError> {
        let query = format!("INSERT INTO entry ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        sql::run(
            self.conn,
            &query,
            params![
                entry.device.0,
                U64(entry.seq),
                entry.prev.0,
                entry.kind,
                entry.doc.0,
                entry.payload_hash.0,
                entry.operator.map(|key| key.0),
                entry.at_ms,
                entry.hash.0,
                entry.payload,
                entry.office_seq.map(U64),
            ],
        )?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        device: DeviceId(row.get(0)?),
        seq: row.get::<_, U64>(1)?.0,
        prev: Hash(row.get(2)?),
        kind: row.get(3)?,
        doc: DocId(row.get(4)?),
        payload_hash: Hash(row.get(5)?),
        operator: row.get::<_, Option<_>>(6)?.map(KeyId),
        at_ms: row.get(7)?,
        hash: Hash(row.get(8)?),
        payload: row.get(9)?,
        office_seq: row.get::<_, Option<U64>>(10)?.map(|seq| seq.0),
    })
}

/// The payload may hold personal data: its length is all that is shown.
impl fmt::Debug for EntryRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.payload.as_ref().map(Vec::len);
        write!(f, "EntryRow({} #{} kind {} doc {} payload {bytes:?} bytes)", self.device, self.seq, self.kind, self.doc)
    }
}

#[cfg(test)]
pub(crate) mod tests;
