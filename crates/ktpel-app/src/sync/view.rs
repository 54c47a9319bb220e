//! Sync as the page *Kirim* shows it: what waits by case, what the office holds, what this laptop holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

use ktpel_domain::ids::DocId;
use ktpel_ipc::{
    Problem,
    views::{RefusedDoc, SyncView, WaitingCase},
};

use super::{REFUSED, acked, bring};
use crate::{App, Host, act::stored, opened::Opened, permit, status};

/// Sync in detail.
pub(crate) fn view<H: Host>(app: &App<H>, opened: &Opened) -> Result<SyncView, Problem> {
    Ok(SyncView {
        office_url: opened.office.url.clone(),
        permit_until_ms: permit::ends(&opened.office).0,
        status: status::get(app, Some(opened))?,
        waiting: waiting(opened)?,
        sent: app.sync.sent.load(Ordering::Relaxed),
        received: app.sync.received.load(Ordering::Relaxed),
        refused: refused(opened)?,
        held: held(opened)?,
        laptops: u32::try_from(bring::unheard(opened).map_err(stored)?.len()).unwrap_or(u32::MAX),
    })
}

/// Cases of which entries or files wait, longest first.
fn waiting(opened: &Opened) -> Result<Vec<WaitingCase>, Problem> {
    let (device, acked) = (opened.device.id(), acked(opened)?);
    let files: BTreeMap<DocId, u64> = opened.store.attachments().pending_by_doc().map_err(stored)?.into_iter().collect();
    let with_entries = opened.store.entries().docs_after(device, acked).map_err(stored)?;
    let docs: BTreeSet<DocId> = with_entries.into_iter().chain(files.keys().copied()).collect();
    let mut waiting = Vec::new();
    for doc in docs {
        let Some(row) = opened.store.case_index().find(doc).map_err(stored)? else { continue };
        let entries = opened.store.entries().count_after(device, acked, doc).map_err(stored)?;
        waiting.push(WaitingCase {
            id: doc.to_string(),
            nama: row.nama,
            entries: u32::try_from(entries).unwrap_or(u32::MAX),
            files: files.get(&doc).map_or(0, |files| u32::try_from(*files).unwrap_or(u32::MAX)),
            since_ms: row.updated_ms,
        });
    }
    waiting.sort_by_key(|case| case.since_ms);
    Ok(waiting)
}

/// Cases of which the office holds something.
fn refused(opened: &Opened) -> Result<Vec<RefusedDoc>, Problem> {
    let json = opened.store.settings().find(REFUSED).map_err(stored)?;
    let by_text: BTreeMap<String, String> = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    by_text.into_iter().map(|(id, code)| named(opened, &id, code)).collect()
}

/// Cases of which this laptop keeps something aside that came from the office.
fn held(opened: &Opened) -> Result<Vec<RefusedDoc>, Problem> {
    let rows = opened.store.quarantine().list().map_err(stored)?;
    let by_doc: BTreeMap<DocId, String> = rows.into_iter().filter_map(|(_, row)| Some((row.doc?, row.reason))).collect();
    by_doc.into_iter().map(|(doc, code)| named(opened, &doc.to_string(), code)).collect()
}

fn named(opened: &Opened, id: &str, code: String) -> Result<RefusedDoc, Problem> {
    let row = match id.parse() {
        Ok(doc) => opened.store.case_index().find(doc).map_err(stored)?,
        Err(_) => None,
    };
    Ok(RefusedDoc { id: id.to_owned(), nama: row.map(|row| row.nama).unwrap_or_default(), code })
}
