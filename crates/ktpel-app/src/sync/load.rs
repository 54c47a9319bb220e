//! What the line may carry: everything, or text now and pictures when a person says so. A setting of this kit, because it belongs to its line.

use std::sync::atomic::Ordering;

use ktpel_ipc::{
    Problem,
    views::{LineLoad, LoadParams, SyncView},
};
use ktpel_sync::courier::Load;

use super::{run, view};
use crate::{App, Host, act::stored, opened::Opened, status};

/// Setting that says that pictures wait.
const TEXT_FIRST: &str = "sync/text_first";

/// What the setting says.
pub(crate) fn chosen(opened: &Opened) -> Result<LineLoad, Problem> {
    let text_first = opened.store.settings().find(TEXT_FIRST).map_err(stored)?;
    Ok(if text_first.is_some() { LineLoad::TextOnly } else { LineLoad::Everything })
}

/// What may go now: by the setting, or because a person let the pictures go for this once.
pub(super) fn allowed<H: Host>(app: &App<H>, opened: &Opened) -> Result<Load, Problem> {
    Ok(match chosen(opened)? {
        LineLoad::TextOnly if !app.sync.pictures_once.load(Ordering::Relaxed) => Load::TextOnly,
        LineLoad::TextOnly | LineLoad::Everything => Load::Everything,
    })
}

/// Keeps the choice; it holds from the next parcel on, also in a run that is under way.
pub(crate) fn choose<H: Host>(app: &App<H>, params: LoadParams) -> Result<SyncView, Problem> {
    let sync_view = app.signed_in(|opened, _| {
        opened
            .store
            .write(|tx| match params.load {
                LineLoad::TextOnly => tx.settings().put(TEXT_FIRST, "1"),
                LineLoad::Everything => tx.settings().remove(TEXT_FIRST),
            })
            .map_err(stored)?;
        app.sync.pictures_once.store(false, Ordering::Relaxed);
        view(app, opened)
    })?;
    app.sync.wake();
    status::tell(app);
    Ok(sync_view)
}

/// The pictures that wait go now, for this once: until they are there, however often the line is cut.
pub(crate) fn pictures<H: Host>(app: &App<H>) -> Result<SyncView, Problem> {
    app.signed_in(|_, _| Ok(()))?;
    app.sync.pictures_once.store(true, Ordering::Relaxed);
    run(app)?;
    app.signed_in(|opened, _| view(app, opened))
}
