//! What of others a session still brings: named once, sent as far as the office asks for it, and given up where it takes nothing.

use super::{Could, LogSource, SourceError};
use crate::{exchange::Relay, team::Have};

/// What was named to the office, what of it is asked for, and what was tried.
#[derive(Debug, Default)]
pub(super) struct Bringing {
    named: Option<Vec<Have>>,
    /// Logs with the position after which the office wants them.
    wanted: Vec<Have>,
    /// The same when a batch was sent.
    tried: Vec<Have>,
    /// Nothing is known of what the office holds.
    everything: bool,
}

impl Bringing {
    /// The office was restored: all that is here is named next.
    pub(super) fn everything(&mut self) {
        *self = Self { everything: true, ..Self::default() };
    }

    /// Nothing that the office asked for is left.
    pub(super) const fn is_done(&self) -> bool {
        self.wanted.is_empty()
    }

    /// What goes into the next request; nothing on most days.
    pub(super) fn next(&mut self, source: &dyn LogSource, max_bytes: usize) -> Result<Option<Relay>, SourceError> {
        let batch = if self.wanted.is_empty() { None } else { source.bring(&self.wanted, max_bytes)? };
        if batch.is_none() {
            self.wanted.clear();
        }
        self.tried.clone_from(&self.wanted);
        let could = match &self.named {
            Some(named) => named.iter().copied().filter(|named| self.wanted.iter().any(|wanted| wanted.device == named.device)).collect(),
            None => source.could_bring(if self.everything { Could::All } else { Could::Unheard })?,
        };
        if self.named.is_none() {
            self.named = Some(could.clone());
        }
        Ok((!could.is_empty() || batch.is_some()).then_some(Relay { could, batch }))
    }

    /// The office said how far it holds what was named. A log of which a run was sent and nothing was taken is given up.
    pub(super) fn told(&mut self, holds: &[Have]) {
        let named = self.named.as_deref().unwrap_or_default();
        let less = |now: &&Have| named.iter().any(|named| named.device == now.device && named.seq > now.seq);
        self.wanted = holds.iter().filter(less).filter(|now| !self.tried.contains(now)).copied().collect();
    }

    /// The request was lost: what was named and what was sent is not known to have arrived.
    pub(super) fn lost(&mut self) {
        *self = Self { everything: self.everything, ..Self::default() };
    }
}
