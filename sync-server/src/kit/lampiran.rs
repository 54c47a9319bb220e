//! PUT and GET /sync/v1/lampiran/{hash}?offset=N: sealed attachments in pieces.

use axum::{
    Extension, Json,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use ktpel_domain::ids::Hash;
use ktpel_sync::setup::PieceAnswer;
use serde::Deserialize;

use super::{auth::signed_by, door::Sender};
use crate::{
    api::problem::Problem,
    host::{App, read_body},
    office::lampiran::{MAX_PIECE, PieceError, PieceTaken},
};

/// Where a piece begins.
#[derive(Deserialize)]
pub struct Place {
    #[serde(default)]
    offset: u64,
}

pub async fn put(
    State(app): State<App>,
    Extension(sender): Extension<Sender>,
    Path(hash): Path<String>,
    Query(place): Query<Place>,
    request: Request,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let piece = read_body(body, MAX_PIECE).await?;
    signed_by(&app, sender, &head.method, &head.uri, &head.headers, &piece).await?;
    let hash: Hash = hash.parse().map_err(|_| Problem::not_found())?;
    let taken = app.blocking(move |office| office.take_piece(hash, place.offset, &piece)).await;
    let (status, offset, complete) = match taken {
        Ok(PieceTaken::Partial(offset)) => (StatusCode::OK, offset, false),
        Ok(PieceTaken::Complete(offset)) => (StatusCode::OK, offset, true),
        Ok(PieceTaken::WrongHash) => (StatusCode::UNPROCESSABLE_ENTITY, 0, false),
        Err(PieceError::Offset { expected }) => (StatusCode::CONFLICT, expected, false),
        Err(error) => return Err(error.into()),
    };
    Ok((status, Json(PieceAnswer { offset, complete })).into_response())
}

pub async fn get(
    State(app): State<App>,
    Extension(sender): Extension<Sender>,
    Path(hash): Path<String>,
    Query(place): Query<Place>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    signed_by(&app, sender, &method, &uri, &headers, &[]).await?;
    let hash: Hash = hash.parse().map_err(|_| Problem::not_found())?;
    let bytes = app.blocking(move |office| office.read_piece(hash, place.offset, MAX_PIECE)).await?;
    let bytes = bytes.ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
