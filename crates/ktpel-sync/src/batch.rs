//! A batch: a run of entries, compressed together, hashed and signed once by the device that sends it.
//!
//! ```text
//! "KTPB"  version u8  header_len u16  header (CBOR)  body_len u32  body (zstd of streams)  signature 64 B            big endian
//! ```
//! The signature is Ed25519 over `"ktpel-batch/1\0" ‖ SHA-256(all before it)`; that digest is the batch hash which a receipt names. It is checked
//! before anything is inflated or parsed. What the receiver can work out is left out (`batch/body.rs`).
//!
//! The header carries [`TipProof`]s: the sender signs the last entry of its own log in the batch, and passes on what other devices signed.
//! The batch goes after it was applied; these signatures stay and prove the stored rows.

mod body;
mod change;
mod container;
mod dictionary;
mod streams;

use ktpel_domain::ids::{DeviceId, Hash};

use crate::{chain::ChainTip, entry::Entry, limits::Limits, tip_proof::TipProof};

/// A batch whose signature held and whose entries fit their hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Device that signed it.
    pub device: DeviceId,
    /// Names the batch in a receipt.
    pub hash: Hash,
    /// Entries in the order sent. From a kit: its own. From the office: those of all others.
    pub entries: Vec<Entry>,
    /// Signed ends of logs; each names an entry of this batch. Those of the sender hold, those of others are checked by whoever has the keys.
    pub tips: Vec<TipProof>,
}

impl Batch {
    /// The sender's signature over the last of its own entries here, where that is the last entry of all: what a kit must send.
    #[must_use]
    pub fn own_end(&self) -> Option<&TipProof> {
        let last = &self.entries.last()?.header;
        self.tips.iter().find(|tip| (tip.signer, tip.device, tip.seq) == (self.device, self.device, last.seq) && last.device == self.device)
    }
}

/// Why a batch was not made or not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// Not a batch, or cut off.
    #[error("not a batch")]
    NotABatch,
    /// A later wire version.
    #[error("batch version {0} is not known")]
    Version(u8),
    /// No key is known for the signing device.
    #[error("batch of unknown device {0}")]
    UnknownDevice(DeviceId),
    /// Changed on the way, or not signed by that device.
    #[error("batch signature does not hold")]
    Signature,
    /// Larger than the limits allow, before or after inflating.
    #[error("batch exceeds the limits")]
    TooLarge,
    /// The compressed stream is damaged.
    #[error("batch body cannot be inflated")]
    Body,
    /// The entries inside are malformed.
    #[error("batch entries are malformed")]
    Entries,
    /// A payload does not fit its hash.
    #[error("payload of entry {seq} of {device} does not fit its hash")]
    Payload {
        /// Device that wrote the entry.
        device: DeviceId,
        /// Its position.
        seq: u64,
    },
    /// A signed end of a log names no entry of the batch, or the sender did not sign it.
    #[error("signature over entry {seq} of {device} does not hold")]
    Tip {
        /// Whose log.
        device: DeviceId,
        /// Position in it.
        seq: u64,
    },
}

/// Makes a batch signed by `device`. Fails only on a payload that does not fit its header, or beyond the limits.
pub fn encode_batch(entries: &[Entry], device: DeviceId, sign: impl Fn(&[u8]) -> [u8; 64]) -> Result<Vec<u8>, BatchError> {
    encode_batch_with(entries, Vec::new(), device, sign)
}

/// The same with what other devices signed of the ends of their logs in it.
pub fn encode_batch_with(
    entries: &[Entry],
    mut tips: Vec<TipProof>,
    device: DeviceId,
    sign: impl Fn(&[u8]) -> [u8; 64],
) -> Result<Vec<u8>, BatchError> {
    let limits = Limits::default();
    if let Some(entry) = entries.iter().find(|entry| !entry.payload_fits()) {
        return Err(BatchError::Payload { device: entry.header.device, seq: entry.header.seq });
    }
    let raw = body::encode(entries);
    if let Some(own) = entries.iter().rev().find(|entry| entry.header.device == device) {
        let tip = ChainTip { seq: own.header.seq, hash: own.header.hash() };
        tips.push(TipProof::sign(device, tip, device, &sign));
    }
    if raw.len() > limits.inflated_bytes || entries.len() > limits.entries || tips.len() > limits.tips {
        return Err(BatchError::TooLarge);
    }
    let batch = container::write(device, entries.len(), tips, &raw, sign)?;
    if batch.len() > limits.batch_bytes { Err(BatchError::TooLarge) } else { Ok(batch) }
}

/// Checks and opens a received batch; `public_key_of` knows the keys of enrolled devices that are not revoked.
pub fn decode_batch(bytes: &[u8], public_key_of: impl FnOnce(DeviceId) -> Option<[u8; 32]>, limits: &Limits) -> Result<Batch, BatchError> {
    if bytes.len() > limits.batch_bytes {
        return Err(BatchError::TooLarge);
    }
    let opened = container::open(bytes, public_key_of)?;
    if opened.tips.len() > limits.tips {
        return Err(BatchError::TooLarge);
    }
    let raw = container::inflate(opened.body, opened.raw_len, limits)?;
    let entries = body::decode(&raw, opened.count, limits)?;
    for tip in &opened.tips {
        check_tip(tip, &entries, opened.device, &opened.public_key)?;
    }
    Ok(Batch { device: opened.device, hash: opened.hash, entries, tips: opened.tips })
}

fn check_tip(tip: &TipProof, entries: &[Entry], sender: DeviceId, sender_key: &[u8; 32]) -> Result<(), BatchError> {
    let named = entries.iter().map(|entry| &entry.header).find(|header| (header.device, header.seq) == (tip.device, tip.seq));
    let there = named.is_some_and(|header| header.hash() == tip.hash);
    let signed = tip.signer != sender || tip.holds(sender_key);
    if there && signed { Ok(()) } else { Err(BatchError::Tip { device: tip.device, seq: tip.seq }) }
}

/// The body of a batch before compression, whatever the entries say: what a dictionary is trained on, and what tests bend.
#[must_use]
pub fn uncompressed(entries: &[Entry]) -> Vec<u8> {
    body::encode(entries)
}

/// Reads a body of `count` entries: the part of [`decode_batch`] behind signature and compression, for tests and fuzzing.
pub fn from_uncompressed(raw: &[u8], count: usize, limits: &Limits) -> Result<Vec<Entry>, BatchError> {
    body::decode(raw, count, limits)
}

/// The hash that names a batch in a receipt, without opening it.
#[must_use]
pub fn batch_hash(bytes: &[u8]) -> Option<Hash> {
    container::hash(bytes)
}
