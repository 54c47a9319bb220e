//! Finding the frames of a file that may be cut, damaged or no such file at all.

use super::{CHECK, FRAME, FRAME_HEAD, LARGEST_FRAME, MAGIC, VERSION, check};

/// What was found next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// An undamaged frame: its sealed part.
    Frame(Vec<u8>),
    /// Bytes that are no undamaged frame.
    Damaged {
        /// Where they begin in the file.
        at: u64,
        /// How many.
        bytes: u64,
    },
    /// Not a file of ours, or of a later version.
    NotOurs,
}

/// Reads a file in pieces of any size; holds one frame at most.
#[derive(Debug, Default)]
pub struct Scanner {
    held: Vec<u8>,
    /// Where `held` begins in the file.
    at: u64,
    begun: bool,
    ended: bool,
    refused: bool,
    damaged: Option<(u64, u64)>,
}

impl Scanner {
    /// A scanner at the beginning of a file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A scanner at the first frame of a file whose beginning was read already.
    #[must_use]
    pub fn of_frames(at: u64) -> Self {
        Self { at, begun: true, ..Self::default() }
    }

    /// The next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// No bytes come any more.
    pub const fn finish(&mut self) {
        self.ended = true;
    }

    /// What is next; none: push more, or the end when [`Self::finish`] was called.
    pub fn take_next(&mut self) -> Option<Found> {
        if self.refused {
            return None;
        }
        if !self.begun {
            return self.begin();
        }
        loop {
            match self.look() {
                Look::More if self.ended && !self.held.is_empty() => self.skip(1),
                Look::More => return if self.ended { self.damage() } else { None },
                Look::Nothing => self.skip(1),
                Look::Frame(length) => {
                    if let Some(damage) = self.damage() {
                        return Some(damage);
                    }
                    let sealed = self.held.get(FRAME_HEAD..FRAME_HEAD + length).unwrap_or_default().to_vec();
                    self.drop_first(FRAME_HEAD + length);
                    return Some(Found::Frame(sealed));
                }
            }
        }
    }

    fn begin(&mut self) -> Option<Found> {
        let head = [MAGIC.as_slice(), &[VERSION]].concat();
        if self.held.len() < head.len() && !self.ended {
            return None;
        }
        if !self.held.starts_with(&head) {
            self.refused = true;
            return Some(Found::NotOurs);
        }
        self.begun = true;
        self.drop_first(head.len());
        self.take_next()
    }

    fn look(&self) -> Look {
        let known = self.held.len().min(FRAME.len());
        if !FRAME.starts_with(self.held.get(..known).unwrap_or_default()) {
            return Look::Nothing;
        }
        let Some(head) = self.held.first_chunk::<FRAME_HEAD>() else { return Look::More };
        let [_, _, _, _, a, b, c, d, wanted @ ..] = head;
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        if length > LARGEST_FRAME {
            return Look::Nothing;
        }
        let wanted: &[u8; CHECK] = wanted;
        match self.held.get(FRAME_HEAD..FRAME_HEAD + length) {
            None => Look::More,
            Some(sealed) if check(sealed) == *wanted => Look::Frame(length),
            Some(_) => Look::Nothing,
        }
    }

    /// Goes on at the next place where a frame could begin.
    fn skip(&mut self, least: usize) {
        let next = self.held.iter().skip(least).position(|byte| *byte == FRAME[0]).map_or(self.held.len(), |place| place + least);
        let (at, bytes) = self.damaged.unwrap_or((self.at, 0));
        self.damaged = Some((at, bytes + next as u64));
        self.drop_first(next);
    }

    fn damage(&mut self) -> Option<Found> {
        self.damaged.take().map(|(at, bytes)| Found::Damaged { at, bytes })
    }

    fn drop_first(&mut self, count: usize) {
        self.held.drain(..count.min(self.held.len()));
        self.at += count as u64;
    }
}

enum Look {
    Frame(usize),
    More,
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stick::{begin, frame};

    fn file(parts: &[&[u8]]) -> Vec<u8> {
        let mut file = begin();
        parts.iter().for_each(|part| file.extend(frame(part)));
        file
    }

    fn scan(file: &[u8], piece: usize) -> Vec<Found> {
        let mut scanner = Scanner::new();
        let mut found = Vec::new();
        for bytes in file.chunks(piece.max(1)) {
            scanner.push(bytes);
            found.extend(std::iter::from_fn(|| scanner.take_next()));
        }
        scanner.finish();
        found.extend(std::iter::from_fn(|| scanner.take_next()));
        found
    }

    fn whole(found: &[Found]) -> Vec<&[u8]> {
        found.iter().filter_map(|found| if let Found::Frame(sealed) = found { Some(sealed.as_slice()) } else { None }).collect()
    }

    #[test]
    fn frames_come_back_in_pieces_of_any_size() {
        let parts: [&[u8]; 3] = [b"one", b"", &[7; 3000]];
        for piece in [1, 2, 17, 1000, 10_000] {
            let found = scan(&file(&parts), piece);
            assert_eq!(whole(&found), parts, "pieces of {piece}");
            assert_eq!(found.len(), 3, "nothing is damaged");
        }
    }

    #[test]
    fn one_damaged_byte_costs_one_frame() {
        let parts: [&[u8]; 3] = [b"first part", b"second part", b"third part"];
        let honest = file(&parts);
        for index in 5..honest.len() {
            let mut bent = honest.clone();
            bent[index] ^= 0x20;
            let found = scan(&bent, 64);
            assert_eq!(whole(&found).len(), 2, "byte {index} costs its own frame only: {found:?}");
            assert!(found.iter().any(|found| matches!(found, Found::Damaged { .. })), "byte {index} is told");
        }
    }

    #[test]
    fn a_file_that_is_cut_gives_what_is_whole() {
        let parts: [&[u8]; 3] = [b"first part", b"second part", b"third part"];
        let honest = file(&parts);
        for length in 5..honest.len() {
            let found = scan(&honest[..length], 7);
            let ends = [FRAME_HEAD + 10, 2 * FRAME_HEAD + 21, 3 * FRAME_HEAD + 31].map(|end| end + 5);
            assert_eq!(whole(&found).len(), ends.iter().filter(|end| **end <= length).count(), "cut at {length}");
            let all: u64 = found.iter().map(|found| if let Found::Damaged { bytes, .. } = found { *bytes } else { 0 }).sum();
            let good: usize = whole(&found).iter().map(|part| part.len() + FRAME_HEAD).sum();
            assert_eq!(all + good as u64 + 5, length as u64, "every byte is either good or told");
        }
    }

    #[test]
    fn frames_behind_another_beginning_are_found_at_their_places() {
        let mut scanner = Scanner::of_frames(100);
        scanner.push(&[b"xx".as_slice(), &frame(b"whole")].concat());
        scanner.finish();
        let found: Vec<Found> = std::iter::from_fn(|| scanner.take_next()).collect();
        assert_eq!(found, [Found::Damaged { at: 100, bytes: 2 }, Found::Frame(b"whole".to_vec())]);
    }

    #[test]
    fn other_files_are_not_ours() {
        for other in [b"PK\x03\x04 something".as_slice(), b"", b"KTPS\x63 later", b"KTP"] {
            assert_eq!(scan(other, 3), [Found::NotOurs], "{other:?}");
        }
    }
}
