//! Which blanko a case took, derived from its document: a serial that stands here twice was taken twice (product rule 4).

use ktpel_domain::ids::DocId;
use rusqlite::{Connection, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE blanko_use (
    id INTEGER PRIMARY KEY,
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    serial TEXT NOT NULL
) STRICT;
CREATE INDEX blanko_use_doc ON blanko_use (doc);
CREATE INDEX blanko_use_serial ON blanko_use (serial);
-- Every row of the lists is derived anew at the start, those of closed cases too: they took blanko as well.
UPDATE case_summary SET stage = NULL;";

/// Table `blanko_use`.
pub struct BlankoUses<'c>(pub(super) &'c Connection);

impl BlankoUses<'_> {
    /// The serials that a case took, one for each intent to print.
    pub fn put(&self, doc: DocId, serials: &[String]) -> Result<(), StorageError> {
        let mut statement = self.0.prepare_cached("SELECT serial FROM blanko_use WHERE doc = ?1 ORDER BY id")?;
        let known = statement.query_map([doc.0], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        if known == serials {
            return Ok(());
        }
        self.0.prepare_cached("DELETE FROM blanko_use WHERE doc = ?1")?.execute([doc.0])?;
        for serial in serials {
            self.0.prepare_cached("INSERT INTO blanko_use (doc, serial) VALUES (?1, ?2)")?.execute(params![doc.0, serial])?;
        }
        Ok(())
    }

    /// Every case that took a serial which was taken more than once, by serial.
    pub fn taken_twice(&self) -> Result<Vec<(String, DocId)>, StorageError> {
        let sql = "SELECT serial, doc FROM blanko_use
                   WHERE serial IN (SELECT serial FROM blanko_use GROUP BY serial HAVING count(*) > 1)
                   GROUP BY serial, doc ORDER BY serial, min(id)";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, DocId(row.get(1)?))))?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}
