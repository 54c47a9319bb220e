//! Blanko that more than one case took (product rule 4): found over all cases on this laptop, whoever brought them.
//!
//! One blanko is one card. Nobody can know it while two laptops are apart; it shows as soon as they meet, or when the office passes the other case on.

use ktpel_domain::{blanko::BlankoSerial, ids::DocId};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{BlankoTwice, CaseName},
};

use crate::{
    act::{self, Index, stored},
    compact,
    opened::Opened,
    visits,
};

/// Setting that says that the index of the cases that were here before it is made.
const INDEXED: &str = "index/blanko_use";

/// Every serial that was taken more than once, with its cases.
pub(crate) fn all(opened: &Opened) -> Result<Vec<BlankoTwice>, Problem> {
    let serials = opened.store.blanko_uses().taken_twice().map_err(stored)?;
    serials.into_iter().map(|serial| with_cases(opened, serial)).collect()
}

/// Those that a case took.
pub(crate) fn of_case(opened: &Opened, case: DocId) -> Result<Vec<BlankoTwice>, Problem> {
    let serials = opened.store.blanko_uses().taken_twice_of(case).map_err(stored)?;
    serials.into_iter().map(|serial| with_cases(opened, serial)).collect()
}

fn with_cases(opened: &Opened, serial: String) -> Result<BlankoTwice, Problem> {
    let mut cases: Vec<CaseName> = Vec::new();
    for doc in opened.store.blanko_uses().of_serial(&serial).map_err(stored)? {
        let id = doc.to_string();
        if cases.iter().all(|case| case.id != id) {
            let row = opened.store.case_index().find(doc).map_err(stored)?;
            cases.push(CaseName { id, nama: row.map(|row| row.nama).unwrap_or_default() });
        }
    }
    Ok(BlankoTwice { serial, cases })
}

/// The serials that concern the visit of today: for the frame, which names nobody.
pub(crate) fn of_today(opened: &Opened) -> Result<Vec<String>, Problem> {
    match visits::chosen(opened)? {
        Some(visit) => opened.store.blanko_uses().taken_twice_at(visit).map_err(stored),
        None => Ok(Vec::new()),
    }
}

/// Refuses a serial that another case took, before a card is printed on it.
pub(crate) fn check_untaken(opened: &Opened, case: DocId, serial: &BlankoSerial) -> Result<(), Problem> {
    let taken = opened.store.blanko_uses().of_serial(serial.as_str()).map_err(stored)?;
    let refused = |what: &str| Problem::new(ProblemCode::Invalid).with("field", "blanko").with("what", what);
    if taken.iter().any(|doc| *doc != case) {
        return Err(refused("used_elsewhere"));
    }
    if taken.is_empty() { Ok(()) } else { Err(refused("used")) }
}

/// Makes the index of cases that an older program kept: once, when the store is opened.
pub(crate) fn index_old(opened: &mut Opened) -> Result<(), Problem> {
    if opened.store.settings().find(INDEXED).map_err(stored)?.is_some() {
        return Ok(());
    }
    let mut uses = Vec::new();
    for doc in opened.store.documents().list(compact::CASE_KIND).map_err(stored)? {
        // One that cannot be read is told where it is opened; the others are indexed.
        if let Ok(Some(view)) = act::reprojected(opened, doc) {
            uses.push((doc, Index::serials(&view)));
        }
    }
    opened
        .store
        .write(|tx| {
            uses.iter().try_for_each(|(doc, serials)| tx.blanko_uses().put(*doc, serials))?;
            tx.settings().put(INDEXED, "1")
        })
        .map_err(stored)
}
