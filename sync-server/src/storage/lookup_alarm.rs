//! Kits on which somebody looked into the register too often without a case, from the entries that the kits write about it.

use ktpel_domain::{
    ids::{DeviceId, KeyId},
    time::Timestamp,
};
use rusqlite::{Connection, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE lookup_alarm (
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    number INTEGER NOT NULL,
    operator BLOB CHECK (length(operator) = 8),
    PRIMARY KEY (device, seq)
) STRICT;";

/// One time that the limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupAlarmRow {
    /// The kit.
    pub device: DeviceId,
    /// Position of the entry in its log.
    pub seq: u64,
    /// When, by the kit's clock.
    pub at: Timestamp,
    /// How many looks there were.
    pub number: u32,
    /// Who sat there.
    pub operator: Option<KeyId>,
}

/// Table `lookup_alarm`.
pub struct LookupAlarms<'c>(pub(super) &'c Connection);

impl LookupAlarms<'_> {
    /// Adds one; an entry that comes again changes nothing.
    pub fn add(&self, row: &LookupAlarmRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO lookup_alarm (device, seq, at_ms, number, operator) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![row.device.0, super::int(row.seq), row.at.0, row.number, row.operator.map(|key| key.0)],
        )?;
        Ok(())
    }

    /// The latest ones, newest first.
    pub fn latest(&self, most: u32) -> Result<Vec<LookupAlarmRow>, StorageError> {
        let sql = "SELECT device, seq, at_ms, number, operator FROM lookup_alarm ORDER BY at_ms DESC LIMIT ?1";
        let rows = self.0.prepare_cached(sql)?.query_map([most], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<LookupAlarmRow> {
    Ok(LookupAlarmRow {
        device: DeviceId(row.get(0)?),
        seq: super::uint(row.get(1)?),
        at: Timestamp(row.get(2)?),
        number: row.get(3)?,
        operator: row.get::<_, Option<[u8; 8]>>(4)?.map(KeyId),
    })
}
