//! Rows of the register extracts that the office published: what the register says beside what a case states, and coverage of a kelurahan.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, uint};

pub(super) const V1: &str = "
CREATE TABLE resident (
    id INTEGER PRIMARY KEY,
    nik TEXT NOT NULL UNIQUE,
    kelurahan TEXT NOT NULL,
    tanggal_lahir TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    columns TEXT NOT NULL
) STRICT;
CREATE INDEX resident_kelurahan ON resident (kelurahan);";

/// One resident of an extract.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentRow {
    /// Sixteen digits.
    pub nik: String,
    /// Region code.
    pub kelurahan: String,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: String,
    /// The central system has a recording.
    pub recorded: bool,
    /// All columns of the extract as JSON.
    pub columns: String,
}

/// Coverage of one kelurahan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Region code.
    pub kelurahan: String,
    /// Residents who may be recorded.
    pub residents: u64,
    /// Of these, recorded.
    pub recorded: u64,
}

/// Table `resident`.
pub struct Residents<'c>(pub(super) &'c Connection);

impl Residents<'_> {
    /// Adds or replaces residents; the last extract counts.
    pub fn put(&self, rows: impl IntoIterator<Item = ResidentRow>) -> Result<(), StorageError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO resident (nik, kelurahan, tanggal_lahir, recorded, columns) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (nik) DO UPDATE SET kelurahan = excluded.kelurahan, tanggal_lahir = excluded.tanggal_lahir,
                 recorded = excluded.recorded, columns = excluded.columns",
        )?;
        for row in rows {
            statement.execute(params![row.nik, row.kelurahan, row.tanggal_lahir, row.recorded, row.columns])?;
        }
        Ok(())
    }

    /// What the register says of this NIK, as JSON of the columns.
    pub fn columns_of(&self, nik: &str) -> Result<Option<String>, StorageError> {
        Ok(self.0.prepare_cached("SELECT columns FROM resident WHERE nik = ?1")?.query_row([nik], |row| row.get(0)).optional()?)
    }

    /// Coverage of every kelurahan of which an extract was published, counting who was born on or before `born_until`.
    pub fn coverage(&self, born_until: &str) -> Result<Vec<Coverage>, StorageError> {
        let sql = "SELECT kelurahan, count(*), sum(recorded) FROM resident WHERE tanggal_lahir <= ?1 GROUP BY kelurahan ORDER BY kelurahan";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement
            .query_map([born_until], |row| {
                Ok(Coverage { kelurahan: row.get(0)?, residents: uint(row.get(1)?), recorded: uint(row.get(2)?) })
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Number of residents of a kelurahan.
    pub fn count_of(&self, kelurahan: &str) -> Result<u64, StorageError> {
        Ok(uint(self.0.query_row("SELECT count(*) FROM resident WHERE kelurahan = ?1", [kelurahan], |row| row.get(0))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn coverage_counts_who_is_old_enough() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let resident = |nik: &str, born: &str, recorded| ResidentRow {
            nik: nik.into(),
            kelurahan: "52.72.03.1004".into(),
            tanggal_lahir: born.into(),
            recorded,
            columns: "{}".into(),
        };
        let rows = vec![
            resident("5272011503909901", "1990-03-15", true),
            resident("5272011503909902", "1990-03-15", false),
            resident("5272011503209903", "2020-03-15", false),
            resident("5272011503909902", "1990-03-15", true),
        ];
        storage.write(|tables| tables.residents().put(rows)).unwrap();
        let coverage = storage.read(|tables| tables.residents().coverage("2010-11-22")).unwrap();
        assert_eq!(coverage, [Coverage { kelurahan: "52.72.03.1004".into(), residents: 2, recorded: 2 }]);
    }
}
