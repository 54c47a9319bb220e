//! Reads the definition files and refuses what does not hang together, naming file, place and key of each fault.
//!
//! Reports every fault at once. Knows TOML; nothing else in the crate does.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;

pub use error::{Fault, LoadError};

mod checks;
mod document;
mod error;
mod forms;
mod graph;
mod layanan;
mod procedure;
mod reader;

use reader::{Block, Sink};

/// Head of the SOP: lanes, items, outputs, and the head itself.
const DOCUMENT: &str = "document.toml";
/// Services and requirements.
const LAYANAN: &str = "layanan.toml";

impl Catalogue {
    /// Builds a catalogue from `(name, text)` of its files: `document.toml`, `layanan.toml`, `forms/<id>.toml`, and one file
    /// per procedure under any other name. Order does not matter.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<LoadError>> {
        let sink = Sink::default();
        let parsed: Vec<_> = files.iter().filter_map(|(name, text)| Some((*name, reader::parse(&sink, name, text)?))).collect();
        let read = read(&sink, &parsed);
        if let Some((catalogue, origins)) = &read {
            checks::check(&sink, catalogue, origins);
        }
        let errors = sink.into_errors();
        match read {
            Some((catalogue, _)) if errors.is_empty() => Ok(catalogue),
            _ => Err(errors),
        }
    }
}

/// Which file each part came from, for faults found after reading.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    pub(crate) document: String,
    pub(crate) layanan: String,
    pub(crate) procedures: Vec<String>,
    pub(crate) forms: BTreeMap<String, String>,
}

/// None when the head, on which all others lean, is missing or unreadable; its fault is in the sink.
fn read(sink: &Sink, files: &[(&str, toml::Table)]) -> Option<(Catalogue, Origins)> {
    let Some((document_file, document)) = files.iter().find(|(file, _)| file_name(file) == DOCUMENT) else {
        sink.report(DOCUMENT, "file", "-", Fault::Missing);
        return None;
    };
    let head = document::read(&Block::root(sink, document_file, document))?;
    let mut origins = Origins { document: (*document_file).to_owned(), ..Origins::default() };
    let mut catalogue = Catalogue {
        document: head.document,
        lanes: head.lanes,
        items: head.items,
        outputs: head.outputs,
        procedures: Vec::new(),
        requirements: Vec::new(),
        layanan: Vec::new(),
        forms: forms::read_all(sink, files.iter().filter(|(name, _)| is_form(name)), &mut origins),
    };
    for (name, table) in files.iter().filter(|(name, _)| !is_form(name) && file_name(name) != DOCUMENT) {
        let block = Block::root(sink, name, table);
        if file_name(name) == LAYANAN {
            (catalogue.requirements, catalogue.layanan) = layanan::read(&block);
            origins.layanan = (*name).to_owned();
        } else if let Some(procedure) = procedure::read(&block) {
            catalogue.procedures.push(procedure);
            origins.procedures.push((*name).to_owned());
        }
    }
    if origins.layanan.is_empty() {
        sink.report(LAYANAN, "file", "-", Fault::Missing);
    }
    Some((catalogue, origins))
}

fn is_form(name: &str) -> bool {
    name.starts_with("forms/") || name.contains("/forms/")
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
