//! Every known case of a typed NIK through the contract, as the screen asks while a person types (product rule 6).

use std::path::Path;

use ktpel_app::{App, Host};
use ktpel_domain::{Date, time::Timestamp};
use ktpel_ipc::{Event, dispatch};
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../../fixtures/nik_vectors.csv");

/// A machine on which it is noon of one day in Kota Bima.
struct Noon(Date);

impl Host for Noon {
    fn now(&self) -> Timestamp {
        const MORNING: i64 = 4 * 3_600_000;
        let days = self.0.since(Date::constant(1970, 1, 1)).unwrap().get_days();
        Timestamp(i64::from(days) * 86_400_000 + MORNING)
    }

    fn monotonic_ms(&self) -> u64 {
        0
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, _: &Path) -> Option<u64> {
        None
    }
}

/// Cells of one CSV line; quoted cells may hold commas and doubled quotes.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cell.push(other),
        }
    }
    cells
}

/// Lines; a line break inside quotes belongs to its cell.
fn lines() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in VECTORS.split_inclusive('\n') {
        match lines.last_mut() {
            Some(last) if last.matches('"').count() % 2 == 1 => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.into_iter().map(|line| line.trim_end_matches('\n').to_owned()).collect()
}

fn words(cell: &str) -> Value {
    cell.split_whitespace().collect::<Vec<_>>().into()
}

#[test]
fn every_vector_is_answered_as_the_list_says() {
    let lines = lines();
    let head = cells(&lines[0]);
    assert_eq!(&head[..6], ["id", "input", "ref_date", "verdict", "errors", "warnings"], "the columns of the fixture");
    assert!(lines.len() > 100, "the fixture was read");
    for line in &lines[1..] {
        let cells = cells(line);
        let kit = App::new("/nonexistent".into(), Noon(cells[2].parse().unwrap()));
        let answer = dispatch(&kit, "nik.check", json!({ "input": cells[1], "tanggal_lahir": null, "jenis_kelamin": null })).unwrap();
        let said = (&answer["verdict"], &answer["errors"], &answer["warnings"], &answer["birth_candidates"]);
        assert_eq!(said, (&json!(cells[3]), &words(&cells[4]), &words(&cells[5]), &words(&cells[9])), "{}", cells[0]);
        let sex = answer["jenis_kelamin"].as_str().unwrap_or_default();
        assert_eq!(sex, cells[6], "{}", cells[0]);
    }
}
