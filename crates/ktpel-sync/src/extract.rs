//! The register extract of a visit: rows of residents signed by the office, one way, versioned.
//!
//! ```text
//! "KTPR"  version u8  visit 16  made_at_ms i64  rows u32  raw_len u32  body (zstd of CSV)  signature 64 B                big endian
//! ```
//! Signed like a batch: Ed25519 over `"ktpel-extract/1\0" ‖ SHA-256(all before)`. The digest names the extract: facts taken from it carry the digest as
//! evidence (product rule 2: only a status signed by the office counts).

use std::io::Read;

use ktpel_domain::{
    ids::{DocId, Hash},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use crate::signature::{self, SIGNATURE_BYTES};

const MAGIC: &[u8; 4] = b"KTPR";
const VERSION: u8 = 1;
const DOMAIN: &[u8] = b"ktpel-extract/1\0";
const LEVEL: i32 = 9;
const WINDOW_LOG: u32 = 23;

/// Largest extract after inflating, in bytes: the whole city is about 30 MB.
pub const MAX_RAW_BYTES: usize = 64 << 20;

/// An opened extract.
#[derive(Clone, PartialEq, Eq)]
pub struct Extract {
    /// Visit for which it was made.
    pub visit: DocId,
    /// When the office made it.
    pub made_at: Timestamp,
    /// Number of residents.
    pub rows: u32,
    /// CSV with a header line, as `ktpel_siak` reads it.
    pub csv: Vec<u8>,
    /// Names this extract.
    pub digest: Hash,
}

impl std::fmt::Debug for Extract {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extract")
            .field("visit", &self.visit)
            .field("rows", &self.rows)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// Why an extract was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// Not an extract, or cut off.
    #[error("not an extract")]
    NotAnExtract,
    /// A later version.
    #[error("extract version {0} is not known")]
    Version(u8),
    /// Changed, or not signed by the office.
    #[error("extract signature does not hold")]
    Signature,
    /// Larger than [`MAX_RAW_BYTES`].
    #[error("extract exceeds the limits")]
    TooLarge,
    /// The compressed stream is damaged.
    #[error("extract body cannot be inflated")]
    Body,
}

/// Makes a signed extract; gives it with its digest.
pub fn encode_extract(
    visit: DocId,
    made_at: Timestamp,
    rows: u32,
    csv: &[u8],
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<(Vec<u8>, Hash), ExtractError> {
    if csv.len() > MAX_RAW_BYTES {
        return Err(ExtractError::TooLarge);
    }
    let raw_len = u32::try_from(csv.len()).map_err(|_| ExtractError::TooLarge)?;
    let mut bytes = Vec::with_capacity(csv.len() / 4);
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&visit.0);
    bytes.extend_from_slice(&made_at.0.to_be_bytes());
    bytes.extend_from_slice(&rows.to_be_bytes());
    bytes.extend_from_slice(&raw_len.to_be_bytes());
    bytes.extend_from_slice(&zstd::bulk::compress(csv, LEVEL).map_err(|_| ExtractError::Body)?);
    let digest = Hash(Sha256::digest(&bytes).into());
    bytes.extend_from_slice(&sign(&message(digest)));
    Ok((bytes, digest))
}

/// Checks the office's signature and inflates the rows.
pub fn open_extract(bytes: &[u8], office_key: &[u8; 32]) -> Result<Extract, ExtractError> {
    let not = ExtractError::NotAnExtract;
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_BYTES>().ok_or(not)?;
    let rest = signed.strip_prefix(MAGIC).ok_or(not)?;
    let (&version, rest) = rest.split_first().ok_or(not)?;
    if version != VERSION {
        return Err(ExtractError::Version(version));
    }
    let digest = Hash(Sha256::digest(signed).into());
    if !signature::holds(office_key, &message(digest), signature) {
        return Err(ExtractError::Signature);
    }
    let (visit, rest) = rest.split_first_chunk::<16>().ok_or(not)?;
    let (made_at, rest) = rest.split_first_chunk::<8>().ok_or(not)?;
    let (rows, rest) = rest.split_first_chunk::<4>().ok_or(not)?;
    let (raw_len, body) = rest.split_first_chunk::<4>().ok_or(not)?;
    let csv = inflate(body, u32::from_be_bytes(*raw_len) as usize)?;
    let made_at = Timestamp(i64::from_be_bytes(*made_at));
    Ok(Extract { visit: DocId(*visit), made_at, rows: u32::from_be_bytes(*rows), csv, digest })
}

fn inflate(body: &[u8], raw_len: usize) -> Result<Vec<u8>, ExtractError> {
    if raw_len > MAX_RAW_BYTES {
        return Err(ExtractError::TooLarge);
    }
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body).map_err(|_| ExtractError::Body)?.single_frame();
    decoder.window_log_max(WINDOW_LOG).map_err(|_| ExtractError::Body)?;
    let mut bounded = decoder.take(raw_len as u64 + 1);
    let mut csv = Vec::new();
    bounded.read_to_end(&mut csv).map_err(|_| ExtractError::Body)?;
    let rest = bounded.into_inner().finish();
    if csv.len() == raw_len && rest.is_empty() { Ok(csv) } else { Err(ExtractError::Body) }
}

fn message(digest: Hash) -> Vec<u8> {
    [DOMAIN, &digest.0].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn an_extract_is_read_back_and_nothing_else_is() {
        let key = SigningKey::from_bytes(&[6; 32]);
        let public = key.verifying_key().to_bytes();
        let csv = "nik,nama\n5272015503909901,Siti\n".repeat(50);
        let (bytes, digest) =
            encode_extract(DocId([2; 16]), Timestamp(77), 50, csv.as_bytes(), |message| key.sign(message).to_bytes()).unwrap();
        let read = open_extract(&bytes, &public).unwrap();
        assert_eq!((read.visit, read.made_at, read.rows, read.digest), (DocId([2; 16]), Timestamp(77), 50, digest));
        assert_eq!(read.csv, csv.as_bytes());
        assert!(!format!("{read:?}").contains("Siti"), "an extract is personal data");
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1;
            assert!(open_extract(&damaged, &public).is_err(), "byte {index}");
            assert!(open_extract(&bytes[..index], &public).is_err(), "cut at {index}");
        }
    }
}
