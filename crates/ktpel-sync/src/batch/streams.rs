//! Bytes of one kind side by side: what is alike lies together, so that the compression finds it.

use std::collections::BTreeMap;

use super::BatchError;

/// Which stream. Numbers are part of the format: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stream(u16);

impl Stream {
    /// How an entry differs from the one before it.
    pub const HEAD: Self = Self(0);
    pub const KIND: Self = Self(1);
    pub const DEVICE: Self = Self(2);
    pub const SEQ: Self = Self(3);
    pub const DOC: Self = Self(4);
    pub const OPERATOR: Self = Self(5);
    pub const AT: Self = Self(6);
    /// Payloads that are no changes, with their lengths.
    pub const RECORD: Self = Self(7);
    /// Hashes and ids that nobody can work out.
    pub const LITERAL: Self = Self(8);
    pub const CHANGE_HEAD: Self = Self(9);
    pub const DEPS: Self = Self(10);
    pub const ACTOR: Self = Self(11);
    pub const ACTOR_SEQ: Self = Self(12);
    pub const START_OP: Self = Self(13);
    pub const TIME: Self = Self(14);
    pub const MESSAGE: Self = Self(15);
    pub const COLUMNS: Self = Self(16);
    pub const TAIL: Self = Self(17);
    const COLUMN: u16 = 32;
    const MAX: u16 = 1024;

    /// The data of the change column with this specification.
    pub fn column(spec: u64) -> Option<Self> {
        let spec = u16::try_from(spec).ok().filter(|spec| *spec < Self::MAX - Self::COLUMN)?;
        Some(Self(Self::COLUMN + spec))
    }
}

/// Streams being written.
#[derive(Default)]
pub struct Writer(BTreeMap<Stream, Vec<u8>>);

impl Writer {
    pub fn bytes(&mut self, stream: Stream, bytes: &[u8]) {
        self.0.entry(stream).or_default().extend_from_slice(bytes);
    }

    pub fn number(&mut self, stream: Stream, value: u64) {
        put_number(self.0.entry(stream).or_default(), value);
    }

    pub fn signed(&mut self, stream: Stream, value: i64) {
        self.number(stream, ((value << 1) ^ (value >> 63)).cast_unsigned());
    }

    /// Bytes with their length before them.
    pub fn sized(&mut self, stream: Stream, bytes: &[u8]) {
        self.number(stream, bytes.len() as u64);
        self.bytes(stream, bytes);
    }

    /// All streams one after the other, behind a table of their lengths.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, self.0.len() as u64);
        for (stream, bytes) in &self.0 {
            put_number(&mut out, u64::from(stream.0));
            put_number(&mut out, bytes.len() as u64);
        }
        self.0.into_values().for_each(|bytes| out.extend(bytes));
        out
    }
}

/// Writes a number as LEB128.
pub fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Streams being read.
pub struct Reader<'a>(BTreeMap<Stream, Cursor<'a>>);

impl<'a> Reader<'a> {
    pub fn new(raw: &'a [u8]) -> Result<Self, BatchError> {
        let mut head = Cursor(raw);
        let count = head.number()?;
        if count > u64::from(Stream::MAX) {
            return Err(BatchError::Entries);
        }
        let mut lengths = Vec::new();
        for _ in 0..count {
            let stream = u16::try_from(head.number()?).map_err(|_| BatchError::Entries)?;
            lengths.push((Stream(stream), head.length()?));
        }
        let mut streams = BTreeMap::new();
        for (stream, length) in lengths {
            if streams.insert(stream, Cursor(head.take(length)?)).is_some() {
                return Err(BatchError::Entries);
            }
        }
        if head.0.is_empty() { Ok(Self(streams)) } else { Err(BatchError::Entries) }
    }

    pub fn of(&mut self, stream: Stream) -> Result<&mut Cursor<'a>, BatchError> {
        self.0.get_mut(&stream).ok_or(BatchError::Entries)
    }

    /// Every byte was read: nothing is hidden behind what was understood.
    pub fn end(&self) -> Result<(), BatchError> {
        if self.0.values().all(|cursor| cursor.0.is_empty()) { Ok(()) } else { Err(BatchError::Entries) }
    }
}

/// The rest of one stream, or of a change.
pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], BatchError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BatchError::Entries)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], BatchError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(BatchError::Entries)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn byte(&mut self) -> Result<u8, BatchError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub fn number(&mut self) -> Result<u64, BatchError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(BatchError::Entries)
    }

    pub fn signed(&mut self) -> Result<i64, BatchError> {
        let value = self.number()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    pub fn length(&mut self) -> Result<usize, BatchError> {
        usize::try_from(self.number()?).map_err(|_| BatchError::TooLarge)
    }

    pub fn sized(&mut self) -> Result<&'a [u8], BatchError> {
        let length = self.length()?;
        self.take(length)
    }

    /// The number of things that follow, within a cap.
    pub fn count(&mut self, cap: usize) -> Result<usize, BatchError> {
        let count = self.length()?;
        if count <= cap { Ok(count) } else { Err(BatchError::TooLarge) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_signed(value: i64) {
        let mut writer = Writer::default();
        writer.signed(Stream::AT, value);
        let raw = writer.finish();
        assert_eq!(Reader::new(&raw).unwrap().of(Stream::AT).unwrap().signed(), Ok(value));
    }

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN] {
            check_signed(value);
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_refused() {
        assert_eq!(Cursor(&[0xff; 10]).number(), Err(BatchError::Entries));
        assert_eq!(Cursor(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).number(), Ok(u64::MAX));
    }

    #[test]
    fn lengths_must_add_up() {
        let mut writer = Writer::default();
        writer.bytes(Stream::HEAD, b"head");
        writer.bytes(Stream::TAIL, b"tail");
        let raw = writer.finish();
        let mut reader = Reader::new(&raw).unwrap();
        assert_eq!(reader.of(Stream::HEAD).unwrap().take(4), Ok(b"head".as_slice()));
        assert!(reader.end().is_err(), "a stream was not read");
        assert_eq!(reader.of(Stream::TAIL).unwrap().take(4), Ok(b"tail".as_slice()));
        assert_eq!(reader.end(), Ok(()));
        for length in 0..raw.len() {
            assert!(Reader::new(&raw[..length]).is_err(), "cut at {length}");
        }
        assert!(Reader::new(&[raw.as_slice(), b"x"].concat()).is_err());
    }
}
