//! Whether the office still has the history that it signed before.

use super::{OfficeChange, Peer, SessionError};
use crate::{
    checkpoint::Mark,
    exchange::{Held, Response},
};

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
    let signed = asked.position;
    let now = response.checkpoint.map(|checkpoint| checkpoint.position);
    match response.held {
        Some(Held::Other(_)) => Some(OfficeChange::Rewritten { signed }),
        Some(Held::Same) if now.is_none_or(|now| now >= signed) => None,
        Some(Held::Same | Held::Beyond) | None => Some(OfficeChange::Shorter { signed, now: now.unwrap_or(0) }),
    }
}
