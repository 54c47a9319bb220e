//! Checks what this kit has stored against what was signed, and names the first row of each log that does not fit.
//!
//! The same rules as at the office (`ktpel_sync::verify`). The store is held for one log or one document at a time, so that the screens work on.
//! Basis: docs on sync and trust, "Audit". Somebody who has the team passphrase and the device's own key can write new work, but not change what
//! the office has receipted: the office's signature over it lies beside it.

mod documents;
mod files;
mod logs;

use ktpel_ipc::{
    Problem,
    views::{VerifyFinding, VerifyView},
};

use crate::{App, Host, act::stored};

/// Findings that are listed.
const MOST: usize = 100;

/// Checks everything; the store must be open.
pub(crate) fn run<H: Host>(app: &App<H>) -> Result<VerifyView, Problem> {
    let mut view = VerifyView::default();
    if let Err(error) = app.open(|opened| Ok(opened.store.check_integrity()))? {
        found(&mut view, "pages", "", None, error);
    }
    let devices = app.open(|opened| logs::devices(opened))?;
    let mut people = app.open(|opened| logs::people(opened))?;
    // Sessions of this laptop's people stand in its own log, those of others in theirs: order does not matter, each log is walked by itself.
    for device in devices {
        app.open(|opened| logs::check(opened, device, &mut people, &mut view))?;
    }
    app.open(|opened| logs::check_checkpoints(opened, &mut view))?;
    let docs = app.open(|opened| documents::ids(opened))?;
    for doc in docs {
        app.open(|opened| documents::check(opened, doc, app.host().now(), &mut view))?;
    }
    let files = app.open(|opened| opened.store.attachments().held().map_err(stored))?;
    for row in files {
        app.open(|opened| files::check(opened, &row, &mut view))?;
    }
    Ok(view)
}

fn found(view: &mut VerifyView, code: &str, place: &str, seq: Option<u64>, why: impl std::fmt::Display) {
    if view.problems.len() < MOST {
        view.problems.push(VerifyFinding { code: code.to_owned(), place: place.to_owned(), seq, why: why.to_string() });
    }
}
