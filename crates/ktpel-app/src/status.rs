//! The frame of the screen: what is safe, what waits, what the laptop has left.

use ktpel_ipc::{Problem, views::StatusView};

use crate::{App, Host, act::stored, blanko_twice, lease, notices, opened::Opened, orders, stock, sync};

/// Bytes in the GB that the screen shows.
const GB: u64 = 1_000_000_000;

/// The state of safety. Without an open store only what the machine says.
pub(crate) fn get<H: Host>(app: &App<H>, opened: Option<&Opened>) -> Result<StatusView, Problem> {
    let mut view = StatusView {
        battery: app.host().battery(),
        disk_free_gb: app.host().free_bytes(app.dir()).map(|bytes| u32::try_from(bytes / GB).unwrap_or(u32::MAX)),
        now_ms: app.host().now().0,
        syncing: app.sync.is_running(),
        ribbon: app.sync.ribbon(),
        ..StatusView::default()
    };
    let Some(opened) = opened else { return Ok(view) };
    let state = opened.store.sync_state().get().map_err(stored)?;
    let device = opened.device.id();
    let backlog = opened.store.entries().backlog(device, state.acked_seq).map_err(stored)?;
    view.unsent = number(backlog.count);
    view.unsent_since_ms = backlog.oldest_ms;
    view.unsent_cases = number(backlog.cases);
    view.unsent_apart = number(backlog.apart);
    let files = opened.store.attachments().totals().map_err(stored)?;
    view.unsent_files = number(files.pending);
    view.unsent_bytes = files.pending_bytes;
    // What was passed over in the last run, as far as it still waits.
    view.files_unnamed = app.sync.unnamed().min(view.unsent_files);
    view.progress = sync::progress(app);
    view.next_try_ms = app.sync.next_try_ms();
    view.load = sync::chosen(opened)?;
    view.pictures_now = app.sync.pictures_once();
    view.line_weak = app.sync.line_is_weak();
    view.last_contact_ms = state.last_contact_ms;
    view.last_problem = state.last_error;
    view.lease_days = lease::few_days(opened);
    view.revoked_ms = orders::revoked_since(opened)?.map(|since| since.0);
    view.blanko = stock::left(opened)?;
    view.blanko_twice = blanko_twice::of_today(opened)?;
    view.clock = notices::clock_alarm(opened)?;
    view.office = notices::office_alarm(opened)?;
    Ok(view)
}

fn number(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Tells the screens how things stand; a failure here must not fail the act that called it.
pub(crate) fn tell<H: Host>(app: &App<H>) {
    let status = app.open(|opened| get(app, Some(opened)));
    if let Ok(status) = status {
        app.host().emit(ktpel_ipc::Event::Status { status: Box::new(status) });
    }
}
