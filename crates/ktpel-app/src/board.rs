//! The day on one screen, and what waits for a later visit. Reads index rows only: no document is opened.

use ktpel_case::{CaseState, summary::CaseSummary};
use ktpel_domain::{Date, ids::DocId, time::Timestamp, umur};
use ktpel_ipc::{
    Problem,
    views::{BoardCard, BoardColumn, BoardView},
};
use ktpel_sop::{catalogue, kind::Kind};
use ktpel_store::CaseRow;

use crate::{act::stored, blanko_twice, opened::Opened, visits};

/// The board of the chosen visit.
pub(crate) fn board(opened: &Opened, now: Timestamp) -> Result<BoardView, Problem> {
    opened.on_screen.set(None);
    let Some(visit) = visits::chosen(opened)? else { return Ok(empty()) };
    let unsent = unsent(opened)?;
    let rows = opened.store.case_index().board(visit).map_err(stored)?;
    let cards: Vec<BoardCard> = rows.iter().filter_map(|row| card(row, &unsent, now.tanggal())).collect();
    let today = now.tanggal();
    let summary = visits::summary(opened, visit)?;
    Ok(BoardView { blanko_twice: blanko_twice::all(opened)?, ..figures(cards, today, summary) })
}

fn figures(cards: Vec<BoardCard>, today: Date, visit: Option<ktpel_ipc::views::VisitSummary>) -> BoardView {
    let served: Vec<&CaseSummary> = cards.iter().map(|card| &card.summary).filter(|case| is_served(case, today)).collect();
    let count = |wanted: &dyn Fn(&CaseSummary) -> bool| to_u32(cards.iter().filter(|card| wanted(&card.summary)).count());
    BoardView {
        visit,
        served: to_u32(served.len()),
        opened: count(&|case| Timestamp(case.started_ms).tanggal() == today),
        median_seconds: median(served.iter().map(|case| case.active_seconds).collect()),
        target_seconds: median(served.iter().map(|case| case.target_seconds).collect()),
        printed: count(&|case| printed(case, today)),
        debts: count(&|case| case.print_debt),
        conflicts: count(&|case| case.conflicts > 0 || case.incidents > 0),
        call_next: call_next(&cards),
        blanko_twice: Vec::new(),
        columns: columns(cards),
    }
}

fn empty() -> BoardView {
    figures(Vec::new(), Date::ZERO, None)
}

/// Served: closed today, or all is done that can be done on this visit.
pub(crate) fn is_served(case: &CaseSummary, today: Date) -> bool {
    matches!(case.state, CaseState::Done | CaseState::Waiting) && Timestamp(case.updated_ms).tanggal() == today
}

/// A good card came out today.
pub(crate) fn printed(case: &CaseSummary, today: Date) -> bool {
    case.card_good && Timestamp(case.updated_ms).tanggal() == today
}

/// The longest waiting case of the earliest open step; a returned or running one is not called.
fn call_next(cards: &[BoardCard]) -> Option<String> {
    let open = cards.iter().filter(|card| card.summary.state == CaseState::Open);
    open.min_by_key(|card| (position(card.summary.step.as_deref()), card.waiting_since_ms)).map(|card| card.id.clone())
}

/// Position of a step in the MOBILE procedure; unknown steps come last.
fn position(step: Option<&str>) -> usize {
    let procedure = catalogue().procedure("mobile");
    let found = procedure.and_then(|procedure| procedure.steps.iter().position(|known| Some(known.id.as_str()) == step));
    found.unwrap_or(usize::MAX)
}

/// One column for each step that a case can wait in, then what waits for others, then what is done.
fn columns(cards: Vec<BoardCard>) -> Vec<BoardColumn> {
    let steps = catalogue().procedure("mobile").map(|procedure| procedure.steps.as_slice()).unwrap_or_default();
    let in_case = steps.iter().filter(|step| !matches!(step.kind, Kind::Kontak | Kind::Menghubungi));
    let mut columns: Vec<BoardColumn> =
        in_case.map(|step| BoardColumn { id: step.id.clone(), no: Some(step.no), count: 0, cards: Vec::new() }).collect();
    columns.extend(["waiting", "done"].map(|id| BoardColumn { id: id.to_owned(), no: None, count: 0, cards: Vec::new() }));
    for card in cards {
        let id = match card.summary.state {
            CaseState::Waiting => "waiting",
            CaseState::Done => "done",
            CaseState::Open | CaseState::Returned => card.summary.step.as_deref().unwrap_or("waiting"),
        };
        let place = columns.iter().position(|column| column.id == id).or_else(|| columns.iter().position(|column| column.id == "waiting"));
        if let Some(column) = place.and_then(|place| columns.get_mut(place)) {
            column.count += 1;
            column.cards.push(card);
        }
    }
    columns.iter_mut().for_each(|column| column.cards.sort_by_key(|card| card.waiting_since_ms));
    columns
}

/// Cases whose card waits for a later visit, oldest first.
pub(crate) fn debts(opened: &Opened, now: Timestamp) -> Result<Vec<BoardCard>, Problem> {
    opened.on_screen.set(None);
    let unsent = unsent(opened)?;
    let rows = opened.store.case_index().print_debts().map_err(stored)?;
    Ok(rows.iter().filter_map(|row| card(row, &unsent, now.tanggal())).collect())
}

/// The card of a row; a row whose summary cannot be read is logged and left out, the case itself is untouched.
pub(crate) fn card(row: &CaseRow, unsent: &[DocId], today: Date) -> Option<BoardCard> {
    let summary: CaseSummary = serde_json::from_str(&row.view_json)
        .inspect_err(|error| tracing::error!(doc = %row.doc, %error, "index row cannot be read"))
        .ok()?;
    Some(BoardCard {
        id: row.doc.to_string(),
        umur: row.tanggal_lahir.and_then(|born| umur::umur(born, today)),
        waiting_since_ms: summary.step_since_ms,
        held_by: Some(summary.holder.clone()).filter(|name| !name.is_empty()),
        unsent: unsent.contains(&row.doc),
        summary,
    })
}

/// Documents with entries that the office has not confirmed.
pub(crate) fn unsent(opened: &Opened) -> Result<Vec<DocId>, Problem> {
    let acked = crate::sync::acked(opened)?;
    opened.store.entries().docs_after(opened.device.id(), acked).map_err(stored)
}

fn median(mut values: Vec<u32>) -> Option<u32> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

pub(crate) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, step: &str, state: CaseState, since: i64) -> BoardCard {
        let summary = serde_json::json!({
            "id": id, "kode": "", "channel": "mobile", "layanan": "baru", "nama": "", "step": step, "state": state, "badge": "none", "holder": "",
            "started_ms": since, "step_since_ms": since, "updated_ms": since, "active_seconds": 0, "target_seconds": 0, "waiting": false, "card_good": false,
            "print_debt": false, "needs_nik": false, "conflicts": 0, "incidents": 0,
        });
        let summary = serde_json::from_value(summary).unwrap();
        BoardCard { id: id.to_owned(), umur: None, waiting_since_ms: since, held_by: None, unsent: false, summary }
    }

    #[test]
    fn the_longest_waiting_of_the_earliest_step_is_called() {
        let cards = [
            case("late step", "mobile.cetak", CaseState::Open, 1),
            case("short wait", "mobile.minta_nik", CaseState::Open, 9),
            case("long wait", "mobile.minta_nik", CaseState::Open, 5),
            case("sent back", "mobile.minta_nik", CaseState::Returned, 2),
        ];
        assert_eq!(call_next(&cards).as_deref(), Some("long wait"), "who was sent back comes again by themselves");
    }

    #[test]
    fn every_case_stands_in_one_column() {
        let cards = vec![
            case("a", "mobile.rekam", CaseState::Open, 1),
            case("b", "mobile.cetak", CaseState::Waiting, 2),
            case("c", "unknown.step", CaseState::Open, 3),
        ];
        let columns = columns(cards);
        assert_eq!(columns.iter().map(|column| column.count).sum::<u32>(), 3, "a case that no column shows would be forgotten");
        assert_eq!(
            columns.iter().find(|column| column.id == "waiting").map(|column| column.count),
            Some(2),
            "an unknown step waits for a newer version"
        );
    }

    #[test]
    fn the_median_of_nothing_is_unknown() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 5]), Some(5));
    }
}
