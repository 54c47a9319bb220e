//! `operator`: the people. Those who work on this kit have a wrapped key; of office users only the public key is here,
//! so that their signatures (approval, release, wipe) can be checked.

use std::fmt;

use ktpel_domain::ids::KeyId;
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE operator (
            n INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            nama TEXT NOT NULL,
            peran TEXT NOT NULL,
            key BLOB UNIQUE,
            public_key BLOB,
            wrapped_key BLOB,
            pin_failures INTEGER NOT NULL,
            revoked_ms INTEGER
          ) STRICT;",
}];

const COLUMNS: &str = "id, nama, peran, key, public_key, wrapped_key, pin_failures, revoked_ms";

/// One person.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// The person, as the office numbers people (a UUID).
    pub id: [u8; 16],
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Id of the signing key.
    pub key: Option<KeyId>,
    /// Public signing key.
    pub public_key: Option<[u8; 32]>,
    /// The private key under PIN and data key; none for people who do not work on this kit.
    pub wrapped_key: Option<Vec<u8>>,
    /// Wrong PINs in a row.
    pub pin_failures: u32,
    /// Since when signatures of this key count no more.
    pub revoked_ms: Option<i64>,
}

handles!(
    /// Reads the people.
    Operators, OperatorsMut
);

impl Operators<'_> {
    /// All people, in the order in which they came.
    pub fn list(&self) -> Result<Vec<OperatorRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM operator ORDER BY n"), [], read)
    }

    /// A person.
    pub fn find(&self, id: [u8; 16]) -> Result<Option<OperatorRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM operator WHERE id = ?1"), [id], read)
    }

    /// The person of a signing key.
    pub fn by_key(&self, key: KeyId) -> Result<Option<OperatorRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM operator WHERE key = ?1"), [key.0], read)
    }
}

impl OperatorsMut<'_> {
    /// Writes a person, new or changed.
    pub fn put(&self, operator: &OperatorRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO operator ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET nama = ?2, peran = ?3, key = ?4, public_key = ?5, wrapped_key = ?6,
               pin_failures = ?7, revoked_ms = ?8"
        );
        sql::run(
            self.conn,
            &query,
            params![
                operator.id,
                operator.nama,
                operator.peran,
                operator.key.map(|key| key.0),
                operator.public_key,
                operator.wrapped_key,
                operator.pin_failures,
                operator.revoked_ms
            ],
        )?;
        Ok(())
    }

    /// Counts a wrong PIN; to be written before the next try is allowed. Returns the number in a row.
    pub fn pin_failed(&self, id: [u8; 16]) -> Result<u32, StoreError> {
        let query = "UPDATE operator SET pin_failures = pin_failures + 1 WHERE id = ?1 RETURNING pin_failures";
        Ok(sql::one(self.conn, query, [id], |row| row.get(0))?.unwrap_or(0))
    }

    /// Forgets the wrong PINs after a right one.
    pub fn pin_passed(&self, id: [u8; 16]) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE operator SET pin_failures = 0 WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Removes a person from this kit; what they signed stays.
    pub fn remove(&self, id: [u8; 16]) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM operator WHERE id = ?1", [id])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<OperatorRow> {
    Ok(OperatorRow {
        id: row.get(0)?,
        nama: row.get(1)?,
        peran: row.get(2)?,
        key: row.get::<_, Option<_>>(3)?.map(KeyId),
        public_key: row.get(4)?,
        wrapped_key: row.get(5)?,
        pin_failures: row.get(6)?,
        revoked_ms: row.get(7)?,
    })
}

/// Shows the key id and the role.
impl fmt::Debug for OperatorRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperatorRow(key {:?}, {})", self.key, self.peran)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    fn operator(n: u8) -> OperatorRow {
        OperatorRow {
            id: [n; 16],
            nama: format!("Petugas {n}"),
            peran: "operator_perekaman".to_owned(),
            key: Some(KeyId([n; 8])),
            public_key: Some([n; 32]),
            wrapped_key: Some(vec![n; 106]),
            pin_failures: 0,
            revoked_ms: None,
        }
    }

    #[test]
    fn people_are_read_back_and_changed() {
        let mut store = TestStore::new();
        let bare = OperatorRow { key: None, public_key: None, wrapped_key: None, ..operator(2) };
        store.write(|tx| [operator(1), bare.clone()].iter().try_for_each(|row| tx.operators().put(row)));
        let revoked = OperatorRow { revoked_ms: Some(9), peran: "kabid".to_owned(), ..operator(1) };
        store.write(|tx| tx.operators().put(&revoked));
        let reopened = store.reopened();
        assert_eq!(reopened.operators().list().unwrap(), [revoked.clone(), bare.clone()]);
        assert_eq!(reopened.operators().by_key(KeyId([1; 8])).unwrap(), Some(revoked));
        assert_eq!(reopened.operators().find([2; 16]).unwrap(), Some(bare));
    }

    #[test]
    fn wrong_pins_are_counted_until_a_right_one() {
        let mut store = TestStore::new();
        store.write(|tx| tx.operators().put(&operator(1)));
        assert_eq!(store.write(|tx| tx.operators().pin_failed([1; 16])), 1);
        assert_eq!(store.write(|tx| tx.operators().pin_failed([1; 16])), 2);
        let mut store = store.reopen();
        assert_eq!(store.0.operators().find([1; 16]).unwrap().unwrap().pin_failures, 2, "a restart must not reset them");
        store.write(|tx| tx.operators().pin_passed([1; 16]));
        assert_eq!(store.write(|tx| tx.operators().pin_failed([1; 16])), 1);
        assert_eq!(store.write(|tx| tx.operators().pin_failed([8; 16])), 0, "a stranger has no count");
    }

    #[test]
    fn a_person_can_be_removed() {
        let mut store = TestStore::new();
        store.write(|tx| tx.operators().put(&operator(1)));
        store.write(|tx| tx.operators().remove([1; 16]));
        assert_eq!(store.0.operators().list().unwrap(), []);
    }
}
