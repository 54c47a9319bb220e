//! The list of cases and one case.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use ktpel_case::{detail::CaseDetail, project::view::CaseView};
use ktpel_domain::ids::{DocId, Hash};
use serde::Deserialize;
use serde_json::Value;

use super::{
    mask,
    problem::Problem,
    user::User,
    views::{AttachmentView, CasePage, OfficeCaseView},
};
use crate::{
    host::App,
    office::{Office, OfficeError, act::ActError, sessions::NikReading},
    storage::{AttachmentRow, CaseFilter, StorageError, Tables},
};

const PAGE_SIZE: u32 = 50;

/// Column of the register extract → field of the case, where they are named differently.
const COLUMN_FIELDS: &[(&str, &str)] = &[("nama", "nama_lengkap"), ("gol_darah", "golongan_darah")];

#[derive(Deserialize)]
pub struct ListParams {
    q: Option<String>,
    step: Option<String>,
    layanan: Option<String>,
    kelurahan: Option<String>,
    badge: Option<String>,
    visit: Option<String>,
    #[serde(default)]
    page: u32,
}

#[derive(Deserialize)]
pub struct OneParams {
    #[serde(default)]
    reveal: u8,
}

/// Whether identity numbers are shown in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// The last four digits.
    Masked,
    /// All; the read is logged.
    Full,
}

pub async fn list(State(app): State<App>, Query(params): Query<ListParams>) -> Result<Json<CasePage>, Problem> {
    let page = params.page;
    let filter = CaseFilter {
        q: params.q,
        step: params.step,
        layanan: params.layanan,
        kelurahan: params.kelurahan,
        badge: params.badge,
        visit: params.visit,
    };
    let offset = u64::from(page) * u64::from(PAGE_SIZE);
    let found = app
        .blocking(move |office| office.storage.read(|tables| tables.case_summaries().list(&filter, offset, u64::from(PAGE_SIZE))))
        .await
        .map_err(|error: StorageError| Problem::internal(&error))?;
    let total = u32::try_from(found.total).unwrap_or(u32::MAX);
    Ok(Json(CasePage { items: mask::rows(&found.rows)?, total, page, page_size: PAGE_SIZE }))
}

pub async fn one(
    State(app): State<App>,
    user: User,
    Path(id): Path<String>,
    Query(params): Query<OneParams>,
) -> Result<Json<Value>, Problem> {
    let reveal = if params.reveal == 1 { Reveal::Full } else { Reveal::Masked };
    show(&app, user, id, reveal).await
}

/// The case as the user may see it. Showing the full NIK is written into the log once a session.
pub async fn show(app: &App, user: User, id: String, reveal: Reveal) -> Result<Json<Value>, Problem> {
    let doc: DocId = id.parse().map_err(|_| Problem::not_found())?;
    let view = app
        .blocking(move |office| {
            let view = office.storage.read(|tables| case_view(office, tables, doc, reveal))?;
            if reveal == Reveal::Full && office.sessions.note_nik(user.session, doc) == NikReading::First {
                office.log_nik_read(&user.signed_in, doc, "dasbor/kasus")?;
            }
            Ok::<_, ActError>(view)
        })
        .await?;
    let mut json = serde_json::to_value(view).map_err(|error| Problem::internal(&error))?;
    if reveal == Reveal::Masked {
        mask::value(&mut json);
    }
    Ok(Json(json))
}

fn case_view(office: &Office, tables: &Tables<'_>, doc: DocId, reveal: Reveal) -> Result<OfficeCaseView, ActError> {
    if tables.case_summaries().find(doc)?.is_none() {
        return Err(ActError::NoCase);
    }
    let document = office.find_document(tables, doc)?.ok_or(ActError::NoCase)?;
    let roster = office.roster();
    let view: CaseView = office.view(&document, &roster);
    let detail = office.shown(&view, &roster, office.policy(tables)?).detail;
    let others = match &detail.person.nik {
        Some(nik) => tables.case_summaries().others_of(nik, doc)?,
        None => Vec::new(),
    };
    let attachments = tables.attachments().of(doc)?;
    Ok(OfficeCaseView {
        kasus_lain: mask::rows(&others)?,
        attachments: attachments.iter().map(|row| attachment(office, row, &detail)).collect::<Result<_, _>>()?,
        nik_revealed: reveal == Reveal::Full,
        official: official(tables, &detail)?,
        detail,
    })
}

/// What is there of one attachment.
pub fn attachment(office: &Office, row: &AttachmentRow, detail: &CaseDetail) -> Result<AttachmentView, OfficeError> {
    let hash = row.hash.to_string();
    let take = detail.captures.iter().flat_map(|capture| &capture.takes).find(|take| take.hash == hash);
    let quality = take.map_or(0, |take| take.quality);
    attachment_view(office, row, quality)
}

/// The same, where the quality that the device gave is known or 0.
pub fn attachment_view(office: &Office, row: &AttachmentRow, quality: u8) -> Result<AttachmentView, OfficeError> {
    let received = if row.complete { row.size } else { office.partial_len(row.hash)? };
    Ok(AttachmentView {
        slot: row.slot.clone(),
        hash: row.hash.to_string(),
        size: u32::try_from(row.size).unwrap_or(u32::MAX),
        mime: row.mime.clone(),
        quality,
        received: u32::try_from(received).unwrap_or(u32::MAX),
        complete: row.complete,
        received_ms: row.complete_ms,
    })
}

/// What the register says of the person, by field id; only for an official NIK.
fn official(tables: &Tables<'_>, detail: &CaseDetail) -> Result<BTreeMap<String, String>, StorageError> {
    let Some(nik) = detail.person.nik.as_deref().filter(|_| detail.person.nik_official) else { return Ok(BTreeMap::new()) };
    let Some(columns) = tables.residents().columns_of(nik)? else { return Ok(BTreeMap::new()) };
    let columns: BTreeMap<String, String> = serde_json::from_str(&columns).map_err(|_| StorageError::Damaged("resident"))?;
    let field_of = |column: String| COLUMN_FIELDS.iter().find(|(name, _)| *name == column).map_or(column, |(_, field)| (*field).to_owned());
    Ok(columns.into_iter().filter(|(_, value)| !value.is_empty()).map(|(column, value)| (field_of(column), value)).collect())
}

/// Hash in an address.
pub fn hash_of(text: &str) -> Result<Hash, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}
