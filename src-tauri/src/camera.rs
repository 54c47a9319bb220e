//! The camera: only our own page may use it.

use tauri::{
    Runtime, Webview,
    webview::{PermissionKind, PermissionResponse},
};

use crate::window;

/// Allows the camera to our own page; microphone, location, screen capture and the rest are denied.
pub fn permission<R: Runtime>(webview: Webview<R>, kind: PermissionKind) -> PermissionResponse {
    let ours = webview.label() == window::MAIN && webview.url().is_ok_and(|url| window::is_own(&url));
    match kind {
        PermissionKind::Camera if ours => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}
