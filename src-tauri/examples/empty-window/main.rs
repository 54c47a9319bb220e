//! The emptiest window that the same Tauri and WebKitGTK can open: one page with a heading and a field, no program behind it.
//!
//! `cargo xtask bench start` runs it beside the kit, so that start time and memory are compared on the same machine in the
//! same minute instead of being quoted.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default()).title("Kosong").inner_size(1366.0, 768.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/empty-window/tauri.conf.json"))
        .expect("a window can be opened where there is a display");
}
