//! `lampiran://localhost/<hash>`: an attachment, opened only while an operator is signed in, never cached.

use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};

use crate::Kit;

/// Answers one request of the main window.
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let allowed = context.webview_label() == "main";
    tauri::async_runtime::spawn_blocking(move || {
        let hash = request.uri().path().trim_start_matches('/').to_owned();
        let found = if allowed { app.state::<Kit>().attachment(&hash).ok() } else { None };
        let response = match found {
            Some((mime, bytes)) => Response::builder()
                .header(header::CONTENT_TYPE, mime)
                .header(header::CACHE_CONTROL, "no-store")
                .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
                .body(bytes),
            None => Response::builder().status(StatusCode::NOT_FOUND).body(Vec::new()),
        };
        responder.respond(response.expect("the headers are constants or media types of our own list"));
    });
}
