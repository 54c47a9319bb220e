//! Hostile batches of the honest kit: bombs, cuts, forged signatures, streams that lie, logs that do not join.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{ChainTip, Entry, EntryKind, TipProof, batch, encode_batch, entry::NO_DOC, signature};
use sha2::{Digest, Sha256};

use super::{
    craft::{mend, unsigned},
    honest::{CASE, device, device_key, log},
};

const VERSION: u8 = 3;
const DICTIONARY: u32 = 1;

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
    /// Dictionary that it claims.
    pub dictionary: u32,
    /// Signed ends of logs.
    pub tips: Vec<TipProof>,
    /// The compressed body.
    pub body: Vec<u8>,
}

impl RawBatch {
    /// A batch around the streams of entries that says the truth about them. Compressed without the dictionary: a frame may do without.
    #[must_use]
    pub fn around(raw: &[u8], count: u32) -> Self {
        let raw_len = u32::try_from(raw.len()).unwrap_or(u32::MAX);
        Self {
            version: VERSION,
            device: device(),
            count,
            raw_len,
            dictionary: DICTIONARY,
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
        let written = encoder
            .array(5)
            .and_then(|e| e.bytes(&self.device.0)?.u32(self.count)?.u32(self.raw_len)?.u32(self.dictionary)?.encode(&self.tips));
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

/// Streams by number, with whatever lengths their table claims: one a stream, in its order.
fn streams(parts: &[(u64, u64, &[u8])]) -> Vec<u8> {
    let table = parts.iter().flat_map(|(stream, length, _)| [unsigned(*stream), unsigned(*length)].concat());
    let bytes = parts.iter().flat_map(|(_, _, bytes)| bytes.iter().copied());
    unsigned(parts.len() as u64).into_iter().chain(table).chain(bytes).collect()
}

/// The streams of one change with nothing in it, as honest as can be, but for those that are put in their places or beside.
fn one_change(bent: &[(u64, &[u8])]) -> Vec<u8> {
    let literal = [device().0.as_slice(), &[0; 32], &CASE.0, &[1; 16]].concat();
    let honest: [(u64, &[u8]); 11] = [
        // Of an entry: nothing follows but the operator; its payload is a change that was cut.
        (0, &[0b11_1000]),
        (1, &[0]),
        (2, &[0]),
        (3, &[1]),
        (4, &[0]),
        (6, &[0]),
        (8, &literal),
        // Of the change: all as expected but for the author.
        (9, &[0b11_1101]),
        (11, &[0]),
        (15, &[0]),
        (16, &[0]),
    ];
    let all: BTreeMap<u64, &[u8]> = honest.iter().chain(bent).copied().collect();
    let parts: Vec<(u64, u64, &[u8])> = all.into_iter().map(|(stream, bytes)| (stream, bytes.len() as u64, bytes)).collect();
    streams(&parts)
}

/// A batch of entries with nothing checked.
#[must_use]
pub fn forged(entries: &[Entry]) -> Vec<u8> {
    let batch = RawBatch::around(&uncompressed(entries), u32::try_from(entries.len()).unwrap_or(u32::MAX));
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

/// The streams of entries with nothing checked.
#[must_use]
pub fn uncompressed(entries: &[Entry]) -> Vec<u8> {
    batch::uncompressed(entries)
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
    let bare = RawBatch::around(&uncompressed(&log), u32::try_from(log.len()).unwrap_or_default());
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
        ("without_a_dictionary", bent(&|batch| batch.dictionary = 0)),
        ("of_a_later_dictionary", bent(&|batch| batch.dictionary = 2)),
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
    let few: Vec<Entry> = log.iter().cycle().take(4097).cloned().collect();
    let tiny = uncompressed(log.get(..1).unwrap_or_default());
    let table: Vec<u8> = [unsigned(1000), [7, 0].repeat(1000)].concat();
    let far = unsigned(1 << 62);
    vec![
        ("no_streams", around(&[0xff; 300], 1)),
        ("more_streams_than_there_are", around(&unsigned(1 << 40), 1)),
        ("one_stream_a_thousand_times", around(&table, 1)),
        ("stream_of_2_62_bytes", around(&streams(&[(0, 1 << 62, &[0])]), 1)),
        ("stream_nobody_reads", around(&one_change(&[(500, b"tersembunyi")]), 1)),
        ("message_of_2_62_bytes", around(&one_change(&[(15, &far)]), 1)),
        ("records_too_large", forged(&long)),
        ("too_many_entries", forged(&few)),
        ("cut_entry", around(tiny.get(..tiny.len() - 3).unwrap_or_default(), 1)),
        ("change_of_nothing", around(&one_change(&[]), 1)),
        ("bits_of_no_meaning", around(&one_change(&[(9, &[0xff])]), 1)),
        ("author_never_named", around(&one_change(&[(11, &[9])]), 1)),
        ("builds_on_a_change_far_back", around(&one_change(&[(9, &[0b11_1100]), (10, &[1, 9])]), 1)),
        ("columns_of_2_62", around(&one_change(&[(16, &far)]), 1)),
        ("column_of_2_62_bytes", around(&one_change(&[(16, &[&[1, 1], far.as_slice()].concat()), (33, b"x")]), 1)),
        ("column_without_a_stream", around(&one_change(&[(16, &[1, 1, 5])]), 1)),
        ("column_far_out", around(&one_change(&[(16, &[&[1], far.as_slice(), &[0]].concat())]), 1)),
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
