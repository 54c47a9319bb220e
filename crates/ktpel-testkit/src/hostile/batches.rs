//! Hostile batches of the honest kit: bombs, cuts, forged signatures, logs that do not join.

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{ChainTip, Entry, EntryKind, TipProof, encode_batch, entry::NO_DOC, signature};
use sha2::{Digest, Sha256};

use super::{
    craft::mend,
    honest::{CASE, device, device_key, log},
};

const VERSION: u8 = 2;

/// A batch with every part at hand; what it says of itself need not be so.
#[derive(Debug, Clone)]
pub struct RawBatch {
    /// Version byte.
    pub version: u8,
    /// Device named in the header.
    pub device: DeviceId,
    /// Entries that it claims.
    pub count: u32,
    /// Bytes that it claims after inflating.
    pub raw_len: u32,
    /// Signed ends of logs.
    pub tips: Vec<TipProof>,
    /// The compressed body.
    pub body: Vec<u8>,
}

impl RawBatch {
    /// A batch around CBOR entries that says the truth about them.
    #[must_use]
    pub fn around(raw: &[u8], count: u32) -> Self {
        let raw_len = u32::try_from(raw.len()).unwrap_or(u32::MAX);
        Self {
            version: VERSION,
            device: device(),
            count,
            raw_len,
            tips: Vec::new(),
            body: zstd::bulk::compress(raw, 3).unwrap_or_default(),
        }
    }

    /// With the end of this log signed by a key.
    #[must_use]
    pub fn ending(mut self, entries: &[Entry], key: &SigningKey) -> Self {
        let tip = entries.last().map(|entry| ChainTip { seq: entry.header.seq, hash: entry.header.hash() });
        self.tips = tip.map(|tip| TipProof::sign(device(), tip, device(), |message| key.sign(message).to_bytes())).into_iter().collect();
        self
    }

    /// The bytes, signed with this key.
    #[must_use]
    pub fn signed_by(&self, key: &SigningKey) -> Vec<u8> {
        let mut header = Vec::new();
        let mut encoder = minicbor::Encoder::new(&mut header);
        let written =
            encoder.array(5).and_then(|e| e.bytes(&self.device.0)?.u32(self.count)?.u32(self.raw_len)?.u32(0)?.encode(&self.tips));
        written.map(drop).unwrap_or_else(|_| unreachable!("writing to memory cannot fail"));
        let mut bytes = [b"KTPB".as_slice(), &[self.version]].concat();
        bytes.extend(u16::try_from(header.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(header);
        bytes.extend(u32::try_from(self.body.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(&self.body);
        sign(bytes, key)
    }

    /// The bytes as the honest kit signs them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.signed_by(&device_key())
    }
}

/// Puts the signature behind bytes.
#[must_use]
pub fn sign(mut bytes: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let digest = Sha256::digest(&bytes);
    let signature = key.sign(&[b"ktpel-batch/1\0".as_slice(), &digest].concat());
    bytes.extend(signature.to_bytes());
    bytes
}

/// CBOR of entries, each with all its hashes and whatever payload it is given: nothing is checked.
#[must_use]
pub fn cbor(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Entry { header, payload } in entries {
        let mut encoder = minicbor::Encoder::new(&mut bytes);
        let written = encoder.array(9).and_then(|e| {
            e.bytes(&header.device.0)?.u64(header.seq)?.bytes(&header.prev.0)?.u8(header.kind.code())?.bytes(&header.doc.0)?.null()?;
            match header.operator {
                Some(operator) => e.bytes(&operator.0)?,
                None => e.null()?,
            };
            e.i64(header.at.0)?.bytes(payload.as_deref().unwrap_or_default())
        });
        written.map(drop).unwrap_or_else(|_| unreachable!("writing to memory cannot fail"));
    }
    bytes
}

/// A batch of entries with nothing checked.
#[must_use]
pub fn forged(entries: &[Entry]) -> Vec<u8> {
    let batch = RawBatch::around(&cbor(entries), u32::try_from(entries.len()).unwrap_or(u32::MAX));
    batch.ending(entries, &device_key()).bytes()
}

/// A batch that holds these bytes as one change of the honest case, after the honest log.
#[must_use]
pub fn with_change(payload: &[u8]) -> Vec<u8> {
    let (mut chain, _) = log();
    let tip = chain.tip();
    let empty = mend(&[0; 16]).unwrap_or_default();
    let entry =
        chain.append(EntryKind::Other(99), CASE, empty, None, ktpel_domain::time::Timestamp(0)).expect("other kinds take any bytes");
    let header = ktpel_sync::EntryHeader { kind: EntryKind::Change, prev: tip.hash, ..entry.header };
    forged(&[Entry { header, payload: Some(payload.to_vec()) }])
}

fn honest(entries: &[Entry]) -> Vec<u8> {
    encode_batch(entries, device(), |message| device_key().sign(message).to_bytes()).expect("an honest log can be packed")
}

/// All of them.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    [outsides(), insides(), logs()].concat()
}

fn outsides() -> Vec<(&'static str, Vec<u8>)> {
    let (_, log) = log();
    let good = honest(&log);
    let stranger = SigningKey::from_bytes(&[66; 32]);
    let bare = RawBatch::around(&cbor(&log), u32::try_from(log.len()).unwrap_or_default());
    let truth = bare.clone().ending(&log, &device_key());
    let mut flipped = good.clone();
    flipped.iter_mut().rev().take(1).for_each(|byte| *byte ^= 1);
    let bent = |bend: &dyn Fn(&mut RawBatch)| {
        let mut batch = truth.clone();
        bend(&mut batch);
        batch.bytes()
    };
    let zeros = vec![0; 64 << 20];
    let bomb = zstd::bulk::compress(&zeros, 3).unwrap_or_default();
    vec![
        ("honest", good.clone()),
        ("zero_length", Vec::new()),
        ("cut", good.get(..good.len() / 2).unwrap_or_default().to_vec()),
        ("bytes_behind_it", [good.as_slice(), b"x"].concat()),
        ("flipped_signature", flipped),
        ("signed_by_a_stranger", truth.signed_by(&stranger)),
        ("of_a_stranger", bent(&|batch| batch.device = signature::device_id(&stranger.verifying_key().to_bytes()))),
        ("later_version", bent(&|batch| batch.version = 9)),
        ("claims_more_entries", bent(&|batch| batch.count += 1)),
        ("claims_4_gib", bent(&|batch| batch.raw_len = u32::MAX)),
        ("claims_less_than_it_holds", bent(&|batch| batch.raw_len -= 1)),
        ("bomb_of_64_mib", bent(&|batch| (batch.raw_len, batch.body) = (4 << 20, bomb.clone()))),
        ("window_of_2_gib", bent(&|batch| batch.body = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00])),
        ("no_zstd", bent(&|batch| batch.body = b"bukan zstd".to_vec())),
        ("end_not_signed", bare.bytes()),
        ("end_signed_by_a_stranger", bare.clone().ending(&log, &stranger).bytes()),
        ("end_of_another_log", bare.clone().ending(log.get(..4).unwrap_or_default(), &device_key()).bytes()),
        ("two_frames", bent(&|batch| batch.body.extend(batch.body.clone()))),
    ]
}

fn insides() -> Vec<(&'static str, Vec<u8>)> {
    let (_, log) = log();
    let around = |raw: &[u8], count| RawBatch::around(raw, count).bytes();
    let mut long = log.clone();
    for entry in &mut long {
        entry.payload = Some(vec![0; 70 << 10]);
        entry.header.kind = EntryKind::Stock;
    }
    let tiny: Vec<u8> = cbor(log.get(..1).unwrap_or_default());
    let claims =
        [&[0x89, 0x50][..], &[1; 16], &[0x01, 0xf6, 0x00, 0x50], &[2; 16], &[0xf6, 0xf6, 0x00, 0x5b, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]];
    vec![
        ("not_cbor", around(&[0xff; 300], 1)),
        ("brackets_without_end", around(&vec![0x81; 1 << 20], 1)),
        ("maps_without_end", around(&vec![0xbf; 1 << 16], 1)),
        ("payload_of_2_64_bytes", around(&claims.concat(), 1)),
        ("record_too_large", forged(&long)),
        ("too_many_entries", around(&tiny.repeat(4097), 4097)),
        ("cut_entry", around(tiny.get(..tiny.len() - 3).unwrap_or_default(), 1)),
        ("payload_is_no_change", with_change(b"bukan perubahan")),
    ]
}

fn logs() -> Vec<(&'static str, Vec<u8>)> {
    let (chain, log) = log();
    let part = |range: std::ops::Range<usize>| log.get(range).unwrap_or_default().to_vec();
    let bent = |bend: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = log.clone();
        bend(&mut entries);
        forged(&entries)
    };
    let mut unknown = chain;
    let later = unknown.append(EntryKind::Other(200), NO_DOC, b"dari masa depan".to_vec(), None, ktpel_domain::time::Timestamp(0));
    vec![
        ("replayed_twice_over", forged(&[log.clone(), log.clone()].concat())),
        ("reordered", bent(&|entries| entries.swap(3, 4))),
        ("gap_inside", bent(&|entries| drop(entries.remove(4)))),
        ("gap_before", forged(&part(2..6))),
        ("wrong_previous_hash", bent(&|entries| entries.iter_mut().skip(4).take(1).for_each(|entry| entry.header.prev = Hash([7; 32])))),
        ("log_of_another_device", bent(&|entries| entries.iter_mut().for_each(|entry| entry.header.device = DeviceId([9; 16])))),
        (
            "one_entry_of_another_device",
            bent(&|entries| entries.iter_mut().skip(5).take(1).for_each(|e| e.header.device = DeviceId([9; 16]))),
        ),
        ("position_zero", bent(&|entries| entries.iter_mut().take(1).for_each(|entry| entry.header.seq = 0))),
        ("position_at_the_end", bent(&|entries| entries.iter_mut().take(1).for_each(|entry| entry.header.seq = u64::MAX))),
        ("unknown_kind", forged(&[log.clone(), later.into_iter().collect()].concat())),
    ]
}
