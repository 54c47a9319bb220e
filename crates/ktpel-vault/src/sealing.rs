//! Attachments sealed with age, once, at capture: for the office archive and for the case.
//!
//! Closing the case deletes the case's secret from the kit; from then on only the archive opens its recordings
//! (UU 27/2022: specific personal data is kept no longer than needed). The sealed bytes and their name never change.
//!
//! What one laptop gives to another on a stick is sealed to the other's device key, which the office's log names: an Ed25519 key is one point of the
//! curve in two notations, and signing with it and opening what is sealed to it do not weaken each other (docs/decisions/0011).

use std::{
    fmt,
    io::{Read, Write},
    str::FromStr,
};

use age::{Decryptor, Encryptor, secrecy::ExposeSecret, x25519};
use bech32::{ToBase32, Variant};
use ed25519_dalek::VerifyingKey;
use zeroize::Zeroizing;

use crate::DeviceIdentity;

/// Largest attachment that is opened, in bytes of plain text.
pub const MAX_PLAIN_BYTES: u64 = 64 * 1024 * 1024;

/// Who may open: the text form is `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(x25519::Recipient);

/// The secret of one case (or of its card photo and signature); its text form lies in the store until it is deleted.
pub struct CaseIdentity(x25519::Identity);

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not an age X25519 recipient.
    #[error("not a recipient")]
    NotARecipient,
    /// Not an age X25519 identity.
    #[error("not an identity")]
    NotAnIdentity,
    /// Nobody could ever open it.
    #[error("sealed to nobody")]
    NoRecipient,
    /// Sealed to others.
    #[error("sealed to somebody else")]
    NotForUs,
    /// Cut, altered, or not sealed at all.
    #[error("damaged or not a sealed attachment")]
    Damaged,
    /// Larger than [`MAX_PLAIN_BYTES`].
    #[error("larger than {MAX_PLAIN_BYTES} bytes")]
    TooLarge,
}

impl Recipient {
    /// A device, by its Ed25519 key: only [`CaseIdentity::of_device`] of that device opens.
    pub fn of_device(public_key: &[u8; 32]) -> Result<Self, SealError> {
        let key = VerifyingKey::from_bytes(public_key).map_err(|_| SealError::NotARecipient)?;
        if key.is_weak() {
            return Err(SealError::NotARecipient);
        }
        text("age", &key.to_montgomery().to_bytes()).parse()
    }
}

impl FromStr for Recipient {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        text.parse().map(Self).map_err(|_| SealError::NotARecipient)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

impl CaseIdentity {
    /// Makes a new identity.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Takes an identity from its text form.
    pub fn from_secret(text: &str) -> Result<Self, SealError> {
        text.parse().map(Self).map_err(|_| SealError::NotAnIdentity)
    }

    /// What opens that which is sealed to this device.
    #[must_use]
    pub fn of_device(device: &DeviceIdentity) -> Self {
        let secret = Zeroizing::new(text("age-secret-key-", &device.scalar()));
        Self::from_secret(&secret).expect("32 bytes are an identity")
    }

    /// The text form, for keeping it inside the encrypted store.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// What is sealed to this identity.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl fmt::Debug for CaseIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseIdentity({})", self.recipient())
    }
}

/// The text form of a key, as age reads it.
fn text(kind: &str, key: &[u8; 32]) -> String {
    bech32::encode(kind, key.to_base32(), Variant::Bech32).expect("both kinds are valid prefixes")
}

/// Seals bytes so that each of the recipients can open them.
pub fn seal(plain: &[u8], recipients: &[Recipient]) -> Result<Vec<u8>, SealError> {
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|recipient| &recipient.0 as _)).map_err(|_| SealError::NoRecipient)?;
    let mut sealed = Vec::with_capacity(plain.len() + 1024);
    let written = encryptor.wrap_output(&mut sealed).and_then(|mut writer| {
        writer.write_all(plain)?;
        writer.finish()
    });
    written.expect("writing to memory does not fail");
    Ok(sealed)
}

/// Opens what [`seal`] made. Returns nothing unless all of it is whole.
pub fn open(sealed: &[u8], identity: &CaseIdentity) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| SealError::Damaged)?;
    let reader = decryptor.decrypt(std::iter::once(&identity.0 as _)).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => SealError::NotForUs,
        _ => SealError::Damaged,
    })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.take(MAX_PLAIN_BYTES + 1).read_to_end(&mut plain).map_err(|_| SealError::Damaged)?;
    if plain.len() as u64 > MAX_PLAIN_BYTES { Err(SealError::TooLarge) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_opens_and_nobody_else() {
        let (archive, case, other) = (CaseIdentity::generate(), CaseIdentity::generate(), CaseIdentity::generate());
        let plain = vec![0x5a; 100_000];
        let sealed = seal(&plain, &[archive.recipient(), case.recipient()]).unwrap();
        for identity in [&archive, &case] {
            assert_eq!(*open(&sealed, identity).unwrap(), plain);
        }
        assert_eq!(open(&sealed, &other).unwrap_err(), SealError::NotForUs);
    }

    #[test]
    fn the_text_forms_are_read_back() {
        let case = CaseIdentity::generate();
        let again = CaseIdentity::from_secret(&case.secret()).unwrap();
        assert_eq!(case.recipient(), again.recipient());
        assert_eq!(case.recipient().to_string().parse(), Ok(case.recipient()));
        assert_eq!("age1nobody".parse::<Recipient>(), Err(SealError::NotARecipient));
        assert_eq!(CaseIdentity::from_secret("rahasia").unwrap_err(), SealError::NotAnIdentity);
    }

    #[test]
    fn what_is_sealed_to_a_device_only_that_device_opens() {
        let (device, other) = (DeviceIdentity::generate(), DeviceIdentity::generate());
        let recipient = Recipient::of_device(&device.public()).unwrap();
        let sealed = seal(b"titipan", &[recipient]).unwrap();
        assert_eq!(*open(&sealed, &CaseIdentity::of_device(&device)).unwrap(), b"titipan");
        assert_eq!(open(&sealed, &CaseIdentity::of_device(&other)).unwrap_err(), SealError::NotForUs);
        let again = DeviceIdentity::from_secret(&device.secret());
        assert_eq!(CaseIdentity::of_device(&again).recipient(), CaseIdentity::of_device(&device).recipient());
    }

    #[test]
    fn a_device_key_gives_the_recipient_that_other_programs_compute() {
        // RFC 7748 applied to the clamped scalar of RFC 8032 of the seed 01…01, computed apart from this program.
        let device = DeviceIdentity::from_secret(&[1; 32]);
        let recipient = Recipient::of_device(&device.public()).unwrap();
        assert_eq!(recipient, CaseIdentity::of_device(&device).recipient(), "the scalar and the point are one key");
        assert_eq!(recipient.to_string(), "age1rvd43h2sag2tvrdp0duse5p82nvhpjd6hpjwhv7q7vqklega8atsjue2se");
    }

    #[test]
    fn what_is_no_key_is_no_recipient() {
        assert_eq!(Recipient::of_device(&[0; 32]).unwrap_err(), SealError::NotARecipient, "a weak point");
        let mut off_the_curve = [0; 32];
        off_the_curve[0] = 2;
        assert_eq!(Recipient::of_device(&off_the_curve).unwrap_err(), SealError::NotARecipient);
    }

    #[test]
    fn nothing_is_given_out_of_a_damaged_one() {
        let case = CaseIdentity::generate();
        let sealed = seal(&[7; 70_000], &[case.recipient()]).unwrap();
        for len in [0, 10, 200, sealed.len() - 70_000, sealed.len() - 1] {
            assert_eq!(open(&sealed[..len], &case).unwrap_err(), SealError::Damaged, "cut to {len} bytes");
        }
        for at in [250, sealed.len() / 2, sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(open(&bent, &case).unwrap_err(), SealError::Damaged, "byte {at} flipped");
        }
    }

    #[test]
    fn sealing_to_nobody_is_refused() {
        assert_eq!(seal(b"x", &[]).unwrap_err(), SealError::NoRecipient);
    }

    #[test]
    fn debug_shows_the_public_part_only() {
        let case = CaseIdentity::generate();
        assert_eq!(format!("{case:?}"), format!("CaseIdentity({})", case.recipient()));
    }
}
