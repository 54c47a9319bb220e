//! How far the sending is: counted from the store, told to the screens at most once a second. The numbers are `ktpel_sync::progress`'s.

use std::{
    collections::BTreeSet,
    sync::{Mutex, atomic::Ordering},
};

use ktpel_domain::ids::DocId;
use ktpel_ipc::{
    Problem,
    views::{Count, SyncProgress},
};
use ktpel_sync::{
    courier::Load,
    progress::{Backlog, Passage},
};

use super::load;
use crate::{App, Host, act::stored, board::to_u32, lock, opened::Opened, status};

/// A screen that changes more often than this is not read, milliseconds.
const TOLD_EVERY_MS: u64 = 1_000;

/// What is on its way, beside the store.
#[derive(Default)]
pub(crate) struct Watched {
    passage: Mutex<Passage>,
    /// Cases of which the office told something new in this run.
    heard: Mutex<BTreeSet<DocId>>,
    told_ms: Mutex<Option<u64>>,
}

/// A run begins.
pub(super) fn begin<H: Host>(app: &App<H>) {
    let watched = &app.sync.watched;
    lock(&watched.heard).clear();
    *lock(&watched.told_ms) = None;
    if let Ok((waits, load)) = app.open(|opened| counted(app, opened)) {
        lock(&watched.passage).begin(waits, load, app.host().monotonic_ms());
    }
    status::tell(app);
}

/// A parcel was carried: counts, and tells the screens when the last time is long enough ago.
pub(super) fn carried<H: Host>(app: &App<H>) {
    let (watched, now) = (&app.sync.watched, app.host().monotonic_ms());
    {
        let mut told = lock(&watched.told_ms);
        if told.is_some_and(|told| now.saturating_sub(told) < TOLD_EVERY_MS) {
            return;
        }
        *told = Some(now);
    }
    if let Ok((waits, load)) = app.open(|opened| counted(app, opened)) {
        lock(&watched.passage).see(waits, load, now);
    }
    status::tell(app);
}

/// The run ended; what a failed one leaves over goes on in the next.
pub(super) fn ended<H: Host>(app: &App<H>, result: &Result<(), Problem>) {
    let watched = &app.sync.watched;
    if let Ok((waits, load)) = app.open(|opened| counted(app, opened)) {
        lock(&watched.passage).see(waits, load, app.host().monotonic_ms());
    }
    if result.is_ok() {
        lock(&watched.passage).end();
    }
}

/// The office told something new of these.
pub(super) fn heard<H: Host>(app: &App<H>, docs: &BTreeSet<DocId>) {
    lock(&app.sync.watched.heard).extend(docs);
}

/// As the screens show it; none while nothing is under way.
pub(crate) fn view<H: Host>(app: &App<H>) -> Option<SyncProgress> {
    let progress = lock(&app.sync.watched.passage).progress()?;
    Some(SyncProgress {
        cases: count(progress.cases),
        files: count(progress.files),
        received_cases: to_u32(lock(&app.sync.watched.heard).len()),
        left_ms: progress.left_ms.filter(|_| app.sync.running.load(Ordering::Relaxed)),
    })
}

fn count(count: ktpel_sync::progress::Count) -> Count {
    let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Count { safe: number(count.safe), of: number(count.of) }
}

/// What waits, and what of it may go.
fn counted<H: Host>(app: &App<H>, opened: &Opened) -> Result<(Backlog, Load), Problem> {
    let backlog = opened.store.entries().backlog(opened.device.id(), super::acked(opened)?).map_err(stored)?;
    let files = opened.store.attachments().totals().map_err(stored)?;
    let waits = Backlog { cases: backlog.cases, files: files.pending, text_bytes: backlog.bytes, file_bytes: files.pending_bytes };
    Ok((waits, load::allowed(app, opened)?))
}
