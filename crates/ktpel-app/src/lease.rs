//! The lease on this kit: counted at every call and every unlock, kept in the store, asked in one place before any method (`Kit::lease`).
//!
//! Without the office for fourteen days, or revoked by it, the kit begins no new work. Nothing is destroyed: cases are read, forms are finished, a
//! card that is printed is handed over, and what waits is sent. The counting itself is `ktpel_sync::lease`.

use std::sync::atomic::{AtomicU64, Ordering};

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_store::Store;
use ktpel_sync::lease::{LEASE_MS, Lease, LeaseState};

use crate::{App, Host, act::stored, opened::Opened, orders};

/// Setting with the lease.
const LEASE: &str = "lease";
/// What is counted is written down at least this often, and before any new work.
const KEEP_EVERY_MS: i64 = 60_000;

/// Methods that begin new work: they wait for the office. A new method must stand in this list or in [`GOES_ON`].
pub(crate) const BEGINS: &[&str] = &[
    "visit.create",
    "contact.log",
    "visit.himbauan",
    "resident.lookup",
    "case.open",
    "case.bind",
    "case.apply_nik",
    "recording.preview",
    "recording.capture",
    "recording.waive",
    "print.card",
    "stock.receive",
];

/// Whether a method begins new work.
fn begins(method: &str) -> bool {
    BEGINS.contains(&method)
}

/// The lease in memory, and how much of it the store knows.
pub(crate) struct Counter {
    lease: Lease,
    kept_ms: i64,
}

/// Up to where the running time of this program was counted, on the monotonic clock. Goes on while the store is closed.
#[derive(Default)]
pub(crate) struct Ran(AtomicU64);

impl Ran {
    /// Counting begins with the program.
    pub(crate) fn since(monotonic_ms: u64) -> Self {
        Self(AtomicU64::new(monotonic_ms))
    }

    /// What ran since it was asked last.
    fn take(&self, monotonic_ms: u64) -> u64 {
        monotonic_ms.saturating_sub(self.0.swap(monotonic_ms, Ordering::SeqCst))
    }
}

impl Counter {
    /// Goes on where the store ends. A kit that never met its office, or was set up by an older version, begins now.
    pub(crate) fn load(store: &Store, now: Timestamp) -> Result<Self, Problem> {
        let kept = store.settings().find(LEASE).map_err(stored)?;
        let lease = kept.and_then(|text| Lease::from_bytes(&ktpel_sync::order::from_hex(&text)?));
        let (lease, kept_ms) = lease.map_or((Lease::unmet(now.0), -KEEP_EVERY_MS), |lease| (lease, lease.spent_ms));
        Ok(Self { lease, kept_ms })
    }

    /// How it stands.
    pub(crate) fn state(&self) -> LeaseState {
        self.lease.state()
    }

    /// When the office was met last, by its own clock; the beginning of time before the first contact.
    pub(crate) fn met(&self) -> Timestamp {
        Timestamp(self.lease.office_ms)
    }

    /// Counts on; gives what must be kept, if it is time to.
    fn count(&mut self, now: Timestamp, ran_ms: u64, keep: Keep) -> Option<String> {
        self.lease = self.lease.counted(now.0, ran_ms);
        let unkept = self.lease.spent_ms.saturating_sub(self.kept_ms);
        let due = match keep {
            Keep::Now => unkept > 0,
            Keep::Sometimes => unkept >= KEEP_EVERY_MS,
        };
        due.then(|| self.text())
    }

    fn text(&mut self) -> String {
        self.kept_ms = self.lease.spent_ms;
        ktpel_sync::order::to_hex(&self.lease.to_bytes())
    }
}

/// How soon what was counted must be on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    Now,
    Sometimes,
}

/// The office was met at this time by its clock: a new lease begins, and a revocation is over.
pub(crate) fn met<H: Host>(app: &App<H>, opened: &mut Opened, office_ms: i64) -> Result<(), Problem> {
    opened.lease.lease = Lease::begun(office_ms, app.host().now().0);
    app.ran.take(app.host().running_ms());
    let text = opened.lease.text();
    opened
        .store
        .write(|tx| {
            tx.settings().put(LEASE, &text)?;
            orders::clear(tx)
        })
        .map_err(stored)
}

/// Counts the time since the store was last open, and writes it down before anybody works.
pub(crate) fn unlocked<H: Host>(app: &App<H>, opened: &mut Opened) -> Result<(), Problem> {
    count(app, opened, Keep::Now)
}

/// Refuses new work without a lease. With the store closed there is no work, and nothing to refuse.
pub(crate) fn allow<H: Host>(app: &App<H>, method: &str) -> Result<(), Problem> {
    let looked = app.open(|opened| {
        if !begins(method) {
            // Reading must not fail because the disk is full.
            if let Err(problem) = count(app, opened, Keep::Sometimes) {
                tracing::warn!(code = ?problem.code, "the lease could not be written down");
            }
            return Ok(());
        }
        count(app, opened, Keep::Now)?;
        if let Some(since) = orders::revoked_since(opened)? {
            return Err(Problem::new(ProblemCode::Revoked).with("at_ms", since.0));
        }
        match opened.lease.state() {
            LeaseState::Good | LeaseState::Ending { .. } => Ok(()),
            LeaseState::Over => Err(Problem::new(ProblemCode::LeaseOver).with("days", LEASE_MS / ktpel_sync::lease::DAY_MS)),
        }
    });
    match looked {
        Err(problem) if problem.code == ProblemCode::Locked => Ok(()),
        other => other,
    }
}

fn count<H: Host>(app: &App<H>, opened: &mut Opened, keep: Keep) -> Result<(), Problem> {
    match opened.lease.count(app.host().now(), app.ran.take(app.host().running_ms()), keep) {
        Some(text) => opened.store.write(|tx| tx.settings().put(LEASE, &text)).map_err(stored),
        None => Ok(()),
    }
}

/// Days left when they are few, 0 when none is left; none while there are enough.
pub(crate) fn few_days(opened: &Opened) -> Option<u8> {
    match opened.lease.state() {
        LeaseState::Good => None,
        LeaseState::Ending { days } => Some(days),
        LeaseState::Over => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ktpel_ipc::METHODS;

    use super::*;

    /// Methods that read, finish what was begun, or bring work home: they go on without a lease.
    const GOES_ON: &[&str] = &[
        "app.state",
        "app.setup",
        "app.setup_look",
        "session.unlock",
        "session.sign_in",
        "session.lock",
        "settings.set",
        "status.get",
        "reference.get",
        "wilayah.below",
        "draft.save",
        "draft.get",
        "visit.list",
        "visit.select",
        "visit.get",
        "board.get",
        "search.find",
        "nik.check",
        "debt.list",
        "case.get",
        "case.fields",
        "case.step",
        "case.requirement",
        "case.note",
        "case.answer",
        "case.compare",
        "recording.choose",
        "printer.list",
        "printer.set",
        "print.face",
        "print.outcome",
        "handover.give",
        "document.make",
        "report.day",
        "stock.get",
        "sync.state",
        "sync.now",
        "sync.load",
        "sync.pictures",
        "team.get",
        "team.set",
        "stick.places",
        "stick.export",
        "stick.receipt",
        "stick.laptops",
        "stick.give",
        "stick.take",
        "session.new_passphrase",
        "session.confirm_passphrase",
        "session.rekey",
        "case.nik",
        "kit.verify",
        "permit.renew",
        "permit.look",
    ];

    #[test]
    fn every_method_says_whether_it_begins_new_work() {
        let lists = [BEGINS, GOES_ON].concat();
        let known: BTreeSet<_> = lists.iter().collect();
        assert_eq!(known.len(), lists.len(), "a method stands in one list");
        assert_eq!(known, METHODS.iter().collect(), "a new method must say whether it begins work that waits for the office");
    }

    #[test]
    fn what_is_counted_is_kept_at_once_before_new_work() {
        let begun = Lease::begun(0, 0);
        let mut counter = Counter { lease: begun, kept_ms: 0 };
        assert_eq!(counter.count(Timestamp(59_999), 0, Keep::Sometimes), None, "reading does not write each time");
        assert!(counter.count(Timestamp(59_999), 0, Keep::Now).is_some(), "new work does");
        assert_eq!(counter.count(Timestamp(59_999), 0, Keep::Now), None, "nothing new");
        assert!(counter.count(Timestamp(0), 60_000, Keep::Sometimes).is_some(), "running time counts with a clock that stands still");
    }
}
