//! Locking by itself: after five minutes without work the operator signs in again, after twelve hours the passphrase is asked. Time with the lid
//! closed counts.

use ktpel_ipc::Event;

use crate::{App, Host, opened::Opened};

const IDLE_MS: u64 = 5 * 60 * 1000;
const DAY_MS: u64 = 12 * 60 * 60 * 1000;

/// Locks what is due. Called before anything is done with the open store.
pub(crate) fn check<H: Host>(app: &App<H>, state: &mut Option<Box<Opened>>) {
    let now = app.host().running_ms();
    let Some(opened) = state.as_mut() else { return };
    if now.saturating_sub(opened.unlocked_ms) > DAY_MS {
        *state = None;
        app.forget_blobs();
        app.host().emit(Event::Locked);
    } else if opened.operator.is_some() && now.saturating_sub(opened.last_used_ms) > IDLE_MS {
        opened.sign_out();
        app.forget_blobs();
        app.host().emit(Event::Locked);
    }
}
