//! Sex as registered: two values, written L and P on forms and in exports.

use serde::{Deserialize, Serialize};

/// Jenis kelamin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum JenisKelamin {
    /// Laki-laki.
    #[serde(rename = "L")]
    LakiLaki,
    /// Perempuan.
    #[serde(rename = "P")]
    Perempuan,
}

impl JenisKelamin {
    /// The letter stored and exported: `L` or `P`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::LakiLaki => "L",
            Self::Perempuan => "P",
        }
    }

    /// The words printed on the card.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::LakiLaki => "LAKI-LAKI",
            Self::Perempuan => "PEREMPUAN",
        }
    }

    /// Reads the letter or the printed words, in any case.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let text = text.trim();
        [Self::LakiLaki, Self::Perempuan]
            .into_iter()
            .find(|value| value.id().eq_ignore_ascii_case(text) || value.label().eq_ignore_ascii_case(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_and_words_are_read() {
        for (text, expect) in [("L", Some(JenisKelamin::LakiLaki)), ("perempuan ", Some(JenisKelamin::Perempuan)), ("X", None), ("", None)]
        {
            assert_eq!(JenisKelamin::find(text), expect, "{text:?}");
        }
    }
}
