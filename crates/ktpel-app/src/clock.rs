//! Whether this laptop's clock can be believed. It is shown and stored, and never orders or decides; a wrong one is said, not mended.
//!
//! Two looks: the office's time in each signed answer, and the wall clock against the time that the machine has run (asleep or not). The first
//! finds a clock that is years wrong, the second one that is set in the middle of the day. Basis: product, "a clock that lies".

use std::sync::Mutex;

use ktpel_domain::time::Timestamp;
use ktpel_ipc::Problem;
use ktpel_store::EntryLimit;

use crate::{App, Host, act::stored, lock, notices, opened::Opened};

/// Farther from the office's clock than this is wrong: an answer over EDGE may take minutes.
const OFFSET_MS: i64 = 5 * 60 * 1000;
/// A wall clock that moves by more than this against running time was set by somebody.
const JUMP_MS: i64 = 2 * 60 * 1000;

/// Entries that signing in may write before anything else: the key and the session.
const SIGN_IN_ENTRIES: usize = 2;

/// Wall clock minus running time, when it was last looked at.
#[derive(Default)]
pub(crate) struct ClockWatch(Mutex<Option<i64>>);

/// Looks whether the clock was set since the last look. Called before anything is done with the open store, so that the log says it first.
pub(crate) fn watch<H: Host>(app: &App<H>, opened: &mut Opened) -> Result<(), Problem> {
    let now = app.host().now();
    let apart = now.0.saturating_sub(i64::try_from(app.host().running_ms()).unwrap_or(i64::MAX));
    let before = lock(&app.clock.0).replace(apart);
    let moved = match before {
        Some(before) => apart.saturating_sub(before),
        None => since_last_entry(opened, now)?,
    };
    if moved.abs() < JUMP_MS {
        // Small steps are kept in sum: a clock cannot be moved away in minutes.
        if let Some(before) = before {
            *lock(&app.clock.0) = Some(before);
        }
        return Ok(());
    }
    notices::clock_jump(opened, moved, now)
}

/// How far the clock stands before the own last entries: it was set back while the program did not run. A clock that is after them tells nothing.
///
/// Signing in has written entries already, with the clock as it is now: the one before them tells.
fn since_last_entry(opened: &Opened, now: Timestamp) -> Result<i64, Problem> {
    let entries = opened.store.entries();
    let Some(last) = entries.last_of(opened.device.id()).map_err(stored)? else { return Ok(0) };
    let limit = EntryLimit { count: SIGN_IN_ENTRIES + 1, bytes: usize::MAX };
    let newest = entries.after(opened.device.id(), last.seq.saturating_sub(limit.count as u64), limit).map_err(stored)?;
    let at = newest.iter().map(|row| row.at_ms).max().unwrap_or(now.0);
    Ok(now.0.saturating_sub(at).min(0))
}

/// Compares with the office's clock, as its signed answer gave it.
pub(crate) fn compare(opened: &mut Opened, office_ms: i64, now: Timestamp) -> Result<(), Problem> {
    let offset = now.0.saturating_sub(office_ms);
    if offset.abs() <= OFFSET_MS {
        return notices::clock_right(opened, offset, now);
    }
    let known = notices::clock_alarm(opened)?.filter(|alarm| alarm.what == ktpel_sync::payload::Noticed::ClockOffset.id());
    if known.is_some_and(|alarm| alarm.ms.abs_diff(offset) < OFFSET_MS.unsigned_abs()) {
        return Ok(());
    }
    notices::clock_offset(opened, offset, now)
}
