//! What became of a kit, decision by decision: reported lost, revoked, wipe ordered, wiped. Rows are only added; the signed order lies beside its decision.

use ktpel_domain::{
    ids::{DeviceId, KeyId},
    time::Timestamp,
};
use ktpel_sync::{order::OrderId, payload::DeviceFate};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE device_status (
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    fate TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    noted_ms INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    operator BLOB CHECK (length(operator) = 8),
    order_id BLOB CHECK (length(order_id) = 16),
    order_bytes BLOB
) STRICT;
CREATE INDEX device_status_device ON device_status (device, id);";

const COLUMNS: &str = "device, fate, at_ms, noted_ms, last_seq, reason, operator, order_id, order_bytes";

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceStatusRow {
    /// The kit.
    pub device: DeviceId,
    /// What became of it.
    pub fate: DeviceFate,
    /// When; for a loss, when it was reported.
    pub at: Timestamp,
    /// When it was written down.
    pub noted: Timestamp,
    /// Last position of the kit's log that the office held.
    pub last_seq: u64,
    /// Why.
    pub reason: String,
    /// Who decided; none for the kit's own word.
    pub operator: Option<KeyId>,
    /// The signed order that goes to the kit.
    pub order: Option<(OrderId, Vec<u8>)>,
}

/// Table `device_status`.
pub struct DeviceStatuses<'c>(pub(super) &'c Connection);

impl DeviceStatuses<'_> {
    /// Adds a decision.
    pub fn add(&self, row: &DeviceStatusRow) -> Result<(), StorageError> {
        let (order_id, order_bytes) = row.order.as_ref().map(|(id, bytes)| (id, bytes)).unzip();
        self.0
            .prepare_cached(
                "INSERT INTO device_status (device, fate, at_ms, noted_ms, last_seq, reason, operator, order_id, order_bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                row.device.0,
                row.fate.id(),
                row.at.0,
                row.noted.0,
                int(row.last_seq),
                row.reason,
                row.operator.map(|key| key.0),
                order_id,
                order_bytes,
            ])?;
        Ok(())
    }

    /// All decisions about a kit, oldest first.
    pub fn of(&self, device: DeviceId) -> Result<Vec<DeviceStatusRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM device_status WHERE device = ?1 ORDER BY id");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query([device.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// The newest signed order to a kit.
    pub fn last_order(&self, device: DeviceId) -> Result<Option<Vec<u8>>, StorageError> {
        let sql = "SELECT order_bytes FROM device_status WHERE device = ?1 AND order_bytes IS NOT NULL ORDER BY id DESC LIMIT 1";
        Ok(self.0.prepare_cached(sql)?.query_row([device.0], |row| row.get(0)).optional()?)
    }
}

fn read(row: &Row<'_>) -> Result<DeviceStatusRow, StorageError> {
    let fate: String = row.get(1)?;
    let order: Option<OrderId> = row.get(7)?;
    let bytes: Option<Vec<u8>> = row.get(8)?;
    Ok(DeviceStatusRow {
        device: DeviceId(row.get(0)?),
        fate: DeviceFate::find(&fate).ok_or(StorageError::Damaged("device_status"))?,
        at: Timestamp(row.get(2)?),
        noted: Timestamp(row.get(3)?),
        last_seq: uint(row.get(4)?),
        reason: row.get(5)?,
        operator: row.get::<_, Option<[u8; 8]>>(6)?.map(KeyId),
        order: order.zip(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn decisions_are_kept_in_order_and_the_last_order_goes_out() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let device = DeviceId([1; 16]);
        let row = |fate, order: Option<u8>| DeviceStatusRow {
            device,
            fate,
            at: Timestamp(5),
            noted: Timestamp(6),
            last_seq: 7,
            reason: "dicuri".into(),
            operator: Some(KeyId([2; 8])),
            order: order.map(|n| ([n; 16], vec![n; 3])),
        };
        let rows = [row(DeviceFate::Lost, None), row(DeviceFate::Revoked, Some(1)), row(DeviceFate::WipeOrdered, Some(2))];
        storage.write(|tables| rows.iter().try_for_each(|row| tables.device_statuses().add(row))).unwrap();
        assert_eq!(storage.read(|tables| tables.device_statuses().of(device)).unwrap(), rows);
        assert_eq!(storage.read(|tables| tables.device_statuses().last_order(device)).unwrap(), Some(vec![2; 3]));
        assert_eq!(storage.read(|tables| tables.device_statuses().last_order(DeviceId([9; 16]))).unwrap(), None);
    }
}
