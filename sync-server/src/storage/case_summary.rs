//! One row per case, derived from the document after each change: lists, search, queues and figures.

use ktpel_domain::{ids::DocId, nama};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};

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
    /// The whole `CaseSummary` as JSON; only the API reads it.
    pub json: String,
}

/// Case id with a default, so that a row can be begun empty.
pub type DocId16 = [u8; 16];

/// State of a finished case.
pub const CLOSED: &str = "closed";

/// Which cases to list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Part of a name, a NIK or its end, or a short code.
    pub q: Option<String>,
    /// Current step id.
    pub step: Option<String>,
    /// Service id.
    pub layanan: Option<String>,
    /// Region code.
    pub kelurahan: Option<String>,
    /// Badge, or state (`open`, `waiting`, `returned`, `closed`).
    pub badge: Option<String>,
    /// Visit id.
    pub visit: Option<String>,
}

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

/// Table `case_summary`.
pub struct CaseSummaries<'c>(pub(super) &'c Connection);

impl CaseSummaries<'_> {
    /// Adds or replaces the row of a case.
    pub fn put(&self, row: &SummaryRow) -> Result<(), StorageError> {
        self.0
            .prepare_cached(
                "INSERT OR REPLACE INTO case_summary (id, doc, kode, nama_fold, nik, layanan, kelurahan, visit, step, state, badge, started_ms,
                     step_since_ms, updated_ms, print_debt, application_waiting, card_good_ms, handed_over_ms, conflicts, incidents, summary)
                 VALUES ((SELECT id FROM case_summary WHERE doc = ?1),
                     ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
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
            ])?;
        Ok(())
    }

    /// The row of a case.
    pub fn find(&self, doc: DocId) -> Result<Option<Listed>, StorageError> {
        Ok(self.0.prepare_cached("SELECT doc, summary FROM case_summary WHERE doc = ?1")?.query_row([doc.0], listed).optional()?)
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

    /// Cases that are not closed, oldest first.
    pub fn open_ids(&self) -> Result<Vec<DocId>, StorageError> {
        let mut statement = self.0.prepare_cached("SELECT doc FROM case_summary WHERE state <> 'closed' ORDER BY id")?;
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

    /// Visit id of a case.
    pub fn visit_of(&self, doc: DocId) -> Result<Option<String>, StorageError> {
        let sql = "SELECT visit FROM case_summary WHERE doc = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([doc.0], |row| row.get::<_, Option<String>>(0)).optional()?.flatten())
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

impl CaseFilter {
    /// SQL condition over `?1…` and its values.
    fn condition(&self) -> (String, Vec<Box<dyn ToSql>>) {
        let mut parts = vec!["1".to_owned()];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut bind = |value: String| {
            values.push(Box::new(value));
            values.len()
        };
        for (column, value) in [("step", &self.step), ("layanan", &self.layanan), ("kelurahan", &self.kelurahan), ("visit", &self.visit)] {
            if let Some(value) = value {
                parts.push(format!("{column} = ?{}", bind(value.clone())));
            }
        }
        if let Some(badge) = &self.badge {
            let at = bind(badge.clone());
            parts.push(format!("(badge = ?{at} OR state = ?{at})"));
        }
        if let Some(q) = self.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            let name = bind(format!("%{}%", like_literal(&nama::fold(q))));
            let digits: String = q.chars().filter(char::is_ascii_digit).collect();
            let nik = bind(if digits.len() >= 4 { format!("%{digits}") } else { String::new() });
            let kode = bind(q.to_ascii_uppercase().replace(' ', "-"));
            parts.push(format!("(nama_fold LIKE ?{name} ESCAPE '\\' OR nik LIKE ?{nik} OR kode = ?{kode})"));
        }
        (parts.join(" AND "), values)
    }
}

/// `%` and `_` in what the user typed mean themselves.
fn like_literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed { doc: DocId(row.get(0)?), json: row.get(1)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    fn summary(n: u8, nama: &str) -> SummaryRow {
        SummaryRow {
            doc: [n; 16],
            kode: format!("7K3F-000{n}"),
            nama: nama.into(),
            nik: Some(format!("52720115039099{n:02}")),
            layanan: "baru".into(),
            kelurahan: Some("52.72.03.1004".into()),
            step: Some("mobile.rekam".into()),
            state: "open".into(),
            started_ms: i64::from(n),
            updated_ms: i64::from(n),
            ..SummaryRow::default()
        }
    }

    fn filled(folder: &std::path::Path) -> Storage {
        let storage = Storage::create(folder, None).unwrap();
        let cases = [
            summary(1, "Siti Rahmah"),
            SummaryRow { badge: Some("menunggu_nik".into()), application_waiting: true, nik: None, ..summary(2, "Fo'o Ama") },
            SummaryRow { state: "closed".into(), step: None, card_good_ms: Some(2), handed_over_ms: Some(1), ..summary(3, "Siti Aminah") },
            SummaryRow { conflicts: 1, nik: Some("5272011503909901".into()), ..summary(4, "Jafar 100%") },
        ];
        for case in &cases {
            storage.write(|tables| tables.case_summaries().put(case)).unwrap();
        }
        storage
    }

    #[track_caller]
    fn check(filter: CaseFilter, expect: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let page = filled(folder.path()).read(|tables| tables.case_summaries().list(&filter, 0, 10)).unwrap();
        let found: Vec<u8> = page.rows.iter().map(|row| row.doc.0[0]).collect();
        assert_eq!((found.as_slice(), page.total), (expect, expect.len() as u64));
    }

    fn q(text: &str) -> CaseFilter {
        CaseFilter { q: Some(text.into()), ..CaseFilter::default() }
    }

    #[test]
    fn cases_are_found_by_name_number_and_code() {
        check(q("siti"), &[3, 1]);
        check(q("FOO"), &[2]);
        check(q("5272011503909901"), &[4, 1]);
        check(q("9903"), &[3]);
        check(q("7k3f-0002"), &[2]);
        check(q("100%"), &[4]);
        check(q("%"), &[4, 3, 2, 1]);
        check(q("03"), &[]);
    }

    #[test]
    fn filters_narrow_the_list() {
        check(CaseFilter::default(), &[4, 3, 2, 1]);
        check(CaseFilter { step: Some("mobile.rekam".into()), ..CaseFilter::default() }, &[4, 2, 1]);
        check(CaseFilter { badge: Some("menunggu_nik".into()), ..CaseFilter::default() }, &[2]);
        check(CaseFilter { badge: Some("closed".into()), ..CaseFilter::default() }, &[3]);
        check(CaseFilter { layanan: Some("hilang".into()), ..CaseFilter::default() }, &[]);
    }

    #[test]
    fn queues_and_figures_agree_with_the_rows() {
        let folder = tempfile::tempdir().unwrap();
        let storage = filled(folder.path());
        let figures = storage.read(|tables| tables.case_summaries().figures(2)).unwrap();
        let expected = Figures { cases: 4, closed: 1, applications: 1, cards_since: 1, conflicts: 1, ..Figures::default() };
        assert_eq!(figures, expected);
        let ids = |rows: Vec<Listed>| rows.into_iter().map(|row| row.doc.0[0]).collect::<Vec<_>>();
        assert_eq!(ids(storage.read(|tables| tables.case_summaries().applications()).unwrap()), [2]);
        assert_eq!(ids(storage.read(|tables| tables.case_summaries().disputed()).unwrap()), [4]);
        assert_eq!(ids(storage.read(|tables| tables.case_summaries().same_person()).unwrap()), [1, 4]);
        let steps = storage.read(|tables| tables.case_summaries().by_step()).unwrap();
        assert_eq!(steps, [StepFigures { step: "mobile.rekam".into(), count: 3, waiting: 0, returned: 0, oldest_ms: 0 }]);
    }

    #[test]
    fn a_changed_case_keeps_one_row() {
        let folder = tempfile::tempdir().unwrap();
        let storage = filled(folder.path());
        storage.write(|tables| tables.case_summaries().put(&summary(1, "Siti Rahmah B."))).unwrap();
        let page = storage.read(|tables| tables.case_summaries().list(&CaseFilter::default(), 0, 10)).unwrap();
        assert_eq!(page.total, 4);
    }
}
