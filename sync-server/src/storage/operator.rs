//! People of the field teams, as kits learn them at enrolment.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE operator (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    nama TEXT NOT NULL,
    peran TEXT NOT NULL
) STRICT;";

/// One person of a team.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// Id in the office's list.
    pub id: [u8; 16],
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
}

/// Table `operator`.
pub struct Operators<'c>(pub(super) &'c Connection);

impl Operators<'_> {
    /// Adds or changes a person.
    pub fn put(&self, row: &OperatorRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO operator (id, nama, peran) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET nama = excluded.nama, peran = excluded.peran",
            params![row.id, row.nama, row.peran],
        )?;
        Ok(())
    }

    /// The person.
    pub fn find(&self, id: [u8; 16]) -> Result<Option<OperatorRow>, StorageError> {
        Ok(self.0.query_row("SELECT id, nama, peran FROM operator WHERE id = ?1", [id], read).optional()?)
    }

    /// All people by name.
    pub fn all(&self) -> Result<Vec<OperatorRow>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT id, nama, peran FROM operator ORDER BY nama, id")?;
        let rows = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<OperatorRow> {
    Ok(OperatorRow { id: row.get(0)?, nama: row.get(1)?, peran: row.get(2)? })
}
