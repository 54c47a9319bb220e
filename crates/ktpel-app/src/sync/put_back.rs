//! This laptop was put back from a copy of its disk, and the office gives its own log back: what was written since the copy goes behind it under new
//! positions, and the stock is counted from what came (docs/decisions/0013-a-kit-put-back.md). Knows rows, decides nothing about the protocol.

use ktpel_case::{CaseDoc, CaseView, project};
use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_store::{EntryLimit, EntryRow, Movement, StockItem, StockRow, StoreError, Tx};
use ktpel_sync::{
    Chain, ChainTip, Entry, EntryKind,
    payload::{Noticed, Record, StockMovement},
};

use crate::{
    act::{load, row_of, stored},
    notices,
    opened::Opened,
    problem::internal,
    stock::printed as card_movement,
};

/// The whole of what was never sent: it is in memory by one day's work at most.
const ALL: EntryLimit = EntryLimit { count: i64::MAX as usize, bytes: usize::MAX };

/// Own entries that get new positions, each with the hash that it had.
#[derive(Default)]
pub(super) struct Moved(Vec<(Hash, EntryRow)>);

impl Moved {
    /// What stood from `anew` on, behind the last of the entries that take its place.
    pub(super) fn behind(opened: &Opened, anew: Option<(DeviceId, u64)>, entries: &[Entry]) -> Result<Self, Problem> {
        let (Some((device, from)), Some(last)) = (anew, entries.last()) else { return Ok(Self::default()) };
        let rows = opened.store.entries().after(device, from - 1, ALL).map_err(stored)?;
        let mut chain = Chain::resume(device, ChainTip { seq: last.header.seq, hash: last.header.hash() });
        let anew = rows.into_iter().map(|row| {
            let payload = row.payload.ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", "log"))?;
            let entry = chain.append(EntryKind::from_code(row.kind), row.doc, payload, row.operator, Timestamp(row.at_ms));
            Ok((row.hash, row_of(&entry.map_err(|error| internal("log", &error))?)))
        });
        Ok(Self(anew.collect::<Result<_, Problem>>()?))
    }

    /// After the entries that took their place.
    pub(super) fn write(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        self.0.iter().try_for_each(|(old, row)| {
            tx.entries().append(row)?;
            tx.stock().moved(*old, row.hash)
        })
    }
}

/// Setting that stands while the stock is not counted anew and nobody was told.
const UNSETTLED: &str = "sync/put_back";

/// In the transaction that takes own entries back.
pub(super) fn begin(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.settings().put(UNSETTLED, "1")
}

/// Once the own log is whole: counts the stock from it, notes what happened for the office and shows it; one transaction. Does nothing on other days.
pub(super) fn settle(opened: &mut Opened, acked_seq: u64, now: Timestamp) -> Result<(), Problem> {
    if opened.store.settings().find(UNSETTLED).map_err(stored)?.is_none() {
        return Ok(());
    }
    let own = opened.device.id();
    let rows = opened.store.entries().after(own, 0, ALL).map_err(stored)?;
    let mut stock: Vec<StockRow> = rows.iter().filter_map(received).collect();
    for doc in opened.store.entries().docs_after(own, 0).map_err(stored)? {
        if let Some(document) = load(opened, doc)? {
            stock.extend(printed(&document, &project(&document, &opened.roster), &rows));
        }
    }
    let also = |tx: &Tx<'_>, _: &EntryRow| {
        stock.iter().try_for_each(|row| tx.stock().add(row))?;
        tx.settings().remove(UNSETTLED)
    };
    notices::office_and(opened, Noticed::PutBack, acked_seq, "", now, &also)
}

/// Blanko that this laptop received, where the entry says so.
fn received(row: &EntryRow) -> Option<StockRow> {
    let of_stock = row.payload.as_deref().filter(|_| EntryKind::from_code(row.kind) == EntryKind::Stock)?;
    let movement = StockMovement::from_payload(of_stock).ok()?;
    ((movement.item.as_str(), movement.movement.as_str()) == ("blanko", "received")).then_some(StockRow {
        entry: row.hash,
        item: StockItem::Blanko,
        movement: Movement::Received,
        serial_first: Some(movement.first),
        serial_last: Some(movement.last),
        quantity: movement.quantity,
        doc: None,
        operator: row.operator,
        at_ms: row.at_ms,
        note: None,
    })
}

/// Blanko that prints of a case used or spoiled here: the outcome stands in one of these entries.
fn printed(doc: &CaseDoc, view: &CaseView, rows: &[EntryRow]) -> Vec<StockRow> {
    let attempts = view.attempts();
    let outcomes = attempts.iter().filter_map(|attempt| attempt.outcome.map(|(act, result)| (attempt.blanko, act, result)));
    let said_here = outcomes.filter_map(|(blanko, act, result)| {
        let change = doc.change_of(&act.key)?;
        let row = rows.iter().find(|row| row.kind == EntryKind::Change.code() && row.payload_hash == change)?;
        Some(card_movement(row, blanko, result))
    });
    said_here.collect()
}
