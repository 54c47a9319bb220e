//! One exchange with a kit: who it is, whether the request is new, what it brings, what it gets.

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    Batch, Limits, TipProof,
    envelope::{self, Direction, EnvelopeError},
    exchange::{MessageError, PROTOCOL, Refusal, RefusalCode, Request, Response, Standing, Status},
    order::TurnedAway,
    receive::AdmitError,
};

use super::{Office, OfficeError, prepare::Brought, receive::Taken};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{DeviceRow, DeviceStatus, QuarantineRow, Seen, StorageError, Tables},
};

/// How often a batch is looked at anew while other kits change the same cases.
const ATTEMPTS: usize = 16;

/// Most refusals told in one answer, the newest.
const REFUSALS: usize = 256;

/// Why a request got no signed answer at all.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// Not from a device that the office knows, or changed on the way.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The message inside is malformed or of another protocol.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The device may not come in; nothing of the request was taken.
    #[error("the device is turned away")]
    TurnedAway(TurnedAway),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl Office {
    /// Answers one request envelope with one response envelope.
    ///
    /// `sender` is the kit of the certificate: an envelope of another device is not opened.
    ///
    /// The transaction that stores the batch is durable before the receipt exists in any buffer that could be sent.
    pub fn exchange(&self, sender: DeviceId, bytes: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        let limits = Limits::default();
        let devices = self.storage.read(|tables| tables.devices().all()).map_err(OfficeError::from)?;
        let key_of =
            |id: DeviceId| devices.iter().find(|device| device.id == id && id == sender && !device.office).map(|device| device.public_key);
        let opened = envelope::open(Direction::Request, bytes, key_of, &limits)?;
        if let Some(told) = self.turned_away(opened.device)? {
            return Err(ExchangeError::TurnedAway(told));
        }
        let request = Request::from_body(opened.body, &limits)?;
        let (response, taken) = self.prepare_and_handle(opened.device, &request)?;
        self.announce(opened.device, taken)?;
        let (answer, _) = envelope::seal(Direction::Response(opened.hash), self.device(), &response.to_body(), |m| self.sign(m));
        Ok(answer)
    }

    /// Has a worker look at what the request brings, then stores it; all anew where the office moved on in between.
    fn prepare_and_handle(&self, device: DeviceId, request: &Request) -> Result<(Response, Option<Taken>), OfficeError> {
        let _turn = self.turns.take(device);
        for _ in 0..ATTEMPTS {
            let brought = self.prepare(device, request)?;
            let done = self.storage.write(|tables| self.handle(tables, device, request, brought.as_ref()));
            if !matches!(done, Err(OfficeError::Moved)) {
                return done;
            }
        }
        Err(OfficeError::Moved)
    }

    fn handle(
        &self,
        tables: &Tables<'_>,
        device: DeviceId,
        request: &Request,
        brought: Option<&Brought>,
    ) -> Result<(Response, Option<Taken>), OfficeError> {
        let row = tables.devices().find(device)?.ok_or(StorageError::Damaged("device"))?;
        let mut response = self.blank(tables)?;
        if row.status != DeviceStatus::Active {
            response.status = Status::Revoked;
            return Ok((response, None));
        }
        if row.challenge != request.challenge {
            response.status = Status::Challenge;
            tables.devices().set_challenge(device, response.challenge)?;
            return Ok((response, None));
        }
        let mut seen = Seen {
            at: self.now(),
            challenge: response.challenge,
            cursor: request.cursor,
            waiting: request.report.waiting,
            attachments_waiting: request.report.attachments,
            version: request.report.version.clone(),
        };
        let taken = self.take(tables, &row, request, brought, &mut response, &mut seen)?;
        self.fill(tables, device, request, &mut response)?;
        tables.devices().seen(device, &seen)?;
        Ok((response, taken))
    }

    fn blank(&self, tables: &Tables<'_>) -> Result<Response, OfficeError> {
        let office = tables.office().find()?.ok_or(OfficeError::NotSetUp)?;
        Ok(Response {
            protocol: PROTOCOL,
            status: Status::Ok,
            generation: office.generation,
            challenge: random::bytes(),
            receipt: None,
            acked_seq: 0,
            acked_hash: Hash([0; 32]),
            refusals: Vec::new(),
            cursor: 0,
            more: false,
            items: None,
            attachments: Vec::new(),
            at_ms: self.now().0,
            checkpoint: None,
            held: None,
            witness: None,
        })
    }

    /// Takes the batch, if there is one. A batch that cannot be taken changes the status of the answer and nothing else.
    fn take(
        &self,
        tables: &Tables<'_>,
        device: &DeviceRow,
        request: &Request,
        brought: Option<&Brought>,
        response: &mut Response,
        seen: &mut Seen,
    ) -> Result<Option<Taken>, OfficeError> {
        if request.batch.is_none() {
            return Ok(None);
        }
        let Some(brought) = brought else {
            response.status = Status::BadBatch;
            return Ok(None);
        };
        let batch = &brought.batch;
        match self.take_batch(tables, device.id, brought)? {
            Ok(taken) => {
                response.receipt = Some(batch.hash);
                seen.waiting = still_waiting(batch, request.report.waiting, tables.entries().tip(device.id)?.seq);
                Ok(Some(taken))
            }
            Err(error) => {
                tracing::warn!(device = %device.id, %error, "batch not taken");
                response.status = match error {
                    AdmitError::Gap { .. } => Status::Gap,
                    AdmitError::Fork { .. } => Status::Fork,
                    AdmitError::Chain(_) => Status::BadBatch,
                };
                Ok(None)
            }
        }
    }

    fn fill(&self, tables: &Tables<'_>, device: DeviceId, request: &Request, response: &mut Response) -> Result<(), OfficeError> {
        let tip = tables.entries().tip(device)?;
        (response.acked_seq, response.acked_hash) = (tip.seq, tip.hash);
        response.witness = (tip.seq > 0).then(|| TipProof::sign(device, tip, self.device(), |message| self.sign(message)));
        response.checkpoint = Some(self.checkpoint(tables)?);
        if let Some(mark) = request.checkpoint {
            response.held = tables.journal().hash_at(mark.position)?;
        }
        let items = self.items_for(tables, device, request.cursor, request.budget)?;
        (response.items, response.more) = (items.batch, items.more);
        // A kit that is ahead of the office has met a later life of the database: it sees that its cursor falls.
        response.cursor = items.cursor.min(tables.office().seq()?);
        response.refusals = standing_refusals(tables, device)?;
        for offer in &request.offers {
            response.attachments.extend(self.standing(tables, offer.hash)?);
        }
        Ok(())
    }

    /// How an attachment stands; none while no act names it.
    fn standing(&self, tables: &Tables<'_>, hash: Hash) -> Result<Option<Standing>, OfficeError> {
        let Some(row) = tables.attachments().find(hash)? else { return Ok(None) };
        let offset = if row.complete { row.size } else { self.partial_len(hash)? };
        Ok(Some(Standing { hash, offset, complete: row.complete }))
    }

    fn announce(&self, device: DeviceId, taken: Option<Taken>) -> Result<(), OfficeError> {
        if let Some(taken) = taken {
            if taken.roster_changed {
                self.reload_roster()?;
            }
            if !taken.changed.is_empty() {
                let docs = taken.changed.iter().map(ToString::to_string).collect();
                self.tell(LiveEvent::Changed { docs });
            }
        }
        self.tell(LiveEvent::Kit { device: device.to_string() });
        Ok(())
    }
}

/// What of the device lies in quarantine now: told each time, so that the kit's list ends with the reason.
fn standing_refusals(tables: &Tables<'_>, device: DeviceId) -> Result<Vec<Refusal>, StorageError> {
    let rows = tables.quarantine().of_device(device, REFUSALS)?;
    let refusal = |row: &QuarantineRow| Some(Refusal { doc: row.doc, seq: row.seq, code: RefusalCode::find(&row.code)? });
    Ok(rows.iter().rev().filter_map(refusal).collect())
}

/// Entries that the kit still holds after this batch: what it said, less what is receipted now.
fn still_waiting(batch: &Batch, reported: u64, tip_seq: u64) -> u64 {
    let Some(first) = batch.entries.first() else { return reported };
    let kit_tip = (first.header.seq - 1).saturating_add(reported);
    kit_tip.saturating_sub(tip_seq)
}
