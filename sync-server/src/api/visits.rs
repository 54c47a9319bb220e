//! Visits: the list, and assigning one.

use std::collections::BTreeSet;

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_case::visit_view;
use ktpel_domain::{
    Date,
    ids::{DeviceId, DocId},
    peran::{Action, may},
    wilayah::{self, Level},
};
use ktpel_sync::payload::TEAM_MAX;

use super::{
    me::json,
    problem::Problem,
    user::User,
    views::{OfficeVisit, VisitParams, VisitTeamParams},
};
use crate::{
    host::App,
    office::{Office, OfficeError},
    random,
    storage::{Tables, VisitRow},
};

const MAX_TEXT: usize = 200;

/// The visits are figures; whom to call there is personal data.
pub async fn list(State(app): State<App>, user: User) -> Result<Json<Vec<OfficeVisit>>, Problem> {
    let mut visits = app
        .blocking(|office| {
            office.storage.read(|tables| {
                let rows = tables.visits().all()?;
                rows.into_iter().map(|row| item(office, tables, row)).collect::<Result<Vec<_>, OfficeError>>()
            })
        })
        .await?;
    if !may(user.signed_in.peran, Action::ReadPersonal) {
        visits.iter_mut().for_each(|visit| {
            visit.kontak_nama.clear();
            visit.kontak_hp.clear();
        });
    }
    Ok(Json(visits))
}

/// Laptops join or leave: the team as it is from now on.
pub async fn set_team(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Result<Json<OfficeVisit>, Problem> {
    let visit: DocId = id.parse().map_err(|_| Problem::not_found())?;
    let params: VisitTeamParams = json(body).await?;
    let team = team(&params.team)?;
    let by = user.signed_in.key.id();
    let changed = app.blocking(move |office| {
        office.storage.read(|tables| check_known(tables, &team))?;
        let row = office.set_team(visit, team, Some(by))?.ok_or_else(Problem::not_found)?;
        Ok::<_, Problem>(office.storage.read(|tables| item(office, tables, row))?)
    });
    Ok(Json(changed.await?))
}

pub async fn plan(State(app): State<App>, user: User, body: Body) -> Result<Json<OfficeVisit>, Problem> {
    let row = row(json(body).await?)?;
    let by = user.signed_in.key.id();
    let visit = app
        .blocking(move |office| {
            office.storage.read(|tables| check_known(tables, row.team.as_deref().unwrap_or_default()))?;
            office.plan_visit(&row, Some(by))?;
            Ok::<_, Problem>(office.storage.read(|tables| item(office, tables, row))?)
        })
        .await?;
    Ok(Json(visit))
}

fn row(params: VisitParams) -> Result<VisitRow, Problem> {
    let region = wilayah::lookup(&params.kelurahan).filter(|region| region.level == Level::Kelurahan);
    let region = region.ok_or_else(|| Problem::invalid("kelurahan", "unknown"))?;
    let tanggal: Date = params.tanggal.parse().map_err(|_| Problem::invalid("tanggal", "date"))?;
    let tempat = text("tempat", &params.tempat)?;
    if tempat.is_empty() {
        return Err(Problem::invalid("tempat", "empty"));
    }
    Ok(VisitRow {
        id: DocId(random::bytes()),
        kelurahan: region.code.to_owned(),
        kelurahan_nama: region.name.to_owned(),
        tanggal: tanggal.to_string(),
        tempat,
        extract: None,
        jam: text("jam", &params.jam)?,
        kontak_nama: text("kontak_nama", &params.kontak_nama)?,
        kontak_hp: text("kontak_hp", &params.kontak_hp)?,
        team: params.team.as_deref().map(team).transpose()?,
    })
}

/// Ids of laptops, each once.
fn team(ids: &[String]) -> Result<Vec<DeviceId>, Problem> {
    let ids: BTreeSet<DeviceId> =
        ids.iter().map(|id| id.parse()).collect::<Result<_, _>>().map_err(|_| Problem::invalid("team", "unknown"))?;
    if ids.len() > TEAM_MAX { Err(Problem::invalid("team", "too_long")) } else { Ok(ids.into_iter().collect()) }
}

/// Only kits that the office has taken in work on a visit.
fn check_known(tables: &Tables<'_>, team: &[DeviceId]) -> Result<(), Problem> {
    for device in team {
        let known = tables.devices().find(*device).map_err(|error| Problem::internal(&error))?;
        known.filter(|row| !row.office).ok_or_else(|| Problem::invalid("team", "unknown"))?;
    }
    Ok(())
}

fn text(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.len() > MAX_TEXT { Err(Problem::invalid(field, "too_long")) } else { Ok(text.to_owned()) }
}

fn item(office: &Office, tables: &Tables<'_>, row: VisitRow) -> Result<OfficeVisit, OfficeError> {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let (cases, done) = tables.case_summaries().counts_of_visit(&row.id.to_string())?;
    let contacts =
        office.find_document(tables, row.id)?.map_or(0, |document| visit_view(&document, &office.roster()).contacts.len() as u64);
    let residents = tables.extracts().head(row.id)?.map_or(0, |head| head.rows);
    Ok(OfficeVisit {
        id: row.id.to_string(),
        kelurahan: row.kelurahan,
        kelurahan_nama: row.kelurahan_nama,
        tanggal: row.tanggal,
        tempat: row.tempat,
        jam: row.jam,
        kontak_nama: row.kontak_nama,
        kontak_hp: row.kontak_hp,
        contacts: small(contacts),
        cases: small(cases),
        done: small(done),
        team: row.team.map(|team| team.iter().map(ToString::to_string).collect()),
        residents: small(residents),
    })
}
