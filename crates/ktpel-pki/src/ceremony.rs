//! What two people compare when a kit is taken in: six words over everything that both sides must agree on.

use ktpel_vault::passphrase;
use sha2::{Digest, Sha256};

/// Words that are compared: 66 bits.
pub const WORDS: usize = 6;

/// One enrolment as one side of it sees it.
///
/// The office chooses the nonce after it has the kit's key. So somebody in between cannot search on both sides for keys whose words agree: he
/// would have to hit 66 bits that he does not choose.
#[derive(Clone, Copy)]
pub struct Ceremony<'a> {
    /// Letters of the one-time code, as `ktpel_sync::setup::letters` gives them.
    pub code: &'a str,
    /// Chosen by the office for this enrolment.
    pub nonce: &'a [u8; 16],
    /// Certificate of the office's authority.
    pub ca: &'a [u8],
    /// Public key of the office's server.
    pub server_key: &'a [u8; 32],
    /// Public key of the kit.
    pub device_key: &'a [u8; 32],
    /// Name of the kit.
    pub name: &'a str,
}

impl Ceremony<'_> {
    /// The words, with a space between.
    #[must_use]
    pub fn words(&self) -> String {
        let mut digest = Sha256::new_with_prefix(b"ktpel-ceremony/1\0");
        let parts: [&[u8]; 6] = [self.code.as_bytes(), self.nonce, self.ca, self.server_key, self.device_key, self.name.as_bytes()];
        for part in parts {
            digest.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            digest.update(part);
        }
        passphrase::words_of(&digest.finalize().into(), WORDS).join(" ")
    }
}

impl std::fmt::Debug for Ceremony<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ceremony").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Ceremony<'_> =
        Ceremony { code: "7K3F9QXM00110022", nonce: &[1; 16], ca: b"ca", server_key: &[2; 32], device_key: &[3; 32], name: "Laptop 1" };

    #[test]
    fn both_sides_see_the_same_six_words() {
        let words = SEEN.words();
        assert_eq!(words.split(' ').count(), WORDS);
        assert_eq!(words, Ceremony { ..SEEN }.words());
    }

    #[test]
    fn whatever_differs_the_words_differ() {
        let others = [
            Ceremony { code: "7K3F9QXM00110023", ..SEEN },
            Ceremony { nonce: &[9; 16], ..SEEN },
            Ceremony { ca: b"cb", ..SEEN },
            Ceremony { server_key: &[9; 32], ..SEEN },
            Ceremony { device_key: &[9; 32], ..SEEN },
            Ceremony { name: "Laptop 2", ..SEEN },
            Ceremony { ca: b"c", code: "7K3F9QXM00110022a", ..SEEN },
        ];
        for other in others {
            assert_ne!(other.words(), SEEN.words(), "{other:?}");
        }
    }
}
