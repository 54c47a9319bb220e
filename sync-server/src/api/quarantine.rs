//! Entries of kits that are held: shown with the reason, tried again, or set aside for good with a reason.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_domain::ids::DeviceId;

use super::{
    mask,
    me::json,
    problem::Problem,
    user::User,
    views::{DiscardParams, HeldItem},
};
use crate::{
    host::App,
    office::OfficeError,
    storage::{QuarantineRow, Tables},
};

type Listed = Result<Json<Vec<HeldItem>>, Problem>;

pub async fn list(State(app): State<App>) -> Listed {
    let items = app.blocking(|office| office.storage.read(items)).await?;
    Ok(Json(items))
}

pub async fn retry(State(app): State<App>, Path((device, seq)): Path<(String, u64)>) -> Listed {
    let device: DeviceId = device.parse().map_err(|_| Problem::not_found())?;
    app.blocking(move |office| office.try_held(device, seq)).await?;
    list(State(app)).await
}

pub async fn discard(State(app): State<App>, user: User, Path((device, seq)): Path<(String, u64)>, body: Body) -> Listed {
    let DiscardParams { reason } = json(body).await?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Problem::invalid("reason", "empty"));
    }
    let device: DeviceId = device.parse().map_err(|_| Problem::not_found())?;
    let by = user.signed_in.key.id();
    app.blocking(move |office| office.discard_held(device, seq, &reason, by)).await?;
    list(State(app)).await
}

fn items(tables: &Tables<'_>) -> Result<Vec<HeldItem>, OfficeError> {
    let names: BTreeMap<DeviceId, String> = tables.devices().all()?.into_iter().map(|device| (device.id, device.name)).collect();
    tables.quarantine().all()?.iter().map(|row| item(tables, row, &names)).collect()
}

fn item(tables: &Tables<'_>, row: &QuarantineRow, names: &BTreeMap<DeviceId, String>) -> Result<HeldItem, OfficeError> {
    let case = tables.case_summaries().find(row.doc)?.map(|listed| mask::row(&listed)).transpose()?;
    let size = tables.entries().find(row.device, row.seq)?.and_then(|entry| entry.payload).map_or(0, |payload| payload.len());
    Ok(HeldItem {
        device: row.device.to_string(),
        seq: row.seq,
        laptop: names.get(&row.device).cloned().unwrap_or_default(),
        case,
        code: row.code.clone(),
        since_ms: row.at.0,
        size_bytes: u32::try_from(size).unwrap_or(u32::MAX),
    })
}
