//! Attachments as the dashboard may have them: what is there, and the sealed bytes. The server cannot open them.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    cases::{attachment_view, hash_of},
    problem::Problem,
    views::AttachmentView,
};
use crate::{
    host::App,
    office::lampiran::{MAX_PIECE, PieceError},
};

pub async fn about(State(app): State<App>, Path(hash): Path<String>) -> Result<Json<AttachmentView>, Problem> {
    let hash = hash_of(&hash)?;
    let view = app
        .blocking(move |office| {
            let row = office.storage.read(|tables| tables.attachments().find(hash))?.ok_or(PieceError::Unknown)?;
            let quality = office.quality_of(&row)?;
            Ok::<_, PieceError>(attachment_view(office, &row, quality)?)
        })
        .await?;
    Ok(Json(view))
}

pub async fn bytes(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, Problem> {
    let hash = hash_of(&hash)?;
    let sealed = app.blocking(move |office| read_all(office, hash)).await?.ok_or_else(Problem::not_found)?;
    let name = format!("attachment; filename=\"{hash}.age\"");
    Ok(([(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, name)], Body::from(sealed))
        .into_response())
}

fn read_all(office: &crate::office::Office, hash: ktpel_domain::ids::Hash) -> Result<Option<Vec<u8>>, PieceError> {
    let mut all = Vec::new();
    loop {
        let Some(piece) = office.read_piece(hash, all.len() as u64, MAX_PIECE)? else { return Ok(None) };
        if piece.is_empty() {
            return Ok(Some(all));
        }
        all.extend(piece);
    }
}
