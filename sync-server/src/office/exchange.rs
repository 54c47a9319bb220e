//! One exchange with a kit: who it is, whether the request is new, what it brings, what it gets.

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    Batch, ChainTip, Checkpoint, Entry, Limits, TipProof,
    envelope::{self, Direction, EnvelopeError},
    exchange::{Generation, MessageError, Refusal, RefusalCode, Request, Response, Standing, Status},
    office::{self, OfficeLog, Page, Place},
    order::TurnedAway,
    receive::AdmitError,
    team::Have,
};

use super::{Office, OfficeError, prepare::Brought, receive::Taken};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{DeviceRow, QuarantineRow, Seen, StorageError, Tables},
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

/// Why a batch that came on a stick was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CarriedError {
    /// Damaged, forged or of another device.
    #[error("the batch cannot be opened, or is not of this kit")]
    Batch,
    /// It does not continue what the office has of the device.
    #[error(transparent)]
    Log(#[from] AdmitError),
}

impl Office {
    /// Answers one request envelope with one response envelope.
    ///
    /// `sender` is the kit of the certificate: an envelope of another device is not opened.
    ///
    /// The transaction that stores the batch is durable before the receipt exists in any buffer that could be sent.
    pub fn exchange(&self, sender: DeviceId, bytes: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        let limits = Limits::default();
        let row = self.storage.read(|tables| tables.devices().find(sender)).map_err(OfficeError::from)?.filter(|row| !row.office);
        let key_of = |id: DeviceId| row.as_ref().filter(|row| row.id == id).map(|row| row.public_key);
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
        let of_others = if request.relay.is_some() { self.take_relay(device, request)? } else { Vec::new() };
        self.until_settled(device, || {
            let brought = self.prepare(device, request)?;
            self.storage.write(|tables| self.handle(tables, device, request, brought.as_ref(), &of_others))
        })
    }

    /// Works on what a device sent, one at a time for each device, and anew where the office moved on in between.
    pub(super) fn until_settled<T>(&self, device: DeviceId, mut work: impl FnMut() -> Result<T, OfficeError>) -> Result<T, OfficeError> {
        let _turn = self.turns.take(device);
        for _ in 0..ATTEMPTS {
            let done = work();
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
        of_others: &[Have],
    ) -> Result<(Response, Option<Taken>), OfficeError> {
        let row = tables.devices().find(device)?.ok_or(StorageError::Damaged("device"))?;
        let generation = tables.office().find()?.ok_or(OfficeError::NotSetUp)?.generation;
        let mut response = office::blank(generation, random::bytes(), self.now().0);
        response.status = office::admission(row.expected(), request);
        if response.status != Status::Ok {
            if response.status == Status::Challenge {
                office::say_tip(&mut response, tables.entries().tip(device)?);
                tables.devices().set_challenge(device, response.challenge)?;
            }
            return Ok((response, None));
        }
        let mut seen = Seen {
            at: self.now(),
            challenge: response.challenge,
            cursor: request.cursor,
            passed: request.cursor,
            waiting: request.report.waiting,
            attachments_waiting: request.report.attachments,
            version: request.report.version.clone(),
        };
        let taken = self.take(tables, &row, request, brought, &mut response, &mut seen)?;
        office::fill(&Log { office: self, tables }, device, request, of_others, &mut response)?;
        // A bunch that came in part stands at the position after the cursor.
        seen.passed = response.cursor + u64::from(response.within.is_some());
        tables.devices().seen(device, &seen)?;
        Ok((response, taken))
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
                seen.waiting = office::still_waiting(batch, request.report.waiting, tables.entries().tip(device.id)?.seq);
                Ok(Some(taken))
            }
            Err(error) => {
                tracing::warn!(device = %device.id, %error, "batch not taken");
                response.status = office::status_of(error);
                Ok(None)
            }
        }
    }

    /// Takes a batch of a kit that came by another way than its own request, on a stick.
    pub(crate) fn take_carried(&self, device: &DeviceRow, bytes: &[u8]) -> Result<Result<(), CarriedError>, OfficeError> {
        let Some(batch) = office::open_batch(bytes, device.id, device.public_key) else { return Ok(Err(CarriedError::Batch)) };
        Ok(self.take_run(device.id, &batch)?.map_err(CarriedError::from))
    }

    /// Takes a run of a device's log that was proven to be its own, whoever brought it.
    pub(super) fn take_run(&self, device: DeviceId, batch: &Batch) -> Result<Result<(), AdmitError>, OfficeError> {
        self.until_settled(device, || self.try_run(device, batch.clone()))
    }

    /// The same once; [`OfficeError::Moved`] where the office moved on in between.
    pub(super) fn try_run(&self, device: DeviceId, batch: Batch) -> Result<Result<(), AdmitError>, OfficeError> {
        let brought = self.prepare_batch(device, batch)?;
        match self.storage.write(|tables| self.take_batch(tables, device, &brought))? {
            Ok(taken) => self.announce(device, Some(taken)).map(Ok),
            Err(error) => Ok(Err(error)),
        }
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

/// The office's storage as an answer reads it, inside one transaction.
struct Log<'a> {
    office: &'a Office,
    tables: &'a Tables<'a>,
}

impl OfficeLog for Log<'_> {
    type Error = OfficeError;

    fn own_device(&self) -> DeviceId {
        self.office.device()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.office.sign(message)
    }

    fn position(&self) -> Result<u64, OfficeError> {
        Ok(self.tables.office().seq()?)
    }

    fn tip(&self, device: DeviceId) -> Result<ChainTip, OfficeError> {
        Ok(self.tables.entries().tip(device)?)
    }

    fn page_for(&self, device: DeviceId, place: Place, max_rows: usize, max_bytes: usize) -> Result<Page, OfficeError> {
        Ok(self.tables.feed().page_for(device, place, max_rows, max_bytes)?)
    }

    fn urgent_for(&self, device: DeviceId, cursor: u64, ahead: u64, max_rows: usize, max_bytes: usize) -> Result<Page, OfficeError> {
        Ok(self.tables.feed().urgent_for(device, self.office.device(), (cursor, ahead), max_rows, max_bytes)?)
    }

    fn journal_hash(&self, position: u64) -> Result<Option<Hash>, OfficeError> {
        Ok(self.tables.journal().hash_at(position)?)
    }

    fn checkpoint(&self) -> Result<Checkpoint, OfficeError> {
        self.office.checkpoint(self.tables)
    }

    /// Told each time, so that the kit's list ends with the reason.
    fn refusals(&self, device: DeviceId) -> Result<Vec<Refusal>, OfficeError> {
        let rows = self.tables.quarantine().of_device(device, REFUSALS)?;
        let refusal = |row: &QuarantineRow| Some(Refusal { doc: row.doc, seq: row.seq, code: RefusalCode::find(&row.code)? });
        Ok(rows.iter().rev().filter_map(refusal).collect())
    }

    fn common(&self, generation: Option<Generation>, cursor: u64) -> Result<u64, OfficeError> {
        let present = self.tables.office().find()?.ok_or(OfficeError::NotSetUp)?.generation;
        match generation.filter(|known| *known != present) {
            None => Ok(cursor),
            Some(earlier) => Ok(self.tables.lives().common(earlier)?.unwrap_or(0).min(cursor)),
        }
    }

    fn holds(&self, named: Have) -> Result<u64, OfficeError> {
        Ok(self.office.held_of(self.tables, named)?)
    }

    fn own_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<(Vec<Entry>, Vec<TipProof>), OfficeError> {
        Ok(self.tables.feed().own_after(device, seq, max_bytes)?)
    }

    fn standing(&self, attachment: Hash) -> Result<Option<Standing>, OfficeError> {
        let Some(row) = self.tables.attachments().find(attachment)? else { return Ok(None) };
        let offset = if row.complete { row.size } else { self.office.partial_len(attachment)? };
        Ok(Some(Standing { hash: attachment, offset, complete: row.complete }))
    }
}
