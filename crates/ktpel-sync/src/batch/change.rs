//! A change cut into its parts, and put together again byte for byte.
//!
//! What costs most on the wire are 32-byte hashes of the changes before and 16-byte ids of actors, which no compression shrinks. The receiver
//! knows or works out nearly all of them, so they travel as small numbers ([`super::body`]). Column data is not understood here, only moved.

use ktpel_domain::ids::{ActorId, Hash};
use sha2::{Digest, Sha256};

use super::{
    BatchError,
    streams::{Cursor, Stream, put_number},
};
use crate::limits::Limits;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const PLAIN: u8 = 1;
/// Column of what each operation does.
const ACTION: u64 = 0x42;

/// The parts of one plain change chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts<'a> {
    pub deps: Vec<Hash>,
    pub actor: ActorId,
    pub seq: u64,
    pub start_op: u64,
    pub time: i64,
    pub message: &'a [u8],
    pub others: Vec<ActorId>,
    /// Specification and data of each column, in the order of the chunk.
    pub columns: Vec<(u64, &'a [u8])>,
    /// What a newer Automerge may add behind the columns.
    pub tail: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Cuts a change; none when it has a form that [`Self::assemble`] would not give back: it then travels as it is.
    pub fn cut(bytes: &'a [u8]) -> Option<Self> {
        let parts = Self::read(bytes).ok()?;
        let known = parts.columns.iter().all(|(spec, _)| Stream::column(*spec).is_some());
        (known && parts.assemble().0 == bytes).then_some(parts)
    }

    fn read(bytes: &'a [u8]) -> Result<Self, BatchError> {
        let limits = Limits::default();
        let mut cursor = Cursor(bytes.get(9..).ok_or(BatchError::Entries)?);
        let data = cursor.sized()?;
        let mut cursor = Cursor(data);
        let deps = (0..cursor.count(limits.change_deps)?).map(|_| cursor.array().map(Hash)).collect::<Result<_, _>>()?;
        let actor = actor_of(&mut cursor)?;
        let (seq, start_op) = (cursor.number()?, cursor.number()?);
        let time = signed_leb(&mut cursor)?;
        let message = cursor.sized()?;
        let others = (0..cursor.count(limits.change_actors)?).map(|_| actor_of(&mut cursor)).collect::<Result<_, _>>()?;
        let mut specs = Vec::new();
        for _ in 0..cursor.count(limits.change_columns)? {
            specs.push((cursor.number()?, cursor.length()?));
        }
        let columns = specs.into_iter().map(|(spec, length)| Ok((spec, cursor.take(length)?))).collect::<Result<_, BatchError>>()?;
        Ok(Self { deps, actor, seq, start_op, time, message, others, columns, tail: cursor.0 })
    }

    /// The chunk, and the hash of the change.
    pub fn assemble(&self) -> (Vec<u8>, Hash) {
        let mut data = Vec::with_capacity(self.size());
        put_number(&mut data, self.deps.len() as u64);
        self.deps.iter().for_each(|dep| data.extend_from_slice(&dep.0));
        put_sized(&mut data, &self.actor.0);
        put_number(&mut data, self.seq);
        put_number(&mut data, self.start_op);
        put_signed_leb(&mut data, self.time);
        put_sized(&mut data, self.message);
        put_number(&mut data, self.others.len() as u64);
        self.others.iter().for_each(|other| put_sized(&mut data, &other.0));
        put_number(&mut data, self.columns.len() as u64);
        for (spec, column) in &self.columns {
            put_number(&mut data, *spec);
            put_number(&mut data, column.len() as u64);
        }
        self.columns.iter().for_each(|(_, column)| data.extend_from_slice(column));
        data.extend_from_slice(self.tail);
        chunk(&data)
    }

    /// How many operations the change has: the rows of its action column. A column that cannot be counted has none; both sides agree on that.
    pub fn operations(&self) -> u64 {
        let column = self.columns.iter().find(|(spec, _)| *spec == ACTION).map_or(&[][..], |(_, column)| column);
        rows(&mut Cursor(column)).unwrap_or(0)
    }

    /// An upper bound of the bytes of the chunk.
    pub fn size(&self) -> usize {
        let columns: usize = self.columns.iter().map(|(_, column)| column.len() + 20).sum();
        96 + self.deps.len() * 32 + self.others.len() * 17 + self.message.len() + columns + self.tail.len()
    }
}

fn chunk(data: &[u8]) -> (Vec<u8>, Hash) {
    let mut hashed = Vec::with_capacity(data.len() + 12);
    hashed.push(PLAIN);
    put_number(&mut hashed, data.len() as u64);
    hashed.extend_from_slice(data);
    let hash = Hash(Sha256::digest(&hashed).into());
    let [a, b, c, d, ..] = hash.0;
    ([&MAGIC, &[a, b, c, d], hashed.as_slice()].concat(), hash)
}

/// Rows of a run-length column of numbers: a run, a row of single values, or nulls.
fn rows(column: &mut Cursor<'_>) -> Result<u64, BatchError> {
    let mut rows = 0_u64;
    while !column.0.is_empty() {
        let run = signed_leb(column)?;
        let values = match run {
            0 => {
                rows = rows.saturating_add(column.number()?);
                continue;
            }
            1.. => 1,
            _ => run.unsigned_abs(),
        };
        for _ in 0..values {
            column.number()?;
        }
        rows = rows.saturating_add(run.unsigned_abs());
    }
    Ok(rows)
}

fn actor_of(cursor: &mut Cursor<'_>) -> Result<ActorId, BatchError> {
    let bytes = cursor.sized()?;
    bytes.try_into().map(ActorId).map_err(|_| BatchError::Entries)
}

fn put_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// The signed form of Automerge: LEB128 in two's complement.
fn signed_leb(cursor: &mut Cursor<'_>) -> Result<i64, BatchError> {
    let mut value = 0_i64;
    for shift in (0..63).step_by(7) {
        let byte = cursor.byte()?;
        value |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let unused = 64 - (shift + 7);
            return Ok(value << unused >> unused);
        }
    }
    Err(BatchError::Entries)
}

fn put_signed_leb(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}
