//! Kits: what is known of them, and how new ones are taken in.

pub mod kit;
mod paper;
pub mod report;
pub mod waiting;

use axum::{Json, extract::State};
use ktpel_sync::{
    EntryKind,
    payload::{Notice, Noticed, Record},
};

use super::{
    problem::Problem,
    views::{DeviceItem, KitNotice},
};
use crate::{
    host::App,
    storage::{DeviceRow, StorageError, Tables},
};

pub async fn list(State(app): State<App>) -> Result<Json<Vec<DeviceItem>>, Problem> {
    let items = app.blocking(|office| office.storage.read(items)).await?;
    Ok(Json(items))
}

/// Every kit; the server itself is none.
pub fn items(tables: &Tables<'_>) -> Result<Vec<DeviceItem>, StorageError> {
    let kits = tables.devices().all()?.into_iter().filter(|device| !device.office);
    kits.map(|device| item(tables, device)).collect()
}

pub(super) fn item(tables: &Tables<'_>, device: DeviceRow) -> Result<DeviceItem, StorageError> {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(DeviceItem {
        id: device.id.to_string(),
        status: device.status.id().to_owned(),
        enrolled_ms: device.enrolled.0,
        last_contact_ms: device.last_contact.map(|at| at.0),
        waiting: device.last_contact.map(|_| small(device.waiting)),
        attachments_missing: small(device.attachments_waiting),
        version: Some(device.version.clone()).filter(|version| !version.is_empty()),
        refused: small(tables.quarantine().count_of(device.id)?),
        visit: visit_of(tables, &device)?,
        acked_seq: tables.entries().tip(device.id)?.seq,
        notice: notice_of(tables, &device)?,
        nama: device.name,
    })
}

/// The newest thing that the kit noticed; a clock that is right again is nothing to show.
fn notice_of(tables: &Tables<'_>, device: &DeviceRow) -> Result<Option<KitNotice>, StorageError> {
    let payload = tables.entries().latest(device.id, EntryKind::Notice)?;
    let notice = payload.and_then(|payload| Notice::from_payload(&payload).ok());
    let shown = notice.filter(|notice| notice.what != Noticed::ClockRight.id());
    Ok(shown.map(|notice| KitNotice { what: notice.what, number: notice.number }))
}

/// The visit of the last document that the kit changed.
fn visit_of(tables: &Tables<'_>, device: &DeviceRow) -> Result<Option<String>, StorageError> {
    let Some(doc) = tables.entries().last_doc_of(device.id)? else { return Ok(None) };
    let of_case = tables.case_summaries().visit_of(doc)?.and_then(|visit| visit.parse().ok());
    let visit = tables.visits().find(of_case.unwrap_or(doc))?;
    Ok(visit.map(|visit| format!("{}, {}", visit.kelurahan_nama, visit.tanggal)))
}
