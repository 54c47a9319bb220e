//! The camera in the webview: WebKitGTK has media streams off by default, and only our own page may use the camera.

use tauri::{
    Runtime, Webview,
    webview::{PermissionKind, PermissionResponse},
};

/// Allows the camera to our own page; microphone, location, screen capture and the rest are denied.
pub fn permission<R: Runtime>(webview: Webview<R>, kind: PermissionKind) -> PermissionResponse {
    let ours = webview.label() == "main" && webview.url().is_ok_and(|url| url.scheme() == "tauri" && url.host_str() == Some("localhost"));
    match kind {
        PermissionKind::Camera if ours => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

/// Switches media streams on for the window.
#[cfg(target_os = "linux")]
pub fn enable(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_enable_media_stream(true);
        }
    })
}

/// Other webviews have media streams on.
#[cfg(not(target_os = "linux"))]
pub fn enable(_: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
