//! Names as registered (Permendagri 73/2022 ps. 4–5): Latin letters, at most 60 characters, at least two words.
//!
//! Warns and never blocks: a name registered before the rule stays as it is. Also folds names for search.

/// Longest name that a card and the register take, in characters with spaces (Permendagri 73/2022 ps. 4).
pub const LONGEST: usize = 60;

/// Something about a name that an officer should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamaWarning {
    /// Nothing but spaces.
    Empty,
    /// Longer than [`LONGEST`].
    Long,
    /// Fewer than two words.
    SingleWord,
    /// Letters outside the Latin alphabet.
    NotLatin,
    /// Digits or signs other than apostrophe, dot, comma, hyphen and slash.
    Sign,
}

impl NamaWarning {
    /// The stable code that the UI has words for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "W_NAMA_EMPTY",
            Self::Long => "W_NAMA_LONG",
            Self::SingleWord => "W_NAMA_SINGLE_WORD",
            Self::NotLatin => "W_NAMA_NOT_LATIN",
            Self::Sign => "W_NAMA_SIGN",
        }
    }
}

/// What to look at in a name, in a fixed order; empty when nothing.
#[must_use]
pub fn check(nama: &str) -> Vec<NamaWarning> {
    let words = nama.split_whitespace().count();
    let length = nama.trim().chars().count();
    let findings = [
        (words == 0, NamaWarning::Empty),
        (length > LONGEST, NamaWarning::Long),
        (words == 1, NamaWarning::SingleWord),
        (nama.chars().any(|letter| letter.is_alphabetic() && !is_latin(letter)), NamaWarning::NotLatin),
        (nama.chars().any(is_unusual_sign), NamaWarning::Sign),
    ];
    findings.into_iter().filter_map(|(found, warning)| found.then_some(warning)).collect()
}

/// Folds a name for search and comparison: lower case, without apostrophes, dots and diacritics, words apart by one space.
/// `Oi Fo'o` gives `oi foo`, `PenanaE` gives `penanae`, `Siti-Aminah` gives `siti aminah`.
#[must_use]
pub fn fold(nama: &str) -> String {
    let mut folded = String::with_capacity(nama.len());
    for letter in nama.chars() {
        if is_dropped(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            push_folded(&mut folded, letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words of the folded name, in order.
#[must_use]
pub fn tokens(nama: &str) -> Vec<String> {
    fold(nama).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Initials for a slip that anyone may see, from at most three words: `Siti Rahmah` gives `S. R.`.
#[must_use]
pub fn initials(nama: &str) -> String {
    let letters = nama.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let dotted: Vec<_> = letters.take(3).map(|letter| format!("{}.", letter.to_uppercase())).collect();
    dotted.join(" ")
}

fn is_latin(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'ʼ' | 'ʻ')
}

fn is_unusual_sign(letter: char) -> bool {
    !letter.is_alphabetic()
        && !letter.is_whitespace()
        && !is_apostrophe(letter)
        && !is_combining(letter)
        && !matches!(letter, '.' | ',' | '-' | '/')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′')
}

fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn is_dropped(letter: char) -> bool {
    is_apostrophe(letter) || is_combining(letter) || letter == '.'
}

/// Base letters of the accented Latin letters, each group with what it folds to.
const ACCENTED: [(&str, &str); 26] = [
    ("a", "àáâãäåāăąǎ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęě"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıǐ"),
    ("j", "ĵ"),
    ("k", "ķĸ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉŋ"),
    ("o", "òóôõöøōŏőǒ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšſș"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųǔ"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
    ("h", "ḥḫ"),
    ("s", "ṣ"),
    ("t", "ṭ"),
];

fn push_folded(folded: &mut String, letter: char) {
    for lower in letter.to_lowercase().filter(|lower| !is_combining(*lower)) {
        match ACCENTED.iter().find(|(_, accented)| !lower.is_ascii() && accented.contains(lower)) {
            Some((base, _)) => folded.push_str(base),
            None => folded.push(lower),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_warnings(nama: &str, expect: &[NamaWarning]) {
        assert_eq!(check(nama), expect, "{nama:?}");
    }

    #[track_caller]
    fn check_fold(nama: &str, expect: &str) {
        assert_eq!(fold(nama), expect, "{nama:?}");
        assert_eq!(fold(expect), expect, "folding twice must change nothing");
    }

    #[test]
    fn usual_names_pass() {
        for nama in ["Siti Rahmah", "Oi Fo'o", "Drs. H. Muhamad Nur, M.Si", "Nur-Aini Abd. Gani", "André Müller"] {
            check_warnings(nama, &[]);
        }
    }

    #[test]
    fn unusual_names_are_told_and_not_blocked() {
        check_warnings("Suharto", &[NamaWarning::SingleWord]);
        check_warnings(" ", &[NamaWarning::Empty]);
        check_warnings("Siti R4hmah", &[NamaWarning::Sign]);
        check_warnings("سيتي Rahmah", &[NamaWarning::NotLatin]);
        check_warnings(&format!("{} {}", "A".repeat(30), "B".repeat(29)), &[]);
        check_warnings(&format!("{} {}", "A".repeat(30), "B".repeat(30)), &[NamaWarning::Long]);
    }

    #[test]
    fn names_are_folded_for_search() {
        check_fold("Oi Fo'o", "oi foo");
        check_fold("Oi Fo’o", "oi foo");
        check_fold("PenanaE", "penanae");
        check_fold("  M. NUR,  S.Pd ", "m nur spd");
        check_fold("Siti-Aminah", "siti aminah");
        check_fold("Ra\u{301}chel Ångström", "rachel angstrom");
        check_fold("İpek Weiß", "ipek weiss");
        check_fold("", "");
        check_fold("...", "");
    }

    #[test]
    fn tokens_are_the_folded_words() {
        assert_eq!(tokens(" Oi  Fo'o "), ["oi", "foo"]);
        assert!(tokens("-").is_empty());
    }

    #[test]
    fn initials_tell_little() {
        assert_eq!(initials("siti rahmah"), "S. R.");
        assert_eq!(initials("H. M. Nur Hidayat"), "H. M. N.");
        assert_eq!(initials("'"), "");
    }

    proptest! {
        #[test]
        fn a_folded_name_is_plain_and_stays(nama in "\\PC{0,80}") {
            let folded = fold(&nama);
            prop_assert_eq!(&fold(&folded), &folded, "what is stored folded must be found by itself");
            prop_assert!(!folded.contains("  ") && folded.trim() == folded, "words are one space apart");
            prop_assert!(folded.chars().all(|letter| letter == ' ' || letter.is_alphanumeric()));
            prop_assert_eq!(tokens(&nama).join(" "), folded);
        }

        #[test]
        fn case_and_apostrophes_never_matter(nama in "[A-Za-z]{1,9}( [A-Za-z]{1,9}){0,3}", place in 0..9_usize, sign in "['’ʼ`.]") {
            let mut marked = nama.clone();
            marked.insert_str(place.min(nama.len()), &sign);
            prop_assert_eq!(fold(&marked.to_uppercase()), fold(&nama));
        }
    }
}
