//! What a team-mate sent: through the same gate as what comes from the office, into the same store.

use std::collections::BTreeSet;

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::{Event, Problem, ProblemCode};
use ktpel_sync::{
    Limits, decode_batch,
    team::{self, Have, MAX_LOGS, Question, VERSION},
};

use super::{Plan, logs::Logs};
use crate::{App, Host, act::stored, lock, opened::Opened, sync};

/// The question for everything that this laptop lacks but the logs that it left lying; none when the mate may not be asked at all.
pub(super) fn question(
    opened: &mut Opened,
    plan: &Plan,
    mate: (DeviceId, [u8; 32]),
    port: u16,
    left: &BTreeSet<DeviceId>,
) -> Result<Option<Question>, Problem> {
    if opened.ended.contains_key(&mate.0) {
        return Ok(None);
    }
    let mut have = Logs::of(opened, mate, plan.visit)?.have().to_vec();
    have.retain(|have| !left.contains(&have.device));
    have.extend(left.iter().map(|device| Have { device: *device, seq: u64::MAX }));
    have.truncate(MAX_LOGS);
    Ok(Some(Question::Entries { version: VERSION, visit: plan.visit, have, port }))
}

/// Takes a batch in; answers how many entries were new, and the devices whose runs were left. Bytes that the mate did not sign are nobody's.
pub(super) fn batch<H: Host>(app: &App<H>, mate: (DeviceId, [u8; 32]), bytes: &[u8]) -> Result<(usize, Vec<DeviceId>), Problem> {
    let limits = Limits::default();
    let nonsense = || Problem::new(ProblemCode::ServerNonsense).with("what", "team");
    let batch = decode_batch(bytes, |device| (device == mate.0).then_some(mate.1), &limits).map_err(|_| nonsense())?;
    let (new, left, changed) = app.open(|opened| {
        let taken = team::take(&batch, &Logs::of(opened, mate, None)?).map_err(stored)?;
        for (device, why) in &taken.left {
            tracing::warn!(%device, %why, "a run of entries from the team was left");
        }
        let (new, left) = (taken.entries.len(), taken.left.iter().map(|(device, _)| *device).collect());
        let changed = sync::receive(opened, taken.entries, sync::Arrival::Team(&taken.tips), app.host().now())?;
        Ok((new, left, changed))
    })?;
    if new > 0 {
        tell(app, changed);
    }
    Ok((new, left))
}

fn tell<H: Host>(app: &App<H>, changed: BTreeSet<DocId>) {
    if !changed.is_empty() {
        app.host().emit(Event::Changed { docs: changed.iter().map(DocId::to_string).collect() });
    }
    lock(&app.team.pictures).extend(changed);
    app.sync.tell_team();
}
