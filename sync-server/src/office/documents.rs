//! Documents in storage: loaded from the snapshot, stored back with everything that is derived from them.

use std::sync::PoisonError;

use ktpel_case::{
    Badge, CaseDoc, CaseSummary, DocKind, Roster, detail::CaseDetail, index_row, project::view::CaseView, project_recalling,
    schema::v1::body::Body,
};
use ktpel_domain::ids::{DocId, Hash};
use ktpel_sop::{catalogue, engine::plan, situation::Policy, verdict::StepStatus};

use super::{Office, OfficeError};
use crate::storage::{Arrival, AttachmentRow, CLOSED, DocumentRow, StepTimeRow, StorageError, SummaryRow, Tables};

impl Office {
    /// The document, if it has any change.
    pub fn find_document(&self, tables: &Tables<'_>, doc: DocId) -> Result<Option<CaseDoc>, OfficeError> {
        let Some(row) = tables.documents().find(doc)? else { return Ok(None) };
        CaseDoc::load(&row.snapshot).map(Some).map_err(|why| OfficeError::Document { doc, why })
    }

    /// The kind of a document nobody has written to yet: a visit if the office assigned it, otherwise a case.
    pub(crate) fn kind_of_new(tables: &Tables<'_>, doc: DocId) -> Result<DocKind, OfficeError> {
        Ok(if tables.visits().find(doc)?.is_some() { DocKind::Visit } else { DocKind::Case })
    }

    /// Stores a document with its row in the lists and the attachments that it names.
    ///
    /// The snapshot is a cache of the log, so it counts only when it reads back with equal heads.
    pub(crate) fn store_document(&self, tables: &Tables<'_>, document: &CaseDoc, roster: &Roster) -> Result<(), OfficeError> {
        let doc = document.id();
        let snapshot = document.save();
        let again = CaseDoc::load(&snapshot).map_err(|why| OfficeError::Document { doc, why })?;
        if again.heads() != document.heads() {
            return Err(OfficeError::Document { doc, why: ktpel_case::LoadError::Incomplete });
        }
        self.put(tables, document, snapshot, roster)
    }

    /// The same for a document that was read from these very bytes: those that a worker wrote and read back.
    pub(crate) fn store_received(
        &self,
        tables: &Tables<'_>,
        document: &CaseDoc,
        snapshot: &[u8],
        roster: &Roster,
    ) -> Result<(), OfficeError> {
        self.put(tables, document, snapshot.to_vec(), roster)
    }

    /// The change that led to this is in the log already: who holds the document is settled with it.
    fn put(&self, tables: &Tables<'_>, document: &CaseDoc, snapshot: Vec<u8>, roster: &Roster) -> Result<(), OfficeError> {
        let doc = document.id();
        // Of a document that was not there no kit has read anything.
        let arrival = if tables.documents().is_here(doc)? { Arrival::Late(tables.office().seq()?) } else { Arrival::Fresh };
        tables.documents().put(doc, &DocumentRow { kind: document.kind(), snapshot })?;
        match self.derive(tables, document, roster)? {
            Some(case) => Self::settle_case(tables, doc, &case, arrival),
            None => Self::settle_visit(tables, doc, arrival),
        }
    }

    /// Stores what lists and figures need of a case, and gives its row; none for a visit.
    pub(crate) fn derive(&self, tables: &Tables<'_>, document: &CaseDoc, roster: &Roster) -> Result<Option<CaseSummary>, OfficeError> {
        let doc = document.id();
        if document.kind() == DocKind::Visit {
            return Ok(None);
        }
        let view = self.view(document, roster);
        let shown = self.shown(&view, roster, self.policy(tables)?);
        tables.case_summaries().put(&summary_row(doc, &shown.summary, &shown.detail)?)?;
        tables.step_times().put(doc, &step_times(&shown.detail))?;
        let serials: Vec<String> = view.attempts().iter().map(|attempt| attempt.blanko.to_owned()).collect();
        tables.blanko_uses().put(doc, &serials)?;
        named_attachments(&view).try_for_each(|row| tables.attachments().want(&row))?;
        Ok(Some(shown.summary))
    }

    /// The case as screens show it, by the rules in force now.
    #[must_use]
    pub fn shown(&self, view: &CaseView, roster: &Roster, policy: Policy) -> Shown {
        let situation = view.situation(catalogue(), self.now(), policy);
        let plan = plan(catalogue(), &situation);
        let detail = ktpel_case::detail(view, &situation, &plan, catalogue(), roster);
        Shown { summary: index_row(view, &plan, roster), detail }
    }

    /// The read model, with signatures checked before recalled.
    #[must_use]
    pub fn view(&self, document: &CaseDoc, roster: &Roster) -> CaseView {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        project_recalling(document, roster, &mut checked)
    }
}

/// One case in the two shapes that screens need.
pub struct Shown {
    /// For lists.
    pub summary: CaseSummary,
    /// For its own screen.
    pub detail: CaseDetail,
}

fn summary_row(doc: DocId, summary: &CaseSummary, detail: &CaseDetail) -> Result<SummaryRow, StorageError> {
    let good = detail.card.attempts.iter().rfind(|attempt| attempt.result.as_deref() == Some("good"));
    let card_good_ms = good.and_then(|attempt| attempt.outcome_by.as_ref()).map(|by| by.at_ms);
    let handed_over_ms = detail.handover.as_ref().map(|handover| handover.by.at_ms);
    Ok(SummaryRow {
        doc: doc.0,
        kode: summary.kode.clone(),
        nama: summary.nama.clone(),
        nik: summary.nik.clone(),
        layanan: summary.layanan.clone(),
        kelurahan: summary.kelurahan.clone(),
        visit: summary.visit.clone(),
        step: summary.step.clone(),
        state: if detail.closed { CLOSED.to_owned() } else { summary.state.id().to_owned() },
        badge: (summary.badge != Badge::None).then(|| summary.badge.id().to_owned()),
        started_ms: summary.started_ms,
        step_since_ms: summary.step_since_ms,
        updated_ms: summary.updated_ms,
        print_debt: summary.print_debt,
        application_waiting: detail.application.as_ref().is_some_and(|application| application.state == "filed"),
        card_good_ms,
        handed_over_ms,
        conflicts: u32::try_from(detail.conflicts.len()).unwrap_or(u32::MAX),
        incidents: u32::try_from(detail.incidents.len()).unwrap_or(u32::MAX),
        stage: Some(ktpel_case::stage(detail)),
        json: serde_json::to_string(summary).map_err(|_| StorageError::Damaged("case_summary"))?,
    })
}

fn step_times(detail: &CaseDetail) -> Vec<StepTimeRow> {
    let ended = detail.steps.iter().filter(|step| step.status == StepStatus::Done);
    ended
        .filter_map(|step| {
            let seconds = u32::try_from(step.active_ms? / 1000).ok()?;
            Some(StepTimeRow { step: step.id.clone(), seconds, ended_ms: step.ended.as_ref()?.at_ms })
        })
        .collect()
}

/// Every attachment that an act of the case names, retakes included: the kit may only delete what the office has.
fn named_attachments(view: &CaseView) -> impl Iterator<Item = AttachmentRow> {
    view.acts.iter().filter_map(|act| match act.body()? {
        Body::Attachment { slot, sha256, size, mime, .. } => Some(AttachmentRow {
            hash: Hash(**sha256),
            doc: view.id,
            slot: slot.clone(),
            mime: mime.id().to_owned(),
            size: u64::from(*size),
            complete: false,
            complete_ms: None,
        }),
        _ => None,
    })
}
