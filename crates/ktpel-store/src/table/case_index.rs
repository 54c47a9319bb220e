//! `case_index`: one row per case, derived from its document, for the board, the lists and the search.
//!
//! Can be rebuilt from the documents at any time. What the board card shows travels as `view_json`, opaque here.

use std::fmt;

use ktpel_domain::{Date, ids::DocId, nama};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, Tanggal, U64, handles, stored_as_text},
};

pub(crate) const MIGRATIONS: &[Migration] = &[FIRST, BADGES];

const FIRST: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE case_index (
            n INTEGER PRIMARY KEY,
            doc BLOB NOT NULL UNIQUE,
            visit BLOB,
            layanan TEXT NOT NULL,
            nama TEXT NOT NULL,
            nama_fold TEXT NOT NULL,
            nik TEXT,
            no_kk TEXT,
            tanggal_lahir TEXT,
            kelurahan TEXT,
            step TEXT,
            state TEXT NOT NULL,
            badge TEXT,
            started_ms INTEGER NOT NULL,
            step_since_ms INTEGER,
            updated_ms INTEGER NOT NULL,
            slip TEXT,
            conflicts INTEGER NOT NULL,
            needs_nik INTEGER NOT NULL,
            print_debt INTEGER NOT NULL,
            view_json TEXT NOT NULL
          ) STRICT;
          CREATE INDEX case_index_visit ON case_index (visit, started_ms);
          CREATE INDEX case_index_nik ON case_index (nik) WHERE nik IS NOT NULL;
          CREATE INDEX case_index_no_kk ON case_index (no_kk) WHERE no_kk IS NOT NULL;
          CREATE INDEX case_index_slip ON case_index (slip COLLATE NOCASE) WHERE slip IS NOT NULL;
          CREATE INDEX case_index_needs_nik ON case_index (started_ms) WHERE needs_nik = 1;
          CREATE INDEX case_index_print_debt ON case_index (started_ms) WHERE print_debt = 1;",
};

/// The frame asks for one badge after every act.
const BADGES: Migration =
    Migration { version: 5, sql: "CREATE INDEX case_index_badge ON case_index (badge, started_ms) WHERE badge IS NOT NULL;" };

pub(crate) const WITH_BADGE: &str = "SELECT doc FROM case_index WHERE badge = ?1 ORDER BY started_ms, n";
pub(crate) const VISITS: &str = "SELECT DISTINCT visit FROM case_index";
pub(crate) const PLACES_OF: &str = "SELECT doc, visit, kelurahan FROM case_index WHERE visit IS ?1 ORDER BY n";

/// More words than a name has are not looked at.
const MAX_WORDS: usize = 8;

const COLUMNS: &str = "doc, visit, layanan, nama, nik, no_kk, tanggal_lahir, kelurahan, step, state, badge, started_ms, \
                       step_since_ms, updated_ms, slip, conflicts, needs_nik, print_debt, view_json";

/// Where a case stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// The team can work on it.
    Open,
    /// Waits for the office or the central system.
    Waiting,
    /// Finished.
    Done,
    /// Sent back to the pemohon with a list of what is missing.
    Returned,
}

stored_as_text!(CaseState, Self::Open = "open", Self::Waiting = "waiting", Self::Done = "done", Self::Returned = "returned",);

/// What is shown and searched of one case.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub doc: DocId,
    /// The visit that it belongs to.
    pub visit: Option<DocId>,
    /// Service asked for.
    pub layanan: String,
    /// Name as typed or as registered.
    pub nama: String,
    /// NIK, once known.
    pub nik: Option<String>,
    /// Family card number, once known.
    pub no_kk: Option<String>,
    /// Birth date, once known.
    pub tanggal_lahir: Option<Date>,
    /// Code of the kelurahan.
    pub kelurahan: Option<String>,
    /// Id of the current step; none when all is done.
    pub step: Option<String>,
    /// Where the case stands.
    pub state: CaseState,
    /// Id of the badge that the card shows.
    pub badge: Option<String>,
    /// When the case was opened, device clock.
    pub started_ms: i64,
    /// Since when it is at this step, device clock.
    pub step_since_ms: Option<i64>,
    /// When it was changed last, device clock.
    pub updated_ms: i64,
    /// Code on the slip.
    pub slip: Option<String>,
    /// Number of conflicts that wait for a person.
    pub conflicts: u32,
    /// Waits for a NIK (product rule 1).
    pub needs_nik: bool,
    /// Recorded but not printable yet: utang cetak (product rule 2).
    pub print_debt: bool,
    /// What the board card needs, opaque here.
    pub view_json: String,
}

/// Where a case belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePlace {
    /// The case.
    pub doc: DocId,
    /// Its visit.
    pub visit: Option<DocId>,
    /// Code of the kelurahan.
    pub kelurahan: Option<String>,
}

/// Number of cases by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseCounts {
    /// The team can work on them.
    pub open: u64,
    /// Wait for the office or the central system.
    pub waiting: u64,
    /// Finished.
    pub done: u64,
    /// Sent back.
    pub returned: u64,
    /// With a conflict.
    pub conflicted: u64,
    /// Waiting for a NIK.
    pub needs_nik: u64,
    /// Print debts.
    pub print_debt: u64,
}

handles!(
    /// Reads the case index.
    CaseIndex, CaseIndexMut
);

impl CaseIndex<'_> {
    /// The row of a case.
    pub fn find(&self, doc: DocId) -> Result<Option<CaseRow>, StoreError> {
        sql::one(self.conn, &select("WHERE doc = ?1"), [doc.0], read)
    }

    /// The cases of a visit, oldest first: the board.
    pub fn board(&self, visit: DocId) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("WHERE visit = ?1 ORDER BY started_ms, n"), [visit.0], read)
    }

    /// The visits that have cases here, in no order; none stands for cases without a visit.
    pub fn visits(&self) -> Result<Vec<Option<DocId>>, StoreError> {
        sql::all(self.conn, VISITS, [], |row| Ok(row.get::<_, Option<_>>(0)?.map(DocId)))
    }

    /// Where each case of a visit, or each without one, belongs: its visit, and the code of its kelurahan.
    pub fn places_of(&self, visit: Option<DocId>) -> Result<Vec<CasePlace>, StoreError> {
        sql::all(self.conn, PLACES_OF, [visit.map(|visit| visit.0)], |row| {
            Ok(CasePlace { doc: DocId(row.get(0)?), visit: row.get::<_, Option<_>>(1)?.map(DocId), kelurahan: row.get(2)? })
        })
    }

    /// All cases, the one changed last first.
    pub fn recent(&self, limit: usize) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("ORDER BY updated_ms DESC, n DESC LIMIT ?1"), [U64(limit as u64)], read)
    }

    /// The cases of a NIK: more than one is an incident.
    pub fn by_nik(&self, nik: &str) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("WHERE nik = ?1 ORDER BY n"), [nik], read)
    }

    /// The cases of a family.
    pub fn by_no_kk(&self, no_kk: &str) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("WHERE no_kk = ?1 ORDER BY n"), [no_kk], read)
    }

    /// The case of a slip code, as printed or with other case and spaces.
    pub fn by_slip(&self, code: &str) -> Result<Option<CaseRow>, StoreError> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        sql::one(self.conn, &select("WHERE slip = ?1 COLLATE NOCASE LIMIT 1"), [code], read)
    }

    /// Cases by what was typed: beginnings of the words of a name, the last (or all) digits of a NIK or family card
    /// number, or a slip code. The one changed last first.
    pub fn search(&self, typed: &str, limit: usize) -> Result<Vec<CaseRow>, StoreError> {
        let words: Vec<String> = nama::tokens(typed).into_iter().take(MAX_WORDS).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let slip: String = typed.chars().filter(|c| !c.is_whitespace()).take(64).collect();
        let digits: String = typed.chars().filter(char::is_ascii_digit).take(20).collect();
        let by_name: Vec<_> = (4..4 + words.len()).map(|n| format!("' ' || nama_fold LIKE '% ' || ?{n} || '%'")).collect();
        let by_digits = if digits.len() >= 3 { "OR nik LIKE '%' || ?2 OR no_kk LIKE '%' || ?2" } else { "AND ?2 = ?2" };
        let tail = format!(
            "WHERE (slip = ?1 COLLATE NOCASE {by_digits}) OR ({}) ORDER BY updated_ms DESC, n DESC LIMIT ?3",
            by_name.join(" AND ")
        );
        let mut values: Vec<rusqlite::types::Value> = vec![slip.into(), digits.into(), (limit as i64).into()];
        values.extend(words.into_iter().map(Into::into));
        sql::all(self.conn, &select(&tail), rusqlite::params_from_iter(values), read)
    }

    /// The cases that wait for a NIK, oldest first.
    pub fn needing_nik(&self) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("WHERE needs_nik = 1 ORDER BY started_ms, n"), [], read)
    }

    /// The print debts (utang cetak), oldest first.
    pub fn print_debts(&self) -> Result<Vec<CaseRow>, StoreError> {
        sql::all(self.conn, &select("WHERE print_debt = 1 ORDER BY started_ms, n"), [], read)
    }

    /// The cases that show a badge, oldest first.
    pub fn with_badge(&self, badge: &str) -> Result<Vec<DocId>, StoreError> {
        sql::all(self.conn, WITH_BADGE, [badge], |row| row.get(0).map(DocId))
    }

    /// Numbers of a visit, or of all cases.
    pub fn counts(&self, visit: Option<DocId>) -> Result<CaseCounts, StoreError> {
        let query = "SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'waiting'),
                            count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'returned'),
                            count(*) FILTER (WHERE conflicts > 0), count(*) FILTER (WHERE needs_nik = 1),
                            count(*) FILTER (WHERE print_debt = 1)
                     FROM case_index WHERE ?1 IS NULL OR visit = ?1";
        let counts = sql::one(self.conn, query, [visit.map(|visit| visit.0)], |row| {
            let count = |at| row.get::<_, U64>(at).map(|count| count.0);
            Ok(CaseCounts {
                open: count(0)?,
                waiting: count(1)?,
                done: count(2)?,
                returned: count(3)?,
                conflicted: count(4)?,
                needs_nik: count(5)?,
                print_debt: count(6)?,
            })
        })?;
        Ok(counts.unwrap_or_default())
    }
}

impl CaseIndexMut<'_> {
    /// Writes the row of a case, new or changed.
    pub fn put(&self, case: &CaseRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO case_index ({COLUMNS}, nama_fold)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
             ON CONFLICT (doc) DO UPDATE SET
               visit = ?2, layanan = ?3, nama = ?4, nik = ?5, no_kk = ?6, tanggal_lahir = ?7, kelurahan = ?8, step = ?9,
               state = ?10, badge = ?11, started_ms = ?12, step_since_ms = ?13, updated_ms = ?14, slip = ?15,
               conflicts = ?16, needs_nik = ?17, print_debt = ?18, view_json = ?19, nama_fold = ?20"
        );
        sql::run(
            self.conn,
            &query,
            params![
                case.doc.0,
                case.visit.map(|visit| visit.0),
                case.layanan,
                case.nama,
                case.nik,
                case.no_kk,
                case.tanggal_lahir.map(Tanggal),
                case.kelurahan,
                case.step,
                case.state,
                case.badge,
                case.started_ms,
                case.step_since_ms,
                case.updated_ms,
                case.slip,
                case.conflicts,
                case.needs_nik,
                case.print_debt,
                case.view_json,
                nama::fold(&case.nama),
            ],
        )?;
        Ok(())
    }

    /// Removes the row of a case that this kit no longer holds.
    pub fn remove(&self, doc: DocId) -> Result<(), StoreError> {
        sql::run(self.conn, "DELETE FROM case_index WHERE doc = ?1", [doc.0])?;
        Ok(())
    }
}

fn select(tail: &str) -> String {
    format!("SELECT {COLUMNS} FROM case_index {tail}")
}

fn read(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow {
        doc: DocId(row.get(0)?),
        visit: row.get::<_, Option<_>>(1)?.map(DocId),
        layanan: row.get(2)?,
        nama: row.get(3)?,
        nik: row.get(4)?,
        no_kk: row.get(5)?,
        tanggal_lahir: row.get::<_, Option<Tanggal>>(6)?.map(|date| date.0),
        kelurahan: row.get(7)?,
        step: row.get(8)?,
        state: row.get(9)?,
        badge: row.get(10)?,
        started_ms: row.get(11)?,
        step_since_ms: row.get(12)?,
        updated_ms: row.get(13)?,
        slip: row.get(14)?,
        conflicts: row.get(15)?,
        needs_nik: row.get(16)?,
        print_debt: row.get(17)?,
        view_json: row.get(18)?,
    })
}

/// Shows where the case stands and nothing about the person.
impl fmt::Debug for CaseRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseRow({} {} {:?} at {:?})", self.doc, self.layanan, self.state, self.step)
    }
}

#[cfg(test)]
mod tests;
