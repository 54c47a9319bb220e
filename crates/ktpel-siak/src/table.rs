//! CSV from outside, line by line: header check, limits, and errors that name line and column but never a value.

use csv::StringRecord;
use ktpel_domain::ids::Hash;
use sha2::{Digest, Sha256};

/// Largest file that is read, in bytes; the register of the whole city is about 30 MB.
pub const MAX_BYTES: usize = 64 << 20;
/// Longest value, in bytes.
pub const MAX_VALUE_BYTES: usize = 1024;

/// Why a file is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Larger than [`MAX_BYTES`].
    #[error("file is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// No header line.
    #[error("file is empty")]
    Empty,
    /// A column that must be there is missing.
    #[error("column `{0}` is missing")]
    ColumnMissing(&'static str),
    /// A column that no version of the format has, at this position (from 1).
    #[error("column {0} is not known")]
    ColumnUnknown(usize),
    /// A column stands twice.
    #[error("column `{0}` stands twice")]
    ColumnTwice(&'static str),
}

/// Why one line is rejected; the rest of the file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column `{column}`: {fault}")]
pub struct RowError {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// Column, or `-` where the whole line is meant.
    pub column: &'static str,
    /// What is wrong.
    pub fault: RowFault,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Must not be empty.
    #[error("empty")]
    Empty,
    /// Another number of values than columns.
    #[error("another number of values than the header")]
    Width,
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// A value longer than [`MAX_VALUE_BYTES`].
    #[error("too long")]
    TooLong,
    /// A number in scientific notation: a spreadsheet has cut its digits.
    #[error("a spreadsheet has ruined the number")]
    Spreadsheet,
    /// Not a NIK or NKK; `code` as in the domain, e.g. `E_DATE`.
    #[error("not a valid number ({code})")]
    Number {
        /// Code of the broken rule.
        code: &'static str,
    },
    /// Not a date `YYYY-MM-DD`.
    #[error("not a date")]
    Date,
    /// A date after today.
    #[error("in the future")]
    Future,
    /// Not one of the values that the column may have.
    #[error("not one of the values of this column")]
    Unknown,
    /// Not an id of 32 hexadecimal digits.
    #[error("not an id")]
    Id,
    /// Must be empty for this kind of line.
    #[error("must be empty here")]
    Unexpected,
    /// An earlier line says the same key with another content.
    #[error("contradicts an earlier line")]
    Contradicts,
    /// An earlier line has the same NIK.
    #[error("stands in an earlier line")]
    Twice,
}

/// The SHA-256 of a file: names it as evidence.
#[must_use]
pub fn digest(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

/// A checked header over the lines of a file.
pub(crate) struct Table<'b> {
    reader: csv::Reader<&'b [u8]>,
    /// Position of each wanted column, in the order of the format.
    positions: Vec<usize>,
    columns: &'static [&'static str],
    record: csv::ByteRecord,
}

impl<'b> Table<'b> {
    /// Opens a file that must have exactly these columns, in any order. A byte order mark and `;` as separator are accepted:
    /// office spreadsheets write both.
    pub(crate) fn open(bytes: &'b [u8], columns: &'static [&'static str]) -> Result<Self, TableError> {
        if bytes.len() > MAX_BYTES {
            return Err(TableError::TooLarge);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).from_reader(bytes);
        let header = reader.byte_headers().map_err(|_| TableError::Empty)?.clone();
        if header.is_empty() {
            return Err(TableError::Empty);
        }
        let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
        if let Some(at) = names.iter().position(|name| !columns.contains(&name.as_str())) {
            return Err(TableError::ColumnUnknown(at + 1));
        }
        let mut positions = Vec::with_capacity(columns.len());
        for column in columns {
            let mut found = names.iter().enumerate().filter(|(_, name)| name == column).map(|(at, _)| at);
            positions.push(found.next().ok_or(TableError::ColumnMissing(column))?);
            if found.next().is_some() {
                return Err(TableError::ColumnTwice(column));
            }
        }
        Ok(Self { reader, positions, columns, record: csv::ByteRecord::new() })
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Line, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.reader.read_byte_record(&mut self.record);
        let line = self.record.position().map_or(0, csv::Position::line);
        let reject = |fault| Some(Err(RowError { line, column: "-", fault }));
        match read {
            Ok(false) => return None,
            Ok(true) => {}
            // Reading from memory cannot fail but for the shape of a line.
            Err(_) => return reject(RowFault::Width),
        }
        if self.record.len() != self.positions.len() {
            return reject(RowFault::Width);
        }
        if self.record.iter().any(|value| value.len() > MAX_VALUE_BYTES) {
            return reject(RowFault::TooLong);
        }
        let Ok(record) = StringRecord::from_byte_record(self.record.clone()) else { return reject(RowFault::Encoding) };
        let values = self.positions.iter().map(|at| record.get(*at).unwrap_or_default().trim().to_owned()).collect();
        Some(Ok(Line { line, columns: self.columns, values }))
    }
}

/// One line with its values in the order of the format.
pub(crate) struct Line {
    pub(crate) line: u64,
    columns: &'static [&'static str],
    values: Vec<String>,
}

impl Line {
    pub(crate) fn error(&self, column: &'static str, fault: RowFault) -> RowError {
        RowError { line: self.line, column, fault }
    }

    /// The value of a column; empty for a column that the format does not have.
    pub(crate) fn text(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| *name == column);
        at.and_then(|at| self.values.get(at)).map_or("", String::as_str)
    }

    pub(crate) fn required(&self, column: &'static str) -> Result<&str, RowError> {
        let value = self.text(column);
        if value.is_empty() { Err(self.error(column, RowFault::Empty)) } else { Ok(value) }
    }

    /// The parsed value, none where it is empty.
    pub(crate) fn find<T>(&self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, RowFault>) -> Result<Option<T>, RowError> {
        let value = self.text(column);
        if value.is_empty() {
            return Ok(None);
        }
        parse(value).map(Some).map_err(|fault| self.error(column, fault))
    }

    /// The parsed value, which must not be empty.
    pub(crate) fn get<T>(&self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, RowFault>) -> Result<T, RowError> {
        parse(self.required(column)?).map_err(|fault| self.error(column, fault))
    }
}

/// `;` if the header has more of it than of `,`.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign| header.iter().filter(|byte| **byte == sign).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// `5.27204E+15`: what a spreadsheet makes of sixteen digits.
pub(crate) fn is_scientific(value: &str) -> bool {
    let Some((number, exponent)) = value.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'+'));
    digits(number) && digits(exponent)
}
