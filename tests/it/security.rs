//! docs/security.md stays true: each answer to a threat names tests, and each test that it names is there and is a test.

use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn text() -> String {
    std::fs::read_to_string(format!("{ROOT}/docs/security.md")).unwrap()
}

/// Every `file.rs::name` between backticks.
fn named(text: &str) -> Vec<(&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).filter(|(file, _)| file.ends_with(".rs")).collect()
}

/// Whether the file has that function, under an attribute that makes it a test.
fn is_test(file: &str, name: &str) -> bool {
    let Ok(source) = std::fs::read_to_string(Path::new(ROOT).join(file)) else { return false };
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let declared =
            line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ").is_some_and(|rest| rest.split('(').next() == Some(name));
        let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with('#') || line.starts_with("//"));
        declared && attributes.into_iter().any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
    })
}

#[test]
fn every_test_that_is_named_exists() {
    let text = text();
    let missing: Vec<_> = named(&text).into_iter().filter(|(file, name)| !is_test(file, name)).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that are not there: {missing:?}");
}

#[test]
fn every_threat_has_an_answer_and_a_test() {
    let text = text();
    let (_, table) = text.split_once("## Threats").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    assert!(rows.len() >= 30, "the table was read: {} rows", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 3, "threat, answer, test: {row}");
        assert!(!named(cells[2]).is_empty(), "an answer that no test shows is a hope: {row}");
    }
}

#[test]
fn the_reader_knows_a_test_from_a_function() {
    let own = "tests/it/security.rs";
    assert!(is_test(own, "every_test_that_is_named_exists"));
    assert!(!is_test(own, "is_test") && !is_test(own, "every") && !is_test("tests/it/nowhere.rs", "named"));
}
