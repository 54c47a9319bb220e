//! What this kit noticed about its clock or its office: an entry of its own log, which the office gets, and a line in the frame.
//!
//! The entry stays for ever; the line stays until it is put right.

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{
    Problem,
    views::{ClockAlarm, OfficeAlarm},
};
use ktpel_sync::{
    EntryKind,
    payload::{Notice, Noticed, Record},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    act::{Also, nothing, record, stored},
    opened::Opened,
    problem::internal,
    session::NO_DOC,
};

const OFFICE: &str = "notice/office";
const CLOCK_OFFSET: &str = "notice/clock_offset";
const CLOCK_JUMP: &str = "notice/clock_jump";

/// Notes what the office did, for its log and the frame; `position` is that of the log which it signed or still holds.
pub(crate) fn office(opened: &mut Opened, noticed: Noticed, position: u64, checkpoint: &str, now: Timestamp) -> Result<(), Problem> {
    office_and(opened, noticed, position, checkpoint, now, &nothing)
}

/// The same, with what belongs to it in the same transaction.
pub(crate) fn office_and(
    opened: &mut Opened,
    noticed: Noticed,
    position: u64,
    checkpoint: &str,
    now: Timestamp,
    also: Also<'_>,
) -> Result<(), Problem> {
    let alarm = OfficeAlarm { what: noticed.id().to_owned(), position, at_ms: now.0 };
    let number = i64::try_from(position).unwrap_or(i64::MAX);
    write(opened, noticed.id(), number, checkpoint, &[(OFFICE, Some(json(&alarm)?))], now, also)
}

/// What the office did last, as the frame shows it.
pub(crate) fn office_alarm(opened: &Opened) -> Result<Option<OfficeAlarm>, Problem> {
    read(opened, OFFICE)
}

/// The clock differs from the office's by so much (positive: this laptop is ahead).
pub(crate) fn clock_offset(opened: &mut Opened, offset_ms: i64, now: Timestamp) -> Result<(), Problem> {
    clock(opened, Noticed::ClockOffset, CLOCK_OFFSET, CLOCK_JUMP, offset_ms, now)
}

/// The clock was set by so much while nobody should have.
pub(crate) fn clock_jump(opened: &mut Opened, by_ms: i64, now: Timestamp) -> Result<(), Problem> {
    clock(opened, Noticed::ClockJump, CLOCK_JUMP, CLOCK_OFFSET, by_ms, now)
}

/// The clock agrees with the office again; does nothing where nothing was wrong.
pub(crate) fn clock_right(opened: &mut Opened, offset_ms: i64, now: Timestamp) -> Result<(), Problem> {
    if clock_alarm(opened)?.is_none() {
        return Ok(());
    }
    write(opened, Noticed::ClockRight.id(), offset_ms, "", &[(CLOCK_OFFSET, None), (CLOCK_JUMP, None)], now, &nothing)
}

/// What is wrong with the clock.
pub(crate) fn clock_alarm(opened: &Opened) -> Result<Option<ClockAlarm>, Problem> {
    Ok(read(opened, CLOCK_OFFSET)?.or(read(opened, CLOCK_JUMP)?))
}

/// The newer word takes the place of the other: after a jump the offset is another, and the office's word says more than a jump.
fn clock(opened: &mut Opened, noticed: Noticed, key: &str, over: &str, ms: i64, now: Timestamp) -> Result<(), Problem> {
    let alarm = ClockAlarm { what: noticed.id().to_owned(), ms, at_ms: now.0 };
    write(opened, noticed.id(), ms, "", &[(key, Some(json(&alarm)?)), (over, None)], now, &nothing)
}

/// One entry and the settings that show it, in one transaction. The device says it, no person.
fn write(
    opened: &mut Opened,
    what: &str,
    number: i64,
    detail: &str,
    settings: &[(&str, Option<String>)],
    now: Timestamp,
    also: Also<'_>,
) -> Result<(), Problem> {
    let notice = Notice { what: what.to_owned(), number, detail: detail.to_owned() };
    tracing::warn!(what, number, "noticed");
    record(opened, EntryKind::Notice, NO_DOC, notice.to_payload(), None, now, &|tx, entry| {
        also(tx, entry)?;
        settings.iter().try_for_each(|(key, value)| match value {
            Some(value) => tx.settings().put(key, value),
            None => tx.settings().remove(key),
        })
    })
}

fn json<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| internal("notice", &error))
}

fn read<T: DeserializeOwned>(opened: &Opened, key: &str) -> Result<Option<T>, Problem> {
    let stored = opened.store.settings().find(key).map_err(stored)?;
    Ok(stored.and_then(|json| serde_json::from_str(&json).ok()))
}
