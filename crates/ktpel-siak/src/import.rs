//! Reads an export of SIAK's answers: NIKs issued or refused for our applications, and recording statuses.
//!
//! Columns: `permohonan` (id of the application), `nik`, `hasil` (`terbit`, `ditolak` or `status`), `status_rekam`,
//! `tanggal`, `alasan`. A malformed line is rejected by itself; lines that contradict each other are all rejected, for
//! nobody here can know which is right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use ktpel_domain::ids::{DocId, Hash, KeyId};
use ktpel_domain::nik::Nik;
use ktpel_domain::status::RecordingStatus;
use ktpel_domain::time::Timestamp;

pub use crate::table::{RowError, RowFault, TableError};

use crate::extract::{date, nik};
use crate::facts::{FactError, FactName, Origin, SiakFact};
use crate::table::{Line, Table, digest};

/// Columns of the export, in the order in which we document them; any order is read.
pub const COLUMNS: [&str; 6] = ["permohonan", "nik", "hasil", "status_rekam", "tanggal", "alasan"];

/// One answer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// SIAK issued a NIK for an application.
    Issued {
        /// The application: the id of its case.
        application: DocId,
        /// The NIK.
        nik: Nik,
        /// Day of the answer.
        on: Date,
    },
    /// The application was refused.
    Refused {
        /// The application: the id of its case.
        application: DocId,
        /// Why, in the words of the office.
        reason: String,
        /// Day of the answer.
        on: Date,
    },
    /// The recording status of a NIK.
    Status {
        /// Whose.
        nik: Nik,
        /// Id in the status list.
        status: &'static str,
        /// Day of the answer.
        on: Date,
    },
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued { application, .. } => write!(f, "Issued({application})"),
            Self::Refused { application, .. } => write!(f, "Refused({application})"),
            Self::Status { status, .. } => write!(f, "Status({status})"),
        }
    }
}

impl Answer {
    /// The fact that this answer is; none for a refusal, which is an answer to the application and no fact of the register.
    pub fn fact(&self, by: KeyId, at: Timestamp, file: Hash) -> Result<Option<SiakFact>, FactError> {
        let (name, value, on) = match self {
            Self::Issued { nik, on, .. } => (FactName::Nik, nik.as_str(), *on),
            Self::Status { status, on, .. } => (FactName::RecordingStatus, *status, *on),
            Self::Refused { .. } => return Ok(None),
        };
        SiakFact::parse(name, value, Origin::import(by, at, file), Some(on), at.tanggal()).map(Some)
    }

    /// What must not be answered twice differently.
    fn subject(&self) -> Subject {
        match self {
            Self::Issued { application, .. } | Self::Refused { application, .. } => Subject::Application(*application),
            Self::Status { nik, on, .. } => Subject::Status(*nik, *on),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Application(DocId),
    Status(Nik, Date),
}

/// What an export holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// SHA-256 of the file: the evidence of every fact taken from it.
    pub file: Hash,
    /// Answers with their line, in the order of the file; a repeated line counts once.
    pub answers: Vec<(u64, Answer)>,
    /// Rejected lines, in the order of the file.
    pub rejected: Vec<RowError>,
}

/// Reads an export; `today` bounds its dates.
pub fn read(bytes: &[u8], today: Date) -> Result<Import, TableError> {
    let (mut answers, mut rejected) = (Vec::new(), Vec::new());
    for line in Table::open(bytes, &COLUMNS)? {
        match line.and_then(|line| Ok((line.line, answer(&line, today)?))) {
            Ok(answer) => answers.push(answer),
            Err(error) => rejected.push(error),
        }
    }
    let mut seen = BTreeSet::new();
    answers.retain(|(_, answer): &(u64, Answer)| seen.insert(answer.clone()));
    let contradicted = contradictions(&answers);
    answers.retain(|(line, _)| !contradicted.contains_key(line));
    rejected.extend(contradicted.iter().map(|(line, column)| RowError { line: *line, column, fault: RowFault::Contradicts }));
    rejected.sort_by_key(|error| error.line);
    Ok(Import { file: digest(bytes), answers, rejected })
}

fn answer(line: &Line, today: Date) -> Result<Answer, RowError> {
    let on = line.get("tanggal", |text| date(text).and_then(|on| if on > today { Err(RowFault::Future) } else { Ok(on) }))?;
    match line.required("hasil")? {
        "terbit" => {
            unused(line, &["status_rekam", "alasan"])?;
            Ok(Answer::Issued { application: application(line)?, nik: line.get("nik", nik)?, on })
        }
        "ditolak" => {
            unused(line, &["status_rekam", "nik"])?;
            Ok(Answer::Refused { application: application(line)?, reason: line.required("alasan")?.to_owned(), on })
        }
        "status" => {
            unused(line, &["permohonan", "alasan"])?;
            Ok(Answer::Status { nik: line.get("nik", nik)?, status: line.get("status_rekam", status)?, on })
        }
        _ => Err(line.error("hasil", RowFault::Unknown)),
    }
}

fn application(line: &Line) -> Result<DocId, RowError> {
    line.get("permohonan", |text| text.parse().map_err(|_| RowFault::Id))
}

fn status(text: &str) -> Result<&'static str, RowFault> {
    RecordingStatus::find(text).map(|status| status.id).ok_or(RowFault::Unknown)
}

fn unused(line: &Line, columns: &[&'static str]) -> Result<(), RowError> {
    match columns.iter().find(|column| !line.text(column).is_empty()) {
        Some(column) => Err(line.error(column, RowFault::Unexpected)),
        None => Ok(()),
    }
}

/// Lines that answer one subject differently, or give one NIK to two applications, with the column at fault.
fn contradictions(answers: &[(u64, Answer)]) -> BTreeMap<u64, &'static str> {
    let mut by_subject: BTreeMap<Subject, Vec<u64>> = BTreeMap::new();
    let mut by_nik: BTreeMap<Nik, BTreeMap<DocId, Vec<u64>>> = BTreeMap::new();
    for (line, answer) in answers {
        by_subject.entry(answer.subject()).or_default().push(*line);
        if let Answer::Issued { application, nik, .. } = answer {
            by_nik.entry(*nik).or_default().entry(*application).or_default().push(*line);
        }
    }
    let twice = by_subject.into_values().filter(|lines| lines.len() > 1).flatten().map(|line| (line, "hasil"));
    let shared = by_nik.into_values().filter(|applications| applications.len() > 1).flat_map(BTreeMap::into_values).flatten();
    twice.chain(shared.map(|line| (line, "nik"))).collect()
}

#[cfg(test)]
mod tests;
