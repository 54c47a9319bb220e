//! The thin Tauri shell: one window, two commands, one event and the attachment protocol. Translates; decides nothing.

mod attachments;
mod camera;
mod native;
mod window;

use std::sync::Arc;

use ktpel_app::{App, SystemHost};
use ktpel_ipc::{Event, Problem, ProblemCode};
use tauri::{Emitter, Manager, State, ipc};

/// The app behind the window.
pub type Kit = Arc<App<SystemHost>>;

/// Calls one method of the contract. Runs off the main thread, because a method may wait for the disk.
#[tauri::command]
async fn rpc(kit: State<'_, Kit>, method: String, params: serde_json::Value) -> Result<serde_json::Value, Problem> {
    let kit = Kit::clone(&kit);
    tauri::async_runtime::spawn_blocking(move || ktpel_ipc::dispatch(kit.as_ref(), &method, params))
        .await
        .map_err(|_| Problem::new(ProblemCode::Internal))?
}

/// Takes raw bytes (a photo, a signature) and answers the id under which `recording.capture` finds them.
#[tauri::command]
fn put_blob(request: ipc::Request<'_>, kit: State<'_, Kit>) -> Result<String, Problem> {
    match request.body() {
        ipc::InvokeBody::Raw(bytes) => kit.put_blob(bytes.clone()),
        ipc::InvokeBody::Json(_) => Err(Problem::new(ProblemCode::BadRequest).with("what", "raw body")),
    }
}

/// Starts the program and returns when its window is closed.
pub fn run() -> std::process::ExitCode {
    let result = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol("lampiran", attachments::serve)
        .invoke_handler(tauri::generate_handler![rpc, put_blob])
        .on_permission_request(camera::permission)
        .setup(|app| {
            let handle = app.handle().clone();
            let host = SystemHost::new(Box::new(move |event| {
                // The window may be gone already: then nobody needs the event.
                if let (Event::Locked, Some(window)) = (&event, handle.get_webview_window(window::MAIN)) {
                    let _ = native::forget_pictures(&window);
                }
                let _ = handle.emit("kit", event);
            }));
            let kit = Kit::new(App::new(ktpel_app::data_dir(), host));
            kit.run_in_background();
            app.manage(kit);
            let window = window::open(app)?;
            native::harden(&window)?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::ExitCode::FAILURE
        }
    }
}
