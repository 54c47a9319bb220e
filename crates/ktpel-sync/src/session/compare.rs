//! Whether the office still has the history that it signed before.

use super::{OfficeChange, Peer, SessionError};
use crate::{checkpoint::Mark, exchange::Response};

/// Refuses a checkpoint or witness that the office did not sign: then nothing of the answer can be believed.
pub(super) fn check(response: &Response, peer: &Peer) -> Result<(), SessionError> {
    let checkpoint = response.checkpoint.as_ref();
    let sound = checkpoint.is_none_or(|checkpoint| checkpoint.generation == response.generation && checkpoint.holds(&peer.office_key));
    let own_tip = (peer.own_device, response.acked_seq, response.acked_hash);
    let witnessed = response
        .witness
        .as_ref()
        .is_none_or(|witness| (witness.device, witness.seq, witness.hash) == own_tip && witness.holds(&peer.office_key));
    if sound && witnessed { Ok(()) } else { Err(SessionError::Checkpoint) }
}

/// How the answer differs from the newest checkpoint that the kit named in its request. An office that says it was restored has another
/// generation: that is told apart, by [`super::Effect::OfficeRolledBack`].
pub(super) fn change(asked: Option<Mark>, response: &Response) -> Option<OfficeChange> {
    let asked = asked.filter(|mark| mark.generation == response.generation)?;
    let now = response.checkpoint.map_or(0, |checkpoint| checkpoint.position);
    match response.held {
        Some(held) if held != asked.hash => Some(OfficeChange::Rewritten { signed: asked.position }),
        Some(_) if now >= asked.position => None,
        Some(_) | None => Some(OfficeChange::Shorter { signed: asked.position, now }),
    }
}
