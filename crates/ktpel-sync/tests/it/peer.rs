//! A kit in memory: log, key, and real changes of a document.

use automerge::{AutoCommit, ROOT, transaction::Transactable};
use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use ktpel_sync::{
    Chain, ChainTip, Entry, EntryKind, LogSource, encode_batch,
    exchange::Offer,
    session::{Peer, SourceError},
    signature,
};

pub struct Kit {
    pub key: SigningKey,
    pub device: DeviceId,
    pub chain: Chain,
    pub log: Vec<Entry>,
    pub offers: Vec<Offer>,
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// The nth change of a document that belongs to `doc`: deterministic bytes.
pub fn change(doc: DocId, n: usize) -> Vec<u8> {
    let mut document = AutoCommit::new().with_actor(automerge::ActorId::from(doc.0));
    document.put(ROOT, "n", n as i64).unwrap();
    document.put(ROOT, "catatan", format!("Catatan kasus {n}")).unwrap();
    document.commit_with(automerge::transaction::CommitOptions::default().with_time(1_768_410_000_000 + n as i64));
    document.get_last_local_change().unwrap().raw_bytes().to_vec()
}

impl Kit {
    pub fn new(seed: u8) -> Self {
        let key = key(seed);
        let device = signature::device_id(&key.verifying_key().to_bytes());
        Self { key, device, chain: Chain::start(device), log: Vec::new(), offers: Vec::new() }
    }

    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub fn work(&mut self, changes: usize) {
        for _ in 0..changes {
            let n = self.log.len();
            let doc = DocId([(n % 7) as u8; 16]);
            self.write(EntryKind::Change, doc, change(doc, n));
        }
    }

    pub fn write(&mut self, kind: EntryKind, doc: DocId, payload: Vec<u8>) {
        let at = Timestamp(1_768_410_000_000 + self.log.len() as i64);
        self.log.push(self.chain.append(kind, doc, payload, Some(KeyId([3; 8])), at).unwrap());
    }

    pub fn batch(&self, range: std::ops::Range<usize>) -> Vec<u8> {
        encode_batch(&self.log[range], self.device, |message| self.sign(message)).unwrap()
    }

    pub fn peer(&self, office_key: [u8; 32]) -> Peer {
        Peer { own_device: self.device, office_key }
    }
}

impl LogSource for Kit {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        Ok(self.chain.tip())
    }

    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let mut sum = 0;
        let fits = |entry: &&Entry| {
            let before = sum;
            sum += entry.payload.as_ref().map_or(0, Vec::len);
            before < max_bytes
        };
        Ok(self.log.iter().skip(seq as usize).take_while(fits).cloned().collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.log.get(seq as usize - 1).map(|entry| entry.header.hash()))
    }

    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError> {
        Ok(self.offers.iter().copied().take(max).collect())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(self.offers.len() as u64)
    }

    fn version(&self) -> String {
        "test".into()
    }

    fn now_ms(&self) -> i64 {
        1_768_410_000_000
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}
