//! A kit that was put back from a copy: the office holds more under its name, or other entries in the same places. It takes its own words back, writes what
//! it has said since behind them, and goes on; the office and the user are told (docs/decisions/0013-a-kit-put-back.md).

use super::{Effect, Halt, LogSource, Session, SessionError, SessionState, SourceError};
use crate::{
    batch,
    chain::{ChainTip, verify_chain},
    entry::Entry,
    exchange::{Response, Status},
    limits::Limits,
    tip_proof::TipProof,
};

/// Own position after which the two logs may differ; none where the office's is a beginning of ours.
pub(super) fn apart(response: &Response, state: &SessionState, source: &dyn LogSource) -> Result<Option<u64>, SourceError> {
    let (acked, tip) = (response.acked_seq, source.tip()?.seq);
    let same = acked == 0 || acked <= tip && source.hash_at(acked)? == Some(response.acked_hash);
    Ok((!same).then(|| state.acked_seq.min(acked).min(tip)))
}

impl Session {
    /// What is to be done before anything else of the answer counts; none where the own log is the office's.
    pub(super) fn catch_up(
        &mut self,
        response: &Response,
        asked: Option<u64>,
        source: &dyn LogSource,
    ) -> Result<Option<Vec<Effect>>, SessionError> {
        let apart = apart(response, &self.state, source)?;
        let effects = match (apart, asked) {
            (None, _) if response.status == Status::Fork => vec![self.halt(Halt::Fork)],
            (None, _) => return Ok(None),
            // What else the answer brought comes again.
            (Some(after), None) => {
                self.behind = Some(after);
                vec![Effect::SaveState(self.state.clone())]
            }
            (Some(_), Some(after)) => match &response.own {
                None => vec![self.halt(stopped(response, source)?)],
                Some(bytes) => self.take_back(response, bytes, after, source)?,
            },
        };
        self.due = true;
        Ok(Some(effects))
    }

    fn take_back(&mut self, response: &Response, bytes: &[u8], after: u64, source: &dyn LogSource) -> Result<Vec<Effect>, SessionError> {
        let office = self.peer.office_key;
        let batch = batch::decode_batch(bytes, |_| Some(office), &Limits::default()).map_err(SessionError::Items)?;
        let hash = if after == 0 { ChainTip::EMPTY.hash } else { source.hash_at(after)?.ok_or(SessionError::OwnLog)? };
        let Some(first) = batch.entries.first() else { return Err(SessionError::OwnLog) };
        // Even what the office had receipted is another there: nobody can say which of the two is true.
        let own = self.peer.own_device;
        if (first.header.device, first.header.seq) == (own, after + 1) && first.header.prev != hash {
            return Ok(vec![self.halt(Halt::Fork)]);
        }
        let end = verify_chain(own, ChainTip { seq: after, hash }, &batch.entries).map_err(|_| SessionError::OwnLog)?;
        // An Ed25519 signature is the same each time: this kit knows its own by making it again.
        let signed = TipProof::sign(own, end, own, |message| source.sign(message));
        let whole = end.seq == response.acked_seq && end.hash == response.acked_hash;
        if !batch.tips.contains(&signed) || !whole && end.seq >= response.acked_seq {
            return Err(SessionError::OwnLog);
        }
        self.state.acked_seq = end.seq;
        self.behind = (!whole).then_some(end.seq);
        let entries: Vec<Entry> = batch.entries;
        let mut effects = vec![Effect::OwnEntries { entries, tips: vec![signed], state: self.state.clone() }];
        if whole {
            effects.push(Effect::PutBack { acked_seq: end.seq });
        }
        Ok(effects)
    }
}

/// Why a kit stops whose office gives nothing back.
fn stopped(response: &Response, source: &dyn LogSource) -> Result<Halt, SourceError> {
    let behind = response.acked_seq > source.tip()?.seq;
    Ok(if behind { Halt::LogBehind { acked_seq: response.acked_seq } } else { Halt::Fork })
}
