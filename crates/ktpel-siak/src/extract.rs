//! The register extract of a visit: residents as CSV, in the columns that the kit takes along (format 1).
//!
//! Reads and writes rows; the office signs the bytes elsewhere. A bad line is rejected by itself, with line and column.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use ktpel_domain::alamat::{Rt, Rw};
use ktpel_domain::jenis_kelamin::JenisKelamin;
use ktpel_domain::kode::Kode;
use ktpel_domain::nik::Nik;
use ktpel_domain::no_kk::NoKk;
use ktpel_domain::wilayah;

pub use crate::table::{RowError, RowFault, TableError, digest};

use crate::table::{Line, Table, is_scientific};

/// Version of the columns; a change of [`COLUMNS`] is a new version.
pub const FORMAT: u16 = 1;

/// Columns of format 1, in the order in which they are written.
pub const COLUMNS: [&str; 18] = [
    "nik",
    "no_kk",
    "nama",
    "tempat_lahir",
    "tanggal_lahir",
    "jenis_kelamin",
    "gol_darah",
    "agama",
    "status_kawin",
    "pekerjaan",
    "kelurahan",
    "alamat",
    "rt",
    "rw",
    "shdk",
    "status_rekam",
    "kartu_terbit",
    "kewarganegaraan",
];

/// One resident. Codes keep their stored form `scheme/code/label`.
#[derive(Clone, PartialEq, Eq)]
pub struct ExtractRow {
    /// None for who was never registered.
    pub nik: Option<Nik>,
    /// None where the source has none.
    pub no_kk: Option<NoKk>,
    /// Full name.
    pub nama: String,
    /// Place of birth.
    pub tempat_lahir: String,
    /// Date of birth.
    pub tanggal_lahir: Date,
    /// Sex.
    pub jenis_kelamin: JenisKelamin,
    /// Blood group.
    pub gol_darah: Option<Kode>,
    /// Religion.
    pub agama: Option<Kode>,
    /// Marital status.
    pub status_kawin: Option<Kode>,
    /// Occupation.
    pub pekerjaan: Option<Kode>,
    /// Dotted code of the kelurahan.
    pub kelurahan: String,
    /// Street or neighbourhood.
    pub alamat: String,
    /// RT.
    pub rt: Option<Rt>,
    /// RW.
    pub rw: Option<Rw>,
    /// Relation in the family.
    pub shdk: Option<Kode>,
    /// Recording status at the central system; one that this program does not know is kept and opens nothing.
    pub status_rekam: String,
    /// Whether a card was issued before.
    pub kartu_terbit: Kartu,
    /// `WNI` or `WNA`.
    pub kewarganegaraan: String,
}

/// Whether the register knows a card of this resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kartu {
    /// One was issued.
    PernahTerbit,
    /// None was.
    BelumPernah,
}

impl fmt::Debug for ExtractRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtractRow({}, ‹disamarkan›)", self.status_rekam)
    }
}

impl ExtractRow {
    /// The value of a column as text, as a form takes it; none for an unknown column.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<String> {
        let at = COLUMNS.iter().position(|name| *name == column)?;
        self.values().into_iter().nth(at)
    }

    /// The values in the order of [`COLUMNS`].
    #[must_use]
    pub fn values(&self) -> [String; 18] {
        let kode = |kode: &Option<Kode>| kode.as_ref().map(ToString::to_string).unwrap_or_default();
        [
            self.nik.map(|nik| nik.as_str().to_owned()).unwrap_or_default(),
            self.no_kk.map(|no_kk| no_kk.as_str().to_owned()).unwrap_or_default(),
            self.nama.clone(),
            self.tempat_lahir.clone(),
            self.tanggal_lahir.to_string(),
            self.jenis_kelamin.id().to_owned(),
            kode(&self.gol_darah),
            kode(&self.agama),
            kode(&self.status_kawin),
            kode(&self.pekerjaan),
            self.kelurahan.clone(),
            self.alamat.clone(),
            self.rt.map(|rt| rt.as_str().to_owned()).unwrap_or_default(),
            self.rw.map(|rw| rw.as_str().to_owned()).unwrap_or_default(),
            kode(&self.shdk),
            self.status_rekam.clone(),
            (self.kartu_terbit == Kartu::PernahTerbit).to_string(),
            self.kewarganegaraan.clone(),
        ]
    }
}

/// The rows of an extract, one by one; a rejected line does not end it.
pub struct Rows<'b> {
    table: Table<'b>,
    seen: BTreeSet<Nik>,
}

/// Opens an extract: checks size and header. Each line is then read as it is asked for.
pub fn read(bytes: &[u8]) -> Result<Rows<'_>, TableError> {
    Ok(Rows { table: Table::open(bytes, &COLUMNS)?, seen: BTreeSet::new() })
}

/// All good rows, and every rejected line.
pub fn read_all(bytes: &[u8]) -> Result<(Vec<ExtractRow>, Vec<RowError>), TableError> {
    let (mut rows, mut rejected) = (Vec::new(), Vec::new());
    for row in read(bytes)? {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => rejected.push(error),
        }
    }
    Ok((rows, rejected))
}

/// Writes header and rows; [`read`] gives the same rows back.
#[must_use]
pub fn write<'r>(rows: impl IntoIterator<Item = &'r ExtractRow>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let held = "writing to memory fails only for lines of differing width";
    writer.write_record(COLUMNS).expect(held);
    for row in rows {
        writer.write_record(row.values()).expect(held);
    }
    writer.into_inner().expect("flushing to memory does not fail")
}

impl Iterator for Rows<'_> {
    type Item = Result<ExtractRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.table.next()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        let row = row(&line);
        if let Ok(ExtractRow { nik: Some(nik), .. }) = &row
            && !self.seen.insert(*nik)
        {
            return Some(Err(line.error("nik", RowFault::Twice)));
        }
        Some(row)
    }
}

fn row(line: &Line) -> Result<ExtractRow, RowError> {
    Ok(ExtractRow {
        nik: line.find("nik", nik)?,
        no_kk: line.find("no_kk", no_kk)?,
        nama: line.required("nama")?.to_owned(),
        tempat_lahir: line.text("tempat_lahir").to_owned(),
        tanggal_lahir: line.get("tanggal_lahir", date)?,
        jenis_kelamin: line.get("jenis_kelamin", |text| JenisKelamin::find(text).ok_or(RowFault::Unknown))?,
        gol_darah: line.find("gol_darah", kode)?,
        agama: line.find("agama", kode)?,
        status_kawin: line.find("status_kawin", kode)?,
        pekerjaan: line.find("pekerjaan", kode)?,
        kelurahan: line.get("kelurahan", kelurahan)?,
        alamat: line.text("alamat").to_owned(),
        rt: line.find("rt", |text| Rt::parse(text).map_err(|_| RowFault::Unknown))?,
        rw: line.find("rw", |text| Rw::parse(text).map_err(|_| RowFault::Unknown))?,
        shdk: line.find("shdk", kode)?,
        status_rekam: line.get("status_rekam", status)?,
        kartu_terbit: line.get("kartu_terbit", kartu)?,
        kewarganegaraan: line.get("kewarganegaraan", citizenship)?,
    })
}

pub(crate) fn nik(text: &str) -> Result<Nik, RowFault> {
    if is_scientific(text) {
        return Err(RowFault::Spreadsheet);
    }
    Nik::parse(text).map_err(|error| RowFault::Number { code: error.code() })
}

fn no_kk(text: &str) -> Result<NoKk, RowFault> {
    if is_scientific(text) {
        return Err(RowFault::Spreadsheet);
    }
    NoKk::parse(text).map_err(|error| RowFault::Number { code: error.code() })
}

pub(crate) fn date(text: &str) -> Result<Date, RowFault> {
    text.parse().map_err(|_| RowFault::Date)
}

fn kode(text: &str) -> Result<Kode, RowFault> {
    text.parse().map_err(|_| RowFault::Unknown)
}

fn kelurahan(text: &str) -> Result<String, RowFault> {
    let known = wilayah::lookup(text).filter(|place| place.level == wilayah::Level::Kelurahan);
    known.map(|place| place.code.to_owned()).ok_or(RowFault::Unknown)
}

/// About 18 statuses exist and not all are published: an unknown one is no reason to lose the resident.
fn status(text: &str) -> Result<String, RowFault> {
    let is_id = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if is_id { Ok(text.to_owned()) } else { Err(RowFault::Unknown) }
}

fn kartu(text: &str) -> Result<Kartu, RowFault> {
    match text {
        "true" => Ok(Kartu::PernahTerbit),
        "false" => Ok(Kartu::BelumPernah),
        _ => Err(RowFault::Unknown),
    }
}

fn citizenship(text: &str) -> Result<String, RowFault> {
    if matches!(text, "WNI" | "WNA") { Ok(text.to_owned()) } else { Err(RowFault::Unknown) }
}

#[cfg(test)]
mod tests;
