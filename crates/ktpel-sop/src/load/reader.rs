//! Reads keys of one TOML block and reports each fault with file, place and key. Says which keys nobody read.

use std::cell::RefCell;
use std::collections::BTreeSet;

use jiff::civil::Date;
use toml::{Table, Value};

use super::error::{Fault, LoadError};

/// Collects faults.
#[derive(Debug, Default)]
pub(super) struct Sink(RefCell<Vec<LoadError>>);

impl Sink {
    pub(super) fn report(&self, file: &str, place: &str, key: &str, fault: Fault) {
        let error = LoadError { file: file.to_owned(), place: place.to_owned(), key: key.to_owned(), fault };
        self.0.borrow_mut().push(error);
    }

    pub(super) fn into_errors(self) -> Vec<LoadError> {
        self.0.into_inner()
    }
}

/// The file as a table; a fault otherwise.
pub(super) fn parse(sink: &Sink, file: &str, text: &str) -> Option<Table> {
    match text.parse::<Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            sink.report(file, "file", "-", Fault::Syntax(error.message().to_owned()));
            None
        }
    }
}

/// One table of a file; reports keys that were not read when it is dropped.
pub(super) struct Block<'a> {
    sink: &'a Sink,
    file: &'a str,
    place: String,
    table: &'a Table,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Block<'a> {
    pub(super) fn root(sink: &'a Sink, file: &'a str, table: &'a Table) -> Self {
        Self { sink, file, place: "file".to_owned(), table, read: RefCell::default() }
    }

    fn inner(&self, place: String, table: &'a Table) -> Self {
        Self { sink: self.sink, file: self.file, place, table, read: RefCell::default() }
    }

    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn report(&self, key: &str, fault: Fault) {
        self.sink.report(self.file, &self.place, key, fault);
    }

    fn value(&self, key: &str) -> Option<&'a Value> {
        self.read.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    fn required<T>(&self, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.table.contains_key(key) {
            self.report(key, Fault::Missing);
        }
        found
    }

    fn typed<T>(&self, key: &str, what: &'static str, convert: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let converted = convert(self.value(key)?);
        if converted.is_none() {
            self.report(key, Fault::MustBe(what));
        }
        converted
    }

    pub(super) fn find_text(&self, key: &str) -> Option<String> {
        self.typed(key, "a text that is not empty", |value| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned))
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.required(key, self.find_text(key))
    }

    pub(super) fn find_number(&self, key: &str) -> Option<u32> {
        self.typed(key, "a whole number", |value| u32::try_from(value.as_integer()?).ok())
    }

    pub(super) fn number(&self, key: &str) -> Option<u32> {
        self.required(key, self.find_number(key))
    }

    pub(super) fn find_flag(&self, key: &str) -> Option<bool> {
        self.typed(key, "true or false", Value::as_bool)
    }

    pub(super) fn flag_or_false(&self, key: &str) -> bool {
        self.find_flag(key).unwrap_or(false)
    }

    pub(super) fn date(&self, key: &str) -> Option<Date> {
        self.required(key, self.typed(key, "a date YYYY-MM-DD", |value| value.as_str()?.parse().ok()))
    }

    pub(super) fn texts(&self, key: &str) -> Option<Vec<String>> {
        self.required(key, self.find_texts(key))
    }

    pub(super) fn find_texts(&self, key: &str) -> Option<Vec<String>> {
        self.typed(key, "a list of texts", |value| value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect())
    }

    pub(super) fn numbers(&self, key: &str) -> Option<Vec<u8>> {
        self.required(
            key,
            self.typed(key, "a list of numbers", |value| {
                value.as_array()?.iter().map(|item| u8::try_from(item.as_integer()?).ok()).collect()
            }),
        )
    }

    /// A key whose value is one of a closed list.
    pub(super) fn one_of<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.choose(key, self.text(key)?, choices)
    }

    /// The same, where the key may be left out.
    pub(super) fn find_one_of<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.choose(key, self.find_text(key)?, choices)
    }

    fn choose<T: Copy>(&self, key: &str, text: String, choices: &[(&str, T)]) -> Option<T> {
        let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if chosen.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.report(key, Fault::NotOneOf(text, names.join(", ")));
        }
        chosen
    }

    /// The single block `[key]`.
    pub(super) fn block(&self, key: &str) -> Option<Block<'a>> {
        let table = self.required(key, self.typed(key, "a block", Value::as_table))?;
        Some(self.inner(key.to_owned(), table))
    }

    /// The blocks `[[key]]`; each is called by its id, or its position where it has none.
    pub(super) fn blocks(&self, key: &str) -> Vec<Block<'a>> {
        let tables = self.typed(key, "a list of blocks", |value| value.as_array()?.iter().map(Value::as_table).collect::<Option<Vec<_>>>());
        let named = |(at, table): (usize, &'a Table)| {
            let name = table.get("id").and_then(Value::as_str).map_or_else(|| (at + 1).to_string(), str::to_owned);
            let outer = if self.place == "file" { String::new() } else { format!("{} ", self.place) };
            self.inner(format!("{outer}{key} {name}"), table)
        };
        tables.unwrap_or_default().into_iter().enumerate().map(named).collect()
    }
}

impl Drop for Block<'_> {
    fn drop(&mut self) {
        let read = self.read.borrow();
        for key in self.table.keys().filter(|key| !read.contains(*key)) {
            self.report(key, Fault::UnknownKey);
        }
    }
}
