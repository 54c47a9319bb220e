//! The built dashboard, inside the program. Without a built one there is a page that says so.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::api::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../ui/dist/office"]
struct Built;

const NOT_BUILT: &str = "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\"><title>KTP-el Mobile</title>\
<h1>Dasbor belum dibangun</h1><p>Server berjalan. Tampilan dasbor dibuat dengan <code>npm run build</code> di folder <code>ui</code>, \
lalu server dibangun lagi.</p></html>";

/// A file of the dashboard, or its page for every address that is no file.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("sync/") {
        return Problem::not_found().into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Built::get(if is_file { path } else { "index.html" }) {
        Some(file) => answer(path, file, &headers),
        None if is_file => StatusCode::NOT_FOUND.into_response(),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

fn answer(path: &str, file: rust_embed::EmbeddedFile, request: &HeaderMap) -> Response {
    let hash = data_encoding::HEXLOWER.encode(file.metadata.sha256_hash().get(..8).unwrap_or_default());
    let etag = format!("\"{hash}\"");
    // The build puts a content hash into the names under assets/.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = request.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(file.data.into_owned()).into_response() };
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, file.metadata.mimetype());
    set(header::ETAG, &etag);
    set(header::CACHE_CONTROL, cache);
    response
}
