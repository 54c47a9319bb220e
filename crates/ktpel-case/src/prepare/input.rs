//! Inputs made storable: trimmed, capped, and of the form that their kind asks for.

use ktpel_domain::{nik::Nik, no_kk::NoKk};
use ktpel_sop::{
    catalogue::Catalogue,
    form::FieldKind,
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

/// The stored form of a field value: a number without its spaces, a date that exists, a text without spaces around. Empty is cleared.
pub(super) fn field_value(catalogue: &Catalogue, field: &str, value: Option<&str>) -> Result<Option<String>, Refusal> {
    id(field, field)?;
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return Ok(None) };
    if value.len() > limits::FORM_VALUE_BYTES {
        return Err(Refusal::invalid(field, Flaw::TooLong));
    }
    let kind = catalogue.field(field).map_or(FieldKind::Text, |field| field.kind);
    let stored = match kind {
        FieldKind::Nik => nik(field, value)?,
        FieldKind::NoKk => NoKk::parse(value).map(|number| number.as_str().to_owned()).map_err(|_| Refusal::invalid(field, Flaw::Number))?,
        FieldKind::Date => date(field, value)?,
        FieldKind::Text | FieldKind::Code | FieldKind::Phone | FieldKind::Region | FieldKind::Number => value.to_owned(),
    };
    Ok(Some(stored))
}

/// Sixteen digits that may be a NIK.
pub(super) fn nik(field: &str, value: &str) -> Result<String, Refusal> {
    Nik::parse(value).map(|nik| nik.as_str().to_owned()).map_err(|_| Refusal::invalid(field, Flaw::Number))
}

/// A calendar date.
pub(super) fn date(field: &str, value: &str) -> Result<String, Refusal> {
    let date: jiff::civil::Date = value.parse().map_err(|_| Refusal::invalid(field, Flaw::Date))?;
    if date.to_string() == value { Ok(value.to_owned()) } else { Err(Refusal::invalid(field, Flaw::Date)) }
}
