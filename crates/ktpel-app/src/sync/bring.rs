//! What this laptop brings to the office for others: runs of their logs as team-mates handed them over, or as the office itself wrote them and lost
//! them by a restore. Knows the store's rows, decides nothing.

use ktpel_domain::ids::DeviceId;
use ktpel_ipc::Problem;
use ktpel_store::{EntryLimit, RelayRow, StoreError};
use ktpel_sync::{
    Entry, TipProof,
    batch::encode_batch_with,
    session::{Could, SourceError},
    team::{self, Have, TeamSource},
};

use super::source::source;
use crate::{
    act::{entry_of, stored},
    opened::Opened,
    team::proof_of,
};

/// Setting with the position after which the office wrote its own log anew when it was restored.
const BEGAN: &str = "sync/office_began";

/// Logs that may be news to the office. Its own log comes first, because it names the keys of others.
pub(super) fn could(opened: &Opened, what: Could) -> Result<Vec<Have>, StoreError> {
    let rows = named(opened, what)?;
    Ok(rows.into_iter().map(|RelayRow { device, reach, .. }| Have { device, seq: reach }).collect())
}

/// Of those that are known to be news, the last position that the office holds.
pub(crate) fn unheard(opened: &Opened) -> Result<Vec<Have>, StoreError> {
    let rows = named(opened, Could::Unheard)?;
    Ok(rows.into_iter().map(|RelayRow { device, held, .. }| Have { device, seq: held }).collect())
}

fn named(opened: &Opened, what: Could) -> Result<Vec<RelayRow>, StoreError> {
    let relays = opened.store.relays();
    let mut rows = match what {
        Could::Unheard => relays.unheard()?,
        Could::All => relays.all()?,
    };
    rows.retain(|row| row.device != opened.device.id());
    rows.sort_by_key(|row| (row.device != opened.office.server, row.device));
    rows.truncate(team::MAX_LOGS);
    Ok(rows)
}

/// A signed batch with runs of the wanted logs.
pub(super) fn bring(opened: &Opened, wanted: &[Have], max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
    Ok(runs(opened, wanted, max_bytes)?.map(|runs| runs.batch))
}

/// The same for a stick: raises `wanted` to where the runs end.
pub(crate) fn next_runs(opened: &Opened, wanted: &mut [Have], max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
    let Some(Runs { batch, ends }) = runs(opened, wanted, max_bytes)? else { return Ok(None) };
    for log in wanted {
        log.seq = ends.iter().filter(|end| end.device == log.device).map(|end| end.seq).fold(log.seq, u64::max);
    }
    Ok(Some(batch))
}

/// Runs of several logs as one signed batch, and where each ends.
struct Runs {
    batch: Vec<u8>,
    ends: Vec<Have>,
}

fn runs(opened: &Opened, wanted: &[Have], max_bytes: usize) -> Result<Option<Runs>, SourceError> {
    let own = opened.device.id();
    let parcel = team::pack(&Wanted { opened, wanted }, own, own, wanted, max_bytes)?;
    if parcel.entries.is_empty() {
        return Ok(None);
    }
    let ends = parcel.tips.iter().map(|tip| Have { device: tip.device, seq: tip.seq }).collect();
    let batch = encode_batch_with(&parcel.entries, parcel.tips, own, |message| opened.device.sign(message));
    batch.map(|batch| Some(Runs { batch, ends })).map_err(|error| SourceError(Box::new(error)))
}

/// Keeps how far the office holds the logs that were named to it.
pub(crate) fn held(opened: &mut Opened, holds: &[Have]) -> Result<(), Problem> {
    let office = opened.office.server;
    let reach = opened.store.relays().all().map_err(stored)?.into_iter().find(|row| row.device == office).map_or(0, |row| row.reach);
    let began =
        holds.iter().find(|log| log.device == office && log.seq < reach).filter(|_| began(opened).is_ok_and(|known| known.is_none()));
    opened
        .store
        .write(|tx| {
            began.map_or(Ok(()), |log| tx.settings().put(BEGAN, &log.seq.to_string()))?;
            holds.iter().try_for_each(|log| tx.relays().held(log.device, log.seq))
        })
        .map_err(stored)
}

/// The office was restored: nothing is known of what it holds.
pub(super) fn forget(opened: &mut Opened) -> Result<(), Problem> {
    let forgotten = opened.store.write(|tx| {
        tx.settings().remove(BEGAN)?;
        tx.relays().forget_held()
    });
    forgotten.map_err(stored)
}

/// Position after which the office's log was written anew, if it ever was restored.
pub(super) fn began(opened: &Opened) -> Result<Option<u64>, Problem> {
    Ok(opened.store.settings().find(BEGAN).map_err(stored)?.and_then(|seq| seq.parse().ok()))
}

/// The logs that the office asked for.
struct Wanted<'a> {
    opened: &'a Opened,
    wanted: &'a [Have],
}

impl TeamSource for Wanted<'_> {
    fn logs(&self) -> Result<Vec<Have>, SourceError> {
        let mut logs = could(self.opened, Could::All).map_err(source)?;
        logs.retain(|log| self.wanted.iter().any(|wanted| wanted.device == log.device));
        Ok(logs)
    }

    fn entries_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let limit = EntryLimit { count: ktpel_sync::Limits::default().entries, bytes: max_bytes };
        let rows = self.opened.store.entries().after(device, seq, limit).map_err(source)?;
        let of_office = device == self.opened.office.server;
        // Up to the first gap; of a team-mate's log up to what came without its words: those the office must have from somebody else.
        let next = (seq + 1..).zip(rows).take_while(|(expected, row)| *expected == row.seq && (of_office || row.payload.is_some()));
        Ok(next.map(|(_, row)| entry_of(row)).collect())
    }

    fn proofs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProof>, SourceError> {
        Ok(self.opened.store.tip_proofs().after(device, seq).map_err(source)?.into_iter().map(proof_of).collect())
    }
}
