//! Each document rebuilt from its log: the snapshot, the rows of the lists and the signatures of its acts must be those of the log.

use std::collections::BTreeSet;

use ktpel_case::{CaseDoc, DocKind, detail::Proof};
use ktpel_domain::ids::DocId;

use super::Findings;
use crate::{
    office::{Office, OfficeError},
    storage::{Stable, Tables},
};

pub(super) fn check(office: &Office, tables: &Tables<'_>, findings: &mut Findings) -> Result<(), OfficeError> {
    let mut left: BTreeSet<DocId> = tables.entries().changed_docs()?.into_iter().collect();
    for kind in DocKind::ALL {
        for doc in tables.documents().ids(kind)? {
            left.remove(&doc);
            match one(office, tables, kind, doc)? {
                Ok(()) => findings.documents += 1,
                Err((code, why)) => findings.add(code, format!("document {doc}"), None, why),
            }
        }
    }
    for doc in left {
        findings.add("document", format!("document {doc}"), None, "the log has changes of it, the snapshot is missing");
    }
    Ok(())
}

type Fault = (&'static str, String);

fn one(office: &Office, tables: &Tables<'_>, kind: DocKind, doc: DocId) -> Result<Result<(), Fault>, OfficeError> {
    let stored = match office.find_document(tables, doc) {
        Ok(stored) => stored.map(|document| document.heads()),
        Err(OfficeError::Document { why, .. }) => return Ok(Err(("document", format!("the snapshot cannot be read: {why}")))),
        Err(OfficeError::Storage(_)) => return Ok(Err(("document", "the snapshot cannot be read".to_owned()))),
        Err(other) => return Err(other),
    };
    let mut rebuilt = CaseDoc::genesis(kind, doc);
    if let Err(error) = rebuilt.apply(&tables.entries().changes_of(doc)?) {
        return Ok(Err(("document", format!("its log does not make a document: {error}"))));
    }
    if stored != Some(rebuilt.heads()) {
        return Ok(Err(("document", "snapshot and log differ".to_owned())));
    }
    if kind == DocKind::Visit {
        return Ok(Ok(()));
    }
    let roster = office.roster();
    let shown = office.shown(&office.view(&rebuilt, &roster), &roster, office.policy(tables)?);
    if let Some(act) = shown.detail.history.iter().find(|item| item.proof == Proof::Unproven) {
        return Ok(Err(("act", format!("{} {}: the signature of the person does not hold", act.kind, act.key))));
    }
    let listed = tables.case_summaries().stable(doc)?;
    let expected = Stable::of(&shown.summary);
    Ok(match listed {
        Some(listed) if listed == expected => Ok(()),
        Some(listed) => Err(("index", format!("{} in the list is not that of the log", listed.first_difference(&expected)))),
        None => Err(("index", "it is not in the list".to_owned())),
    })
}
