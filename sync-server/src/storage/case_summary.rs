//! One row per case, derived from the document after each change: lists, search, queues and figures.

mod filter;

use ktpel_case::CaseSummary;
use ktpel_domain::{ids::DocId, nama, stage::Stage};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

pub use filter::CaseFilter;

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE case_summary (
    id INTEGER PRIMARY KEY,
    doc BLOB NOT NULL UNIQUE CHECK (length(doc) = 16),
    kode TEXT NOT NULL,
    nama_fold TEXT NOT NULL,
    nik TEXT,
    layanan TEXT NOT NULL,
    kelurahan TEXT,
    visit TEXT,
    step TEXT,
    state TEXT NOT NULL,
    badge TEXT,
    started_ms INTEGER NOT NULL,
    step_since_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    print_debt INTEGER NOT NULL,
    application_waiting INTEGER NOT NULL,
    card_good_ms INTEGER,
    handed_over_ms INTEGER,
    conflicts INTEGER NOT NULL,
    incidents INTEGER NOT NULL,
    summary TEXT NOT NULL
) STRICT;
CREATE INDEX case_summary_nik ON case_summary (nik) WHERE nik IS NOT NULL;
CREATE INDEX case_summary_step ON case_summary (step, state);
CREATE INDEX case_summary_updated ON case_summary (updated_ms);";

/// What a resident is told (rows of before are derived anew at the start), and finding a case by the code on its slip.
pub(super) const V2: &str = "
ALTER TABLE case_summary ADD COLUMN stage TEXT;
CREATE INDEX case_summary_kode ON case_summary (kode);";

/// The cases of a visit, and those of a kelurahan, when a team changes.
pub(super) const V3: &str = "
CREATE INDEX case_summary_visit ON case_summary (visit) WHERE visit IS NOT NULL;
CREATE INDEX case_summary_kelurahan ON case_summary (kelurahan) WHERE kelurahan IS NOT NULL;";

/// One case as the lists need it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// Case id.
    pub doc: DocId16,
    /// Short code.
    pub kode: String,
    /// Full name.
    pub nama: String,
    /// Sixteen digits.
    pub nik: Option<String>,
    /// Service id.
    pub layanan: String,
    /// Region code.
    pub kelurahan: Option<String>,
    /// Visit id.
    pub visit: Option<String>,
    /// Current step id.
    pub step: Option<String>,
    /// Where it stands as a whole.
    pub state: String,
    /// What blocks it.
    pub badge: Option<String>,
    /// Started at.
    pub started_ms: i64,
    /// In this step since.
    pub step_since_ms: i64,
    /// Last act.
    pub updated_ms: i64,
    /// Joins the print debt.
    pub print_debt: bool,
    /// An application for a NIK waits for the office.
    pub application_waiting: bool,
    /// When a good card came out.
    pub card_good_ms: Option<i64>,
    /// When it was handed over.
    pub handed_over_ms: Option<i64>,
    /// Fields in conflict.
    pub conflicts: u32,
    /// Open incidents.
    pub incidents: u32,
    /// What the resident is told.
    pub stage: Option<Stage>,
    /// The whole `CaseSummary` as JSON; only the API reads it.
    pub json: String,
}

/// Case id with a default, so that a row can be begun empty.
pub type DocId16 = [u8; 16];

/// State of a finished case.
pub const CLOSED: &str = "closed";

/// A case found: its id and the JSON of its summary.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// Case id.
    pub doc: DocId,
    /// `CaseSummary` as JSON.
    pub json: String,
}

/// One page of a list.
pub struct CaseFilterPage {
    /// Cases, last changed first.
    pub rows: Vec<Listed>,
    /// Cases that fit in all.
    pub total: u64,
}

/// Cases at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFigures {
    /// Step id.
    pub step: String,
    /// Cases there.
    pub count: u64,
    /// Of these, waiting for something outside the team.
    pub waiting: u64,
    /// Of these, sent back to the pemohon.
    pub returned: u64,
    /// Longest in this step since.
    pub oldest_ms: i64,
}

/// Cases of one kelurahan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KelurahanFigures {
    /// Region code.
    pub kelurahan: String,
    /// Cases.
    pub cases: u64,
    /// Of these, closed.
    pub closed: u64,
    /// Of these, in the print debt.
    pub print_debt: u64,
}

/// Sums over all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Cases.
    pub cases: u64,
    /// Closed.
    pub closed: u64,
    /// Waiting for a NIK.
    pub applications: u64,
    /// In the print debt.
    pub print_debt: u64,
    /// With a good card since the given instant.
    pub cards_since: u64,
    /// Handed over since the given instant.
    pub served_since: u64,
    /// With fields in conflict.
    pub conflicts: u64,
    /// With incidents.
    pub incidents: u64,
}

/// What of a row follows from the log alone, whatever day it is.
#[derive(PartialEq, Eq)]
pub struct Stable {
    kode: String,
    nama_fold: String,
    nik: Option<String>,
    layanan: String,
    kelurahan: Option<String>,
    visit: Option<String>,
    started_ms: i64,
    updated_ms: i64,
}

impl Stable {
    /// As it must be for this case.
    #[must_use]
    pub fn of(summary: &CaseSummary) -> Self {
        Self {
            kode: summary.kode.clone(),
            nama_fold: nama::fold(&summary.nama),
            nik: summary.nik.clone(),
            layanan: summary.layanan.clone(),
            kelurahan: summary.kelurahan.clone(),
            visit: summary.visit.clone(),
            started_ms: summary.started_ms,
            updated_ms: summary.updated_ms,
        }
    }

    /// Name of the first column that differs; never its content.
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> &'static str {
        let same = [
            ("kode", self.kode == other.kode),
            ("nama", self.nama_fold == other.nama_fold),
            ("nik", self.nik == other.nik),
            ("layanan", self.layanan == other.layanan),
            ("kelurahan", self.kelurahan == other.kelurahan),
            ("visit", self.visit == other.visit),
            ("started_ms", self.started_ms == other.started_ms),
        ];
        same.into_iter().find(|(_, same)| !same).map_or("updated_ms", |(name, _)| name)
    }
}

/// Table `case_summary`.
pub struct CaseSummaries<'c>(pub(super) &'c Connection);

impl CaseSummaries<'_> {
    /// Adds or replaces the row of a case.
    pub fn put(&self, row: &SummaryRow) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "INSERT OR REPLACE INTO case_summary (id, doc, kode, nama_fold, nik, layanan, kelurahan, visit, step, state, badge, started_ms,
                     step_since_ms, updated_ms, print_debt, application_waiting, card_good_ms, handed_over_ms, conflicts, incidents, summary, stage)
                 VALUES ((SELECT id FROM case_summary WHERE doc = ?1),
                     ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
            )?
            .execute(params![
                row.doc,
                row.kode,
                nama::fold(&row.nama),
                row.nik,
                row.layanan,
                row.kelurahan,
                row.visit,
                row.step,
                row.state,
                row.badge,
                row.started_ms,
                row.step_since_ms,
                row.updated_ms,
                row.print_debt,
                row.application_waiting,
                row.card_good_ms,
                row.handed_over_ms,
                row.conflicts,
                row.incidents,
                row.json,
                row.stage.map(Stage::id),
            ])?;
        Ok(())
    }

    /// The row of a case.
    pub fn find(&self, doc: DocId) -> Result<Option<Listed>, StorageError> {
        Ok(self.0.prepare_cached("SELECT doc, summary FROM case_summary WHERE doc = ?1")?.query_row([doc.0], listed).optional()?)
    }

    /// The case with this code, and what its resident is told; none if there are two, for then nobody can say which is meant.
    pub fn by_code(&self, code: &str) -> Result<Option<(DocId, Option<Stage>)>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT doc, stage FROM case_summary WHERE kode = ?1 LIMIT 2")?;
        let found = |row: &Row<'_>| Ok((DocId(row.get(0)?), row.get::<_, Option<String>>(1)?.and_then(|id| Stage::find(&id))));
        let cases = statement.query_map([code], found)?.collect::<Result<Vec<_>, _>>()?;
        Ok(if let [case] = cases.as_slice() { Some(*case) } else { None })
    }

    /// What of the row does not change with the day, as it is stored.
    pub fn stable(&self, doc: DocId) -> Result<Option<Stable>, StorageError> {
        let sql = "SELECT kode, nama_fold, nik, layanan, kelurahan, visit, started_ms, updated_ms FROM case_summary WHERE doc = ?1";
        let row = self.0.prepare_cached(sql)?.query_row([doc.0], |row| {
            Ok(Stable {
                kode: row.get(0)?,
                nama_fold: row.get(1)?,
                nik: row.get(2)?,
                layanan: row.get(3)?,
                kelurahan: row.get(4)?,
                visit: row.get(5)?,
                started_ms: row.get(6)?,
                updated_ms: row.get(7)?,
            })
        });
        Ok(row.optional()?)
    }

    /// Cases that fit the filter, last changed first.
    pub fn list(&self, filter: &CaseFilter, offset: u64, limit: u64) -> Result<CaseFilterPage, StorageError> {
        let (condition, values) = filter.condition();
        let count = format!("SELECT count(*) FROM case_summary WHERE {condition}");
        let total = uint(self.0.query_row(&count, params_from_iter(values.iter()), |row| row.get(0))?);
        let list = format!(
            "SELECT doc, summary FROM case_summary WHERE {condition} ORDER BY updated_ms DESC, id DESC LIMIT {} OFFSET {}",
            int(limit),
            int(offset)
        );
        Ok(CaseFilterPage { rows: self.rows(&list, params_from_iter(values.iter()))?, total })
    }

    /// Cases whose application for a NIK waits, oldest first.
    pub fn applications(&self) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary WHERE application_waiting = 1 ORDER BY step_since_ms, id", [])
    }

    /// Cases with fields in conflict or incidents.
    pub fn disputed(&self) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary WHERE conflicts > 0 OR incidents > 0 ORDER BY updated_ms DESC, id", [])
    }

    /// Cases that share their NIK with another that is still open: two cases of one person.
    pub fn same_person(&self) -> Result<Vec<Listed>, StorageError> {
        self.rows(
            "SELECT doc, summary FROM case_summary AS c WHERE nik IS NOT NULL AND state <> 'closed'
             AND (SELECT count(*) FROM case_summary AS o WHERE o.nik = c.nik AND o.state <> 'closed') > 1 ORDER BY nik, id",
            [],
        )
    }

    /// Cases that are not closed, and those whose row is of an older version, oldest first.
    pub fn open_ids(&self) -> Result<Vec<DocId>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT doc FROM case_summary WHERE state <> 'closed' OR stage IS NULL ORDER BY id")?;
        let ids = statement.query_map([], |row| row.get(0).map(DocId))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// Open cases by step.
    pub fn by_step(&self) -> Result<Vec<StepFigures>, StorageError> {
        let sql = "SELECT step, count(*), sum(state = 'waiting'), sum(state = 'returned'), min(step_since_ms) FROM case_summary
                   WHERE step IS NOT NULL AND state <> 'closed' GROUP BY step ORDER BY step";
        let mut statement = self.0.prepare_cached(sql)?;
        let figures = |row: &Row<'_>| {
            Ok(StepFigures {
                step: row.get(0)?,
                count: uint(row.get(1)?),
                waiting: uint(row.get(2)?),
                returned: uint(row.get(3)?),
                oldest_ms: row.get(4)?,
            })
        };
        let rows = statement.query_map([], figures)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Cases by kelurahan.
    pub fn by_kelurahan(&self) -> Result<Vec<KelurahanFigures>, StorageError> {
        let sql = "SELECT kelurahan, count(*), sum(state = 'closed'), sum(print_debt) FROM case_summary
                   WHERE kelurahan IS NOT NULL GROUP BY kelurahan ORDER BY kelurahan";
        let mut statement = self.0.prepare_cached(sql)?;
        let figures = |row: &Row<'_>| {
            Ok(KelurahanFigures {
                kelurahan: row.get(0)?,
                cases: uint(row.get(1)?),
                closed: uint(row.get(2)?),
                print_debt: uint(row.get(3)?),
            })
        };
        let rows = statement.query_map([], figures)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Cases of a visit, and how many of them are closed.
    pub fn counts_of_visit(&self, visit: &str) -> Result<(u64, u64), StorageError> {
        let sql = "SELECT count(*), total(state = 'closed') FROM case_summary WHERE visit = ?1";
        Ok(self.0.query_row(sql, [visit], |row| Ok((uint(row.get(0)?), row.get::<_, f64>(1)? as u64)))?)
    }

    /// Cases of a visit.
    pub fn of_visit(&self, visit: &str) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary WHERE visit = ?1 ORDER BY id", [visit])
    }

    /// Cases of a kelurahan.
    pub fn of_kelurahan(&self, kelurahan: &str) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary WHERE kelurahan = ?1 ORDER BY id", [kelurahan])
    }

    /// All cases.
    pub fn all(&self) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary ORDER BY id", [])
    }

    /// Visit id of a case.
    pub fn visit_of(&self, doc: DocId) -> Result<Option<String>, StorageError> {
        let sql = "SELECT visit FROM case_summary WHERE doc = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([doc.0], |row| row.get::<_, Option<String>>(0)).optional()?.flatten())
    }

    /// State of a case.
    pub fn state_of(&self, doc: DocId) -> Result<Option<String>, StorageError> {
        Ok(self.0.prepare_cached("SELECT state FROM case_summary WHERE doc = ?1")?.query_row([doc.0], |row| row.get(0)).optional()?)
    }

    /// Other cases with this NIK.
    pub fn others_of(&self, nik: &str, doc: DocId) -> Result<Vec<Listed>, StorageError> {
        self.rows("SELECT doc, summary FROM case_summary WHERE nik = ?1 AND doc <> ?2 ORDER BY updated_ms DESC, id", params![nik, doc.0])
    }

    /// Sums; `since_ms` is the beginning of the day.
    pub fn figures(&self, since_ms: i64) -> Result<Figures, StorageError> {
        let sql = "SELECT count(*), total(state = 'closed'), total(application_waiting), total(print_debt),
                       total(card_good_ms >= ?1), total(handed_over_ms >= ?1), total(conflicts > 0), total(incidents > 0) FROM case_summary";
        let at = |row: &Row<'_>, index: usize| row.get::<_, f64>(index).map(|sum| sum as u64);
        Ok(self.0.query_row(sql, [since_ms], |row| {
            Ok(Figures {
                cases: uint(row.get(0)?),
                closed: at(row, 1)?,
                applications: at(row, 2)?,
                print_debt: at(row, 3)?,
                cards_since: at(row, 4)?,
                served_since: at(row, 5)?,
                conflicts: at(row, 6)?,
                incidents: at(row, 7)?,
            })
        })?)
    }

    fn rows(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Listed>, StorageError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(values, listed)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed { doc: DocId(row.get(0)?), json: row.get(1)? })
}

#[cfg(test)]
mod tests;
