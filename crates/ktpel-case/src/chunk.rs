//! A received change as bytes, looked at before any parser may allocate for it.
//!
//! Sixty-nine bytes can claim thousands of millions of operations. So: checksum first, only plain change chunks (compressed forms are
//! refused), only columns that a change of ours can have, every count, run length and key capped, every actor named in the change itself. What
//! passes is small in every dimension; what it means is the gate's business.

use sha2::{Digest, Sha256};

use crate::limits;

/// Why bytes are not a change that may be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Too many bytes.
    #[error("change of {size} bytes is too large")]
    TooLarge {
        /// How many.
        size: usize,
    },
    /// Not a plain change chunk.
    #[error("not a plain change chunk")]
    NotAChange,
    /// Bytes were damaged or cut.
    #[error("checksum does not match")]
    Checksum,
    /// Inner lengths do not add up.
    #[error("malformed change")]
    Malformed,
    /// A column that no change of ours has: it would not survive being stored.
    #[error("unknown column {0}")]
    Column(u64),
    /// A count or run length is beyond the cap.
    #[error("too many {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
/// Columns of a change, by specification: object, key, insert, action, value, predecessors, expand, mark name.
const COLUMNS: [u64; 14] = [1, 2, 17, 19, 21, 52, 66, 86, 87, 112, 113, 115, 148, 165];
/// Columns that name an actor by its place in the change.
const ACTOR_COLUMNS: [u64; 3] = [1, 17, 113];
/// Longest key that is parsed at all; the gate is stricter. A run of long keys would multiply them.
const KEY_BYTES: usize = 4 * limits::FIELD_ID_BYTES;

/// Checks that `bytes` are one plain change chunk within all caps.
pub fn check(bytes: &[u8]) -> Result<(), ChunkError> {
    if bytes.len() > limits::CHANGE_BYTES {
        return Err(ChunkError::TooLarge { size: bytes.len() });
    }
    check_body(&mut Reader { rest: frame(bytes)? })
}

/// Hashes of the changes that this one builds on.
///
/// # Errors
/// Bytes that are no plain change, or too many of them.
pub(crate) fn deps(bytes: &[u8]) -> Result<Vec<[u8; 32]>, ChunkError> {
    Ok(Reader { rest: frame(bytes)? }.deps()?.to_vec())
}

/// The data of the chunk, after magic, checksum, type and length were found right.
fn frame(bytes: &[u8]) -> Result<&[u8], ChunkError> {
    let mut reader = Reader { rest: bytes };
    if reader.take(4) != Ok(&MAGIC) {
        return Err(ChunkError::NotAChange);
    }
    let checksum = reader.take(4)?;
    let hashed = reader.rest;
    if reader.take(1)? != [CHANGE] {
        return Err(ChunkError::NotAChange);
    }
    let length = reader.length()?;
    if reader.rest.len() != length {
        return Err(ChunkError::Malformed);
    }
    if !Sha256::digest(hashed).starts_with(checksum) {
        return Err(ChunkError::Checksum);
    }
    Ok(reader.rest)
}

fn check_body(reader: &mut Reader<'_>) -> Result<(), ChunkError> {
    reader.deps()?;
    reader.skip_sized()?;
    for _ in 0..2 {
        reader.unsigned()?;
    }
    reader.signed()?;
    reader.skip_sized()?;
    let others = reader.count("actors", limits::CHANGE_ACTORS)?;
    for _ in 0..others {
        reader.skip_sized()?;
    }
    let mut columns = Vec::new();
    for _ in 0..reader.count("columns", 32)? {
        columns.push((reader.unsigned()?, reader.length()?));
    }
    for (spec, length) in columns {
        check_column(spec, reader.take(length)?, others)?;
    }
    Ok(())
}

/// Kinds of columns, from the low bits of the column specification.
fn check_column(spec: u64, data: &[u8], others: usize) -> Result<(), ChunkError> {
    const DEFLATED: u64 = 0b1000;
    if spec & DEFLATED != 0 {
        return Err(ChunkError::NotAChange);
    }
    if !COLUMNS.contains(&spec) {
        return Err(ChunkError::Column(spec));
    }
    let mut reader = Reader { rest: data };
    if ACTOR_COLUMNS.contains(&spec) {
        return check_runs(&mut reader, Item::Actor { others: others as u64 });
    }
    match spec & 0b111 {
        0 => check_runs(&mut reader, Item::Group),
        2 | 6 => check_runs(&mut reader, Item::Unsigned),
        3 => check_runs(&mut reader, Item::Signed),
        4 => check_booleans(&mut reader),
        5 => check_runs(&mut reader, Item::Text),
        _ => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum Item {
    /// How many entries of the grouped columns a row has: counts against the same cap.
    Group,
    /// Place of an actor: 0 is the one who wrote the change, then the others.
    Actor {
        /// How many others the change names.
        others: u64,
    },
    Unsigned,
    Signed,
    Text,
}

fn check_runs(reader: &mut Reader<'_>, item: Item) -> Result<(), ChunkError> {
    let mut rows = Rows::default();
    while !reader.rest.is_empty() {
        match reader.signed()? {
            0 => rows.add(reader.unsigned()?)?,
            run if run > 0 => {
                let run = run.unsigned_abs();
                rows.add(run)?;
                rows.add_group(reader.item(item)?, run)?;
            }
            literals => {
                for _ in 0..rows.add(literals.unsigned_abs()).map(|()| literals.unsigned_abs())? {
                    rows.add_group(reader.item(item)?, 1)?;
                }
            }
        }
    }
    Ok(())
}

fn check_booleans(reader: &mut Reader<'_>) -> Result<(), ChunkError> {
    let mut rows = Rows::default();
    while !reader.rest.is_empty() {
        rows.add(reader.unsigned()?)?;
    }
    Ok(())
}

#[derive(Default)]
struct Rows {
    rows: u64,
    grouped: u64,
}

impl Rows {
    fn add(&mut self, run: u64) -> Result<(), ChunkError> {
        self.rows = self.rows.saturating_add(run);
        Self::cap(self.rows)
    }

    fn add_group(&mut self, size: Option<u64>, run: u64) -> Result<(), ChunkError> {
        self.grouped = self.grouped.saturating_add(size.unwrap_or(0).saturating_mul(run));
        Self::cap(self.grouped)
    }

    fn cap(rows: u64) -> Result<(), ChunkError> {
        // Predecessors may be more than operations: an answer names every value that it settles.
        if rows > 4 * limits::CHANGE_OPS as u64 { Err(ChunkError::TooMany { what: "operations" }) } else { Ok(()) }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ChunkError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ChunkError::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, ChunkError> {
        self.take(1)?.first().copied().ok_or(ChunkError::Malformed)
    }

    fn unsigned(&mut self) -> Result<u64, ChunkError> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ChunkError::Malformed)
    }

    fn signed(&mut self) -> Result<i64, ChunkError> {
        let mut value = 0_i64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign = 64 - (shift + 7);
                return Ok(value << sign >> sign);
            }
        }
        Err(ChunkError::Malformed)
    }

    fn length(&mut self) -> Result<usize, ChunkError> {
        usize::try_from(self.unsigned()?).map_err(|_| ChunkError::Malformed)
    }

    fn count(&mut self, what: &'static str, cap: usize) -> Result<usize, ChunkError> {
        let count = self.length()?;
        if count > cap { Err(ChunkError::TooMany { what }) } else { Ok(count) }
    }

    fn deps(&mut self) -> Result<&'a [[u8; 32]], ChunkError> {
        let count = self.count("dependencies", limits::CHANGE_DEPS)?;
        Ok(self.take(count * 32)?.as_chunks().0)
    }

    fn skip_sized(&mut self) -> Result<(), ChunkError> {
        let length = self.length()?;
        self.take(length).map(|_| ())
    }

    fn key(&mut self) -> Result<(), ChunkError> {
        let length = self.count("bytes in a key", KEY_BYTES)?;
        self.take(length).map(|_| ())
    }

    /// Reads one value of a column; answers the size of a group.
    fn item(&mut self, item: Item) -> Result<Option<u64>, ChunkError> {
        match item {
            Item::Group => self.unsigned().map(Some),
            Item::Actor { others } if self.unsigned()? > others => Err(ChunkError::Malformed),
            Item::Actor { .. } => Ok(None),
            Item::Unsigned => self.unsigned().map(|_| None),
            Item::Signed => self.signed().map(|_| None),
            Item::Text => self.key().map(|()| None),
        }
    }
}
