//! What wants a person: fields in conflict, incidents, two open cases of one NIK, a blanko of two cases, entries in quarantine.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use ktpel_domain::ids::DeviceId;

use super::{mask, problem::Problem, views::ConflictItem};
use crate::{
    host::App,
    office::{Office, OfficeError},
    storage::{Listed, QuarantineRow, StorageError, Tables},
};

/// Incident that the index of NIKs raises.
const TWO_CASES: &str = "two_cases";
/// Incident that the index of blanko raises, before the serial.
const BLANKO_TWICE: &str = "blanko_twice/";

pub async fn list(State(app): State<App>) -> Result<Json<Vec<ConflictItem>>, Problem> {
    let items = app.blocking(|office| office.storage.read(|tables| gather(office, tables))).await?;
    Ok(Json(items))
}

fn gather(office: &Office, tables: &Tables<'_>) -> Result<Vec<ConflictItem>, OfficeError> {
    let mut items = Vec::new();
    for listed in tables.case_summaries().disputed()? {
        items.extend(disputed(office, tables, &listed)?);
    }
    for listed in tables.case_summaries().same_person()? {
        let case = mask::row(&listed)?;
        let since_ms = case.started_ms;
        items.push(ConflictItem { incidents: vec![TWO_CASES.to_owned()], ..item(case, "incident", since_ms) });
    }
    for (serial, doc) in tables.blanko_uses().taken_twice()? {
        let Some(listed) = tables.case_summaries().find(doc)? else { continue };
        let case = mask::row(&listed)?;
        let since_ms = case.updated_ms;
        items.push(ConflictItem { incidents: vec![format!("{BLANKO_TWICE}{serial}")], ..item(case, "incident", since_ms) });
    }
    let names: BTreeMap<DeviceId, String> = tables.devices().all()?.into_iter().map(|device| (device.id, device.name)).collect();
    for row in tables.quarantine().all()? {
        items.extend(quarantined(tables, &row, &names)?);
    }
    Ok(items)
}

fn disputed(office: &Office, tables: &Tables<'_>, listed: &Listed) -> Result<Option<ConflictItem>, OfficeError> {
    let Some(document) = office.find_document(tables, listed.doc)? else { return Ok(None) };
    let roster = office.roster();
    let view = office.view(&document, &roster);
    let detail = office.shown(&view, &roster, office.policy(tables)?).detail;
    let said = detail.conflicts.iter().filter_map(|field| detail.fields.get(field)).flat_map(|field| &field.said);
    let since_ms = said.map(|said| said.by.at_ms).max();
    let case = mask::row(listed)?;
    let kind = if detail.incidents.is_empty() { "field" } else { "incident" };
    let since_ms = since_ms.unwrap_or(case.updated_ms);
    Ok(Some(ConflictItem { fields: detail.conflicts, incidents: detail.incidents, ..item(case, kind, since_ms) }))
}

/// A quarantined entry whose case is known; others are counted with their kit.
fn quarantined(tables: &Tables<'_>, row: &QuarantineRow, names: &BTreeMap<DeviceId, String>) -> Result<Option<ConflictItem>, StorageError> {
    let Some(listed) = tables.case_summaries().find(row.doc)? else { return Ok(None) };
    let item = item(mask::row(&listed)?, "quarantine", row.at.0);
    Ok(Some(ConflictItem { device: names.get(&row.device).cloned(), code: Some(row.code.clone()), ..item }))
}

fn item(case: ktpel_case::CaseSummary, kind: &str, since_ms: i64) -> ConflictItem {
    ConflictItem { case, kind: kind.to_owned(), fields: Vec::new(), incidents: Vec::new(), since_ms, device: None, code: None }
}
