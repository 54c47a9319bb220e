//! Inputs made storable: trimmed, capped, and of the form that their kind asks for.

use jiff::civil::Date;
use ktpel_domain::nik::Nik;
use ktpel_sop::{
    catalogue::Catalogue,
    form::{FieldFault, FieldKind, check_value},
};

use crate::{
    limits,
    refusal::{Flaw, Refusal},
};

/// A text that must not be empty.
pub(super) fn text(field: &str, text: &str) -> Result<String, Refusal> {
    optional_text(field, Some(text))?.ok_or_else(|| Refusal::invalid(field, Flaw::Empty))
}

/// A text that may be empty: then it is none.
pub(super) fn optional_text(field: &str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.len() > limits::TEXT_BYTES => Err(Refusal::invalid(field, Flaw::TooLong)),
        text => Ok(text.map(str::to_owned)),
    }
}

/// An id of ours: small letters, digits, underscore, and `/ . -` between them.
pub(super) fn id(field: &str, id: &str) -> Result<(), Refusal> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_/.-".contains(&byte);
    if id.is_empty() {
        return Err(Refusal::invalid(field, Flaw::Empty));
    }
    if id.len() > limits::FIELD_ID_BYTES {
        return Err(Refusal::invalid(field, Flaw::TooLong));
    }
    if id.bytes().all(plain) { Ok(()) } else { Err(Refusal::invalid(field, Flaw::Unknown)) }
}

/// The stored form of a field value: a number without its spaces, otherwise the text without spaces around. Empty is cleared.
///
/// Whether it may be a value of that field is said by the form; warnings do not stop it.
pub(super) fn field_value(catalogue: &Catalogue, field: &str, value: Option<&str>, today: Date) -> Result<Option<String>, Refusal> {
    id(field, field)?;
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return Ok(None) };
    if value.len() > limits::FORM_VALUE_BYTES {
        return Err(Refusal::invalid(field, Flaw::TooLong));
    }
    let Some(definition) = catalogue.field(field) else { return Ok(Some(value.to_owned())) };
    if let Some(flaw) = check_value(definition, value, today).iter().find_map(flaw) {
        return Err(Refusal::invalid(field, flaw));
    }
    Ok(Some(stored_form(definition.kind, value)))
}

fn stored_form(kind: FieldKind, value: &str) -> String {
    match kind {
        FieldKind::Nik | FieldKind::NoKk => value.chars().filter(char::is_ascii_digit).collect(),
        FieldKind::Text | FieldKind::Date | FieldKind::Code | FieldKind::Phone | FieldKind::Region | FieldKind::Number => value.to_owned(),
    }
}

fn flaw(fault: &FieldFault) -> Option<Flaw> {
    Some(match fault {
        FieldFault::Warning { .. } => return None,
        FieldFault::Empty => Flaw::Empty,
        FieldFault::NotADate => Flaw::Date,
        FieldFault::InTheFuture => Flaw::Range,
        FieldFault::NotInList => Flaw::Code,
        FieldFault::NotANumber | FieldFault::Number { .. } => Flaw::Number,
        FieldFault::NotAPhone => Flaw::Form,
        FieldFault::NotAKelurahan => Flaw::Unknown,
        FieldFault::TooLong { .. } => Flaw::TooLong,
    })
}

/// Sixteen digits that may be a NIK.
pub(super) fn nik(field: &str, value: &str) -> Result<String, Refusal> {
    Nik::parse(value).map(|nik| nik.as_str().to_owned()).map_err(|_| Refusal::invalid(field, Flaw::Number))
}

/// A calendar date.
pub(super) fn date(field: &str, value: &str) -> Result<String, Refusal> {
    let date: Date = value.parse().map_err(|_| Refusal::invalid(field, Flaw::Date))?;
    if date.to_string() == value { Ok(value.to_owned()) } else { Err(Refusal::invalid(field, Flaw::Date)) }
}
