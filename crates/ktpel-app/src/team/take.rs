//! What is asked of a team-mate, and what it answered.

use std::collections::BTreeSet;

use ktpel_domain::ids::DeviceId;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sync::{
    Limits, decode_batch,
    team::{Have, MAX_LOGS, Question, VERSION},
};

use super::{Plan, logs::Logs, parcel};
use crate::{App, Host, opened::Opened};

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
    let mut have = Logs::of(opened, Some(mate))?.have().to_vec();
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
    let kept = app.open(|opened| parcel::keep(app, opened, &batch, Some(mate)))?;
    parcel::tell(app, &kept);
    Ok((kept.new, kept.left))
}
