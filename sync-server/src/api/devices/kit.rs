//! One kit: what was decided about it, what it held, and the decisions themselves.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_domain::{ids::DeviceId, time::Timestamp, wilayah};
use ktpel_sync::payload::DeviceFate;

use super::item;
use crate::{
    api::{
        me::json,
        problem::Problem,
        user::User,
        views::{DeviceDecision, DeviceDetail, DeviceHeld, EndKitParams, HeldExtract, HeldKelurahan, LostParams},
    },
    host::App,
    office::{
        Office, OfficeError,
        held::Held,
        revoke::{Decision, NOTICE_MS, RevokeError},
    },
    storage::{DeviceRow, DeviceStatusRow, StorageError, Tables},
};

type Answered = Result<Json<DeviceDetail>, Problem>;

pub async fn one(State(app): State<App>, Path(id): Path<String>) -> Answered {
    show(&app, parse(&id)?).await
}

pub async fn lost(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let LostParams { reported_ms, reason } = json(body).await?;
    decide(app, user, parse(&id)?, Decision::Lost(Timestamp(reported_ms)), reason).await
}

pub async fn revoke(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    end(app, user, &id, body, Decision::Revoke).await
}

pub async fn wipe(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    end(app, user, &id, body, Decision::Wipe).await
}

/// A decision that ends a kit's work is confirmed by typing its name: a slip of the mouse ends nothing.
async fn end(app: App, user: User, id: &str, body: Body, decision: Decision) -> Answered {
    let EndKitParams { reason, confirm } = json(body).await?;
    let device = parse(id)?;
    let row = app.blocking(move |office| office.storage.read(|tables| tables.devices().find(device))).await?;
    let row = row.filter(|row| !row.office).ok_or_else(Problem::not_found)?;
    if confirm.trim() != row.name {
        return Err(Problem::invalid("confirm", "differs"));
    }
    decide(app, user, device, decision, reason).await
}

async fn decide(app: App, user: User, device: DeviceId, decision: Decision, reason: String) -> Answered {
    let signed_in = user.signed_in;
    app.blocking(move |office| office.decide(&signed_in, device, &decision, &reason)).await?;
    show(&app, device).await
}

async fn show(app: &App, device: DeviceId) -> Answered {
    let shown = app.blocking(move |office| office.storage.read(|tables| detail(office, tables, device))).await?;
    Ok(Json(shown))
}

pub(super) fn parse(id: &str) -> Result<DeviceId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// The kit of this id; the server itself is none.
pub(super) fn find(tables: &Tables<'_>, device: DeviceId) -> Result<DeviceRow, RevokeError> {
    tables.devices().find(device)?.filter(|row| !row.office).ok_or(RevokeError::NoKit)
}

pub(super) fn detail(office: &Office, tables: &Tables<'_>, device: DeviceId) -> Result<DeviceDetail, RevokeError> {
    let row = find(tables, device)?;
    let history = tables.device_statuses().of(device)?;
    let held = office.held_by(tables, &row)?;
    Ok(DeviceDetail {
        held: held_view(tables, &row, &held)?,
        notice_due_ms: reported(&history).map(|at| at.0 + NOTICE_MS),
        history: history.iter().map(|status| decision(tables, status)).collect::<Result<_, OfficeError>>()?,
        item: item(tables, row)?,
    })
}

/// When the loss was reported first: the 3 × 24 hours run from there.
pub(super) fn reported(history: &[DeviceStatusRow]) -> Option<Timestamp> {
    history.iter().filter(|status| status.fate == DeviceFate::Lost).map(|status| status.at).min()
}

fn decision(tables: &Tables<'_>, status: &DeviceStatusRow) -> Result<DeviceDecision, OfficeError> {
    let by = match status.operator {
        Some(key) => tables.person_keys().find(key)?.map(|person| person.nama),
        None => None,
    };
    Ok(DeviceDecision { fate: status.fate.id().to_owned(), at_ms: status.at.0, reason: status.reason.clone(), by })
}

pub(super) fn held_view(tables: &Tables<'_>, row: &DeviceRow, held: &Held) -> Result<DeviceHeld, StorageError> {
    let extract = match held.extract {
        Some(extract) => {
            let visit = tables.visits().find(extract.visit)?;
            let visit = visit.map_or_else(String::new, |visit| format!("{}, {}", visit.kelurahan_nama, visit.tanggal));
            Some(HeldExtract { visit, rows: small(extract.rows), fetched_ms: extract.fetched.0 })
        }
        None => None,
    };
    let kelurahan = |(code, cases): (&str, usize)| HeldKelurahan {
        nama: wilayah::lookup(code).map(|region| region.name.to_owned()).unwrap_or_default(),
        cases: small(cases as u64),
    };
    Ok(DeviceHeld {
        cases: small(held.cases.len() as u64),
        cases_open: small(held.open() as u64),
        residents: small(held.residents() as u64),
        by_kelurahan: held.by_kelurahan().into_iter().map(kelurahan).collect(),
        extract,
        files_open: small(held.files_open),
        files_sealed: small(held.files_sealed),
        files_missing: small(held.files_missing),
        unsent: row.last_contact.map(|_| small(row.waiting)),
    })
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
