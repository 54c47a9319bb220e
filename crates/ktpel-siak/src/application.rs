//! An application for a NIK: the part of one person of F-1.01, with the documents behind it (Permendagri 109/2019).
//!
//! The kit files it, the office keys it into SIAK, SIAK alone issues the number (product rule 1). Built from the fields of
//! the case; says every field that is still missing instead of the first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use ktpel_domain::ids::DocId;
use ktpel_domain::nik::Nik;
use ktpel_domain::time::Timestamp;

/// Whether F-1.01 must have the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// SIAK takes no application without it.
    Required,
    /// May stay empty.
    Optional,
}

/// Fields of F-1.01 that the application carries, by their id in the case, in the order of the form.
pub const FIELDS: [(&str, Need); 22] = [
    ("nama_lengkap", Need::Required),
    ("jenis_kelamin", Need::Required),
    ("tempat_lahir", Need::Required),
    ("tanggal_lahir", Need::Required),
    ("golongan_darah", Need::Optional),
    ("agama", Need::Required),
    ("status_kawin", Need::Required),
    ("shdk", Need::Required),
    ("pendidikan", Need::Required),
    ("pekerjaan", Need::Required),
    ("kewarganegaraan", Need::Required),
    ("alamat", Need::Required),
    ("rt", Need::Required),
    ("rw", Need::Required),
    ("kelurahan", Need::Required),
    ("no_hp", Need::Optional),
    ("nama_ayah", Need::Required),
    ("nik_ayah", Need::Optional),
    ("nama_ibu", Need::Required),
    ("nik_ibu", Need::Optional),
    ("disabilitas", Need::Optional),
    ("no_akta_lahir", Need::Optional),
];

/// Documents of which one must stand behind the application: evidence of birth, or the declaration of having none (F-1.04).
pub const EVIDENCE: [&str; 2] = ["bukti_kelahiran", "f104"];

/// Column of an exported list that SIAK's answer gives back.
const APPLICATION_COLUMN: &str = "permohonan";

/// A complete application.
#[derive(Clone, PartialEq, Eq)]
pub struct NikApplication {
    /// Its number: the id of the case.
    pub id: DocId,
    /// When the kit filed it.
    pub filed_at: Timestamp,
    /// Values by field id; only fields of [`FIELDS`] that hold something.
    pub fields: BTreeMap<String, String>,
    /// Requirement ids of the documents that are there.
    pub documents: BTreeSet<String>,
}

impl fmt::Debug for NikApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NikApplication").field("id", &self.id).field("documents", &self.documents).finish_non_exhaustive()
    }
}

/// Why an application cannot be filed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Lack {
    /// The field is empty.
    #[error("field `{0}` is empty")]
    Field(&'static str),
    /// The field holds something that it cannot hold.
    #[error("field `{0}` is malformed")]
    Malformed(&'static str),
    /// Born after today.
    #[error("born after today")]
    BornLater,
    /// Neither evidence of birth nor F-1.04.
    #[error("neither evidence of birth nor F-1.04")]
    Evidence,
    /// The pemohon has a NIK: nothing to apply for.
    #[error("the pemohon has a NIK")]
    HasNik,
}

/// Builds the application of a case, or says everything that is lacking. `value` answers a field of the case by id,
/// `documents` are the requirement ids that are there.
pub fn build<'v>(
    id: DocId,
    value: impl Fn(&str) -> Option<&'v str>,
    documents: &BTreeSet<String>,
    now: Timestamp,
) -> Result<NikApplication, Vec<Lack>> {
    let filled = |field: &str| value(field).map(str::trim).filter(|text| !text.is_empty());
    let mut lacks = Vec::new();
    let mut fields = BTreeMap::new();
    for (field, need) in FIELDS {
        match filled(field) {
            Some(text) => {
                lacks.extend(malformed(field, text, now.tanggal()));
                fields.insert(field.to_owned(), text.to_owned());
            }
            None if need == Need::Required => lacks.push(Lack::Field(field)),
            None => {}
        }
    }
    if !EVIDENCE.iter().any(|document| documents.contains(*document)) {
        lacks.push(Lack::Evidence);
    }
    if filled("nik").is_some() {
        lacks.push(Lack::HasNik);
    }
    if lacks.is_empty() { Ok(NikApplication { id, filed_at: now, fields, documents: documents.clone() }) } else { Err(lacks) }
}

/// The list that a clerk takes to SIAK: one line an application; the column `permohonan` comes back in the answer.
#[must_use]
pub fn write_csv<'a>(applications: impl IntoIterator<Item = &'a NikApplication>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let held = "writing to memory fails only for lines of differing width";
    let header = std::iter::once(APPLICATION_COLUMN).chain(["tanggal"]).chain(FIELDS.map(|(field, _)| field)).chain(["dokumen"]);
    writer.write_record(header).expect(held);
    for application in applications {
        writer.write_record(record(application)).expect(held);
    }
    writer.into_inner().expect("flushing to memory does not fail")
}

fn record(application: &NikApplication) -> Vec<String> {
    let documents: Vec<_> = application.documents.iter().map(String::as_str).collect();
    let fields = FIELDS.iter().map(|(field, _)| application.fields.get(*field).map(|text| harmless(text)).unwrap_or_default());
    [application.id.to_string(), application.filed_at.tanggal().to_string()]
        .into_iter()
        .chain(fields)
        .chain([documents.join(" ")])
        .collect()
}

/// A spreadsheet runs what begins with these signs: a quote before it keeps it a text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

fn malformed(field: &'static str, text: &str, today: Date) -> Option<Lack> {
    match field {
        "tanggal_lahir" => match text.parse::<Date>() {
            Ok(born) => (born > today).then_some(Lack::BornLater),
            Err(_) => Some(Lack::Malformed(field)),
        },
        "nik_ayah" | "nik_ibu" => Nik::parse(text).is_err().then_some(Lack::Malformed(field)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
