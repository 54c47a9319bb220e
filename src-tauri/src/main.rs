//! The kit as a desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    ktpel_app::log_to_stderr();
    ktpel_app::keep_memory_private();
    if let Some(code) = ktpel_app::cli::run(std::env::args_os().skip(1)) {
        return code;
    }
    avoid_blank_window();
    ktpel_field::run()
}

/// WebKitGTK shows an empty window on many machines with its DMA-BUF renderer. The variable must be set before the first
/// thread: that is here. Starting the program anew with it would load WebKitGTK twice, some 50 ms of half a second.
#[cfg(target_os = "linux")]
fn avoid_blank_window() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    // A value that someone chose stays. Failing is impossible for a name without `=`, and the window opens all the same.
    let _ = webkit2gtk::glib::setenv(VARIABLE, "1", false);
}

#[cfg(not(target_os = "linux"))]
fn avoid_blank_window() {}
