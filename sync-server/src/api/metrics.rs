//! For monitoring: whether the server lives, and figures without personal data.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::problem::Problem;
use crate::{
    host::App,
    storage::{DeviceStatus, StorageError, Tables},
};

pub async fn health(State(app): State<App>) -> Response {
    let read = app.blocking(|office| office.storage.read(|tables| tables.office().seq())).await;
    match read {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "database cannot be read");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
        }
    }
}

pub async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let sessions = app.office.sessions.count();
    let text = app.blocking(move |office| office.storage.read(|tables| text(tables, sessions))).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

fn text(tables: &Tables<'_>, sessions: usize) -> Result<String, StorageError> {
    let figures = tables.case_summaries().figures(0)?;
    let (wanted, complete) = tables.attachments().counts()?;
    let kits = tables.devices().all()?.into_iter().filter(|device| !device.office).collect::<Vec<_>>();
    let with = |status: DeviceStatus| kits.iter().filter(|kit| kit.status == status).count() as u64;
    let waiting = kits.iter().map(|kit| kit.waiting).sum();
    let lines: [(&str, &str, u64); 13] = [
        ("ktpel_entries_total", "counter", tables.entries().count()?),
        ("ktpel_office_seq", "counter", tables.office().seq()?),
        ("ktpel_quarantined_entries", "gauge", tables.quarantine().count()?),
        ("ktpel_cases", "gauge", figures.cases),
        ("ktpel_cases_closed", "gauge", figures.closed),
        ("ktpel_applications_waiting", "gauge", figures.applications),
        ("ktpel_cases_in_conflict", "gauge", figures.conflicts),
        ("ktpel_cases_with_incident", "gauge", figures.incidents),
        ("ktpel_print_debt", "gauge", figures.print_debt),
        ("ktpel_kits_active", "gauge", with(DeviceStatus::Active)),
        ("ktpel_kit_entries_waiting", "gauge", waiting),
        ("ktpel_attachments_missing", "gauge", wanted - complete),
        ("ktpel_sessions", "gauge", sessions as u64),
    ];
    Ok(lines.iter().map(|(name, kind, value)| format!("# TYPE {name} {kind}\n{name} {value}\n")).collect())
}
