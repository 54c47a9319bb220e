//! Three laptops without a server: what one wrote reaches another through a third, proven; and what is forged stays outside.

use std::{cell::RefCell, collections::BTreeMap, convert::Infallible};

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    Batch, ChainTip, Entry, EntryKind, Limits, TipProof, decode_batch, encode_batch_with,
    entry::NO_DOC,
    payload::{DeviceKey, Record},
    receive::AdmitError,
    session::SourceError,
    signature,
    team::{Have, Held, PARCEL_BYTES, TeamSource, Unwilling, pack, take},
};

use crate::peer::Kit;

/// A laptop with its own log and copies of others.
struct Laptop {
    kit: Kit,
    office: DeviceId,
    copies: RefCell<BTreeMap<DeviceId, Vec<Entry>>>,
    proofs: RefCell<Vec<TipProof>>,
    keys: RefCell<BTreeMap<DeviceId, [u8; 32]>>,
}

impl Laptop {
    fn new(seed: u8, office: &Kit) -> Self {
        let keys = BTreeMap::from([(office.device, office.public())]);
        let copies = RefCell::default();
        Self { kit: Kit::new(seed), office: office.device, copies, proofs: RefCell::default(), keys: keys.into() }
    }

    fn log(&self, device: DeviceId) -> Vec<Entry> {
        if device == self.kit.device { self.kit.log.clone() } else { self.copies.borrow().get(&device).cloned().unwrap_or_default() }
    }

    fn have(&self) -> Vec<Have> {
        TeamSource::logs(self).unwrap()
    }

    /// One answer of this laptop to that question.
    fn answers(&self, asker: &Self, max_bytes: usize) -> (Batch, bool) {
        let parcel = pack(self, self.kit.device, asker.kit.device, &asker.have(), max_bytes).unwrap();
        let sign = |message: &[u8]| ktpel_sync::LogSource::sign(&self.kit, message);
        let bytes = encode_batch_with(&parcel.entries, parcel.tips, self.kit.device, sign).unwrap();
        (decode_batch(&bytes, |_| Some(self.kit.public()), &Limits::default()).unwrap(), parcel.more)
    }

    /// The certificate on the line proves the key of who answers.
    fn meets(&self, other: &Self) {
        self.keys.borrow_mut().insert(other.kit.device, other.kit.public());
    }

    fn takes(&self, batch: &Batch) -> Vec<(DeviceId, Unwilling)> {
        let Ok(taken) = take(batch, self);
        for entry in taken.entries {
            if let Some(Ok(record)) = entry.payload.as_deref().map(DeviceKey::from_payload)
                && entry.header.device == self.office
            {
                self.keys.borrow_mut().insert(record.device_id(), record.public_key);
            }
            self.copies.borrow_mut().entry(entry.header.device).or_default().push(entry);
        }
        self.proofs.borrow_mut().extend(taken.tips);
        taken.left
    }

    /// Asks until nothing is new; answers the number of questions.
    fn asks(&self, other: &Self, max_bytes: usize) -> usize {
        self.meets(other);
        for asked in 1.. {
            let (batch, more) = other.answers(self, max_bytes);
            assert_eq!(self.takes(&batch), [], "an honest team-mate is believed");
            if !more {
                return asked;
            }
            assert!(asked < 1000, "every answer must bring something");
        }
        unreachable!()
    }

    /// The office's log as it came home from the office.
    fn was_at_the_office(&self, office: &Kit) {
        self.copies.borrow_mut().insert(office.device, office.log.clone());
        let sign = |message: &[u8]| ktpel_sync::LogSource::sign(office, message);
        self.proofs.borrow_mut().push(TipProof::sign(office.device, office.chain.tip(), office.device, sign));
        for entry in &office.log {
            let record = DeviceKey::from_payload(entry.payload.as_ref().unwrap()).unwrap();
            self.keys.borrow_mut().insert(record.device_id(), record.public_key);
        }
    }
}

impl TeamSource for Laptop {
    fn logs(&self) -> Result<Vec<Have>, SourceError> {
        let mut logs = vec![Have { device: self.kit.device, seq: self.kit.log.len() as u64 }];
        logs.extend(self.copies.borrow().iter().map(|(device, log)| Have { device: *device, seq: log.len() as u64 }));
        logs.sort_by_key(|log| (log.device != self.office, log.device));
        Ok(logs)
    }

    fn entries_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let mut sum = 0;
        let fits = |entry: &Entry| {
            let before = sum;
            sum += entry.payload.as_ref().map_or(0, Vec::len);
            before < max_bytes
        };
        Ok(self.log(device).into_iter().skip(seq as usize).take_while(fits).collect())
    }

    fn proofs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProof>, SourceError> {
        let mut proofs: Vec<_> = self.proofs.borrow().iter().filter(|proof| proof.device == device && proof.seq > seq).copied().collect();
        proofs.sort_by_key(|proof| proof.seq);
        Ok(proofs)
    }
}

impl Held for Laptop {
    type Error = Infallible;

    fn own(&self) -> DeviceId {
        self.kit.device
    }

    fn office(&self) -> DeviceId {
        self.office
    }

    fn tip(&self, device: DeviceId) -> Result<ChainTip, Infallible> {
        let last = self.log(device).pop();
        Ok(last.map_or(ChainTip::EMPTY, |entry| ChainTip { seq: entry.header.seq, hash: entry.header.hash() }))
    }

    fn hash_at(&self, device: DeviceId, seq: u64) -> Result<Option<Hash>, Infallible> {
        Ok(self.log(device).get(seq as usize - 1).map(|entry| entry.header.hash()))
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<[u8; 32]>, Infallible> {
        Ok(self.keys.borrow().get(&device).copied())
    }
}

/// An office that has named these laptops.
fn office_with(laptops: &[u8]) -> Kit {
    let mut office = Kit::new(9);
    for seed in laptops {
        let record = DeviceKey { public_key: Kit::new(*seed).public(), name: format!("Laptop {seed}"), office: false, approval: None };
        office.write(EntryKind::DeviceKey, NO_DOC, record.to_payload());
    }
    office
}

#[test]
fn work_reaches_a_laptop_through_another_that_is_not_its_author() {
    let office = office_with(&[1, 2]);
    let (mut a, b, c) = (Laptop::new(1, &office), Laptop::new(2, &office), Laptop::new(3, &office));
    a.kit.work(40);
    b.was_at_the_office(&office);
    b.asks(&a, PARCEL_BYTES);
    a.kit.work(5);
    assert_eq!(c.asks(&b, PARCEL_BYTES), 1);
    assert_eq!(c.log(a.kit.device), a.kit.log[..40], "A's work as A wrote it, and A was never met");
    assert_eq!(c.log(office.device), office.log, "the office's own log came along, and named A's key");
    a.kit.work(1);
    b.asks(&a, PARCEL_BYTES);
    c.asks(&b, PARCEL_BYTES);
    assert_eq!(c.log(a.kit.device), a.kit.log, "and goes on");
}

#[test]
fn little_by_little_comes_to_the_same_and_nothing_comes_twice() {
    let office = office_with(&[1, 2]);
    let (mut a, b, c) = (Laptop::new(1, &office), Laptop::new(2, &office), Laptop::new(3, &office));
    b.was_at_the_office(&office);
    a.kit.work(60);
    assert!(b.asks(&a, 700) > 5, "many small answers");
    assert!(c.asks(&b, 700) > 5, "also at second hand: each end that was signed is one to stop at");
    assert_eq!((b.log(a.kit.device), c.log(a.kit.device)), (a.kit.log.clone(), a.kit.log.clone()));
    let (batch, more) = b.answers(&c, PARCEL_BYTES);
    assert_eq!((batch.entries.len(), more), (0, false), "who has all is told nothing");
    let (batch, _) = a.answers(&Laptop::new(4, &office), PARCEL_BYTES);
    assert_eq!(c.takes(&batch), [], "the same from another is known");
    assert_eq!(c.log(a.kit.device).len(), 60);
}

#[test]
fn nobody_speaks_for_another() {
    let office = office_with(&[1, 2]);
    let (mut a, mut b, c) = (Laptop::new(1, &office), Laptop::new(2, &office), Laptop::new(3, &office));
    a.kit.work(8);
    b.kit.work(1);
    c.was_at_the_office(&office);
    c.meets(&b);
    let deliver = |entries: &[Entry], tips: Vec<TipProof>| {
        let sign = |message: &[u8]| ktpel_sync::LogSource::sign(&b.kit, message);
        let bytes = encode_batch_with(entries, tips, b.kit.device, sign).unwrap();
        c.takes(&decode_batch(&bytes, |_| Some(b.kit.public()), &Limits::default()).unwrap())
    };
    let tip = |kit: &Kit, len: usize| ChainTip { seq: len as u64, hash: kit.log[len - 1].header.hash() };
    let proof =
        |signer: &Kit, len| TipProof::sign(a.kit.device, tip(&a.kit, len), signer.device, |m| ktpel_sync::LogSource::sign(signer, m));
    let device = a.kit.device;
    assert_eq!(deliver(&a.kit.log, vec![]), [(device, Unwilling::Unproven)], "A signed nothing");
    assert_eq!(deliver(&a.kit.log, vec![proof(&b.kit, 8)]), [(device, Unwilling::Unproven)], "B signs for B only");
    assert_eq!(deliver(&a.kit.log, vec![proof(&a.kit, 5)]), [(device, Unwilling::Unproven)], "A signed up to 5");
    assert_eq!(deliver(&a.kit.log[2..], vec![proof(&a.kit, 8)]), [(device, AdmitError::Gap { held: 0 }.into())]);
    assert_eq!(deliver(&c.kit.log, vec![]), []);
    let mut mine = Laptop::new(3, &office);
    mine.kit.work(2);
    assert_eq!(deliver(&mine.kit.log, vec![]), [(c.kit.device, Unwilling::Own)], "a restored laptop learns of its loss from the office");
    let stranger = {
        let mut kit = Kit::new(7);
        kit.work(1);
        kit
    };
    let own = TipProof::sign(stranger.device, stranger.chain.tip(), stranger.device, |m| ktpel_sync::LogSource::sign(&stranger, m));
    assert_eq!(deliver(&stranger.log, vec![own]), [(stranger.device, Unwilling::Unknown)], "the office never named it");
    assert_eq!(c.log(device), [], "nothing of all this was taken");
    assert_eq!(deliver(&a.kit.log, vec![proof(&office, 8)]), [], "what the office signed is proven too");
    assert_eq!(c.log(device), a.kit.log);
    let mut fork = a.kit.log[..7].to_vec();
    let mut other = ktpel_sync::Chain::resume(device, tip(&a.kit, 7));
    fork.push(other.append(EntryKind::Stock, NO_DOC, vec![1], None, ktpel_domain::time::Timestamp(0)).unwrap());
    assert_eq!(deliver(&fork, vec![]), [(device, AdmitError::Fork { seq: 8 }.into())], "two logs of one device");
    assert_eq!(signature::device_id(&a.kit.public()), device);
}
