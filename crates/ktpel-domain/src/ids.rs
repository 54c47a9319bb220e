//! Identifiers that are stored and sent. Sixteen-byte ids are written as 32 lower-case hex digits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text is not the hexadecimal form of an id of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected {expected} hexadecimal digits")]
pub struct IdError {
    /// Number of digits that the id has.
    pub expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The bytes of the id.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Takes an id from a slice of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                bytes.try_into().map(Self).map_err(|_| IdError { expected: 2 * $len })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let error = IdError { expected: 2 * $len };
                if text.len() != 2 * $len || !text.is_ascii() {
                    return Err(error);
                }
                let mut bytes = [0; $len];
                for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
                    let digits = std::str::from_utf8(pair).map_err(|_| error)?;
                    *byte = u8::from_str_radix(digits, 16).map_err(|_| error)?;
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// One case or one visit: the id inside the genesis change of its Automerge document.
    DocId, 16
);
id!(
    /// One contact request logged for a visit (SOP MOBILE step 2).
    ContactId, 16
);
id!(
    /// One laptop or the server: the first 16 bytes of SHA-256 over its Ed25519 public key.
    DeviceId, 16
);
id!(
    /// One process start of one operator on one device; the Automerge actor of all that is done in it.
    ActorId, 16
);
id!(
    /// A person's signing key: the first 8 bytes of SHA-256 over the Ed25519 public key.
    KeyId, 8
);
id!(
    /// A SHA-256 digest: of a change, a log entry, or the ciphertext of an attachment.
    Hash, 32
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_is_read_back() {
        let id = KeyId([0, 1, 2, 0xab, 0xff, 5, 6, 7]);
        assert_eq!(id.to_string(), "000102abff050607");
        assert_eq!(id.to_string().parse(), Ok(id), "what is shown must be accepted again");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "00", "0001020304050", "zz0102abff050607", "＋00102abff0506"] {
            assert_eq!(text.parse::<KeyId>(), Err(IdError { expected: 16 }), "{text:?}");
        }
    }
}
