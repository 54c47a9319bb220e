//! Parts of an address that have rules: RT and RW are three digits on every document.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Not one to three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most three digits")]
pub struct RukunError;

/// Reads one to three digits, also with the letters in front ("RT 5", "rw.012"), and pads them to three.
fn three_digits(input: &str, prefix: &str) -> Result<[u8; 3], RukunError> {
    let text = input.trim();
    let text = match text.get(..2) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => text.get(2..).unwrap_or_default().trim_start_matches(['.', ':', ' ']),
        Some(_) | None => text,
    };
    if text.is_empty() || text.len() > 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(RukunError);
    }
    let mut digits = [b'0'; 3];
    for (place, digit) in digits.iter_mut().rev().zip(text.bytes().rev()) {
        *place = digit;
    }
    Ok(digits)
}

macro_rules! rukun {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 3]);

        impl $name {
            /// Reads one to three digits and pads them to three.
            pub fn parse(input: &str) -> Result<Self, RukunError> {
                three_digits(input, $prefix).map(Self)
            }

            /// The three digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("built from ASCII digits only")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

rukun!(
    /// Rukun Tetangga.
    Rt, "RT"
);
rukun!(
    /// Rukun Warga.
    Rw, "RW"
);

/// RT and RW as the card prints them: `005/012`.
#[must_use]
pub fn rt_rw(rt: Rt, rw: Rw) -> String {
    format!("{rt}/{rw}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expect: Result<&str, RukunError>) {
        assert_eq!(Rt::parse(input).as_ref().map(Rt::as_str).map_err(|error| *error), expect, "{input:?}");
    }

    #[test]
    fn numbers_are_padded_to_three_digits() {
        check("5", Ok("005"));
        check(" 012 ", Ok("012"));
        check("RT 7", Ok("007"));
        check("rt.07", Ok("007"));
        check("000", Ok("000"));
        for refused in ["", "RT", "1234", "-1", "1a", "٥", "RW 1", "é"] {
            check(refused, Err(RukunError));
        }
    }

    #[test]
    fn the_card_prints_both() {
        assert_eq!(rt_rw(Rt::parse("5").unwrap(), Rw::parse("rw 12").unwrap()), "005/012");
    }
}
