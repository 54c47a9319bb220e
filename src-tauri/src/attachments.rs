//! `lampiran://localhost/<hash>`: an attachment, opened only while an operator who may read it is signed in, never cached.
//!
//! Who may read is decided by the app; a refusal and an unknown hash look the same.

use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Method, Request, Response, StatusCode, header},
};

use crate::{Kit, window};

/// Length of a SHA-256 in hexadecimal digits.
const HASH_DIGITS: usize = 64;

/// Answers one request of the main window.
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let hash = if context.webview_label() == window::MAIN { asked_for(&request) } else { None };
    tauri::async_runtime::spawn_blocking(move || {
        let found = hash.and_then(|hash| app.state::<Kit>().attachment(&hash).ok());
        let response = match found {
            Some((mime, bytes)) => Response::builder()
                .header(header::CONTENT_TYPE, mime)
                .header(header::CACHE_CONTROL, "no-store")
                .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
                .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
                .body(bytes),
            None => Response::builder().status(StatusCode::NOT_FOUND).body(Vec::new()),
        };
        responder.respond(response.expect("the headers are constants or media types of our own list"));
    });
}

/// The hash that a well-formed request names.
fn asked_for(request: &Request<Vec<u8>>) -> Option<String> {
    let hash = request.uri().path().strip_prefix('/')?;
    let form = hash.len() == HASH_DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    (request.method() == Method::GET && form).then(|| hash.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: Method, uri: &str, found: bool) {
        let request = Request::builder().method(&method).uri(uri).body(Vec::new()).expect("a request");
        assert_eq!(asked_for(&request).is_some(), found, "{method} {uri}");
    }

    #[test]
    fn only_a_hash_is_asked_for() {
        let hash = "0f".repeat(32);
        check(Method::GET, &format!("lampiran://localhost/{hash}"), true);
        check(Method::POST, &format!("lampiran://localhost/{hash}"), false);
        check(Method::GET, &format!("lampiran://localhost/../{hash}"), false);
        check(Method::GET, &format!("lampiran://localhost/{hash}0"), false);
        check(Method::GET, "lampiran://localhost/", false);
        check(Method::GET, "lampiran://localhost/ktpel.db", false);
    }
}
