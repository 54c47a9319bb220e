//! The one window: it shows the program's own pages and nothing else, and leaves nothing on the disk.
//!
//! Owns what the page may reach; what the page may call is in `capabilities/main.json`, what it may load in the policy of
//! `tauri.conf.json`. A stolen laptop must tell nothing, and a forged page must reach nothing.

use tauri::{App, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse};

/// Label of the window; capabilities and protocols name it.
pub const MAIN: &str = "main";

/// Opens the window.
///
/// Files that are dropped on it stay with Tauri's own handler, to which nobody listens: the page never sees them.
pub fn open<R: Runtime>(app: &App<R>) -> tauri::Result<WebviewWindow<R>> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("KTP-el Mobile")
        .inner_size(1366.0, 768.0)
        .min_inner_size(960.0, 600.0)
        .incognito(!driven())
        .devtools(false)
        .general_autofill_enabled(false)
        .browser_extensions_enabled(false)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()
}

/// Whether an address is one of the program's own pages.
pub fn is_own(url: &Url) -> bool {
    let bundled = url.scheme() == "tauri" && url.host_str() == Some("localhost") && url.port().is_none();
    bundled || (tauri::is_dev() && url.scheme() == "http" && url.host_str() == Some("localhost") && url.port() == Some(5173))
}

/// Whether a WebDriver drives the window. WebKitGTK cannot drive a window that keeps nothing (incognito): the journeys therefore
/// see a browser that may write, and the leak search looks at all that it wrote.
fn driven() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bundled_pages_are_own() {
        for (url, own) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#/kasus/1", true),
            ("tauri://localhost:80/", false),
            ("tauri://localhost.example/", false),
            ("tauri://example/", false),
            ("lampiran://localhost/00", false),
            ("http://localhost/", false),
            ("http://tauri.localhost/", false),
            ("http://127.0.0.1:8440/", false),
            ("https://example.org/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("blob:tauri://localhost/00", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own(&url.parse().expect("an address")), own, "{url}");
        }
    }
}
