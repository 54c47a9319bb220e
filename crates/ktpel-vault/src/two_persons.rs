//! A key of the archive workstation: an age identity under the passphrases of two persons, one inside the other. Neither opens anything alone.
//!
//! The office has three: the archive's (opens recordings and scans), the reserve (the same, kept elsewhere against the loss of the first) and the
//! recovery key (opens a kit whose passphrase was lost). They never lie on the server (sync-and-trust, Keys).

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    kdf::{CostError, KdfCost},
    keyslots::Slots,
    passphrase, random,
    sealing::{CaseIdentity, Recipient},
    wrap,
};

/// No real key file comes near this.
const MAX_BYTES: u64 = 64 * 1024;

/// What a key is for; part of what is bound to its sealed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// Opens recordings and scans.
    Archive,
    /// Opens the same, should the archive's key be lost.
    Reserve,
    /// Opens a kit whose passphrase was lost.
    Recovery,
}

/// The passphrases of both persons.
pub struct Pair {
    first: Zeroizing<String>,
    second: Zeroizing<String>,
}

/// A key as it lies on the archive workstation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoPersonKey {
    format: u32,
    #[serde(rename = "use")]
    key_use: KeyUse,
    recipient: String,
    cost: KdfCost,
    salts: [String; 2],
    sealed: String,
}

/// Why a key was not made, read, opened or written.
#[derive(Debug, thiserror::Error)]
pub enum TwoPersonError {
    /// Too short to withstand guessing.
    #[error("a passphrase has at least {} letters and digits", Slots::MIN_PASSPHRASE)]
    TooShort,
    /// One person would open it alone.
    #[error("the two persons need different passphrases")]
    Same,
    /// One of them, or both. Which one is not told.
    #[error("one of the two passphrases is wrong, or both are")]
    WrongPassphrases,
    /// The file is not a key file.
    #[error("not a key file of the archive workstation")]
    Damaged,
    /// Written by a newer version.
    #[error("key file of format {found}, this version knows {known}")]
    NewerFormat {
        /// Format of the file.
        found: u32,
        /// Newest format known here.
        known: u32,
    },
    /// The stored cost is out of range.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// The disk or the file system refused.
    #[error("key file: {0}")]
    Io(#[from] io::Error),
}

impl Pair {
    /// Takes both passphrases, as typed.
    pub fn new(first: &str, second: &str) -> Result<Self, TwoPersonError> {
        let pair = Self { first: passphrase::canonical(first), second: passphrase::canonical(second) };
        let letters = |typed: &str| typed.chars().filter(|letter| letter.is_alphanumeric()).count();
        if letters(&pair.first).min(letters(&pair.second)) < Slots::MIN_PASSPHRASE {
            return Err(TwoPersonError::TooShort);
        }
        if pair.first == pair.second { Err(TwoPersonError::Same) } else { Ok(pair) }
    }
}

impl TwoPersonKey {
    /// Newest format that this version writes and reads.
    pub const FORMAT: u32 = 1;

    /// Wraps a new key.
    pub fn create(key_use: KeyUse, pair: &Pair, cost: KdfCost) -> Result<Self, TwoPersonError> {
        Self::wrap(key_use, &CaseIdentity::generate(), pair, cost)
    }

    fn wrap(key_use: KeyUse, identity: &CaseIdentity, pair: &Pair, cost: KdfCost) -> Result<Self, TwoPersonError> {
        let salts: [[u8; 16]; 2] = [random::bytes(), random::bytes()];
        let recipient = identity.recipient().to_string();
        let (inner, outer) = stretch(cost, &salts, &pair.first, &pair.second)?;
        let once = wrap::seal_bytes(&inner, &purpose(key_use, &recipient, "inner"), identity.secret().as_bytes());
        let twice = wrap::seal_bytes(&outer, &purpose(key_use, &recipient, "outer"), &once);
        let salts = salts.map(|salt| HEXLOWER.encode(&salt));
        Ok(Self { format: Self::FORMAT, key_use, recipient, cost, salts, sealed: HEXLOWER.encode(&twice) })
    }

    /// Opens the key with both passphrases, in either order.
    pub fn open(&self, pair: &Pair) -> Result<CaseIdentity, TwoPersonError> {
        let salts = self.salts.each_ref().map(|salt| HEXLOWER.decode(salt.as_bytes()).ok().and_then(|salt| salt.try_into().ok()));
        let ([Some(first), Some(second)], Ok(sealed)) = (salts, HEXLOWER.decode(self.sealed.as_bytes())) else {
            return Err(TwoPersonError::Damaged);
        };
        for (inner, outer) in [(&pair.first, &pair.second), (&pair.second, &pair.first)] {
            let keys = stretch(self.cost, &[first, second], inner, outer)?;
            if let Some(identity) = self.open_with(&keys.0, &keys.1, &sealed) {
                return Ok(identity);
            }
        }
        Err(TwoPersonError::WrongPassphrases)
    }

    fn open_with(&self, inner: &[u8; 32], outer: &[u8; 32], sealed: &[u8]) -> Option<CaseIdentity> {
        let once = wrap::open_bytes(outer, &purpose(self.key_use, &self.recipient, "outer"), sealed)?;
        let secret = wrap::open_bytes(inner, &purpose(self.key_use, &self.recipient, "inner"), &once)?;
        let identity = CaseIdentity::from_secret(std::str::from_utf8(&secret).ok()?).ok()?;
        (identity.recipient().to_string() == self.recipient).then_some(identity)
    }

    /// The same key under other passphrases.
    pub fn change(&self, old: &Pair, new: &Pair) -> Result<Self, TwoPersonError> {
        Self::wrap(self.key_use, &self.open(old)?, new, self.cost)
    }

    /// What the key is for.
    #[must_use]
    pub fn key_use(&self) -> KeyUse {
        self.key_use
    }

    /// Its public part (`age1…`).
    #[must_use]
    pub fn recipient(&self) -> &str {
        &self.recipient
    }

    /// A short name for the archive's register: the first eight bytes of SHA-256 over the public part.
    #[must_use]
    pub fn id(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.recipient.as_bytes())).chars().take(16).collect()
    }

    /// Reads a key file.
    pub fn load(path: &Path) -> Result<Self, TwoPersonError> {
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, TwoPersonError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| TwoPersonError::Damaged)?;
        if head.format > Self::FORMAT {
            return Err(TwoPersonError::NewerFormat { found: head.format, known: Self::FORMAT });
        }
        let key: Self = serde_json::from_slice(bytes).map_err(|_| TwoPersonError::Damaged)?;
        key.recipient.parse::<Recipient>().map_err(|_| TwoPersonError::Damaged)?;
        Ok(key)
    }

    /// Writes a new key file; one that is there already is not touched.
    pub fn save_new(&self, path: &Path) -> Result<(), TwoPersonError> {
        self.write(OpenOptions::new().write(true).create_new(true), path)
    }

    /// Replaces a key file, whole or not at all.
    pub fn replace(&self, path: &Path) -> Result<(), TwoPersonError> {
        let fresh = path.with_extension("baru");
        self.write(OpenOptions::new().write(true).create(true).truncate(true), &fresh)?;
        Ok(std::fs::rename(fresh, path)?)
    }

    fn write(&self, options: &mut OpenOptions, path: &Path) -> Result<(), TwoPersonError> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("plain text fields become JSON");
        bytes.push(b'\n');
        let mut file = crate::keyslots::private(options).open(path)?;
        file.write_all(&bytes)?;
        Ok(file.sync_all()?)
    }
}

impl fmt::Debug for TwoPersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TwoPersonKey({:?} {})", self.key_use, self.recipient)
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair(‹rahasia›)")
    }
}

fn purpose(key_use: KeyUse, recipient: &str, layer: &str) -> String {
    format!("ktpel two persons 1 {key_use:?} {recipient} {layer}")
}

type StretchedPair = (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>);

/// Both are always stretched: how long it takes does not tell which one was wrong.
fn stretch(cost: KdfCost, salts: &[[u8; 16]; 2], inner: &str, outer: &str) -> Result<StretchedPair, CostError> {
    let [first, second] = salts;
    Ok((cost.stretch(inner.as_bytes(), first)?, cost.stretch(outer.as_bytes(), second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: KdfCost = KdfCost::CHEAP_FOR_TESTS;
    const GOLDEN: &str = include_str!("../tests/golden/two_persons_v1.json");

    fn pair(first: &str, second: &str) -> Pair {
        Pair::new(first, second).unwrap()
    }

    fn right() -> Pair {
        pair("abadi dagang jelaga", "pandu walau guna")
    }

    #[test]
    fn both_persons_open_it_in_either_order_and_nobody_alone() {
        let key = TwoPersonKey::create(KeyUse::Archive, &right(), COST).unwrap();
        for pair in [right(), pair("pandu walau guna", "Abadi-Dagang jelaga")] {
            assert_eq!(key.open(&pair).unwrap().recipient().to_string(), key.recipient());
        }
        for wrong in [pair("abadi dagang jelaga", "hebat irama jernih"), pair("hebat irama jernih", "pandu walau guna")] {
            let error = key.open(&wrong).unwrap_err();
            assert_eq!(error.to_string(), "one of the two passphrases is wrong, or both are", "which one is not told");
        }
    }

    #[test]
    fn passphrases_that_protect_nothing_are_refused() {
        assert!(matches!(Pair::new("pendek", "pandu walau guna"), Err(TwoPersonError::TooShort)));
        assert!(matches!(Pair::new("pandu walau guna", "Pandu-walau  guna"), Err(TwoPersonError::Same)));
    }

    #[test]
    fn changed_passphrases_leave_the_key_as_it_is() {
        let key = TwoPersonKey::create(KeyUse::Recovery, &right(), COST).unwrap();
        let new = pair("hebat irama jernih", "kabut guna abadi");
        assert!(matches!(key.change(&new, &right()), Err(TwoPersonError::WrongPassphrases)));
        let changed = key.change(&right(), &new).unwrap();
        assert_eq!((changed.recipient(), changed.key_use()), (key.recipient(), KeyUse::Recovery));
        assert!(changed.open(&new).is_ok());
        assert!(matches!(changed.open(&right()), Err(TwoPersonError::WrongPassphrases)), "the old ones open it no more");
    }

    #[test]
    fn bent_files_open_nothing() {
        let key = TwoPersonKey::create(KeyUse::Archive, &right(), COST).unwrap();
        let reused = TwoPersonKey { key_use: KeyUse::Recovery, ..key.clone() };
        assert!(matches!(reused.open(&right()), Err(TwoPersonError::WrongPassphrases)), "what it is for is bound to it");
        let mut bent = key.clone();
        bent.sealed.replace_range(60..61, if &key.sealed[60..61] == "0" { "1" } else { "0" });
        assert!(matches!(bent.open(&right()), Err(TwoPersonError::WrongPassphrases)));
        for text in ["", "{}", r#"{"format":1}"#] {
            assert!(matches!(TwoPersonKey::parse(text.as_bytes()), Err(TwoPersonError::Damaged)), "{text}");
        }
        let newer = TwoPersonKey::parse(br#"{"format":2}"#);
        assert!(matches!(newer, Err(TwoPersonError::NewerFormat { found: 2, known: 1 })));
    }

    #[test]
    fn a_key_file_is_written_once_and_replaced_on_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.key");
        let key = TwoPersonKey::create(KeyUse::Archive, &right(), COST).unwrap();
        key.save_new(&path).unwrap();
        assert!(matches!(key.save_new(&path), Err(TwoPersonError::Io(_))), "no key is written over another");
        let other = TwoPersonKey::create(KeyUse::Archive, &right(), COST).unwrap();
        other.replace(&path).unwrap();
        assert_eq!(TwoPersonKey::load(&path).unwrap(), other);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("AGE-SECRET") && !text.contains("abadi"), "neither key nor passphrase lies in it");
    }

    /// A key made with version 1 must open with every later version.
    #[test]
    fn a_key_file_of_version_1_still_opens() {
        let key = TwoPersonKey::parse(GOLDEN.as_bytes()).unwrap();
        assert_eq!((key.key_use(), key.id().as_str()), (KeyUse::Archive, "068de0bf73afb3e3"));
        assert_eq!(key.open(&right()).unwrap().recipient().to_string(), key.recipient());
    }

    #[test]
    fn debug_shows_the_public_part_only() {
        let key = TwoPersonKey::create(KeyUse::Reserve, &right(), COST).unwrap();
        assert_eq!(format!("{key:?} {:?}", right()), format!("TwoPersonKey(Reserve {}) Pair(‹rahasia›)", key.recipient()));
    }
}
