//! Today: what the office must see first. Figures without persons, so every role may read them.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use ktpel_domain::{
    Date,
    time::Timestamp,
    wilayah::{Level, Wilayah},
};
use ktpel_sop::{catalogue, info::StepInfo};

use super::{
    devices,
    problem::Problem,
    reference::regions,
    views::{KelurahanCoverage, LookupAlarm, OverviewView, RailCounts, StepCount, StepTime},
};
use crate::{
    host::App,
    storage::{Figures, LookupAlarmRow, StorageError, Tables, VisitRow},
};

const RECENT: usize = 30;
/// Alarms that are shown at most, and for how many days.
const ALARMS: u32 = 10;
const ALARM_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// WITA is eight hours before UTC.
const WITA_MS: i64 = 8 * 60 * 60 * 1000;
/// From this age on people are recorded.
const RECORDED_FROM: i16 = 16;

pub async fn overview(State(app): State<App>) -> Result<Json<OverviewView>, Problem> {
    let now = app.office.now();
    let view = app.blocking(move |office| office.storage.read(|tables| view(tables, now))).await?;
    Ok(Json(view))
}

fn view(tables: &Tables<'_>, now: Timestamp) -> Result<OverviewView, StorageError> {
    let today = now.tanggal();
    let figures = tables.case_summaries().figures(day_begin_ms(now))?;
    let devices = devices::items(tables)?;
    let visits = tables.visits().all()?;
    let steps: Vec<StepInfo> = catalogue().procedure_infos().into_iter().flat_map(|procedure| procedure.steps).collect();
    let active = devices.iter().filter(|device| device.status == "active").count() as u64;
    Ok(OverviewView {
        now_ms: now.0,
        today: today.to_string(),
        counts: counts(tables, &figures, &visits, today, active)?,
        steps: step_counts(tables, &steps)?,
        times: step_times(tables, &steps)?,
        kelurahan: coverage(tables, &visits, today)?,
        served_today: small(figures.served_since),
        cards_today: small(figures.cards_since),
        debts: small(figures.print_debt),
        lookup_alarms: lookup_alarms(tables, now)?,
        devices,
    })
}

fn lookup_alarms(tables: &Tables<'_>, now: Timestamp) -> Result<Vec<LookupAlarm>, StorageError> {
    let recent = |alarm: &LookupAlarmRow| now.0 - alarm.at.0 < ALARM_DAYS * DAY_MS;
    let alarms = tables.lookup_alarms().latest(ALARMS)?.into_iter().filter(recent);
    alarms
        .map(|alarm| {
            let operator = alarm.operator.map(|key| tables.person_keys().find(key)).transpose()?.flatten();
            Ok(LookupAlarm {
                device: tables.devices().find(alarm.device)?.map(|device| device.name).unwrap_or_default(),
                oleh: operator.map(|person| person.nama).unwrap_or_default(),
                at_ms: alarm.at.0,
                number: alarm.number,
            })
        })
        .collect()
}

fn counts(tables: &Tables<'_>, figures: &Figures, visits: &[VisitRow], today: Date, devices: u64) -> Result<RailCounts, StorageError> {
    let today = today.to_string();
    let disputed = tables.case_summaries().disputed()?.len() + tables.case_summaries().same_person()?.len();
    Ok(RailCounts {
        applications: small(figures.applications),
        conflicts: small(disputed as u64 + tables.quarantine().count()?),
        cases: small(figures.cases - figures.closed),
        visits: small(visits.iter().filter(|visit| visit.tanggal >= today).count() as u64),
        devices: small(devices),
    })
}

fn step_counts(tables: &Tables<'_>, steps: &[StepInfo]) -> Result<Vec<StepCount>, StorageError> {
    let mut found: BTreeMap<String, _> = tables.case_summaries().by_step()?.into_iter().map(|step| (step.step.clone(), step)).collect();
    let counted = steps.iter().filter_map(|info| {
        let figures = found.remove(&info.id);
        let shown = figures.is_some() || info.id.starts_with("mobile.");
        shown.then(|| StepCount {
            step: info.id.clone(),
            no: info.no,
            short: info.short.clone(),
            short_en: info.short_en.clone(),
            count: figures.as_ref().map_or(0, |figures| small(figures.count)),
            oldest_ms: figures.as_ref().map(|figures| figures.oldest_ms),
            waiting: figures.as_ref().map_or(0, |figures| small(figures.waiting)),
            returned: figures.as_ref().map_or(0, |figures| small(figures.returned)),
        })
    });
    Ok(counted.collect())
}

fn step_times(tables: &Tables<'_>, steps: &[StepInfo]) -> Result<Vec<StepTime>, StorageError> {
    let mobile = steps.iter().filter(|info| info.id.starts_with("mobile."));
    mobile
        .map(|info| {
            let (count, median_seconds) = tables.step_times().median(&info.id)?;
            Ok(StepTime {
                step: info.id.clone(),
                no: info.no,
                short: info.short.clone(),
                short_en: info.short_en.clone(),
                seconds: info.seconds,
                median_seconds,
                count: small(count),
                recent: tables.step_times().recent(&info.id, RECENT)?,
            })
        })
        .collect()
}

fn coverage(tables: &Tables<'_>, visits: &[VisitRow], today: Date) -> Result<Vec<KelurahanCoverage>, StorageError> {
    // Compared as text, so that 29 February needs no rule.
    let born_until = format!("{:04}-{:02}-{:02}", today.year() - RECORDED_FROM, today.month(), today.day());
    let registered: BTreeMap<_, _> =
        tables.residents().coverage(&born_until)?.into_iter().map(|row| (row.kelurahan.clone(), row)).collect();
    let worked: BTreeMap<_, _> = tables.case_summaries().by_kelurahan()?.into_iter().map(|row| (row.kelurahan.clone(), row)).collect();
    let today = today.to_string();
    let kelurahan = regions().filter(|region| region.level == Level::Kelurahan);
    Ok(kelurahan
        .map(|region: Wilayah| {
            let register = registered.get(region.code);
            let cases = worked.get(region.code);
            let here = || visits.iter().filter(|visit| visit.kelurahan == region.code).map(|visit| visit.tanggal.as_str());
            KelurahanCoverage {
                code: region.code.to_owned(),
                nama: region.name.to_owned(),
                kecamatan: region.parent().map(|parent| parent.name.to_owned()).unwrap_or_default(),
                residents: register.map_or(0, |row| small(row.residents)),
                recorded: register.map_or(0, |row| small(row.recorded)),
                cases: cases.map_or(0, |row| small(row.cases - row.closed)),
                debts: cases.map_or(0, |row| small(row.print_debt)),
                last_visit: here().filter(|tanggal| *tanggal < today.as_str()).max().map(str::to_owned),
                next_visit: here().filter(|tanggal| *tanggal >= today.as_str()).min().map(str::to_owned),
            }
        })
        .collect())
}

/// Midnight in Kota Bima.
fn day_begin_ms(now: Timestamp) -> i64 {
    (now.0 + WITA_MS).div_euclid(DAY_MS) * DAY_MS - WITA_MS
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_kota_bima() {
        // 2026-01-14T17:00:00Z is one in the morning of the 15th in WITA.
        let begin = Timestamp(day_begin_ms(Timestamp(1_768_410_000_000)));
        assert_eq!(begin.local().to_string(), "2026-01-15T00:00:00");
    }
}
