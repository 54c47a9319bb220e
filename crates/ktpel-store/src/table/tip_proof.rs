//! `tip_proof`: what devices and the office signed of the ends of logs. A log rewritten here fails at the first of them.

use ktpel_domain::ids::{DeviceId, Hash};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE tip_proof (
            n INTEGER PRIMARY KEY,
            device BLOB NOT NULL,
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            signer BLOB NOT NULL,
            signature BLOB NOT NULL,
            UNIQUE (device, seq, signer)
          ) STRICT;",
}];

/// `signer` said: the log of `device` has this entry at this position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TipProofRow {
    /// Whose log.
    pub device: DeviceId,
    /// Position in it.
    pub seq: u64,
    /// Hash of the entry there.
    pub hash: Hash,
    /// Who signed.
    pub signer: DeviceId,
    /// The signature.
    pub signature: [u8; 64],
}

handles!(
    /// Reads what was signed of the ends of logs.
    TipProofs, TipProofsMut
);

impl TipProofs<'_> {
    /// Proofs over a device's log, by position.
    pub fn of(&self, device: DeviceId) -> Result<Vec<TipProofRow>, StoreError> {
        let query = "SELECT device, seq, hash, signer, signature FROM tip_proof WHERE device = ?1 ORDER BY seq, n";
        sql::all(self.conn, query, [device.0], read)
    }
}

impl TipProofs<'_> {
    /// Proofs over a device's log after a position, by position.
    pub fn after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProofRow>, StoreError> {
        let query = "SELECT device, seq, hash, signer, signature FROM tip_proof WHERE device = ?1 AND seq > ?2 ORDER BY seq, n";
        sql::all(self.conn, query, params![device.0, U64(seq)], read)
    }
}

impl TipProofsMut<'_> {
    /// Keeps a proof; one that is known stays as it is.
    pub fn put(&self, row: &TipProofRow) -> Result<(), StoreError> {
        let query = "INSERT INTO tip_proof (device, seq, hash, signer, signature) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        sql::run(self.conn, query, params![row.device.0, U64(row.seq), row.hash.0, row.signer.0, row.signature])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<TipProofRow> {
    Ok(TipProofRow {
        device: DeviceId(row.get(0)?),
        seq: row.get::<_, U64>(1)?.0,
        hash: Hash(row.get(2)?),
        signer: DeviceId(row.get(3)?),
        signature: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    #[test]
    fn proofs_are_kept_by_position_and_signer() {
        let mut store = TestStore::new();
        let (device, office) = (DeviceId([1; 16]), DeviceId([2; 16]));
        let row = |seq, signer| TipProofRow { device, seq, hash: Hash([seq as u8; 32]), signer, signature: [7; 64] };
        store.write(|tx| {
            [row(9, device), row(4, device), row(4, office), row(4, device)].iter().try_for_each(|row| tx.tip_proofs().put(row))
        });
        let store = store.reopened();
        assert_eq!(store.tip_proofs().of(device).unwrap(), [row(4, device), row(4, office), row(9, device)]);
        assert_eq!(store.tip_proofs().of(office).unwrap(), []);
        assert_eq!(store.tip_proofs().after(device, 4).unwrap(), [row(9, device)]);
    }
}
