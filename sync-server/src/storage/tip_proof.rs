//! What kits signed of the ends of their logs, one row per batch received: a rewritten log fails at the first of them.

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::TipProof;
use rusqlite::{Connection, Row, params};

use super::{StorageError, int, uint};

pub(super) const V2: &str = "
CREATE TABLE tip_proof (
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    signer BLOB NOT NULL CHECK (length(signer) = 16),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    UNIQUE (device, seq, signer)
) STRICT;";

const COLUMNS: &str = "device, seq, hash, signer, signature";

/// Table `tip_proof`.
pub struct TipProofs<'c>(pub(super) &'c Connection);

impl TipProofs<'_> {
    /// Keeps a proof; one known already stays.
    pub fn put(&self, proof: &TipProof) -> Result<(), StorageError> {
        let sql = format!("INSERT INTO tip_proof ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        self.0.prepare_cached(&sql)?.execute(params![proof.device.0, int(proof.seq), proof.hash.0, proof.signer.0, proof.signature])?;
        Ok(())
    }

    /// Proofs over a device's log by position.
    pub fn of(&self, device: DeviceId) -> Result<Vec<TipProof>, StorageError> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM tip_proof WHERE device = ?1 ORDER BY seq, id"))?;
        let rows = statement.query_map([device.0], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The device's own signature over the last entry between two positions (both included) that it signed.
    pub fn last_within(&self, device: DeviceId, first: u64, last: u64) -> Result<Option<TipProof>, StorageError> {
        use rusqlite::OptionalExtension;
        let sql = format!(
            "SELECT {COLUMNS} FROM tip_proof WHERE device = ?1 AND signer = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq DESC LIMIT 1"
        );
        Ok(self.0.prepare_cached(&sql)?.query_row(params![device.0, int(first), int(last)], read).optional()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<TipProof> {
    Ok(TipProof {
        device: DeviceId(row.get(0)?),
        seq: uint(row.get(1)?),
        hash: Hash(row.get(2)?),
        signer: DeviceId(row.get(3)?),
        signature: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn the_last_proof_of_a_range_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let device = DeviceId([1; 16]);
        let at = |seq, signer| TipProof { device, seq, hash: Hash([2; 32]), signer, signature: [3; 64] };
        let office = DeviceId([9; 16]);
        let rows = [at(4, device), at(8, device), at(9, office), at(8, device)];
        storage.write(|tables| rows.iter().try_for_each(|row| tables.tip_proofs().put(row))).unwrap();
        let last = |first, last| storage.read(|tables| tables.tip_proofs().last_within(device, first, last)).unwrap();
        assert_eq!((last(1, 7), last(1, 9), last(5, 7)), (Some(at(4, device)), Some(at(8, device)), None));
        assert_eq!(storage.read(|tables| tables.tip_proofs().of(device)).unwrap(), [at(4, device), at(8, device), at(9, office)]);
    }
}
