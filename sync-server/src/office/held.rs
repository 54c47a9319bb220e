//! What a kit held: counted from the log, from what it was passed and from what it fetched (UU 27/2022 ps. 46: which personal data were affected).
//!
//! A kit holds its own work and what of its scope the office has answered, whether or not the kit has said that it stored it. What has left its scope
//! it lets go by itself, when the office has everything; the office does not see that moment, so a case that it once held counts for ever: rather one
//! too many in the report than one too few. What it wrote after its last contact nobody at the office knows: that is told as a number.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{CaseSummary, schema::v1::body::Body};
use ktpel_domain::ids::{DeviceId, DocId, Hash};

use super::{Office, OfficeError};
use crate::storage::{CLOSED, DeviceRow, HeldExtractRow, StorageError, Tables};

/// What a kit held.
#[derive(Debug, Default)]
pub struct Held {
    /// Its cases.
    pub cases: Vec<HeldCase>,
    /// The register extract on it.
    pub extract: Option<HeldExtractRow>,
    /// Files that it made for cases that are open.
    pub files_open: u64,
    /// Files that it made for closed cases.
    pub files_sealed: u64,
    /// Of all these, not whole at the office.
    pub files_missing: u64,
}

/// One case on a kit.
pub struct HeldCase {
    /// As in lists, with the full NIK: for the caller to mask.
    pub summary: CaseSummary,
    /// Closed.
    pub closed: bool,
}

impl std::fmt::Debug for HeldCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeldCase").field("id", &self.summary.id).field("closed", &self.closed).finish()
    }
}

impl Held {
    /// Cases that are not closed.
    #[must_use]
    pub fn open(&self) -> usize {
        self.cases.iter().filter(|case| !case.closed).count()
    }

    /// Persons with a NIK: one with two cases counts once.
    #[must_use]
    pub fn residents(&self) -> usize {
        self.cases.iter().filter_map(|case| case.summary.nik.as_deref()).collect::<BTreeSet<_>>().len()
    }

    /// Cases by region code of the kelurahan; the empty code for those without.
    #[must_use]
    pub fn by_kelurahan(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for case in &self.cases {
            *counts.entry(case.summary.kelurahan.as_deref().unwrap_or_default()).or_default() += 1;
        }
        counts
    }
}

impl Office {
    /// What a kit held.
    pub fn held_by(&self, tables: &Tables<'_>, device: &DeviceRow) -> Result<Held, OfficeError> {
        let mut held = Held { extract: tables.held_extracts().find(device.id)?, ..Held::default() };
        let mut closed = BTreeMap::new();
        for doc in tables.scope().docs_on(device.id, device.cursor.max(device.passed))? {
            let Some(listed) = tables.case_summaries().find(doc)? else { continue };
            let summary: CaseSummary = serde_json::from_str(&listed.json).map_err(|_| StorageError::Damaged("case_summary"))?;
            let is_closed = tables.case_summaries().state_of(doc)?.as_deref() == Some(CLOSED);
            closed.insert(doc, is_closed);
            held.cases.push(HeldCase { summary, closed: is_closed });
        }
        for (doc, hash) in self.files_made(tables, device.id)? {
            if closed.get(&doc).copied().unwrap_or_default() {
                held.files_sealed += 1;
            } else {
                held.files_open += 1;
            }
            held.files_missing += u64::from(tables.attachments().find(hash)?.is_none_or(|row| !row.complete));
        }
        Ok(held)
    }

    /// Files that the kit itself made: their bytes lay on its disk.
    fn files_made(&self, tables: &Tables<'_>, device: DeviceId) -> Result<BTreeSet<(DocId, Hash)>, OfficeError> {
        let roster = self.roster();
        let mut made = BTreeSet::new();
        for doc in tables.entries().docs_of(device)? {
            let Some(document) = self.find_document(tables, doc)? else { continue };
            for act in &self.view(&document, &roster).acts {
                let Some(Body::Attachment { sha256, .. }) = act.body() else { continue };
                if tables.actors().find(act.op.actor)?.is_some_and(|session| session.device == device) {
                    made.insert((doc, Hash(**sha256)));
                }
            }
        }
        Ok(made)
    }
}
