//! The kit's side of a sync session, without any IO: asks for bytes to send, takes the bytes that came back, gives effects.
//!
//! One request is in flight at a time; a lost answer is harmless, because the office knows an entry by device, position and hash and receipts it
//! again. The batch is the unit of loss: it starts at 24 KB, doubles to 96 KB while the line is good and falls to 12 KB after a failure.

mod backoff;
mod compare;
mod effect;
mod pack;
mod put_back;
mod relay;
mod source;
mod state;

pub use backoff::Backoff;
pub use effect::{Effect, Halt, OfficeChange, Progress, RollBack};
pub use source::{Could, LogSource, SourceError};
pub use state::{Peer, SessionState};

use ktpel_domain::ids::Hash;

use crate::{
    batch::{self, BatchError},
    chain::ChainTip,
    checkpoint::Mark,
    envelope::{self, Direction, EnvelopeError},
    exchange::{Generation, MessageError, PROTOCOL, Relay, Report, Request, Response, Status},
    lease,
    limits::{BATCH_AFTER_FAILURE, BATCH_MAX, BATCH_START, Limits},
    office::Place,
};

/// Why a session could not go on with these bytes or this source.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The kit's own log could not be read.
    #[error("log cannot be read")]
    Source(#[from] SourceError),
    /// An entry of the own log cannot be packed.
    #[error("own entries cannot be packed")]
    Pack(#[source] BatchError),
    /// Bytes came although nothing was asked.
    #[error("answer without a request")]
    Unasked,
    /// The answer is not from the office, or not to this request.
    #[error("answer is not authentic")]
    Envelope(#[from] EnvelopeError),
    /// The answer cannot be read.
    #[error("answer cannot be read")]
    Message(#[from] MessageError),
    /// The items in the answer cannot be opened.
    #[error("received batch cannot be opened")]
    Items(#[source] BatchError),
    /// The office's checkpoint is not signed by it, or of another life of its database.
    #[error("checkpoint does not hold")]
    Checkpoint,
    /// What the office gave back of the own log was not signed by this kit, or is no log.
    #[error("the own log that came back does not hold")]
    OwnLog,
    /// The office did not take the batch and could not say from where to go on, or asked for a new challenge twice.
    #[error("office did not take the request: {0:?}")]
    Rejected(Status),
}

/// What is in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct InFlight {
    request: Hash,
    /// Hash of the batch and where the log will end once it is receipted.
    batch: Option<(Hash, ChainTip)>,
    place: Place,
    checkpoint: Option<Mark>,
    own_after: Option<u64>,
}

/// What an answer brought, opened.
struct Brought {
    items: Option<batch::Batch>,
    urgent: Option<batch::Batch>,
}

/// One kit's session with its office.
#[derive(Debug)]
pub struct Session {
    state: SessionState,
    peer: Peer,
    limits: Limits,
    batch_target: usize,
    ratio: pack::Ratio,
    backoff: Backoff,
    in_flight: Option<InFlight>,
    due: bool,
    rechallenged: bool,
    halted: Option<Halt>,
    progress: Progress,
    met_ms: Option<i64>,
    bringing: relay::Bringing,
    /// Office position up to which urgent things were served in this session.
    ahead: Option<u64>,
    /// Own position after which the office's copy of the own log is needed.
    behind: Option<u64>,
}

impl Session {
    /// A session that goes on where the stored state ends.
    #[must_use]
    pub fn new(state: SessionState, peer: Peer) -> Self {
        Self {
            state,
            peer,
            limits: Limits::default(),
            batch_target: BATCH_START,
            ratio: pack::Ratio::default(),
            backoff: Backoff::default(),
            in_flight: None,
            due: true,
            rechallenged: false,
            halted: None,
            progress: Progress::default(),
            met_ms: None,
            bringing: relay::Bringing::default(),
            ahead: None,
            behind: None,
        }
    }

    /// On a line that failed before: small batches, until it is good again.
    #[must_use]
    pub fn after_failures(self, backoff: Backoff) -> Self {
        let batch_target = if backoff == Backoff::default() { self.batch_target } else { BATCH_AFTER_FAILURE };
        Self { batch_target, backoff, ..self }
    }

    /// What must be stored so that a later session goes on from here.
    #[must_use]
    pub const fn state(&self) -> &SessionState {
        &self.state
    }

    /// Numbers for the screen.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Why nothing more is sent, if so.
    #[must_use]
    pub const fn halted(&self) -> Option<Halt> {
        self.halted
    }

    /// Office time of the last answer that begins a new lease ([`crate::lease`]).
    #[must_use]
    pub const fn met_ms(&self) -> Option<i64> {
        self.met_ms
    }

    /// New entries were written, or it is time to ask again.
    pub const fn poke(&mut self) {
        self.due = true;
    }

    /// The next request to send, or none: nothing to do, one in flight, or halted.
    pub fn next_request(&mut self, source: &dyn LogSource) -> Result<Option<Vec<u8>>, SessionError> {
        let tip = source.tip()?;
        let unsent = tip.seq.saturating_sub(self.state.acked_seq);
        if self.in_flight.is_some() || self.halted.is_some() || (!self.due && unsent == 0 && self.bringing.is_done()) {
            return Ok(None);
        }
        let (packed, relay) = if self.behind.is_some() { (None, None) } else { self.brings(source)? };
        let batch = packed.as_ref().map(|packed| (packed.hash, packed.tip));
        if !self.due && unsent == 0 && relay.as_ref().is_none_or(|relay| relay.batch.is_none()) {
            return Ok(None);
        }
        let offers = source.offers(self.limits.attachments)?;
        let report =
            Report { waiting: unsent, attachments: source.attachments_waiting()?, version: source.version(), at_ms: Some(source.now_ms()) };
        let request = Request {
            protocol: PROTOCOL,
            generation: self.state.generation,
            challenge: self.state.challenge,
            cursor: self.state.cursor,
            batch: packed.map(|packed| packed.bytes),
            budget: u32::try_from(self.batch_target).expect("batches are at most 96 KB"),
            offers,
            report,
            checkpoint: self.state.checkpoint,
            relay,
            within: self.state.within,
            ahead: self.ahead,
            own_after: self.behind,
        };
        let (bytes, hash) = envelope::seal(Direction::Request, self.peer.own_device, &request.to_body(), |m| source.sign(m));
        let (place, checkpoint, own_after) = (self.state.place(), self.state.checkpoint, self.behind);
        self.in_flight = Some(InFlight { request: hash, batch, place, checkpoint, own_after });
        self.progress.unsent = unsent;
        self.progress.bytes_out += bytes.len() as u64;
        Ok(Some(bytes))
    }

    fn brings(&mut self, source: &dyn LogSource) -> Result<(Option<pack::Packed>, Option<Relay>), SessionError> {
        let packed = pack::own_entries(source, &self.peer, self.state.acked_seq, self.batch_target, &mut self.ratio)?;
        let relay = self.bringing.next(source, self.ratio.payload_for(self.batch_target))?;
        Ok((packed, relay))
    }

    /// Takes the answer to the request in flight and says what the host must do, in this order.
    ///
    /// On an error nothing has changed but that the request is no longer in flight: call [`Session::on_failure`].
    pub fn on_response(&mut self, bytes: &[u8], source: &dyn LogSource) -> Result<Vec<Effect>, SessionError> {
        let in_flight = self.in_flight.take().ok_or(SessionError::Unasked)?;
        let office = self.peer.office_key;
        let opened = envelope::open(Direction::Response(in_flight.request), bytes, |device| self.peer.key_of(device), &self.limits)?;
        let response = Response::from_body(opened.body, &self.limits)?;
        let opened = |bytes: &Option<Vec<u8>>| {
            let batch = bytes.as_ref().map(|bytes| batch::decode_batch(bytes, |_| Some(office), &self.limits));
            batch.transpose().map_err(SessionError::Items)
        };
        let brought = Brought { items: opened(&response.items)?, urgent: opened(&response.urgent)? };
        compare::check(&response, &self.peer)?;
        self.progress.bytes_in += bytes.len() as u64;
        self.state.challenge = response.challenge;
        match response.status {
            Status::Challenge if self.rechallenged => return Err(SessionError::Rejected(Status::Challenge)),
            Status::Challenge => {
                self.unheard(response.generation);
                self.behind = put_back::apart(&response, &self.state, source)?;
                self.due = true;
                self.rechallenged = true;
                return Ok(vec![Effect::SaveState(self.state.clone())]);
            }
            Status::Revoked => return Ok(vec![self.halt(Halt::Revoked)]),
            Status::BadBatch => return Err(SessionError::Rejected(Status::BadBatch)),
            Status::Gap if response.acked_seq == self.state.acked_seq => return Err(SessionError::Rejected(Status::Gap)),
            Status::Ok | Status::Gap | Status::Fork => {}
        }
        self.rechallenged = false;
        if let Some(effects) = self.catch_up(&response, in_flight.own_after, source)? {
            return Ok(effects);
        }
        if lease::extends(response.status) {
            self.met_ms = Some(response.at_ms);
        }
        Ok(self.take(response, in_flight, brought, source.tip()?))
    }

    /// The request was lost, or its answer could not be used. `random` comes from the host; gives how long to wait.
    pub fn on_failure(&mut self, random: u64) -> u64 {
        self.in_flight = None;
        self.due = true;
        self.rechallenged = false;
        self.bringing.lost();
        self.batch_target = BATCH_AFTER_FAILURE;
        self.backoff.after_failure(random)
    }

    /// Nothing of the request was looked at. Of an office with another generation it is known already that it was restored: all that is here of
    /// others may be news to it.
    fn unheard(&mut self, met: Generation) {
        if self.state.generation.is_some_and(|known| known != met) {
            self.bringing.everything();
        } else {
            self.bringing.lost();
        }
    }

    fn halt(&mut self, halt: Halt) -> Effect {
        self.halted = Some(halt);
        Effect::Halt(halt)
    }

    fn take(&mut self, response: Response, in_flight: InFlight, brought: Brought, tip: ChainTip) -> Vec<Effect> {
        let mut effects = Vec::new();
        let restored = self.state.generation.is_some_and(|known| known != response.generation);
        let rolled_back = !restored && response.acked_seq < self.state.acked_seq;
        if restored || rolled_back {
            let how = if restored { RollBack::Restored } else { RollBack::Silent };
            effects.push(Effect::OfficeRolledBack { acked_seq: response.acked_seq, how });
        }
        effects.extend(compare::change(in_flight.checkpoint, &response).map(Effect::OfficeChanged));
        effects.push(Effect::Keep { checkpoint: response.checkpoint, witness: response.witness, at_ms: response.at_ms });
        self.state.checkpoint = response.checkpoint.map(|checkpoint| checkpoint.mark()).or(self.state.checkpoint);
        self.state.generation = Some(response.generation);
        self.state.acked_seq = response.acked_seq;
        if let Some((batch, _)) = in_flight.batch.filter(|(batch, _)| response.receipt == Some(*batch)) {
            effects.push(Effect::StoreReceipt { batch, acked_seq: response.acked_seq });
        }
        effects.push(Effect::Refused(response.refusals));
        if restored && response.holds.is_none() {
            self.bringing.everything();
        }
        if let Some(holds) = response.holds {
            self.bringing.told(&holds);
            effects.push(Effect::OfficeHolds(holds));
        }
        // A restored office names the position up to which its history is still ours; one that lost its end in silence is read anew from the start.
        let read = Place { cursor: response.cursor, within: response.within };
        let reread = !restored && (rolled_back || read < in_flight.place);
        let usable = !reread && !restored;
        // What is urgent stands behind the cursor: with it no cursor moves, and it comes again in its place.
        let urgent = brought.urgent.filter(|_| usable).map(|batch| (batch.entries, batch.tips));
        if let Some((entries, tips)) = urgent.filter(|(entries, _)| !entries.is_empty()) {
            effects.push(Effect::ApplyEntries { entries, tips, state: self.state.clone() });
        }
        self.ahead = response.ahead.filter(|_| usable);
        let place = if reread { Place::default() } else { read };
        (self.state.cursor, self.state.within) = (place.cursor, place.within);
        let (entries, tips) = brought.items.filter(|_| usable).map(|batch| (batch.entries, batch.tips)).unwrap_or_default();
        self.progress.received += entries.len() as u64;
        self.progress.unsent = tip.seq.saturating_sub(self.state.acked_seq);
        effects.push(if entries.is_empty() {
            Effect::SaveState(self.state.clone())
        } else {
            Effect::ApplyEntries { entries, tips, state: self.state.clone() }
        });
        effects.extend(response.attachments.into_iter().map(Effect::Attachment));
        self.due = response.more || reread || restored;
        self.backoff = Backoff::default();
        self.batch_target = (self.batch_target * 2).min(BATCH_MAX);
        if !self.due && self.progress.unsent == 0 && self.bringing.is_done() {
            effects.push(Effect::UpToDate);
        }
        effects
    }
}
