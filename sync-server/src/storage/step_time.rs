//! How long each ended step of each case took, for the figures against the standard times (product rule 15).

use ktpel_domain::ids::DocId;
use rusqlite::{Connection, params};

use super::StorageError;

pub(super) const V1: &str = "
CREATE TABLE step_time (
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    step TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL,
    PRIMARY KEY (doc, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_time_step ON step_time (step, ended_ms);";

/// One ended step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTimeRow {
    /// Step id.
    pub step: String,
    /// Working time.
    pub seconds: u32,
    /// When it ended, by the device's clock.
    pub ended_ms: i64,
}

/// Table `step_time`.
pub struct StepTimes<'c>(pub(super) &'c Connection);

impl StepTimes<'_> {
    /// Replaces the times of a case.
    pub fn put(&self, doc: DocId, rows: &[StepTimeRow]) -> Result<(), StorageError> {
        self.0.prepare_cached("DELETE FROM step_time WHERE doc = ?1")?.execute([doc.0])?;
        for row in rows {
            self.0.prepare_cached("INSERT INTO step_time (doc, step, seconds, ended_ms) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                doc.0,
                row.step,
                row.seconds,
                row.ended_ms
            ])?;
        }
        Ok(())
    }

    /// The last times of a step, oldest first.
    pub fn recent(&self, step: &str, limit: usize) -> Result<Vec<u32>, StorageError> {
        let sql = "SELECT seconds FROM step_time WHERE step = ?1 ORDER BY ended_ms DESC LIMIT ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut seconds: Vec<u32> =
            statement.query_map(params![step, super::int(limit as u64)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        seconds.reverse();
        Ok(seconds)
    }

    /// How often a step was ended, and the middle of its times.
    pub fn median(&self, step: &str) -> Result<(u64, Option<u32>), StorageError> {
        let mut statement = self.0.prepare_cached("SELECT seconds FROM step_time WHERE step = ?1 ORDER BY seconds")?;
        let seconds: Vec<u32> = statement.query_map([step], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok((seconds.len() as u64, seconds.get(seconds.len() / 2).copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    #[test]
    fn times_of_a_case_are_replaced_and_the_middle_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::create(folder.path(), None).unwrap();
        let row = |seconds, ended_ms| vec![StepTimeRow { step: "mobile.rekam".into(), seconds, ended_ms }];
        for (doc, seconds) in [(1, 100), (2, 900), (3, 300), (1, 200)] {
            let put = storage.write(|tables| tables.step_times().put(DocId([doc; 16]), &row(seconds, i64::from(seconds))));
            assert!(put.is_ok());
        }
        let found = storage
            .read(|tables| {
                Ok::<_, StorageError>((tables.step_times().median("mobile.rekam")?, tables.step_times().recent("mobile.rekam", 2)?))
            })
            .unwrap();
        assert_eq!(found, ((3, Some(300)), vec![300, 900]), "one time for each case, the last ones oldest first");
    }
}
