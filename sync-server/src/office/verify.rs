//! Checks everything stored against what was signed, and names the first row of each kind that does not fit.
//!
//! Basis: docs on sync and trust, "Audit". Streams: memory holds the ends of logs, people and sessions, one document at a time. Where somebody
//! has both the database and the key inside it, this check alone cannot tell: the checkpoints that kits and day reports hold can
//! ([`Office::verify_against`]).

mod documents;
mod files;
mod journal;
mod logs;
mod paper;

pub use paper::NotACheckpoint;
use serde::Serialize;

use super::{Office, OfficeError};

/// Findings that are listed; a ruined database has as many as rows.
const MOST: usize = 100;

/// What was looked at and what was found.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Entries whose hash, place and signature hold.
    pub entries: u64,
    /// Positions of the ordered log that hold.
    pub positions: u64,
    /// Documents that read back with the heads of their log.
    pub documents: u64,
    /// Attachments whose bytes have their hash.
    pub attachments: u64,
    /// What is not right, the first of each log first.
    pub problems: Vec<Finding>,
}

/// One thing that does not fit: which row, and why, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Kind of fault.
    pub code: &'static str,
    /// Where: `log of Laptop 2`, `order of the office`, `document 3f…`.
    pub place: String,
    /// Position in that log, where there is one.
    pub seq: Option<u64>,
    /// What is wrong.
    pub why: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

impl Findings {
    fn add(&mut self, code: &'static str, place: impl Into<String>, seq: Option<u64>, why: impl std::fmt::Display) {
        if self.problems.len() < MOST {
            self.problems.push(Finding { code, place: place.into(), seq, why: why.to_string() });
        }
    }
}

impl Office {
    /// Checks the whole database and the attachments beside it.
    pub fn verify(&self) -> Result<Findings, OfficeError> {
        let mut findings = Findings::default();
        for line in self.storage.integrity_problems()? {
            findings.add("pages", "database file", None, line);
        }
        self.storage.read(|tables| {
            let people = logs::check(self, tables, &mut findings)?;
            journal::check(self, tables, &mut findings)?;
            logs::check_derived(tables, &people, &mut findings)?;
            logs::check_kits(tables, &mut findings)?;
            documents::check(self, tables, &mut findings)?;
            files::check(self, tables, &mut findings)
        })?;
        Ok(findings)
    }

    /// Checks the logs and their order only.
    pub fn verify_log(&self) -> Result<Findings, OfficeError> {
        let mut findings = Findings::default();
        self.storage.read(|tables| {
            logs::check(self, tables, &mut findings)?;
            journal::check(self, tables, &mut findings)
        })?;
        Ok(findings)
    }
}
