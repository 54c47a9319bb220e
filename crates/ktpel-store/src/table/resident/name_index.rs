//! The names of the extract in memory: distinct words, and for each the residents who bear it.
//!
//! Every word of the query is compared with every distinct word (a few thousand), so one slip anywhere in a word is
//! found; costs are then summed over dense arrays. 165,000 residents take about 5 MB.
//!
//! Costs: exact 0, beginning of a word 1, typo 2, a space too much or too few 2, birth date near 2 or other 4,
//! kelurahan other 2, word not found 6 (one is forgiven with three words, or with two and the exact birth date).

use std::collections::HashMap;

use ktpel_domain::{Date, nama};
use rusqlite::Connection;

use super::typo;
use crate::StoreError;

/// Costs of a word of the query against a word of the register.
const PREFIX: u8 = 1;
const TYPO: u8 = 2;
const TYPO_SHORT: u8 = 3;
const MISSING: u8 = 6;
/// Costs beside the words.
const SPACE: u16 = 2;
const BIRTH_NEAR: u16 = 2;
const BIRTH_OTHER: u16 = 4;
const KELURAHAN_OTHER: u16 = 2;

/// More than a name has is not looked at.
const MAX_QUERY_CHARS: usize = 200;
const MAX_WORDS: usize = 8;
/// Most answers at once.
const MAX_LIMIT: usize = 200;
/// Most ways to set the spaces that are tried.
const MAX_READINGS: usize = 12;

/// A search by name.
#[derive(Clone, Copy)]
pub struct NameQuery<'a> {
    /// The name, as typed.
    pub nama: &'a str,
    /// Birth date, if known; a wrong one costs rank only.
    pub tanggal_lahir: Option<Date>,
    /// Code of the kelurahan, if known; another one costs rank only.
    pub kelurahan: Option<&'a str>,
    /// Most answers, at most 200.
    pub limit: usize,
}

/// The searchable part of the extract.
#[derive(Default)]
pub struct NameIndex {
    words: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    bearers: Vec<Vec<u32>>,
    residents: Vec<Slim>,
    kelurahan: Vec<Box<str>>,
}

/// What the ranking needs of a resident; the position in the list is by folded name.
struct Slim {
    row: i64,
    born: Born,
    kelurahan: u16,
    /// Number of different words in the name.
    words: u8,
}

/// A birth date in four bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Born {
    year: i16,
    month: i8,
    day: i8,
}

/// A resident that answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub cost: u16,
    words_off: u8,
    position: u32,
    pub resident: i64,
}

/// One way to read the query: its words, and what it costs to read it so.
struct Reading {
    words: Vec<String>,
    cost: u16,
}

impl NameIndex {
    /// Reads the names, by the index on them.
    pub(super) fn load(conn: &Connection) -> Result<Self, StoreError> {
        let mut index = Self::default();
        let mut places = HashMap::new();
        let query = "SELECT nama_fold, tanggal_lahir, kelurahan, n FROM resident INDEXED BY resident_name
                     ORDER BY nama_fold, tanggal_lahir, kelurahan, n";
        let mut statement = conn.prepare(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |at| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            let born = Born::parse(text(1)?).ok_or_else(|| StoreError::BadRow { what: "resident.tanggal_lahir".to_owned() })?;
            let place = index.place(&mut places, text(2)?);
            index.add(text(0)?, born, place, row.get(3)?);
        }
        Ok(index)
    }

    fn place(&mut self, places: &mut HashMap<Box<str>, u16>, code: &str) -> u16 {
        if let Some(place) = places.get(code) {
            return *place;
        }
        let place = u16::try_from(self.kelurahan.len()).unwrap_or(u16::MAX);
        self.kelurahan.push(code.into());
        places.insert(code.into(), place);
        place
    }

    fn add(&mut self, folded: &str, born: Born, kelurahan: u16, row: i64) {
        let position = self.residents.len() as u32;
        let mut words = 0u8;
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            let number = match self.numbers.get(word) {
                Some(number) => *number,
                None => self.new_word(word),
            };
            if let Some(bearers) = self.bearers.get_mut(number as usize).filter(|bearers| bearers.last() != Some(&position)) {
                bearers.push(position);
                words = words.saturating_add(1);
            }
        }
        self.residents.push(Slim { row, born, kelurahan, words });
    }

    fn new_word(&mut self, word: &str) -> u32 {
        let number = self.words.len() as u32;
        self.words.push(word.into());
        self.numbers.insert(word.into(), number);
        self.bearers.push(Vec::new());
        number
    }

    /// The best answers, best first.
    pub(super) fn search(&self, query: &NameQuery<'_>) -> Vec<Hit> {
        let words = query_words(query.nama);
        if words.is_empty() {
            return Vec::new();
        }
        let count = words.len() as u8;
        let mut memo = HashMap::new();
        let mut best: Vec<u16> = vec![u16::MAX; self.residents.len()];
        let born = query.tanggal_lahir.map(Born::from);
        for reading in self.readings(words) {
            self.score(&reading, born, &mut memo, &mut best);
        }
        let place = query.kelurahan.map(|code| self.kelurahan.iter().position(|known| **known == *code));
        self.rank(query.limit.min(MAX_LIMIT), &best, count, born, place)
    }

    /// The query as typed; with one space taken out; with one put in, or in the place of a letter, where both halves
    /// are known words.
    fn readings(&self, words: Vec<String>) -> Vec<Reading> {
        let mut readings = Vec::new();
        for n in 1..words.len() {
            if let (Some(before), Some([one, two]), Some(after)) = (words.get(..n - 1), words.get(n - 1..=n), words.get(n + 1..)) {
                let joined = [before, &[format!("{one}{two}")], after].concat();
                readings.push(Reading { words: joined, cost: SPACE });
            }
        }
        for (n, word) in words.iter().enumerate() {
            for (one, two) in self.halves(word) {
                let mut parted = words.clone();
                parted.splice(n..=n, [one.to_owned(), two.to_owned()]);
                readings.push(Reading { words: parted, cost: SPACE });
            }
        }
        readings.truncate(MAX_READINGS - 1);
        readings.insert(0, Reading { words, cost: 0 });
        readings
    }

    /// The ways to part a word into two known ones.
    fn halves<'w>(&self, word: &'w str) -> Vec<(&'w str, &'w str)> {
        let mut halves = Vec::new();
        for (at, letter) in word.char_indices().skip(1) {
            let (one, two) = word.split_at(at);
            let Some(after_letter) = two.get(letter.len_utf8()..) else { continue };
            if self.numbers.contains_key(one) {
                halves.extend([two, after_letter].into_iter().filter(|two| self.numbers.contains_key(*two)).map(|two| (one, two)));
            }
        }
        halves
    }

    /// Lowers `best` where this reading answers better.
    fn score(&self, reading: &Reading, born: Option<Born>, memo: &mut HashMap<String, Vec<u8>>, best: &mut [u16]) {
        let mut sums: Vec<u16> = vec![reading.cost; best.len()];
        let mut misses: Vec<u8> = vec![0; best.len()];
        for word in &reading.words {
            let costs = memo.entry(word.clone()).or_insert_with(|| self.costs(word));
            for ((sum, miss), cost) in sums.iter_mut().zip(&mut misses).zip(costs.iter()) {
                *sum += u16::from(*cost);
                *miss += u8::from(*cost == MISSING);
            }
        }
        let forgiven = u8::from(reading.words.len() >= 3);
        let with_birth = u8::from(reading.words.len() >= 2);
        for (((best, sum), miss), resident) in best.iter_mut().zip(&sums).zip(&misses).zip(&self.residents) {
            let allowed = if born == Some(resident.born) { with_birth } else { forgiven };
            if *miss <= allowed && *sum < *best {
                *best = *sum;
            }
        }
    }

    /// What the word costs each resident: the cheapest of the words that he or she bears.
    fn costs(&self, word: &str) -> Vec<u8> {
        let mut near: Vec<(u8, usize)> = Vec::new();
        for (number, known) in self.words.iter().enumerate() {
            near.extend(word_cost(word, known).map(|cost| (cost, number)));
        }
        near.sort_unstable_by(|a, b| b.cmp(a));
        let mut costs = vec![MISSING; self.residents.len()];
        for (cost, number) in near {
            for position in self.bearers.get(number).into_iter().flatten() {
                if let Some(slot) = costs.get_mut(*position as usize) {
                    *slot = cost;
                }
            }
        }
        costs
    }

    fn rank(&self, limit: usize, best: &[u16], words: u8, born: Option<Born>, place: Option<Option<usize>>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (position, (cost, resident)) in best.iter().zip(&self.residents).enumerate() {
            if *cost == u16::MAX {
                continue;
            }
            let elsewhere = place.is_some_and(|place| place != Some(usize::from(resident.kelurahan)));
            let cost = cost + born.map_or(0, |born| born.cost(resident.born)) + if elsewhere { KELURAHAN_OTHER } else { 0 };
            let words_off = resident.words.abs_diff(words);
            hits.push(Hit { cost, words_off, position: position as u32, resident: resident.row });
        }
        if hits.len() > limit {
            hits.select_nth_unstable(limit);
            hits.truncate(limit);
        }
        hits.sort_unstable();
        hits
    }
}

/// The different words of the query, in order.
fn query_words(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(MAX_QUERY_CHARS).collect();
    let mut words: Vec<String> = Vec::new();
    for word in nama::tokens(&typed) {
        if !words.contains(&word) && words.len() < MAX_WORDS {
            words.push(word);
        }
    }
    words
}

fn word_cost(typed: &str, known: &str) -> Option<u8> {
    if typed == known {
        Some(0)
    } else if known.starts_with(typed) {
        Some(PREFIX)
    } else if typed.len() > 1 && typo::one_apart(typed, known) {
        Some(if typed.len() > 2 { TYPO } else { TYPO_SHORT })
    } else {
        None
    }
}

impl Born {
    /// Reads `YYYY-MM-DD`.
    fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        Some(Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
    }

    /// Near: one part of the date differs, or day and month are swapped.
    fn cost(self, other: Self) -> u16 {
        if self == other {
            return 0;
        }
        let same = [self.year == other.year, self.month == other.month, self.day == other.day];
        let swapped = self.year == other.year && self.month == other.day && self.day == other.month;
        if swapped || same.into_iter().filter(|same| *same).count() == 2 { BIRTH_NEAR } else { BIRTH_OTHER }
    }
}

impl From<Date> for Born {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}
