//! At most 60 looks into the register an hour that serve no open case; then the register is shut for searching and the office is told.
//!
//! Each look is written into the log before anything is shown (UU 27/2022). What counts is kept in the store, so that a restart forgets nothing; time is
//! measured on the monotonic clock while the program runs and never runs backwards over a restart, so that setting the clock back gains nothing.
//! Somebody who types a name asks several times: those belong to one look.

use std::collections::VecDeque;

use ktpel_domain::{ids::DocId, time::Timestamp};
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_store::CaseState;
use ktpel_sync::{
    EntryKind,
    payload::{LOOKUP_LIMIT, NikRead, Record},
};
use serde::{Deserialize, Serialize};

use crate::{
    App, Host,
    act::{nothing, record, stored},
    opened::{Opened, SignedIn},
    problem::internal,
    session::NO_DOC,
};

/// Looks without a case within [`HOUR_MS`].
pub(crate) const MOST: usize = 60;
const HOUR_MS: i64 = 60 * 60 * 1000;
/// What is typed within this time may go on with the look before.
const TYPING_MS: i64 = 60 * 1000;
/// Most questions that count as one look.
const TYPED: u32 = 12;
const KEY: &str = "lookups";

/// What is kept. Times are those of the kit: milliseconds that it ran, and that passed between two runs.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    kit_ms: i64,
    wall_ms: i64,
    at: VecDeque<i64>,
    raised: bool,
}

/// The time of the kit in this process, and what was asked last.
pub(crate) struct Running {
    kit_ms: i64,
    since: u64,
    asked: String,
    asked_ms: i64,
    typed: u32,
}

/// One question to the register.
pub(crate) struct Question<'a> {
    /// As typed.
    pub(crate) text: &'a str,
    /// Case that it serves, if any.
    pub(crate) case: Option<&'a str>,
    /// Screen for the log.
    pub(crate) screen: &'a str,
}

/// Writes the look into the log, or refuses it: [`ProblemCode::LookupLimit`] with the minutes to wait.
pub(crate) fn admit<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, question: &Question<'_>) -> Result<(), Problem> {
    let now = app.host().now();
    if let Some(case) = open_case(opened, question.case)? {
        return log(opened, operator, case, question.screen, now);
    }
    let mut kept = load(opened)?;
    let kit_ms = advance(opened, &mut kept, app.host().monotonic_ms(), now);
    kept.at.retain(|at| kit_ms - at < HOUR_MS);
    if !opened.lookups.as_mut().is_some_and(|running| running.goes_on(question.text, kit_ms)) {
        if kept.at.len() >= MOST {
            raise(opened, operator, &mut kept, now)?;
            let first = kept.at.front().copied().unwrap_or(kit_ms);
            let minutes = (HOUR_MS - (kit_ms - first)).max(1).unsigned_abs().div_ceil(60_000);
            return Err(Problem::new(ProblemCode::LookupLimit).with("minutes", minutes));
        }
        kept.at.push_back(kit_ms);
        kept.raised = false;
        if let Some(running) = opened.lookups.as_mut() {
            running.remember(question.text, kit_ms);
        }
    }
    let read = NikRead { screen: question.screen.to_owned(), reason: String::new() };
    keep(opened, operator, &read, &kept, now)
}

/// The open case of this kit that the question names.
fn open_case(opened: &Opened, case: Option<&str>) -> Result<Option<DocId>, Problem> {
    let Some(id) = case.and_then(|case| case.parse().ok()) else { return Ok(None) };
    let row = opened.store.case_index().find(id).map_err(stored)?;
    Ok(row.filter(|row| row.state != CaseState::Done).map(|row| row.doc))
}

fn load(opened: &Opened) -> Result<Kept, Problem> {
    let text = opened.store.settings().find(KEY).map_err(stored)?;
    let Some(text) = text else { return Ok(Kept::default()) };
    serde_json::from_str(&text).map_err(|error| internal("lookups", &error))
}

/// The time of the kit now.
fn advance(opened: &mut Opened, kept: &mut Kept, monotonic_ms: u64, now: Timestamp) -> i64 {
    let running = opened.lookups.get_or_insert_with(|| Running::resume(kept, monotonic_ms, now));
    kept.kit_ms = running.now(monotonic_ms);
    kept.wall_ms = kept.wall_ms.max(now.0);
    kept.kit_ms
}

impl Running {
    /// Between two runs the wall clock counts, where it went forward.
    fn resume(kept: &Kept, monotonic_ms: u64, now: Timestamp) -> Self {
        let kit_ms = kept.kit_ms + (now.0 - kept.wall_ms).max(0);
        Self { kit_ms, since: monotonic_ms, asked: String::new(), asked_ms: i64::MIN / 2, typed: 0 }
    }

    fn now(&self, monotonic_ms: u64) -> i64 {
        self.kit_ms.saturating_add(i64::try_from(monotonic_ms.saturating_sub(self.since)).unwrap_or(i64::MAX))
    }

    /// Somebody is still typing what was counted already.
    fn goes_on(&mut self, text: &str, kit_ms: i64) -> bool {
        let text = text.trim().to_lowercase();
        let same = !self.asked.is_empty() && (text.starts_with(&self.asked) || self.asked.starts_with(&text));
        let goes_on = same && self.typed < TYPED && kit_ms - self.asked_ms < TYPING_MS;
        if goes_on {
            self.typed += 1;
            self.asked = text;
        }
        goes_on
    }

    fn remember(&mut self, text: &str, kit_ms: i64) {
        self.asked = text.trim().to_lowercase();
        self.asked_ms = kit_ms;
        self.typed = 0;
    }
}

/// Tells the office once each time that the limit is reached.
fn raise(opened: &mut Opened, operator: &SignedIn, kept: &mut Kept, now: Timestamp) -> Result<(), Problem> {
    if kept.raised {
        return Ok(());
    }
    kept.raised = true;
    keep(opened, operator, &NikRead { screen: LOOKUP_LIMIT.to_owned(), reason: MOST.to_string() }, kept, now)
}

/// Log entry and count in one transaction.
fn keep(opened: &mut Opened, operator: &SignedIn, read: &NikRead, kept: &Kept, now: Timestamp) -> Result<(), Problem> {
    let text = serde_json::to_string(kept).map_err(|error| internal("lookups", &error))?;
    let payload = read.to_payload();
    record(opened, EntryKind::NikRead, NO_DOC, payload, Some(operator.key.id()), now, &|tx, _| tx.settings().put(KEY, &text))
}

/// Writes into the log that somebody saw a full NIK (audit, UU 27/2022).
pub(crate) fn log(opened: &mut Opened, operator: &SignedIn, doc: DocId, screen: &str, now: Timestamp) -> Result<(), Problem> {
    let read = NikRead { screen: screen.to_owned(), reason: String::new() };
    record(opened, EntryKind::NikRead, doc, read.to_payload(), Some(operator.key.id()), now, &nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(kit_ms: i64, wall_ms: i64) -> Kept {
        Kept { kit_ms, wall_ms, ..Kept::default() }
    }

    #[test]
    fn the_time_of_the_kit_only_runs_forward() {
        let resumed = |wall: i64| Running::resume(&kept(1_000, 500_000), 70, Timestamp(wall)).now(90);
        assert_eq!(resumed(500_000 + HOUR_MS), 1_000 + HOUR_MS + 20, "what passed while the kit was off counts");
        assert_eq!(resumed(500_000 - HOUR_MS), 1_020, "a clock set back gains nothing");
        assert_eq!(resumed(0), 1_020);
    }

    #[test]
    fn a_clock_set_back_and_right_again_gains_nothing() {
        let mut stored = kept(1_000, 500_000);
        stored.wall_ms = stored.wall_ms.max(500_000 - HOUR_MS);
        assert_eq!(Running::resume(&stored, 0, Timestamp(500_010)).now(0), 1_010);
    }

    #[test]
    fn typing_a_name_is_one_look() {
        let mut running = Running::resume(&kept(0, 0), 0, Timestamp(0));
        assert!(!running.goes_on("sit", 0), "the first question counts");
        running.remember("sit", 0);
        for text in ["siti", "Siti R", "siti ra", "siti r"] {
            assert!(running.goes_on(text, 1_000), "{text}");
        }
        assert!(!running.goes_on("abdul", 1_000), "another name is another look");
        assert!(!running.goes_on("siti rah", TYPING_MS), "later is another look");
        running.remember("sit", 0);
        let free = (0..100).filter(|turn| running.goes_on(if turn % 2 == 0 { "siti" } else { "sit" }, 1_000)).count();
        assert_eq!(free, TYPED as usize, "turning in a circle does not go on for ever");
    }
}
