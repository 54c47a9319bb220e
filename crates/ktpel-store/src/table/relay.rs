//! `relay`: how far the logs of others are here and proven, and how far the office is known to hold them. The difference is what this laptop can
//! bring to the office for others.

use ktpel_domain::ids::DeviceId;
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "CREATE TABLE relay (
            device BLOB PRIMARY KEY,
            reach INTEGER NOT NULL,
            held INTEGER NOT NULL
          ) STRICT;",
}];

/// One log of another device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayRow {
    /// Whose log.
    pub device: DeviceId,
    /// Last position that is here and lies before a signature of its author or the office.
    pub reach: u64,
    /// Last position that the office is known to hold, or wants no more beyond.
    pub held: u64,
}

handles!(
    /// Reads what could be brought to the office.
    Relays, RelaysMut
);

impl Relays<'_> {
    /// Logs of which more is here than the office is known to hold.
    pub fn unheard(&self) -> Result<Vec<RelayRow>, StoreError> {
        sql::all(self.conn, "SELECT device, reach, held FROM relay WHERE reach > held ORDER BY device", [], read)
    }

    /// All logs.
    pub fn all(&self) -> Result<Vec<RelayRow>, StoreError> {
        sql::all(self.conn, "SELECT device, reach, held FROM relay WHERE reach > 0 ORDER BY device", [], read)
    }
}

impl RelaysMut<'_> {
    /// A log is here up to a signed end.
    pub fn reaches(&self, device: DeviceId, seq: u64) -> Result<(), StoreError> {
        let query = "INSERT INTO relay (device, reach, held) VALUES (?1, ?2, 0) ON CONFLICT (device) DO UPDATE SET reach = max(reach, ?2)";
        sql::run(self.conn, query, params![device.0, U64(seq)])?;
        Ok(())
    }

    /// The office holds a log up to here.
    pub fn held(&self, device: DeviceId, seq: u64) -> Result<(), StoreError> {
        let query = "INSERT INTO relay (device, reach, held) VALUES (?1, 0, ?2) ON CONFLICT (device) DO UPDATE SET held = max(held, ?2)";
        sql::run(self.conn, query, params![device.0, U64(seq)])?;
        Ok(())
    }

    /// The office was restored: what it holds is not known any more, and all that was ever proven here may be news to it.
    pub fn forget_held(&self) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE relay SET held = 0", [])?;
        let query = "INSERT INTO relay (device, reach, held) SELECT device, max(seq), 0 FROM tip_proof WHERE true GROUP BY device
                     ON CONFLICT (device) DO UPDATE SET reach = max(reach, excluded.reach)";
        sql::run(self.conn, query, [])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<RelayRow> {
    Ok(RelayRow { device: DeviceId(row.get(0)?), reach: row.get::<_, U64>(1)?.0, held: row.get::<_, U64>(2)?.0 })
}

#[cfg(test)]
mod tests {
    use ktpel_domain::ids::Hash;

    use super::*;
    use crate::{TipProofRow, store::tests::TestStore};

    #[test]
    fn what_the_office_lacks_is_the_difference() {
        let mut store = TestStore::new();
        let (a, b, c) = (DeviceId([1; 16]), DeviceId([2; 16]), DeviceId([3; 16]));
        store.write(|tx| {
            tx.relays().reaches(a, 9)?;
            tx.relays().reaches(a, 7)?;
            tx.relays().held(b, 4)?;
            tx.relays().reaches(b, 4)?;
            tx.relays().held(a, 5)
        });
        let row = |device, reach, held| RelayRow { device, reach, held };
        assert_eq!(store.0.relays().unheard().unwrap(), [row(a, 9, 5)]);
        store.write(|tx| tx.relays().held(a, 9));
        assert_eq!(store.0.relays().unheard().unwrap(), []);
        let proof = TipProofRow { device: c, seq: 3, hash: Hash([0; 32]), signer: c, signature: [0; 64] };
        store.write(|tx| {
            tx.tip_proofs().put(&proof)?;
            tx.relays().forget_held()
        });
        assert_eq!(
            store.reopened().relays().unheard().unwrap(),
            [row(a, 9, 0), row(b, 4, 0), row(c, 3, 0)],
            "after a restore all may be news"
        );
    }
}
