//! The kit as a desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = ktpel_app::cli::run(std::env::args_os().skip(1)) {
        return code;
    }
    avoid_blank_window();
    ktpel_field::run()
}

/// WebKitGTK shows an empty window on many machines with its DMA-BUF renderer. The variable must be set before the
/// program starts, so the program replaces itself once where it is not.
#[cfg(target_os = "linux")]
fn avoid_blank_window() {
    use std::os::unix::process::CommandExt;
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // `exec` returns only when it failed; then the window is opened as it is.
        let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(VARIABLE, "1").exec();
    }
}

#[cfg(not(target_os = "linux"))]
fn avoid_blank_window() {}
