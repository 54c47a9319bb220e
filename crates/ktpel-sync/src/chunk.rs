//! The outside of an Automerge change chunk: its hash, found without parsing what is inside.
//!
//! Layout (Automerge binary format): magic `85 6f 4a 83`, four bytes checksum, type, LEB128 length, data. The change hash is SHA-256 over
//! type, length and data; the checksum is its first four bytes. Only plain changes (type 1) pass: deflated ones are bombs in waiting.

use ktpel_domain::ids::{ActorId, Hash};
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
const HEAD: usize = 8;

/// Why bytes are not one plain change chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Too short, or the magic bytes are missing.
    #[error("not an automerge chunk")]
    NotAChunk,
    /// A document chunk or a deflated change.
    #[error("chunk of type {0} is not a plain change")]
    Kind(u8),
    /// The stated length does not end where the bytes end.
    #[error("chunk length does not fit")]
    Length,
    /// The bytes were changed.
    #[error("chunk checksum does not hold")]
    Checksum,
    /// The actor is not one of ours: sixteen bytes.
    #[error("chunk has no actor of 16 bytes")]
    Actor,
}

/// The hash of a change, after checking that `bytes` is exactly one undamaged plain change chunk.
pub fn change_hash(bytes: &[u8]) -> Result<Hash, ChunkError> {
    let parts = split(bytes)?;
    let hash = Hash(Sha256::digest(parts.hashed).into());
    if hash.0.starts_with(parts.checksum) { Ok(hash) } else { Err(ChunkError::Checksum) }
}

/// The actor that wrote a change. Its session must be registered to the device that signed the log.
pub fn change_actor(bytes: &[u8]) -> Result<ActorId, ChunkError> {
    let (deps, rest) = leb128(split(bytes)?.data).ok_or(ChunkError::Actor)?;
    let deps_bytes = usize::try_from(deps).ok().and_then(|deps| deps.checked_mul(32)).ok_or(ChunkError::Actor)?;
    let rest = rest.get(deps_bytes..).ok_or(ChunkError::Actor)?;
    let (16, rest) = leb128(rest).ok_or(ChunkError::Actor)? else { return Err(ChunkError::Actor) };
    rest.first_chunk().copied().map(ActorId).ok_or(ChunkError::Actor)
}

/// One chunk, cut into its parts.
struct Parts<'a> {
    checksum: &'a [u8],
    /// Type, length and data.
    hashed: &'a [u8],
    data: &'a [u8],
}

fn split(bytes: &[u8]) -> Result<Parts<'_>, ChunkError> {
    let (head, hashed) = bytes.split_at_checked(HEAD).ok_or(ChunkError::NotAChunk)?;
    let checksum = head.strip_prefix(&MAGIC).ok_or(ChunkError::NotAChunk)?;
    let (&kind, rest) = hashed.split_first().ok_or(ChunkError::NotAChunk)?;
    if kind != CHANGE {
        return Err(ChunkError::Kind(kind));
    }
    let (length, data) = leb128(rest).ok_or(ChunkError::Length)?;
    if length != data.len() as u64 {
        return Err(ChunkError::Length);
    }
    Ok(Parts { checksum, hashed, data })
}

fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (index, &byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return bytes.get(index + 1..).map(|rest| (value, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use automerge::{AutoCommit, ROOT, transaction::Transactable};

    use super::*;

    fn change(text: &str) -> (Vec<u8>, Hash) {
        let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([1; 16]));
        doc.put(ROOT, "nama", text).unwrap();
        doc.commit();
        let change = doc.get_last_local_change().unwrap();
        (change.raw_bytes().to_vec(), Hash(change.hash().0))
    }

    #[test]
    fn hash_is_that_of_automerge() {
        for text in ["Siti", &"panjang ".repeat(30), &"panjang sekali ".repeat(3000)] {
            let (bytes, hash) = change(text);
            assert_eq!(change_hash(&bytes), Ok(hash), "receiver and Automerge must name a change alike");
        }
    }

    #[test]
    fn actor_is_that_of_automerge() {
        let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([1; 16]));
        for turn in 0..3_u8 {
            doc.put(ROOT, "nama", i64::from(turn)).unwrap();
            let bytes = doc.get_last_local_change().unwrap().raw_bytes().to_vec();
            assert_eq!(change_actor(&bytes), Ok(ActorId([turn + 1; 16])), "with {turn} dependencies before it");
            doc = doc.fork().with_actor(automerge::ActorId::from([turn + 2; 16]));
        }
        let mut short = AutoCommit::new().with_actor(automerge::ActorId::from([1; 8]));
        short.put(ROOT, "nama", 1).unwrap();
        assert_eq!(change_actor(short.get_last_local_change().unwrap().raw_bytes()), Err(ChunkError::Actor));
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let (bytes, _) = change("Siti");
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 0x10;
            assert!(change_hash(&damaged).is_err(), "byte {index} was changed");
        }
    }

    #[test]
    fn trailing_or_missing_bytes_are_refused() {
        let (mut bytes, _) = change("Siti");
        assert_eq!(change_hash(&bytes[..bytes.len() - 1]), Err(ChunkError::Length));
        bytes.push(0);
        assert_eq!(change_hash(&bytes), Err(ChunkError::Length));
        assert_eq!(change_hash(&[]), Err(ChunkError::NotAChunk));
    }

    #[test]
    fn deflated_and_document_chunks_are_refused() {
        let (mut bytes, _) = change("Siti");
        bytes[8] = 2;
        assert_eq!(change_hash(&bytes), Err(ChunkError::Kind(2)));
        let mut doc = AutoCommit::new();
        doc.put(ROOT, "a", 1).unwrap();
        assert_eq!(change_hash(&doc.save()), Err(ChunkError::Kind(0)));
    }
}
