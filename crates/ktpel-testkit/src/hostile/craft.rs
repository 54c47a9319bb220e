//! Automerge change chunks taken apart and put together again, with nothing checked: right checksums around wrong insides.

use ktpel_domain::ids::Hash;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// Chunk types of the binary format.
pub mod chunk {
    /// A whole document.
    pub const DOCUMENT: u8 = 0;
    /// A plain change.
    pub const CHANGE: u8 = 1;
    /// A deflated change.
    pub const DEFLATED: u8 = 2;
}

/// Columns of a change, by specification.
pub mod column {
    /// Actor of the container.
    pub const OBJ_ACTOR: u64 = 1;
    /// Counter of the container.
    pub const OBJ_COUNTER: u64 = 2;
    /// Key as text.
    pub const KEY: u64 = 21;
    /// Whether it inserts.
    pub const INSERT: u64 = 52;
    /// What it does.
    pub const ACTION: u64 = 66;
    /// Type and length of the value.
    pub const VALUE_META: u64 = 86;
    /// Bytes of the value.
    pub const VALUE: u64 = 87;
    /// How many predecessors.
    pub const PRED_GROUP: u64 = 112;
    /// Actors of the predecessors.
    pub const PRED_ACTOR: u64 = 113;
    /// Counters of the predecessors.
    pub const PRED_COUNTER: u64 = 115;
}

/// A change with every field at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawChange {
    /// What it builds on.
    pub deps: Vec<[u8; 32]>,
    /// Who wrote it.
    pub actor: Vec<u8>,
    /// Its number among those of the actor.
    pub seq: u64,
    /// Number of its first operation.
    pub start_op: u64,
    /// Device clock, milliseconds.
    pub time: i64,
    /// Command id.
    pub message: Vec<u8>,
    /// Other actors named.
    pub others: Vec<Vec<u8>>,
    /// Columns by specification.
    pub columns: Vec<(u64, Vec<u8>)>,
    /// Bytes behind the columns.
    pub extra: Vec<u8>,
}

impl RawChange {
    /// Takes a plain change apart; none where it is none.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes.get(9..)?);
        reader.unsigned()?;
        let deps = (0..reader.unsigned()?).map(|_| reader.take(32)?.try_into().ok()).collect::<Option<_>>()?;
        let actor = reader.sized()?.to_vec();
        let (seq, start_op, time) = (reader.unsigned()?, reader.unsigned()?, reader.signed()?);
        let message = reader.sized()?.to_vec();
        let others = (0..reader.unsigned()?).map(|_| reader.sized().map(<[u8]>::to_vec)).collect::<Option<_>>()?;
        let heads: Vec<(u64, u64)> =
            (0..reader.unsigned()?).map(|_| Some((reader.unsigned()?, reader.unsigned()?))).collect::<Option<_>>()?;
        let columns = heads
            .into_iter()
            .map(|(spec, length)| Some((spec, reader.take(usize::try_from(length).ok()?)?.to_vec())))
            .collect::<Option<_>>()?;
        Some(Self { deps, actor, seq, start_op, time, message, others, columns, extra: reader.0.to_vec() })
    }

    /// The body of the chunk.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut body = unsigned(self.deps.len() as u64);
        self.deps.iter().for_each(|dep| body.extend(dep));
        body.extend(sized(&self.actor));
        body.extend(unsigned(self.seq));
        body.extend(unsigned(self.start_op));
        body.extend(signed(self.time));
        body.extend(sized(&self.message));
        body.extend(unsigned(self.others.len() as u64));
        self.others.iter().for_each(|other| body.extend(sized(other)));
        body.extend(unsigned(self.columns.len() as u64));
        for (spec, data) in &self.columns {
            body.extend(unsigned(*spec));
            body.extend(unsigned(data.len() as u64));
        }
        self.columns.iter().for_each(|(_, data)| body.extend(data));
        body.extend(&self.extra);
        body
    }

    /// The chunk with a right length and checksum.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        chunk_of(chunk::CHANGE, &self.body())
    }

    /// With other bytes in a column, which is added in its place where it is not there.
    #[must_use]
    pub fn with_column(mut self, spec: u64, data: Vec<u8>) -> Self {
        self.columns.retain(|(known, _)| *known != spec);
        let place = self.columns.iter().take_while(|(known, _)| *known < spec).count();
        self.columns.insert(place, (spec, data));
        self
    }
}

/// A chunk of a type around a body, with a right length and checksum.
#[must_use]
pub fn chunk_of(kind: u8, body: &[u8]) -> Vec<u8> {
    let hashed = [&[kind], unsigned(body.len() as u64).as_slice(), body].concat();
    [&MAGIC, Sha256::digest(&hashed).get(..4).unwrap_or_default(), &hashed].concat()
}

/// Makes length and checksum of a changed chunk right again, whatever stands in it; none where not even a head is left.
#[must_use]
pub fn mend(bytes: &[u8]) -> Option<Vec<u8>> {
    let (kind, rest) = bytes.get(8..)?.split_first()?;
    let mut reader = Reader(rest);
    reader.unsigned()?;
    Some(chunk_of(*kind, reader.0))
}

/// Hash of a chunk.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes.get(8..).unwrap_or_default()).into())
}

/// LEB128.
#[must_use]
pub fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Signed LEB128.
#[must_use]
pub fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Bytes with their length before them.
#[must_use]
pub fn sized(bytes: &[u8]) -> Vec<u8> {
    [unsigned(bytes.len() as u64).as_slice(), bytes].concat()
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = *self.take(1)?.first()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let before = self.0;
        let raw = self.unsigned()?;
        let bits = 7 * u32::try_from(before.len() - self.0.len()).ok()?;
        let unused = 64_u32.checked_sub(bits)?;
        Some((raw.cast_signed() << unused) >> unused)
    }

    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::honest;

    #[test]
    fn an_honest_change_comes_back_byte_for_byte() {
        let case = honest::case();
        let changes = case.changes();
        assert!(changes.len() > 5, "there is something to look at");
        for change in &changes {
            let raw = RawChange::parse(change).unwrap();
            assert_eq!(&raw.bytes(), change, "otherwise a specimen would be refused for the wrong reason");
            assert_eq!(mend(change).as_ref(), Some(change));
        }
    }
}
