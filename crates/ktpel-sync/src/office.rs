//! The office's side of an exchange, without any IO: who is let in, which batch can be opened, what the answer says.
//!
//! The server's storage and the simulation's model answer the questions of [`OfficeLog`]; both decide here. Storing, documents and workers are
//! the host's. A receipt belongs into an answer only after the transaction that stores the batch is durable.

use ktpel_domain::ids::{DeviceId, Hash};

use crate::{
    batch::{self, Batch, BatchError},
    chain::ChainTip,
    checkpoint::{Checkpoint, Mark},
    entry::Entry,
    exchange::{Challenge, Generation, Held, PROTOCOL, Refusal, Relay, Request, Response, Standing, Status},
    limits::Limits,
    receive::AdmitError,
    team::Have,
    tip_proof::TipProof,
};

/// Changes of a case shrink about fourfold in a batch.
const EXPECTED_RATIO: usize = 4;
/// What the line bears when the kit says nothing sensible.
const BUDGET: std::ops::RangeInclusive<usize> = 4 << 10..=256 << 10;

/// Where a kit stands in the office's log.
///
/// It reads by the position at which an entry came into its scope, then by the entry's own: what comes into scope late arrives whole, all at one
/// position, and may need several answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Everything up to this office position is read.
    pub cursor: u64,
    /// Of what came into scope at the position after it, everything up to this own position.
    pub within: Option<u64>,
}

impl Place {
    /// The beginning, or after a whole position.
    #[must_use]
    pub const fn at(cursor: u64) -> Self {
        Self { cursor, within: None }
    }

    /// After the entry that stands at `own` and came into scope at `since`, which is not before it.
    #[must_use]
    pub const fn after(since: u64, own: u64) -> Self {
        if own < since { Self { cursor: since.saturating_sub(1), within: Some(own) } } else { Self::at(since) }
    }
}

/// Some entries of the office's ordered log and where reading goes on.
#[derive(Debug)]
pub struct Page {
    /// Entries in office order.
    pub entries: Vec<Entry>,
    /// Where reading goes on after them.
    pub place: Place,
    /// There is more.
    pub more: bool,
    /// What their devices signed of the ends of their logs within it.
    pub tips: Vec<TipProof>,
}

/// The office's log and key, as an answer needs them.
pub trait OfficeLog {
    /// Why it could not be read.
    type Error: From<BatchError>;
    /// The server as a device.
    fn own_device(&self) -> DeviceId;
    /// Signs with the server's key.
    fn sign(&self, message: &[u8]) -> [u8; 64];
    /// Last position used.
    fn position(&self) -> Result<u64, Self::Error>;
    /// End of a device's log.
    fn tip(&self, device: DeviceId) -> Result<ChainTip, Self::Error>;
    /// Entries after `place` that are for `device`, at most `max_rows` and about `max_bytes` of payload: what is no change of a document; changes of
    /// the documents in its scope ([`crate::scope`]); of other changes of its team-mates the headers.
    fn page_for(&self, device: DeviceId, place: Place, max_rows: usize, max_bytes: usize) -> Result<Page, Self::Error>;
    /// What unblocks somebody first, after the office position `ahead`: all changes of documents in the scope of `device` to which the office itself
    /// wrote after `cursor`, and the office's policy and statuses of kits. Of documents that came into scope after `cursor` nothing.
    fn urgent_for(&self, device: DeviceId, cursor: u64, ahead: u64, max_rows: usize, max_bytes: usize) -> Result<Page, Self::Error>;
    /// Rolling hash of the ordered log at a position; none where it does not reach so far.
    fn journal_hash(&self, position: u64) -> Result<Option<Hash>, Self::Error>;
    /// The newest checkpoint, signed anew where the log has grown.
    fn checkpoint(&self) -> Result<Checkpoint, Self::Error>;
    /// What of the device lies in quarantine now.
    fn refusals(&self, device: DeviceId) -> Result<Vec<Refusal>, Self::Error>;
    /// Position up to which this life of the database has the same history as the one in which a kit read up to `cursor`.
    fn common(&self, _generation: Option<Generation>, cursor: u64) -> Result<u64, Self::Error> {
        Ok(cursor)
    }
    /// How far a log is held that a kit could bring; at least what is named where nothing of it is wanted. Of the own log after a restore: where it ended
    /// then.
    fn holds(&self, named: Have) -> Result<u64, Self::Error> {
        Ok(named.seq)
    }
    /// Entries of a device's log after `seq`, about `max_bytes` of payload, up to an end that the device signed, with that signature; at least up to the
    /// next such end.
    fn own_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<(Vec<Entry>, Vec<TipProof>), Self::Error>;
    /// How an attachment stands; none while no act names it.
    fn standing(&self, attachment: Hash) -> Result<Option<Standing>, Self::Error>;
}

/// How a request is met before anything of it is looked at. `expected` is the challenge last given to the device, none where it is revoked.
#[must_use]
pub fn admission(expected: Option<Challenge>, request: &Request) -> Status {
    match expected {
        None => Status::Revoked,
        Some(expected) if expected != request.challenge => Status::Challenge,
        Some(_) => Status::Ok,
    }
}

/// Opens the batch of a request; none where it is not the device's own.
///
/// A kit signs the end of what it sends: a stored log is provable to its last entry.
#[must_use]
pub fn open_batch(bytes: &[u8], device: DeviceId, public_key: [u8; 32]) -> Option<Batch> {
    let batch = batch::decode_batch(bytes, |id| (id == device).then_some(public_key), &Limits::default()).ok()?;
    (batch.entries.is_empty() || batch.own_end().is_some()).then_some(batch)
}

/// How the answer calls a batch that does not continue the log.
#[must_use]
pub const fn status_of(error: AdmitError) -> Status {
    match error {
        AdmitError::Gap { .. } => Status::Gap,
        AdmitError::Fork { .. } => Status::Fork,
        AdmitError::Chain(_) => Status::BadBatch,
    }
}

/// Entries that the kit still holds once its log is held up to `tip_seq`: what it said, less what is receipted now.
#[must_use]
pub fn still_waiting(batch: &Batch, reported: u64, tip_seq: u64) -> u64 {
    let Some(first) = batch.entries.first() else { return reported };
    let kit_tip = (first.header.seq - 1).saturating_add(reported);
    kit_tip.saturating_sub(tip_seq)
}

/// An answer that says nothing yet.
#[must_use]
pub const fn blank(generation: Generation, challenge: Challenge, at_ms: i64) -> Response {
    Response {
        protocol: PROTOCOL,
        status: Status::Ok,
        generation,
        challenge,
        receipt: None,
        acked_seq: 0,
        acked_hash: Hash([0; 32]),
        refusals: Vec::new(),
        cursor: 0,
        more: false,
        items: None,
        attachments: Vec::new(),
        at_ms,
        checkpoint: None,
        held: None,
        witness: None,
        holds: None,
        within: None,
        urgent: None,
        ahead: None,
        own: None,
    }
}

/// Says what the office holds of the device: a kit that was put back from a copy sees it by this, also where it has to ask anew.
pub const fn say_tip(response: &mut Response, tip: ChainTip) {
    response.acked_seq = tip.seq;
    response.acked_hash = tip.hash;
}

/// Says what the office holds of the device now, what it has for it, and what stands of the files it offers.
///
/// `brought` says how far runs of other logs were taken that came with this request.
pub fn fill<L: OfficeLog>(log: &L, device: DeviceId, request: &Request, brought: &[Have], response: &mut Response) -> Result<(), L::Error> {
    let tip = log.tip(device)?;
    say_tip(response, tip);
    // What the kit has already is not said again: an exchange without news is a few hundred bytes.
    let witnessed = request.batch.is_none() && request.checkpoint.is_some();
    response.witness = (tip.seq > 0 && !witnessed).then(|| TipProof::sign(device, tip, log.own_device(), |message| log.sign(message)));
    response.checkpoint = Some(log.checkpoint()?).filter(|newest| request.checkpoint != Some(newest.mark()));
    response.held = request.checkpoint.map(|mark| held(log, mark)).transpose()?;
    let renewed = request.generation.is_some_and(|known| known != response.generation);
    let holds = holds(log, request.relay.as_ref(), brought)?;
    // What the office itself wrote and lost comes back before a kit reads on: the same positions of its log may be taken by now.
    let waits = renewed || request.own_after.is_some() || wants_own(log.own_device(), request.relay.as_ref(), &holds);
    response.own = request.own_after.map(|after| own_run(log, device, after, request.budget)).transpose()?.flatten();
    response.holds = (!holds.is_empty()).then_some(holds);
    let cursor = log.common(request.generation, request.cursor)?;
    let from = Place { cursor, within: request.within.filter(|_| cursor == request.cursor) };
    let items = if waits {
        Items { batch: None, place: from, more: true }
    } else {
        fitting(log, request.budget, |rows, bytes| log.page_for(device, from, rows, bytes))?
    };
    (response.items, response.more, response.within) = (items.batch, items.more, items.place.within);
    // A kit that is ahead of the office has met a later life of the database: it sees that its cursor falls.
    response.cursor = items.place.cursor.min(log.position()?);
    if response.more && !waits {
        // What was served before is not served again with every page.
        let ahead = request.ahead.unwrap_or(request.cursor);
        let urgent = fitting(log, request.budget / 2, |rows, bytes| log.urgent_for(device, request.cursor, ahead, rows, bytes))?;
        (response.urgent, response.ahead) = (urgent.batch, Some(urgent.place.cursor));
    }
    response.refusals = log.refusals(device)?;
    for offer in &request.offers {
        response.attachments.extend(log.standing(offer.hash)?);
    }
    Ok(())
}

/// How far each log that the kit could bring is held: what was just taken of it, or what the storage says.
fn holds<L: OfficeLog>(log: &L, relay: Option<&Relay>, brought: &[Have]) -> Result<Vec<Have>, L::Error> {
    let taken = |device| brought.iter().find(|taken| taken.device == device).map(|taken| Ok(taken.seq));
    let named = relay.iter().flat_map(|relay| &relay.could);
    named.map(|named| Ok(Have { seq: taken(named.device).unwrap_or_else(|| log.holds(*named))?, ..*named })).collect()
}

/// Whether the kit still has something of the office's own log that the office wants.
fn wants_own(own: DeviceId, relay: Option<&Relay>, holds: &[Have]) -> bool {
    let of = |logs: &[Have]| logs.iter().find(|log| log.device == own).map_or(0, |log| log.seq);
    relay.is_some_and(|relay| of(holds) < of(&relay.could))
}

fn held<L: OfficeLog>(log: &L, mark: Mark) -> Result<Held, L::Error> {
    Ok(match log.journal_hash(mark.position)? {
        Some(hash) if hash == mark.hash => Held::Same,
        Some(hash) => Held::Other(hash),
        None => Held::Beyond,
    })
}

struct Items {
    batch: Option<Vec<u8>>,
    place: Place,
    more: bool,
}

/// The device's own log after a position as one batch, none where nothing follows.
fn own_run<L: OfficeLog>(log: &L, device: DeviceId, after: u64, budget: u32) -> Result<Option<Vec<u8>>, L::Error> {
    let budget = (budget as usize).clamp(*BUDGET.start(), *BUDGET.end());
    let (entries, tips) = log.own_after(device, after, budget * EXPECTED_RATIO)?;
    if entries.is_empty() {
        return Ok(None);
    }
    Ok(Some(batch::encode_batch_with(&entries, tips, log.own_device(), |message| log.sign(message))?))
}

/// The entries of a page as one batch, as many as the budget bears, at least one if there is any. `page` is asked for so many rows and bytes.
fn fitting<L: OfficeLog>(log: &L, budget: u32, page: impl Fn(usize, usize) -> Result<Page, L::Error>) -> Result<Items, L::Error> {
    let budget = (budget as usize).clamp(*BUDGET.start(), *BUDGET.end());
    let mut rows = Limits::default().entries;
    loop {
        let Page { entries, place, more, tips } = page(rows, budget * EXPECTED_RATIO)?;
        if entries.is_empty() {
            return Ok(Items { batch: None, place, more });
        }
        match batch::encode_batch_with(&entries, tips, log.own_device(), |message| log.sign(message)) {
            Ok(batch) if batch.len() <= 2 * budget || entries.len() == 1 => return Ok(Items { batch: Some(batch), place, more }),
            Ok(_) | Err(BatchError::TooLarge) if entries.len() > 1 => rows = entries.len() / 2,
            Ok(_) => unreachable!("a batch of one entry was answered above"),
            Err(error) => return Err(error.into()),
        }
    }
}
