//! The glossary stays true: each code name that it lists stands in the source, and no name is listed twice.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const FOLDERS: &[&str] = &["crates", "sync-server", "src-tauri", "ui/src", "xtask"];
const KINDS: &[&str] = &["rs", "toml", "ts", "svelte"];
/// Made by tools, not written.
const MADE: &[&str] = &["target", "node_modules", "dist", "generated", "gen"];

/// One row: the cell of code names as written, and the names in it.
struct Row {
    cell: String,
    names: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(format!("{ROOT}/docs/glossary.md")).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | ")).map(|(cell, _)| cell.to_owned());
    let rows = cells.filter(|cell| cell.starts_with('`'));
    rows.map(|cell| Row { names: cell.split('`').skip(1).step_by(2).map(str::to_owned).collect(), cell }).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !MADE.contains(&name.as_str()) {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            found.push(path);
        }
    }
}

/// Every word of letters, digits and underscores that the source uses.
fn words() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&Path::new(ROOT).join(folder), &mut files);
    }
    let mut words = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        words.extend(text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned));
    }
    words
}

#[test]
fn every_code_name_of_the_glossary_is_in_the_source() {
    let (rows, words) = (rows(), words());
    assert!(rows.len() > 50, "the glossary's tables were read");
    let known = |name: &str| {
        name.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|part| !part.is_empty())
            .all(|part| words.contains(part))
    };
    let unknown: Vec<&String> = rows.iter().flat_map(|row| &row.names).filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "the glossary names what the source does not: {unknown:?}");
}

#[test]
fn no_term_has_two_rows() {
    let mut seen = BTreeSet::new();
    let twice: Vec<String> = rows().into_iter().map(|row| row.cell).filter(|cell| !seen.insert(cell.clone())).collect();
    assert!(twice.is_empty(), "one row for one term: {twice:?}");
}
