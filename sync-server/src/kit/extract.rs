//! GET /sync/v1/extract/{visit}: the signed register extract, with its digest as ETag.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use ktpel_domain::ids::DocId;
use ktpel_sync::scope::holds_visit;

use super::{auth::signed_by, door::Sender};
use crate::{
    api::problem::Problem,
    host::App,
    storage::{HeldExtractRow, StorageError},
};

pub async fn extract(
    State(app): State<App>,
    Extension(sender): Extension<Sender>,
    Path(visit): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    signed_by(&app, sender, &method, &uri, &headers, &[]).await?;
    let Sender(device) = sender;
    let visit: DocId = visit.parse().map_err(|_| Problem::not_found())?;
    let head = app
        .blocking(move |office| {
            office.storage.read(|tables| {
                // The register of a kelurahan is for the laptops that go there.
                let facts = tables.visits().facts(Some(visit), None)?;
                let goes = facts.first().is_some_and(|visit| holds_visit(device, visit.team.as_deref()));
                if goes { tables.extracts().head(visit) } else { Ok(None) }
            })
        })
        .await
        .map_err(|error: StorageError| Problem::internal(&error))?
        .ok_or_else(Problem::not_found)?;
    let etag = format!("\"{}\"", head.digest);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let bytes = app
        .blocking(move |office| {
            // Noted before it leaves: a lost kit is answered for by what it may hold.
            let held = HeldExtractRow { device, visit, digest: head.digest, rows: head.rows, fetched: office.now() };
            office.storage.write(|tables| {
                tables.held_extracts().put(&held)?;
                tables.extracts().bytes(visit)
            })
        })
        .await
        .map_err(|error: StorageError| Problem::internal(&error))?
        .ok_or_else(Problem::not_found)?;
    Ok(([(header::ETAG, etag), (header::CONTENT_TYPE, "application/octet-stream".to_owned())], bytes).into_response())
}
