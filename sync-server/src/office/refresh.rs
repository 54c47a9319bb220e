//! Rows of the lists that change by time alone: a 17th birthday, a status that grows too old, a new wording of the procedure.
//!
//! Everything shown is derived; what is stored of it for lists is derived anew at the start and with each new day.

use std::{sync::Arc, time::Duration};

use ktpel_case::Roster;
use ktpel_domain::ids::DocId;
use ktpel_sync::{EntryKind, entry::NO_DOC};

use super::{Office, OfficeError, scope};
use crate::{
    api::views::LiveEvent,
    storage::{Arrival, Subject, Tables},
};

/// Cases in one transaction, so that kits are not kept waiting.
const CHUNK: usize = 100;
/// How often the date is looked at.
const LOOK: Duration = Duration::from_secs(60);

impl Office {
    /// Derives the rows of all open cases anew; gives how many.
    pub fn refresh_summaries(&self) -> Result<usize, OfficeError> {
        let open = self.storage.read(|tables| tables.case_summaries().open_ids())?;
        let roster = self.roster();
        for chunk in open.chunks(CHUNK) {
            self.storage.write(|tables| self.refresh(tables, chunk, &roster))?;
            self.tell(LiveEvent::Changed { docs: chunk.iter().map(ToString::to_string).collect() });
        }
        Ok(open.len())
    }

    /// A case that comes into a kit's scope by the date alone needs a position of its own in the log: the policy in force is said again.
    fn refresh(&self, tables: &Tables<'_>, docs: &[DocId], roster: &Roster) -> Result<(), OfficeError> {
        let kits = scope::kits(tables)?;
        let mut all = Vec::new();
        for doc in docs {
            let Some(document) = self.find_document(tables, *doc)? else { continue };
            if let Some(case) = self.derive(tables, &document, roster)? {
                all.push((*doc, Self::moves_of(tables, *doc, &case, &kits)?));
            }
        }
        if all.iter().any(|(_, moves)| moves.any_join())
            && let Some(policy) = tables.entries().latest(self.device(), EntryKind::Policy)?
        {
            self.append(tables, EntryKind::Policy, NO_DOC, policy, None)?;
        }
        let arrival = Arrival::Late(tables.office().seq()?);
        all.iter().try_for_each(|(doc, moves)| moves.note(tables, Subject::Document(*doc), arrival))?;
        Ok(())
    }
}

/// Refreshes at once and whenever a new day begins in Kota Bima, as long as the server runs.
pub async fn daily(office: Arc<Office>) {
    let mut done = None;
    loop {
        let today = office.now().tanggal();
        if done != Some(today) {
            let office = Arc::clone(&office);
            match tokio::task::spawn_blocking(move || office.refresh_summaries()).await {
                Ok(Ok(cases)) => tracing::info!(cases, "lists derived for the day"),
                Ok(Err(error)) => tracing::error!(%error, "lists could not be derived"),
                Err(error) => tracing::error!(%error, "lists could not be derived"),
            }
            done = Some(today);
        }
        tokio::time::sleep(LOOK).await;
    }
}
