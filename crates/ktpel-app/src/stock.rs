//! Blanko on this kit: received ranges, what prints used or spoiled, what is left (product rule 4).

use ktpel_domain::{
    blanko::{BlankoRange, BlankoSerial},
    ids::DocId,
};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{StockParams, StockRange, StockView},
};
use ktpel_store::{EntryRow, Movement, StockItem, StockRow};
use ktpel_sync::{
    EntryKind,
    payload::{Record, StockMovement},
};

use crate::{
    App, Host,
    act::{record, stored},
    opened::{Opened, SignedIn},
    problem::bad,
    session::NO_DOC,
};

/// The badge of a case whose print outcome nobody has said.
pub(crate) const OPEN_PRINT: &str = "lihat_printer";

/// The stock as it stands.
pub(crate) fn view(opened: &Opened) -> Result<StockView, Problem> {
    let counts = Counts::of(opened)?;
    let rows = opened.store.stock().list(StockItem::Blanko).map_err(stored)?;
    let ranges: Vec<StockRange> =
        rows.iter().filter(|row| row.movement == Movement::Received).filter_map(|row| range(opened, row)).collect();
    Ok(StockView {
        blanko: counts.left(),
        received: counts.received,
        good: counts.good,
        spoiled: counts.spoiled,
        open: counts.open,
        next: next(opened, &ranges)?,
        ranges,
    })
}

/// Blanko left; for the frame, which asks after every act.
pub(crate) fn left(opened: &Opened) -> Result<u32, Problem> {
    Counts::of(opened).map(|counts| counts.left())
}

/// Pieces of blanko by what became of them.
struct Counts {
    received: u32,
    good: u32,
    spoiled: u32,
    returned: u32,
    /// Their print's outcome is not said yet.
    open: u32,
}

impl Counts {
    fn of(opened: &Opened) -> Result<Self, Problem> {
        let sum = |movement| opened.store.stock().sum(StockItem::Blanko, movement).map(to_u32).map_err(stored);
        Ok(Self {
            received: sum(Movement::Received)?,
            good: sum(Movement::Used)?,
            spoiled: sum(Movement::Spoiled)?,
            returned: sum(Movement::Returned)?,
            open: to_u32(open_prints(opened)?.len() as u64),
        })
    }

    fn left(&self) -> u32 {
        self.received.saturating_sub(self.good + self.spoiled + self.returned + self.open)
    }
}

fn to_u32(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn range(opened: &Opened, row: &StockRow) -> Option<StockRange> {
    let who = row.operator.and_then(|key| opened.roster.operators.get(&key));
    Some(StockRange {
        first: row.serial_first.clone()?,
        last: row.serial_last.clone()?,
        count: to_u32(row.quantity),
        at_ms: row.at_ms,
        oleh: who.map(|operator| operator.nama.clone()).unwrap_or_default(),
    })
}

/// The first serial of the oldest range that nothing has used: a suggestion for the print gate.
fn next(opened: &Opened, ranges: &[StockRange]) -> Result<Option<String>, Problem> {
    for range in ranges {
        let (Ok(first), Ok(last)) = (BlankoSerial::parse(&range.first), BlankoSerial::parse(&range.last)) else { continue };
        let Ok(range) = BlankoRange::new(first, last) else { continue };
        for serial in range.iter() {
            if state_of(opened, &serial)? == Serial::Free {
                return Ok(Some(serial.to_string()));
            }
        }
    }
    Ok(None)
}

/// What is known of one serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Serial {
    Free,
    Unknown,
    Gone,
}

fn state_of(opened: &Opened, serial: &BlankoSerial) -> Result<Serial, Problem> {
    let rows = opened.store.stock().of_serial(StockItem::Blanko, serial.as_str()).map_err(stored)?;
    let received = rows.iter().any(|row| row.movement == Movement::Received);
    // What a team-mate's case took is gone as well, whoever's box it came from.
    let taken = !opened.store.blanko_uses().of_serial(serial.as_str()).map_err(stored)?.is_empty();
    let gone = taken || rows.iter().any(|row| row.movement != Movement::Received);
    Ok(match (received, gone || intended(opened, serial)?) {
        (_, true) => Serial::Gone,
        (true, false) => Serial::Free,
        (false, false) => Serial::Unknown,
    })
}

/// Refuses a serial that is not in stock or was used.
pub(crate) fn check_free(opened: &Opened, serial: &BlankoSerial) -> Result<(), Problem> {
    let refused = |what: &str| Err(Problem::new(ProblemCode::Invalid).with("field", "blanko").with("what", what));
    match state_of(opened, serial)? {
        Serial::Free => Ok(()),
        Serial::Unknown => refused("not_in_stock"),
        Serial::Gone => refused("used"),
    }
}

fn open_prints(opened: &Opened) -> Result<Vec<DocId>, Problem> {
    opened.store.case_index().with_badge(OPEN_PRINT).map_err(stored)
}

/// A print of this serial is under way in some case.
fn intended(opened: &Opened, serial: &BlankoSerial) -> Result<bool, Problem> {
    let setting = opened.store.settings();
    for case in open_prints(opened)? {
        if setting.find(&intent_key(case)).map_err(stored)?.as_deref() == Some(serial.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Setting that names the blanko of a print under way.
pub(crate) fn intent_key(case: DocId) -> String {
    format!("cetak/{case}")
}

/// The movement that a print outcome makes; it belongs to the entry of the outcome.
pub(crate) fn printed(entry: &EntryRow, serial: &str, good: ktpel_case::command::CardResult) -> StockRow {
    let movement = match good {
        ktpel_case::command::CardResult::Good => Movement::Used,
        ktpel_case::command::CardResult::EncodeFailure
        | ktpel_case::command::CardResult::PrintFailure
        | ktpel_case::command::CardResult::Damaged => Movement::Spoiled,
    };
    StockRow {
        entry: entry.hash,
        item: StockItem::Blanko,
        movement,
        serial_first: Some(serial.to_owned()),
        serial_last: Some(serial.to_owned()),
        quantity: 1,
        doc: Some(entry.doc),
        operator: entry.operator,
        at_ms: entry.at_ms,
        note: None,
    }
}

/// Takes a range of blanko in.
pub(crate) fn receive<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: &StockParams) -> Result<StockView, Problem> {
    let first = BlankoSerial::parse(&params.first).map_err(|_| bad("first"))?;
    let last = last_of(&first, params.count).ok_or_else(|| bad("count"))?;
    for serial in [&first, &last] {
        if state_of(opened, serial)? != Serial::Unknown {
            return Err(Problem::new(ProblemCode::Invalid).with("field", "first").with("what", "used"));
        }
    }
    take_in(opened, Some(operator.key.id()), &first, &last, params.count, app.host().now())?;
    view(opened)
}

/// Writes the entry and the movement of a received range.
pub(crate) fn take_in(
    opened: &mut Opened,
    operator: Option<ktpel_domain::ids::KeyId>,
    first: &BlankoSerial,
    last: &BlankoSerial,
    count: u32,
    now: ktpel_domain::time::Timestamp,
) -> Result<(), Problem> {
    let movement = StockMovement {
        item: "blanko".to_owned(),
        movement: "received".to_owned(),
        first: first.to_string(),
        last: last.to_string(),
        quantity: u64::from(count),
    };
    record(opened, EntryKind::Stock, NO_DOC, movement.to_payload(), operator, now, &|tx, entry| {
        tx.stock().add(&StockRow {
            entry: entry.hash,
            item: StockItem::Blanko,
            movement: Movement::Received,
            serial_first: Some(first.to_string()),
            serial_last: Some(last.to_string()),
            quantity: u64::from(count),
            doc: None,
            operator,
            at_ms: now.0,
            note: None,
        })
    })
}

/// The last serial of `count` pieces from `first`; none when the digits do not suffice or nothing is asked for.
pub(crate) fn last_of(first: &BlankoSerial, count: u32) -> Option<BlankoSerial> {
    let text = first.as_str();
    let digits = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = text.split_at(digits);
    let last = number.parse::<u64>().ok()?.checked_add(u64::from(count.checked_sub(1)?))?;
    let serial = format!("{prefix}{last:0width$}", width = number.len());
    (serial.len() == text.len()).then(|| BlankoSerial::parse(&serial).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &str, count: u32, expect: Option<&str>) {
        let last = last_of(&BlankoSerial::parse(first).unwrap(), count);
        assert_eq!(last.as_ref().map(BlankoSerial::as_str), expect, "{first} + {count}");
    }

    #[test]
    fn ranges_count_in_the_digits_of_the_serial() {
        check("BK0001", 100, Some("BK0100"));
        check("BK0001", 1, Some("BK0001"));
        check("BK0001", 0, None);
        check("BK9999", 2, None);
    }
}
