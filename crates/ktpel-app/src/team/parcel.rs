//! What one laptop of a team passes to another, over the line or on a stick: packed from the logs, and taken in through the same gate as what comes
//! from the office, into the same store.

use std::collections::BTreeSet;

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::{Event, Problem};
use ktpel_sync::{
    Batch, encode_batch_with,
    team::{self, Have, PARCEL_BYTES},
};

use super::logs::Logs;
use crate::{App, Host, act::stored, lock, opened::Opened, problem::internal, sync};

/// A signed batch for another laptop.
pub(crate) struct Packed {
    pub(crate) batch: Vec<u8>,
    /// How far the logs of the batch reach.
    pub(crate) reach: Vec<Have>,
    /// Something is left for the next.
    pub(crate) more: bool,
}

/// What a laptop lacks that works on this visit and holds so much; none when it lacks nothing that can be passed on.
pub(crate) fn pack(opened: &mut Opened, to: DeviceId, visit: Option<DocId>, have: &[Have]) -> Result<Option<Packed>, Problem> {
    let own = opened.device.id();
    let logs = Logs::of(opened, None)?.for_reader(to, visit);
    let parcel = team::pack(&logs, own, to, have, PARCEL_BYTES).map_err(|error| internal("team parcel", &error))?;
    if parcel.entries.is_empty() {
        return Ok(None);
    }
    let batch = encode_batch_with(&parcel.entries, parcel.tips, own, |message| opened.device.sign(message));
    let batch = batch.map_err(|error| internal("team batch", &error))?;
    let reach = parcel.entries.iter().map(|entry| Have { device: entry.header.device, seq: entry.header.seq }).collect();
    Ok(Some(Packed { batch, reach, more: parcel.more }))
}

/// What became of a batch.
#[derive(Default)]
pub(crate) struct Kept {
    /// Entries that were new.
    pub(crate) new: usize,
    /// Devices whose runs were left.
    pub(crate) left: Vec<DeviceId>,
    /// Cases that changed.
    pub(crate) changed: BTreeSet<DocId>,
}

/// Takes in what is proven of a batch whose own signature held. `mate` proved its key on the line; otherwise the office must have named every author.
pub(crate) fn keep<H: Host>(app: &App<H>, opened: &mut Opened, batch: &Batch, mate: Option<(DeviceId, [u8; 32])>) -> Result<Kept, Problem> {
    let taken = team::take(batch, &Logs::of(opened, mate)?).map_err(stored)?;
    for (device, why) in &taken.left {
        tracing::warn!(%device, %why, "a run of entries from the team was left");
    }
    let (new, left) = (taken.entries.len(), taken.left.iter().map(|(device, _)| *device).collect());
    let changed = sync::receive(opened, taken.entries, sync::Arrival::Team(&taken.tips), app.host().now())?;
    Ok(Kept { new, left, changed })
}

/// Tells the screens and the other laptops of what is new here.
pub(crate) fn tell<H: Host>(app: &App<H>, kept: &Kept) {
    if kept.new == 0 {
        return;
    }
    if !kept.changed.is_empty() {
        app.host().emit(Event::Changed { docs: kept.changed.iter().map(DocId::to_string).collect() });
    }
    lock(&app.team.pictures).extend(kept.changed.iter().copied());
    app.sync.tell_team();
}
