//! Applications for a NIK that wait for the office, oldest first.

use std::collections::BTreeSet;

use axum::{Json, extract::State};
use ktpel_case::detail::CaseDetail;
use ktpel_domain::time::Timestamp;
use ktpel_siak::application::{self, Lack};

use super::{mask, problem::Problem, views::ApplicationItem};
use crate::{
    host::App,
    office::{Office, OfficeError},
    storage::{Listed, Tables},
};

pub async fn list(State(app): State<App>) -> Result<Json<Vec<ApplicationItem>>, Problem> {
    let items = app
        .blocking(|office| {
            office.storage.read(|tables| {
                let waiting = tables.case_summaries().applications()?;
                let items: Result<Vec<_>, OfficeError> = waiting.iter().map(|listed| item(office, tables, listed)).collect();
                Ok::<_, OfficeError>(items?.into_iter().flatten().collect::<Vec<_>>())
            })
        })
        .await?;
    Ok(Json(items))
}

fn item(office: &Office, tables: &Tables<'_>, listed: &Listed) -> Result<Option<ApplicationItem>, OfficeError> {
    let Some(document) = office.find_document(tables, listed.doc)? else { return Ok(None) };
    let roster = office.roster();
    let view = office.view(&document, &roster);
    let detail = office.shown(&view, &roster, office.policy(tables)?).detail;
    let Some(application) = &detail.application else { return Ok(None) };
    let missing = missing(listed, &detail, office.now());
    Ok(Some(ApplicationItem {
        case: mask::row(listed)?,
        filed_by: application.filed.clone(),
        filed_ms: application.filed.at_ms,
        state: application.state.clone(),
        complete: missing.is_empty(),
        missing,
    }))
}

/// Fields and documents that SIAK would ask for.
fn missing(listed: &Listed, detail: &CaseDetail, now: Timestamp) -> Vec<String> {
    let value = |field: &str| match detail.fields.get(field).map(|field| field.said.as_slice()) {
        Some([said]) => said.value.as_deref(),
        _ => None,
    };
    let present = detail.requirements.iter().filter(|requirement| requirement.state == "present");
    let documents: BTreeSet<String> = present.map(|requirement| requirement.id.clone()).collect();
    let lacks = application::build(listed.doc, value, &documents, now).err().unwrap_or_default();
    lacks.into_iter().filter_map(name_of).map(str::to_owned).collect()
}

fn name_of(lack: Lack) -> Option<&'static str> {
    match lack {
        Lack::Field(field) | Lack::Malformed(field) => Some(field),
        Lack::BornLater => Some("tanggal_lahir"),
        Lack::Evidence => Some("bukti_kelahiran"),
        Lack::HasNik => None,
    }
}
