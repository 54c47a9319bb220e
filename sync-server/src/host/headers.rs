//! Headers that every answer carries, and the check that a change comes from our own page.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::api::problem::Problem;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
                   connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Adds the headers; what is not cached by name is not cached at all.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    // The slip page brings a stricter policy of its own.
    for (name, value) in set {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses changes that another page asked for. The cookie is SameSite=Strict already; this is the second lock.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_own(request.headers()) {
        return Problem::origin().into_response();
    }
    next.run(request).await
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    host.is_some() && host == text(header::HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expect: bool) {
        let map = headers.iter().map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
        assert_eq!(is_own(&map), expect, "{headers:?}");
    }

    #[test]
    fn only_our_own_page_may_change_something() {
        check(&[("host", "office:8080"), ("origin", "http://office:8080")], true);
        check(&[("host", "office:8080"), ("origin", "https://office:8080"), ("sec-fetch-site", "same-origin")], true);
        check(&[("host", "office:8080"), ("origin", "http://evil.example")], false);
        check(&[("host", "office:8080"), ("origin", "null")], false);
        check(&[("host", "office:8080"), ("sec-fetch-site", "cross-site")], false);
        check(&[("host", "office:8080")], true);
    }
}
