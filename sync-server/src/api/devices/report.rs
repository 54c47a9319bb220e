//! The lost-kit report (UU 27/2022 ps. 46) as paper, as data, and the annex with full names: for who prints reports with persons, and each one is logged.

use std::fmt::Write as _;

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use ktpel_domain::ids::DeviceId;
use ktpel_print::{Document, Imprint, Mode, Typesetter};

use super::{
    kit::{detail, find, parse},
    paper,
};
use crate::{
    api::{problem::Problem, user::User, views::DeviceReport},
    host::App,
    office::{Office, held::Held, sessions::SignedIn},
    storage::DeviceRow,
};

/// Name under which a report stands in the log of reads.
const SCREEN: &str = "laporan_kit_hilang";

pub async fn json(State(app): State<App>, user: User, Path(id): Path<String>) -> Result<Response, Problem> {
    let report = gather(&app, user.signed_in, parse(&id)?).await?;
    let name = disposition(&report.row, "json");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(report.view)).into_response())
}

pub async fn pdf(State(app): State<App>, user: User, Path(id): Path<String>) -> Result<Response, Problem> {
    let report = gather(&app, user.signed_in, parse(&id)?).await?;
    let name = disposition(&report.row, "pdf");
    let bytes = app
        .blocking(move |office| {
            let document = Document::LaporanKit(paper::report(&report.view, &report.office));
            let mode = if report.demo { Mode::Demo } else { Mode::Office };
            let rendered = Typesetter::new().render(&document, Imprint { mode, at: office.now() })?;
            rendered.pdf()
        })
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

pub async fn csv(State(app): State<App>, user: User, Path(id): Path<String>) -> Result<Response, Problem> {
    let report = gather(&app, user.signed_in, parse(&id)?).await?;
    let name = disposition(&report.row, "csv");
    let held = report.held;
    let text = app.blocking(move |office| office.storage.read(|tables| names(office, tables, &held))).await?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

struct Report {
    row: DeviceRow,
    held: Held,
    view: DeviceReport,
    office: String,
    demo: bool,
}

/// Everything that a report says, after the read was logged.
async fn gather(app: &App, user: SignedIn, device: DeviceId) -> Result<Report, Problem> {
    let report = app
        .blocking(move |office| {
            office.storage.read(|tables| find(tables, device))?;
            office.log_nik_read(&user, ktpel_sync::entry::NO_DOC, SCREEN)?;
            office.storage.read(|tables| {
                let row = find(tables, device)?;
                let held = office.held_by(tables, &row)?;
                let about = tables.office().find()?.ok_or(crate::office::OfficeError::NotSetUp)?;
                let view = DeviceReport {
                    detail: detail(office, tables, device)?,
                    team: team_of(tables, device)?,
                    nik: paper::masked(&held),
                    made_ms: office.now().0,
                };
                Ok::<_, crate::office::revoke::RevokeError>(Report { row, held, view, office: about.nama, demo: about.demo })
            })
        })
        .await?;
    Ok(report)
}

/// People who worked on the kit, by the sessions that they signed.
fn team_of(tables: &crate::storage::Tables<'_>, device: DeviceId) -> Result<Vec<String>, crate::storage::StorageError> {
    let mut team = std::collections::BTreeSet::new();
    for session in tables.actors().all()?.into_iter().filter(|session| session.device == device) {
        team.extend(tables.person_keys().find(session.operator)?.map(|person| person.nama));
    }
    Ok(team.into_iter().collect())
}

/// All persons with full NIK and name: those of the cases and those of the register extract.
fn names(office: &Office, tables: &crate::storage::Tables<'_>, held: &Held) -> Result<String, crate::office::OfficeError> {
    let mut out = String::from("sumber,nik,nama,kelurahan\n");
    for case in &held.cases {
        let summary = &case.summary;
        line(
            &mut out,
            "kasus",
            summary.nik.as_deref().unwrap_or_default(),
            &summary.nama,
            summary.kelurahan.as_deref().unwrap_or_default(),
        );
    }
    let Some(extract) = held.extract else { return Ok(out) };
    let Some(bytes) = tables.extracts().bytes(extract.visit)? else { return Ok(out) };
    let Ok(opened) = ktpel_sync::extract::open_extract(&bytes, &office.identity.public()) else { return Ok(out) };
    let Ok((rows, _)) = ktpel_siak::extract::read_all(&opened.csv) else { return Ok(out) };
    for row in rows {
        let nik = row.nik.map(|nik| nik.as_str().to_owned()).unwrap_or_default();
        line(&mut out, "petikan", &nik, &row.nama, &row.kelurahan);
    }
    Ok(out)
}

/// One line; the NIK as text that no spreadsheet turns into a number, and no value that it would run as a formula.
fn line(out: &mut String, source: &str, nik: &str, nama: &str, kelurahan: &str) {
    let quoted = |text: &str| {
        let text = text.replace('"', "\"\"");
        if text.starts_with(['=', '+', '-', '@']) { format!("\"'{text}\"") } else { format!("\"{text}\"") }
    };
    let nik = if nik.is_empty() { "\"\"".to_owned() } else { format!("\"'{nik}\"") };
    let _writing_to_memory_cannot_fail = writeln!(out, "{source},{nik},{},{}", quoted(nama), quoted(kelurahan));
}

fn disposition(row: &DeviceRow, kind: &str) -> String {
    let name: String =
        row.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }).collect();
    format!("attachment; filename=\"laporan-kit-{name}.{kind}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spreadsheet_spoils_a_number_or_runs_a_name() {
        let mut out = String::new();
        line(&mut out, "kasus", "5272011503909901", "Siti \"Ama\" Rahmah, S.Pd", "52.72.03.1004");
        line(&mut out, "kasus", "", "=1+1", "");
        assert_eq!(out, "kasus,\"'5272011503909901\",\"Siti \"\"Ama\"\" Rahmah, S.Pd\",\"52.72.03.1004\"\nkasus,\"\",\"'=1+1\",\"\"\n");
    }
}
