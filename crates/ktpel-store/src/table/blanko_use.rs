//! `blanko_use`: which blanko a case took, derived from its document; a serial that stands here twice was taken twice (product rule 4).
//!
//! Over all cases on this laptop, whoever brought them: the team's network, the office or the own work. Can be rebuilt from the documents at any time.

use ktpel_domain::ids::DocId;
use rusqlite::params;

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "CREATE TABLE blanko_use (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL,
            serial TEXT NOT NULL
          ) STRICT;
          CREATE INDEX blanko_use_doc ON blanko_use (doc);
          CREATE INDEX blanko_use_serial ON blanko_use (serial);",
}];

/// Asked after every act: it costs as much as the visit has cases, however many are here.
pub(crate) const TWICE_AT: &str = "SELECT DISTINCT u.serial FROM case_index c JOIN blanko_use u ON u.doc = c.doc
     WHERE c.visit = ?1 AND EXISTS (SELECT 1 FROM blanko_use o WHERE o.serial = u.serial AND o.n <> u.n) ORDER BY u.serial";
pub(crate) const TWICE_OF: &str = "SELECT DISTINCT u.serial FROM blanko_use u
     WHERE u.doc = ?1 AND EXISTS (SELECT 1 FROM blanko_use o WHERE o.serial = u.serial AND o.n <> u.n) ORDER BY u.serial";

handles!(
    /// Reads which blanko the cases took.
    BlankoUses, BlankoUsesMut
);

impl BlankoUses<'_> {
    /// The cases that took a serial, the first one first; a case that took it twice stands here twice.
    pub fn of_serial(&self, serial: &str) -> Result<Vec<DocId>, StoreError> {
        sql::all(self.conn, "SELECT doc FROM blanko_use WHERE serial = ?1 ORDER BY n", [serial], |row| row.get(0).map(DocId))
    }

    /// Every serial that was taken more than once.
    pub fn taken_twice(&self) -> Result<Vec<String>, StoreError> {
        let query = "SELECT serial FROM blanko_use GROUP BY serial HAVING count(*) > 1 ORDER BY serial";
        sql::all(self.conn, query, [], |row| row.get(0))
    }

    /// Those of them that a case of this visit took.
    pub fn taken_twice_at(&self, visit: DocId) -> Result<Vec<String>, StoreError> {
        sql::all(self.conn, TWICE_AT, [visit.0], |row| row.get(0))
    }

    /// Those of them that this case took.
    pub fn taken_twice_of(&self, case: DocId) -> Result<Vec<String>, StoreError> {
        sql::all(self.conn, TWICE_OF, [case.0], |row| row.get(0))
    }
}

impl BlankoUsesMut<'_> {
    /// The serials that a case took, one for each intent to print.
    pub fn put(&self, doc: DocId, serials: &[String]) -> Result<(), StoreError> {
        let known = sql::all(self.conn, "SELECT serial FROM blanko_use WHERE doc = ?1 ORDER BY n", [doc.0], |row| row.get::<_, String>(0))?;
        if known == serials {
            return Ok(());
        }
        self.remove(doc)?;
        for serial in serials {
            sql::run(self.conn, "INSERT INTO blanko_use (doc, serial) VALUES (?1, ?2)", params![doc.0, serial])?;
        }
        Ok(())
    }

    /// Forgets a case that this kit no longer holds.
    pub fn remove(&self, doc: DocId) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM blanko_use WHERE doc = ?1", [doc.0])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const FIRST: DocId = DocId([1; 16]);
    const SECOND: DocId = DocId([2; 16]);

    fn serials(of: &[&str]) -> Vec<String> {
        of.iter().map(|serial| (*serial).to_owned()).collect()
    }

    #[test]
    fn a_serial_of_two_cases_is_found_and_its_cases_named() {
        let mut store = TestStore::new();
        store.write(|tx| tx.blanko_uses().put(FIRST, &serials(&["BK0001", "BK0002"])));
        store.write(|tx| tx.blanko_uses().put(SECOND, &serials(&["BK0003"])));
        assert!(store.0.blanko_uses().taken_twice().unwrap().is_empty());
        store.write(|tx| tx.blanko_uses().put(SECOND, &serials(&["BK0003", "BK0002"])));
        let store = store.reopened();
        assert_eq!(store.blanko_uses().taken_twice().unwrap(), ["BK0002"]);
        assert_eq!(store.blanko_uses().taken_twice_of(FIRST).unwrap(), ["BK0002"]);
        assert_eq!(store.blanko_uses().of_serial("BK0002").unwrap(), [FIRST, SECOND]);
        assert_eq!(store.blanko_uses().of_serial("BK0003").unwrap(), [SECOND]);
    }

    #[test]
    fn a_case_written_again_counts_once_and_one_that_leaves_not_at_all() {
        let mut store = TestStore::new();
        for _ in 0..2 {
            store.write(|tx| tx.blanko_uses().put(FIRST, &serials(&["BK0001"])));
        }
        assert!(store.0.blanko_uses().taken_twice_of(FIRST).unwrap().is_empty(), "the same case again is no second taking");
        store.write(|tx| tx.blanko_uses().put(FIRST, &serials(&["BK0001", "BK0001"])));
        assert_eq!(store.0.blanko_uses().taken_twice_of(FIRST).unwrap(), ["BK0001"], "one case that took it twice did");
        store.write(|tx| tx.blanko_uses().remove(FIRST));
        assert_eq!(store.0.blanko_uses().of_serial("BK0001").unwrap(), []);
    }
}
