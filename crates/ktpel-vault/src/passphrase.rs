//! The team passphrase: five Indonesian words from a fixed list, and how what a tired person types is read.
//!
//! Any two words of `data/kata.txt` differ by two letters or more, so one slip in a word still finds it.
//! The list may not change: what is typed is read with its help.

use std::{collections::HashSet, fmt, sync::LazyLock};

use getrandom::rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

/// Number of words in a generated passphrase: 55 bits, behind Argon2id.
pub const WORDS: usize = 5;

/// Longest text that is read as a passphrase; the rest is not looked at.
const MAX_CHARS: usize = 256;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("../data/kata.txt").lines().collect());
static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| LIST.iter().copied().collect());

/// A passphrase to show once; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The words with a space between, as they are shown and written down.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(‹rahasia›)")
    }
}

/// Draws five words.
pub fn generate(rng: &mut impl CryptoRng) -> Passphrase {
    let mut entropy = Zeroizing::new([0; 32]);
    rng.fill_bytes(entropy.as_mut());
    Passphrase(Zeroizing::new(words_of(&entropy, WORDS).join(" ")))
}

/// Draws five words from the randomness of the operating system.
#[must_use]
pub fn generate_now() -> Passphrase {
    let entropy = Zeroizing::new(crate::random::bytes::<32>());
    Passphrase(Zeroizing::new(words_of(&entropy, WORDS).join(" ")))
}

/// The first words that stand for a digest, eleven bits each: two people compare six of them over two screens.
///
/// At most 23 words, which is all that 256 bits give.
#[must_use]
pub fn words_of(digest: &[u8; 32], count: usize) -> Vec<&'static str> {
    (0..count.min(23)).filter_map(|n| LIST.get(eleven_bits(digest, n * 11)).copied()).collect()
}

/// Reads a typed passphrase: case, spaces, dashes and other signs do not count, and one slip in a word is mended.
#[must_use]
pub fn canonical(typed: &str) -> Zeroizing<String> {
    let mut plain: String = typed.chars().take(MAX_CHARS).flat_map(char::to_lowercase).collect();
    let mut out = Zeroizing::new(String::with_capacity(plain.len() + 16));
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(mended(word));
    }
    plain.zeroize();
    out
}

/// The word of the list that was meant, or the word as typed when none or several could be.
fn mended(word: &str) -> &str {
    if KNOWN.contains(word) {
        return word;
    }
    let mut near = LIST.iter().filter(|known| one_slip_apart(known, word));
    match (near.next(), near.next()) {
        (Some(known), None) => known,
        _ => word,
    }
}

/// One letter more, less, other, or two neighbours swapped.
fn one_slip_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let tail = tail.min(a.len().min(b.len()) - head);
    match (a.get(head..a.len() - tail), b.get(head..b.len() - tail)) {
        (Some([]), Some([_])) | (Some([_]), Some([] | [_])) => true,
        (Some([p, q]), Some([r, s])) => p == s && q == r,
        _ => false,
    }
}

fn eleven_bits(digest: &[u8; 32], from: usize) -> usize {
    (from..from + 11).fold(0, |bits, at| {
        let byte = digest.get(at / 8).copied().unwrap_or(0);
        bits << 1 | usize::from(byte >> (7 - at % 8) & 1)
    })
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn the_list_has_2048_plain_words_in_order() {
        assert_eq!(LIST.len(), 2048, "eleven bits must name each word exactly once");
        assert!(LIST.is_sorted() && KNOWN.len() == LIST.len(), "sorted and without repetition");
        for word in LIST.iter() {
            assert!((4..=7).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn no_two_words_are_one_slip_apart() {
        for (n, a) in LIST.iter().enumerate() {
            for b in LIST.iter().skip(n + 1) {
                assert!(!one_slip_apart(a, b), "{a} and {b} would be taken for each other");
            }
        }
    }

    #[test]
    fn generates_five_words_of_the_list() {
        let phrase = generate(&mut ChaCha20Rng::seed_from_u64(1));
        let words: Vec<_> = phrase.expose().split(' ').collect();
        assert_eq!(words.len(), WORDS);
        assert!(words.iter().all(|word| KNOWN.contains(word)), "{words:?}");
        assert_ne!(phrase, generate(&mut ChaCha20Rng::seed_from_u64(2)), "another draw, other words");
    }

    #[track_caller]
    fn check_canonical(typed: &str, expect: &str) {
        assert_eq!(*canonical(typed), expect, "typed {typed:?}");
    }

    #[test]
    fn typing_habits_do_not_matter() {
        let phrase = "abadi dagang jelaga pandu walau";
        check_canonical(phrase, "abadi-dagang-jelaga-pandu-walau");
        check_canonical("  ABADI-Dagang_jelaga.pandu,walau\n", "abadi-dagang-jelaga-pandu-walau");
        check_canonical("abadi  dagagn jelag panndu walay", "abadi-dagang-jelaga-pandu-walau");
        check_canonical("", "");
        check_canonical("---", "");
    }

    #[test]
    fn an_own_word_stays_as_typed() {
        check_canonical("Xylofon 1945", "xylofon-1945");
    }

    #[test]
    fn words_of_a_digest_use_all_its_bits() {
        assert_eq!(words_of(&[0; 32], 6), vec![LIST[0]; 6]);
        assert_eq!(words_of(&[0xff; 32], 23), vec![LIST[2047]; 23]);
        assert_eq!(words_of(&[0; 32], 99).len(), 23, "256 bits give 23 words");
    }

    #[test]
    fn debug_shows_no_word() {
        let phrase = generate(&mut ChaCha20Rng::seed_from_u64(3));
        assert_eq!(format!("{phrase:?}"), "Passphrase(‹rahasia›)");
    }
}
