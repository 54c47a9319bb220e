//! Looks whether everything stored is sound: pages, the chain of every device, every document. Names the first bad row of each.

use ktpel_case::{CaseDoc, DocKind};
use ktpel_sync::{ChainTip, verify_chain};

use super::{Office, OfficeError};
use crate::storage::{StorageError, Tables};

/// What was looked at and what was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Entries whose hash and place hold.
    pub entries: u64,
    /// Documents that read back with the heads of their log.
    pub documents: u64,
    /// What is not right, in technical words without personal data.
    pub problems: Vec<String>,
}

impl Office {
    /// Checks the whole database.
    pub fn check(&self) -> Result<Findings, OfficeError> {
        let mut findings = Findings { problems: self.storage.integrity_problems()?, ..Findings::default() };
        self.storage.read(|tables| {
            check_chains(tables, &mut findings)?;
            self.check_documents(tables, &mut findings)
        })?;
        Ok(findings)
    }

    fn check_documents(&self, tables: &Tables<'_>, findings: &mut Findings) -> Result<(), OfficeError> {
        for kind in DocKind::ALL {
            for doc in tables.documents().ids(kind)? {
                let stored = match self.find_document(tables, doc) {
                    Ok(stored) => stored.map(|document| document.heads()),
                    Err(error) => {
                        findings.problems.push(error.to_string());
                        continue;
                    }
                };
                let mut rebuilt = CaseDoc::genesis(kind, doc);
                let applied = rebuilt.apply(&tables.entries().changes_of(doc)?);
                match applied {
                    Ok(_) if stored == Some(rebuilt.heads()) => findings.documents += 1,
                    Ok(_) => findings.problems.push(format!("document {doc}: snapshot and log differ")),
                    Err(error) => findings.problems.push(format!("document {doc}: {error}")),
                }
            }
        }
        Ok(())
    }
}

fn check_chains(tables: &Tables<'_>, findings: &mut Findings) -> Result<(), StorageError> {
    for device in tables.devices().all()? {
        let mut tip = ChainTip::EMPTY;
        let mut broken = false;
        tables.entries().each_of(device.id, |entry| {
            match verify_chain(device.id, tip, [entry]) {
                Ok(next) => {
                    tip = next;
                    findings.entries += 1;
                }
                Err(error) if !broken => {
                    broken = true;
                    findings.problems.push(format!("log of {}: {error}", device.id));
                }
                Err(_) => {}
            }
            Ok(())
        })?;
    }
    Ok(())
}
