//! What the native view does beyond the page: the camera is switched on, every other way out or onto the disk is switched off.
//!
//! WebKitGTK offers a person at the keyboard "save image as", printing to a file and choosing files; a page gets storage,
//! WebGL and WebRTC. None of it is needed here, and each would be a place where a face or a name stays behind.

/// Sets the view up.
#[cfg(target_os = "linux")]
pub fn harden(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{CacheModel, HitTestResultExt, SettingsExt, WebContextExt, WebViewExt};
    window.with_webview(|webview| {
        let view = webview.inner();
        if let Some(settings) = view.settings() {
            settings.set_enable_media_stream(true);
            settings.set_enable_webrtc(false);
            settings.set_enable_webgl(false);
            settings.set_enable_page_cache(false);
            settings.set_enable_html5_local_storage(false);
            settings.set_enable_html5_database(false);
            settings.set_enable_dns_prefetching(false);
            settings.set_javascript_can_access_clipboard(false);
            settings.set_javascript_can_open_windows_automatically(false);
        }
        if let Some(context) = view.context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
        // The menu only where something is typed: elsewhere it offers to save pictures.
        view.connect_context_menu(|_, _, _, hit| !hit.context_is_editable());
        view.connect_print(|_, _| true);
        view.connect_run_file_chooser(|_, _| true);
    })
}

/// Drops the pictures that the view still holds in memory: after a lock an address that was shown before shows nothing.
#[cfg(target_os = "linux")]
pub fn forget_pictures(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{WebContextExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().context() {
            context.clear_cache();
        }
    })
}

/// Other webviews are emptied by the page alone.
#[cfg(not(target_os = "linux"))]
pub fn forget_pictures(_: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Other webviews have no such offers, or Tauri closes them.
#[cfg(not(target_os = "linux"))]
pub fn harden(_: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
