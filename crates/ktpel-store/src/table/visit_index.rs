//! `visit_index`: one row per visit (kunjungan, SOP MOBILE steps 1 and 2), derived from its document.

use std::fmt;

use ktpel_domain::{Date, ids::DocId};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, Tanggal, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE visit_index (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            kelurahan TEXT NOT NULL,
            tempat TEXT NOT NULL,
            tanggal TEXT NOT NULL,
            state TEXT NOT NULL,
            updated_ms INTEGER NOT NULL,
            view_json TEXT NOT NULL
          ) STRICT;
          CREATE INDEX visit_index_tanggal ON visit_index (tanggal);",
}];

const COLUMNS: &str = "doc, kelurahan, tempat, tanggal, state, updated_ms, view_json";

/// What is shown of one visit.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// The visit.
    pub doc: DocId,
    /// Code of the kelurahan.
    pub kelurahan: String,
    /// Place: village hall, school, somebody's house.
    pub tempat: String,
    /// Day of the visit.
    pub tanggal: Date,
    /// Word for where the visit stands, the app's.
    pub state: String,
    /// When it was changed last, device clock.
    pub updated_ms: i64,
    /// What the screens need, opaque here.
    pub view_json: String,
}

handles!(
    /// Reads the visit index.
    VisitIndex, VisitIndexMut
);

impl VisitIndex<'_> {
    /// The row of a visit.
    pub fn find(&self, doc: DocId) -> Result<Option<VisitRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM visit_index WHERE doc = ?1"), [doc.0], read)
    }

    /// All visits, the latest day first.
    pub fn list(&self) -> Result<Vec<VisitRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM visit_index ORDER BY tanggal DESC, n DESC"), [], read)
    }
}

impl VisitIndexMut<'_> {
    /// Writes the row of a visit, new or changed.
    pub fn put(&self, visit: &VisitRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO visit_index ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (doc) DO UPDATE SET
               kelurahan = ?2, tempat = ?3, tanggal = ?4, state = ?5, updated_ms = ?6, view_json = ?7"
        );
        let date = Tanggal(visit.tanggal);
        sql::run(
            self.conn,
            &query,
            params![visit.doc.0, visit.kelurahan, visit.tempat, date, visit.state, visit.updated_ms, visit.view_json],
        )?;
        Ok(())
    }

    /// Removes the row of a visit that this kit no longer holds.
    pub fn remove(&self, doc: DocId) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM visit_index WHERE doc = ?1", [doc.0])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        doc: DocId(row.get(0)?),
        kelurahan: row.get(1)?,
        tempat: row.get(2)?,
        tanggal: row.get::<_, Tanggal>(3)?.0,
        state: row.get(4)?,
        updated_ms: row.get(5)?,
        view_json: row.get(6)?,
    })
}

/// The place may be a person's home: it is not shown.
impl fmt::Debug for VisitRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VisitRow({} in {} on {} {})", self.doc, self.kelurahan, self.tanggal, self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    fn visit(n: u8, day: i8) -> VisitRow {
        VisitRow {
            doc: DocId([n; 16]),
            kelurahan: "52.72.03.1004".to_owned(),
            tempat: "Aula kelurahan".to_owned(),
            tanggal: Date::constant(2026, 1, day),
            state: "berjalan".to_owned(),
            updated_ms: 7,
            view_json: r#"{"kontak":3}"#.to_owned(),
        }
    }

    #[test]
    fn visits_are_read_back_latest_first() {
        let mut store = TestStore::new();
        store.write(|tx| [visit(1, 5), visit(2, 9), visit(3, 5)].iter().try_for_each(|row| tx.visit_index().put(row)));
        let changed = VisitRow { state: "selesai".to_owned(), tempat: "SDN 12".to_owned(), ..visit(1, 6) };
        store.write(|tx| tx.visit_index().put(&changed));
        let store = store.reopened();
        assert_eq!(store.visit_index().list().unwrap(), [visit(2, 9), changed.clone(), visit(3, 5)]);
        assert_eq!(store.visit_index().find(changed.doc).unwrap(), Some(changed));
    }

    #[test]
    fn a_visit_can_be_taken_off() {
        let mut store = TestStore::new();
        store.write(|tx| tx.visit_index().put(&visit(1, 5)));
        store.write(|tx| tx.visit_index().remove(DocId([1; 16])));
        assert_eq!(store.0.visit_index().list().unwrap(), []);
    }
}
