//! The outside of a batch: magic, version, header, compressed body and signature. Knows nothing of entries.

use std::io::Read;

use ktpel_domain::ids::{DeviceId, Hash};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::{BatchError, dictionary};
use crate::{
    limits::Limits,
    signature::{self, SIGNATURE_BYTES},
    tip_proof::TipProof,
    wire,
};

const MAGIC: &[u8; 4] = b"KTPB";
const VERSION: u8 = 3;
const DOMAIN: &[u8] = b"ktpel-batch/1\0";
/// Batches are small (96 KB): the strongest ratio costs milliseconds and saves the line.
pub(super) const LEVEL: i32 = 19;

#[derive(Encode, Decode)]
struct Header {
    #[cbor(n(0), with = "crate::wire")]
    device: DeviceId,
    /// Entries in the body.
    #[n(1)]
    count: u32,
    /// Bytes of the body after inflating.
    #[n(2)]
    raw_len: u32,
    /// Shipped dictionary used.
    #[n(3)]
    dictionary: u32,
    /// Signed ends of logs.
    #[n(4)]
    tips: Vec<TipProof>,
}

/// A container whose signature held.
pub struct Opened<'a> {
    pub device: DeviceId,
    pub public_key: [u8; 32],
    pub tips: Vec<TipProof>,
    pub hash: Hash,
    pub count: usize,
    pub raw_len: usize,
    pub body: &'a [u8],
}

pub fn write(
    device: DeviceId,
    count: usize,
    tips: Vec<TipProof>,
    raw: &[u8],
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<Vec<u8>, BatchError> {
    let size = |len: usize| u32::try_from(len).map_err(|_| BatchError::TooLarge);
    let body = dictionary::compress(raw)?;
    let (count, raw_len) = (size(count)?, size(raw.len())?);
    let header = wire::to_vec(&Header { device, count, raw_len, dictionary: dictionary::NEWEST, tips });
    let header_len = u16::try_from(header.len()).map_err(|_| BatchError::TooLarge)?;
    let mut bytes = Vec::with_capacity(body.len() + header.len() + 128);
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&header_len.to_be_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&size(body.len())?.to_be_bytes());
    bytes.extend_from_slice(&body);
    let signature = sign(&message(hash_of(&bytes)));
    bytes.extend_from_slice(&signature);
    Ok(bytes)
}

pub fn open(bytes: &[u8], public_key_of: impl FnOnce(DeviceId) -> Option<[u8; 32]>) -> Result<Opened<'_>, BatchError> {
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_BYTES>().ok_or(BatchError::NotABatch)?;
    let rest = signed.strip_prefix(MAGIC).ok_or(BatchError::NotABatch)?;
    let (&version, rest) = rest.split_first().ok_or(BatchError::NotABatch)?;
    if version != VERSION {
        return Err(BatchError::Version(version));
    }
    let (header_len, rest) = rest.split_first_chunk::<2>().ok_or(BatchError::NotABatch)?;
    let (header, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*header_len))).ok_or(BatchError::NotABatch)?;
    let header: Header = wire::from_slice(header).map_err(|_| BatchError::NotABatch)?;
    let public_key = public_key_of(header.device).ok_or(BatchError::UnknownDevice(header.device))?;
    let hash = hash_of(signed);
    if signature::device_id(&public_key) != header.device || !signature::holds(&public_key, &message(hash), signature) {
        return Err(BatchError::Signature);
    }
    let (body_len, body) = rest.split_first_chunk::<4>().ok_or(BatchError::NotABatch)?;
    if u32::from_be_bytes(*body_len) as usize != body.len() || header.dictionary != dictionary::NEWEST {
        return Err(BatchError::Body);
    }
    Ok(Opened {
        device: header.device,
        public_key,
        tips: header.tips,
        hash,
        count: header.count as usize,
        raw_len: header.raw_len as usize,
        body,
    })
}

/// Inflates one zstd frame of exactly the stated size, never more than the limits allow.
pub fn inflate(body: &[u8], raw_len: usize, limits: &Limits) -> Result<Vec<u8>, BatchError> {
    if raw_len > limits.inflated_bytes {
        return Err(BatchError::TooLarge);
    }
    let mut decoder = dictionary::decoder(body)?.single_frame();
    decoder.window_log_max(limits.window_log).map_err(|_| BatchError::Body)?;
    let mut raw = Vec::with_capacity(raw_len.min(1 << 20));
    let mut bounded = decoder.take(raw_len as u64 + 1);
    bounded.read_to_end(&mut raw).map_err(|_| BatchError::Body)?;
    let rest = bounded.into_inner().finish();
    if raw.len() == raw_len && rest.is_empty() { Ok(raw) } else { Err(BatchError::Body) }
}

pub fn hash(bytes: &[u8]) -> Option<Hash> {
    bytes.split_last_chunk::<SIGNATURE_BYTES>().map(|(signed, _)| hash_of(signed))
}

fn hash_of(signed: &[u8]) -> Hash {
    Hash(Sha256::digest(signed).into())
}

fn message(hash: Hash) -> Vec<u8> {
    [DOMAIN, &hash.0].concat()
}
