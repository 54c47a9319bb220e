//! Identity numbers as lists show them: all but the last four digits hidden. Works on everything that goes out, so that no field is forgotten.

use ktpel_case::CaseSummary;
use serde_json::Value;

use crate::storage::{Listed, StorageError};

const DIGITS: usize = 16;

/// `5272011503909901` becomes `••••••••••••9901`.
pub fn number(digits: &str) -> String {
    let tail: String = digits.chars().skip(DIGITS - 4).collect();
    format!("{}{tail}", "•".repeat(DIGITS - 4))
}

/// Hides every run of exactly sixteen digits in every text.
pub fn value(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(hidden) = hidden(text) {
                *text = hidden;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(self::value),
        Value::Object(fields) => fields.values_mut().for_each(self::value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The row of a list with its identity numbers hidden.
pub fn row(listed: &Listed) -> Result<CaseSummary, StorageError> {
    let damaged = |_| StorageError::Damaged("case_summary");
    let mut json: Value = serde_json::from_str(&listed.json).map_err(damaged)?;
    value(&mut json);
    serde_json::from_value(json).map_err(damaged)
}

/// Rows of a list with their identity numbers hidden.
pub fn rows(listed: &[Listed]) -> Result<Vec<CaseSummary>, StorageError> {
    listed.iter().map(row).collect()
}

/// The text with such runs hidden; none if it has none. A run inside a longer word (a hash) is left alone.
fn hidden(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(start) = rest.find(|letter: char| letter.is_alphanumeric()) {
        let (before, word_on) = rest.split_at(start);
        let end = word_on.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        let is_number = word.len() == DIGITS && word.bytes().all(|byte| byte.is_ascii_digit());
        changed |= is_number;
        out.push_str(before);
        out.push_str(&if is_number { number(word) } else { word.to_owned() });
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut json = serde_json::json!({ "a": [{ "b": text }] });
        value(&mut json);
        assert_eq!(json["a"][0]["b"], expect);
    }

    #[test]
    fn identity_numbers_are_hidden_wherever_they_stand() {
        check("5272011503909901", "••••••••••••9901");
        check("NIK ibu 5272011503909902, NKK 5272011503909903.", "NIK ibu ••••••••••••9902, NKK ••••••••••••9903.");
        check("Siti Rahmah", "Siti Rahmah");
        check("52720115039099011", "52720115039099011");
        check("ab5272011503909901cd", "ab5272011503909901cd");
        check("17@3f9a1c2b075272011503909901000000", "17@3f9a1c2b075272011503909901000000");
    }
}
