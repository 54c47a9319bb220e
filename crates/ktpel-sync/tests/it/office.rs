//! An office in memory that follows the protocol: receives, receipts, passes on. Faults are injected by the tests.

use std::{collections::BTreeMap, convert::Infallible};

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    ChainTip, Checkpoint, Entry, Limits, TipProof, decode_batch, encode_batch,
    envelope::{self, Direction},
    exchange::{Held, PROTOCOL, Request, Response, Standing, Status},
    journal::{JournalLine, JournalTip},
    receive::{AdmitError, admit},
    signature,
};

use crate::peer;

pub struct Office {
    pub key: SigningKey,
    pub generation: [u8; 16],
    pub keys: BTreeMap<DeviceId, [u8; 32]>,
    pub logs: BTreeMap<DeviceId, Vec<Entry>>,
    /// Everything in the order received.
    pub all: Vec<Entry>,
    pub revoked: Vec<DeviceId>,
    challenges: BTreeMap<DeviceId, [u8; 16]>,
    counter: u64,
    pub page: usize,
}

impl Office {
    pub fn new(kits: &[&peer::Kit]) -> Self {
        let keys = kits.iter().map(|kit| (kit.device, kit.public())).collect();
        let (logs, all, revoked, challenges) = Default::default();
        Self { key: peer::key(100), generation: [1; 16], keys, logs, all, revoked, challenges, counter: 0, page: 50 }
    }

    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// None stands for HTTP 4xx.
    pub fn exchange(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let limits = Limits::default();
        let opened = envelope::open(Direction::Request, bytes, |device| self.keys.get(&device).copied(), &limits).ok()?;
        let request = Request::from_body(opened.body, &limits).ok()?;
        let device = opened.device;
        let mut response = self.blank(device);
        let expected = self.challenges.insert(device, response.challenge).unwrap_or_default();
        if self.revoked.contains(&device) {
            response.status = Status::Revoked;
        } else if expected != request.challenge {
            response.status = Status::Challenge;
        } else {
            self.receive(device, &request, &mut response);
            self.answer(device, &request, &mut response);
        }
        let own = signature::device_id(&self.public());
        let direction = Direction::Response(opened.hash);
        Some(envelope::seal(direction, own, &response.to_body(), |message| self.key.sign(message).to_bytes()).0)
    }

    fn blank(&mut self, device: DeviceId) -> Response {
        self.counter += 1;
        let mut challenge = [9; 16];
        challenge[..8].copy_from_slice(&self.counter.to_be_bytes());
        challenge[8] = device.0[0];
        Response {
            protocol: PROTOCOL,
            status: Status::Ok,
            generation: self.generation,
            challenge,
            receipt: None,
            acked_seq: 0,
            acked_hash: Hash([0; 32]),
            refusals: vec![],
            cursor: 0,
            more: false,
            items: None,
            attachments: vec![],
            at_ms: 0,
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

    fn receive(&mut self, device: DeviceId, request: &Request, response: &mut Response) {
        if let Some(bytes) = &request.batch {
            let batch = decode_batch(bytes, |device| self.keys.get(&device).copied(), &Limits::default()).unwrap();
            let log = self.logs.entry(device).or_default();
            let held = tip(log);
            let Ok(admitted) =
                admit(device, held, &batch.entries, |seq| Ok::<_, Infallible>(log.get(seq as usize - 1).map(|entry| entry.header.hash())));
            match admitted {
                Ok(admitted) => {
                    let fresh = admitted.fresh.to_vec();
                    self.all.extend(fresh.iter().cloned());
                    log.extend(fresh);
                    response.receipt = Some(batch.hash);
                }
                Err(AdmitError::Gap { .. }) => response.status = Status::Gap,
                Err(AdmitError::Fork { .. }) => response.status = Status::Fork,
                Err(AdmitError::Chain(_)) => response.status = Status::BadBatch,
            }
        }
        let tip = tip(self.logs.entry(device).or_default());
        (response.acked_seq, response.acked_hash) = (tip.seq, tip.hash);
        let own = signature::device_id(&self.public());
        response.witness = Some(TipProof::sign(device, tip, own, |message| self.key.sign(message).to_bytes()));
        response.checkpoint = Some(self.checkpoint()).filter(|newest| request.checkpoint != Some(newest.mark()));
        response.held = request.checkpoint.map(|mark| match self.journal_at(mark.position) {
            Some(held) if held.hash == mark.hash => Held::Same,
            Some(held) => Held::Other(held.hash),
            None => Held::Beyond,
        });
    }

    /// The end of the ordered log after its first `position` entries.
    pub fn journal_at(&self, position: u64) -> Option<JournalTip> {
        let lines = self.all.get(..position as usize)?.iter().zip(1..).map(|(entry, position)| JournalLine {
            position,
            device: entry.header.device,
            seq: entry.header.seq,
            entry: entry.header.hash(),
            received: entry.header.at,
        });
        Some(lines.fold(JournalTip::EMPTY, |tip, line| tip.then(&line)))
    }

    fn checkpoint(&self) -> Checkpoint {
        let tip = self.journal_at(self.all.len() as u64).unwrap();
        let own = signature::device_id(&self.public());
        Checkpoint::sign(own, self.generation, tip, ktpel_domain::time::Timestamp(0), |message| self.key.sign(message).to_bytes())
    }

    fn answer(&self, device: DeviceId, request: &Request, response: &mut Response) {
        let from = request.cursor as usize;
        let page: Vec<&Entry> = self.all.iter().skip(from).take(self.page).collect();
        let others: Vec<Entry> = page.iter().copied().filter(|entry| entry.header.device != device).cloned().collect();
        response.cursor = (from + page.len()).min(self.all.len().max(from)) as u64;
        response.more = from + page.len() < self.all.len();
        let own = signature::device_id(&self.public());
        response.items = (!others.is_empty()).then(|| encode_batch(&others, own, |message| self.key.sign(message).to_bytes()).unwrap());
        response.attachments = request.offers.iter().map(|offer| Standing { hash: offer.hash, offset: 0, complete: false }).collect();
        if from > self.all.len() {
            response.cursor = self.all.len() as u64;
        }
    }

    /// Forgets everything after the first `keep` entries, as a restored backup does.
    pub fn roll_back(&mut self, keep: usize) {
        self.all.truncate(keep);
        self.logs.clear();
        for entry in &self.all {
            self.logs.entry(entry.header.device).or_default().push(entry.clone());
        }
    }
}

fn tip(log: &[Entry]) -> ChainTip {
    log.last().map_or(ChainTip::EMPTY, |entry| ChainTip { seq: entry.header.seq, hash: entry.header.hash() })
}
