//! A person's signing key and how it rests: under a PIN and the data key on a kit, under a password at the office.
//!
//! A PIN alone never protects data at rest: without the data key the wrapped key cannot even be guessed at. Who knows
//! the team passphrase can try a colleague's PIN; that limit is named in the operations manual.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::ids::KeyId;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    data_key::DataKey,
    kdf::{CostError, KdfCost},
    random, signing, wrap,
};

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;

/// What the kit adds to a PIN, so that a stolen disk cannot try the million PINs: derived from the data key at first, kept inside the encrypted
/// store when the data key is replaced, because nobody knows the PINs then.
#[derive(Clone, PartialEq, Eq)]
pub struct PinPepper(Zeroizing<[u8; 32]>);

impl PinPepper {
    /// That of a kit which still has its first data key.
    #[must_use]
    pub fn of(data_key: &DataKey) -> Self {
        Self(data_key.subkey("operator pin"))
    }

    /// Takes it from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Its bytes, for keeping it inside the encrypted store.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PinPepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinPepper(‹rahasia›)")
    }
}

/// Ed25519 key pair of one person.
#[derive(Clone)]
pub struct OperatorKey(SigningKey);

/// An operator's key as it rests in the store.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    under: Under,
    cost: KdfCost,
    salt: [u8; 16],
    key: KeyId,
    sealed: [u8; wrap::LEN],
}

/// What the person types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    Pin,
    Password,
}

/// Why a key could not be wrapped or unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// A PIN has six digits.
    #[error("a PIN has {PIN_DIGITS} digits")]
    PinFormat,
    /// All digits alike, or counting up or down.
    #[error("the PIN is too simple")]
    PinTooSimple,
    /// The password is empty. How strong it must be is the office's rule, not this crate's.
    #[error("the password is empty")]
    EmptyPassword,
    /// The PIN, the password or the data key is not the right one.
    #[error("wrong PIN or password")]
    WrongSecret,
    /// The stored bytes are not a wrapped key, or one of another kind.
    #[error("not a wrapped operator key")]
    Damaged,
    /// The stored cost is out of range.
    #[error(transparent)]
    Cost(#[from] CostError),
}

impl OperatorKey {
    /// Makes a new key.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_secret(&Zeroizing::new(random::bytes()))
    }

    /// Takes a key from its secret.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The key's id: the first 8 bytes of SHA-256 over the public key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        signing::key_id(&self.public())
    }

    /// Signs a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// A secret for one purpose that only the holder of this key has, e.g. of a second factor.
    #[must_use]
    pub fn subkey(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        DataKey::from_bytes(self.0.to_bytes()).subkey(purpose)
    }

    pub(crate) fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Wraps the key for a kit: both the PIN and the kit's pepper are needed to open it.
    pub fn wrap_pin(&self, pin: &str, pepper: &PinPepper, cost: KdfCost) -> Result<WrappedKey, WrapError> {
        check_pin(pin)?;
        self.wrap(Under::Pin, cost, |salt| pin_key(pin, pepper, cost, salt))
    }

    /// Opens a key that [`Self::wrap_pin`] wrapped. Counting wrong tries is the caller's part.
    pub fn unwrap_pin(wrapped: &WrappedKey, pin: &str, pepper: &PinPepper) -> Result<Self, WrapError> {
        wrapped.open(Under::Pin, |cost, salt| pin_key(pin, pepper, cost, salt))
    }

    /// Wraps the key for an office user: the password alone opens it.
    pub fn wrap_password(&self, password: &str, cost: KdfCost) -> Result<WrappedKey, WrapError> {
        if password.is_empty() {
            return Err(WrapError::EmptyPassword);
        }
        self.wrap(Under::Password, cost, |salt| cost.stretch(password.as_bytes(), salt))
    }

    /// Opens a key that [`Self::wrap_password`] wrapped.
    pub fn unwrap_password(wrapped: &WrappedKey, password: &str) -> Result<Self, WrapError> {
        wrapped.open(Under::Password, |cost, salt| cost.stretch(password.as_bytes(), salt))
    }

    fn wrap(
        &self,
        under: Under,
        cost: KdfCost,
        stretch: impl FnOnce(&[u8; 16]) -> Result<Zeroizing<[u8; 32]>, CostError>,
    ) -> Result<WrappedKey, WrapError> {
        let (salt, key) = (random::bytes(), self.id());
        let sealed = wrap::seal(&*stretch(&salt)?, &under.purpose(key), &Zeroizing::new(self.0.to_bytes()));
        Ok(WrappedKey { under, cost, salt, key, sealed })
    }
}

impl fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperatorKey({})", self.id())
    }
}

impl WrappedKey {
    const FORMAT: u8 = 1;
    /// Bytes of the stored form.
    pub const LEN: usize = 2 + 8 + 16 + 8 + wrap::LEN;

    /// The id of the key inside.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.key
    }

    /// The stored form: format, kind, memory, passes (big endian), salt, key id, sealed secret.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::LEN);
        out.extend([Self::FORMAT, self.under.code()]);
        out.extend(self.cost.memory_kib.to_be_bytes());
        out.extend(self.cost.passes.to_be_bytes());
        out.extend(self.salt);
        out.extend(self.key.0);
        out.extend(self.sealed);
        out
    }

    /// Reads the stored form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WrapError> {
        Self::parse(bytes).ok_or(WrapError::Damaged)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let ([format, under], rest) = bytes.split_first_chunk::<2>()?;
        let (memory, rest) = rest.split_first_chunk::<4>()?;
        let (passes, rest) = rest.split_first_chunk::<4>()?;
        let (salt, rest) = rest.split_first_chunk::<16>()?;
        let (key, sealed) = rest.split_first_chunk::<8>()?;
        let cost = KdfCost { memory_kib: u32::from_be_bytes(*memory), passes: u32::from_be_bytes(*passes) };
        let under = Under::from_code(*under).filter(|_| *format == Self::FORMAT)?;
        Some(Self { under, cost, salt: *salt, key: KeyId(*key), sealed: sealed.try_into().ok()? })
    }

    fn open(
        &self,
        under: Under,
        stretch: impl FnOnce(KdfCost, &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, CostError>,
    ) -> Result<OperatorKey, WrapError> {
        if self.under != under {
            return Err(WrapError::Damaged);
        }
        let secret = wrap::open(&*stretch(self.cost, &self.salt)?, &under.purpose(self.key), &self.sealed).ok_or(WrapError::WrongSecret)?;
        let opened = OperatorKey::from_secret(&secret);
        if opened.id() == self.key { Ok(opened) } else { Err(WrapError::Damaged) }
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey({})", self.key)
    }
}

impl Under {
    fn code(self) -> u8 {
        match self {
            Self::Pin => 1,
            Self::Password => 2,
        }
    }

    fn from_code(code: u8) -> Option<Self> {
        [Self::Pin, Self::Password].into_iter().find(|under| under.code() == code)
    }

    fn purpose(self, key: KeyId) -> String {
        match self {
            Self::Pin => format!("ktpel operator pin 1 {key}"),
            Self::Password => format!("ktpel operator password 1 {key}"),
        }
    }
}

fn check_pin(pin: &str) -> Result<(), WrapError> {
    if pin.len() != PIN_DIGITS || !pin.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(WrapError::PinFormat);
    }
    let step = |by: i16| pin.bytes().zip(pin.bytes().skip(1)).all(|(a, b)| i16::from(b) - i16::from(a) == by);
    if step(0) || step(1) || step(-1) { Err(WrapError::PinTooSimple) } else { Ok(()) }
}

fn pin_key(pin: &str, pepper: &PinPepper, cost: KdfCost, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, CostError> {
    let stretched = cost.stretch(pin.as_bytes(), salt)?;
    let mut hash = Sha256::new();
    hash.update(pepper.expose());
    hash.update(stretched.as_ref());
    Ok(Zeroizing::new(hash.finalize().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: KdfCost = KdfCost::CHEAP_FOR_TESTS;

    fn kit() -> PinPepper {
        PinPepper::of(&DataKey::from_bytes([5; 32]))
    }

    #[test]
    fn pin_and_data_key_are_both_needed() {
        let key = OperatorKey::generate();
        let stored = key.wrap_pin("201945", &kit(), COST).unwrap().to_bytes();
        let wrapped = WrappedKey::from_bytes(&stored).unwrap();
        assert_eq!(wrapped.key_id(), key.id());
        assert_eq!(OperatorKey::unwrap_pin(&wrapped, "201945", &kit()).unwrap().public(), key.public());
        for (pin, pepper) in [("201946", kit()), ("201945", PinPepper::of(&DataKey::from_bytes([6; 32])))] {
            assert_eq!(OperatorKey::unwrap_pin(&wrapped, pin, &pepper).unwrap_err(), WrapError::WrongSecret);
        }
    }

    #[test]
    fn a_password_opens_an_office_users_key() {
        let key = OperatorKey::generate();
        let wrapped = key.wrap_password("kuda laut biru", COST).unwrap();
        assert_eq!(OperatorKey::unwrap_password(&wrapped, "kuda laut biru").unwrap().public(), key.public());
        assert_eq!(OperatorKey::unwrap_password(&wrapped, "kuda laut").unwrap_err(), WrapError::WrongSecret);
        assert_eq!(OperatorKey::unwrap_pin(&wrapped, "201945", &kit()).unwrap_err(), WrapError::Damaged);
        assert_eq!(key.wrap_password("", COST).unwrap_err(), WrapError::EmptyPassword);
    }

    #[track_caller]
    fn check_pin_refused(pin: &str, expect: WrapError) {
        assert_eq!(OperatorKey::from_secret(&[1; 32]).wrap_pin(pin, &kit(), COST).unwrap_err(), expect, "{pin:?}");
    }

    #[test]
    fn pins_that_anybody_tries_first_are_refused() {
        for pin in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            check_pin_refused(pin, WrapError::PinFormat);
        }
        for pin in ["000000", "777777", "123456", "654321"] {
            check_pin_refused(pin, WrapError::PinTooSimple);
        }
    }

    #[test]
    fn bent_bytes_never_open() {
        let wrapped = OperatorKey::generate().wrap_pin("201945", &kit(), COST).unwrap().to_bytes();
        assert_eq!(wrapped.len(), WrappedKey::LEN);
        for at in 0..wrapped.len() {
            let mut bent = wrapped.clone();
            bent[at] ^= 0x80;
            let opened = WrappedKey::from_bytes(&bent).and_then(|key| OperatorKey::unwrap_pin(&key, "201945", &kit()));
            assert!(opened.is_err(), "byte {at} is bound to the rest");
        }
        for len in 0..wrapped.len() {
            assert_eq!(WrappedKey::from_bytes(&wrapped[..len]), Err(WrapError::Damaged), "cut to {len}");
        }
    }

    #[test]
    fn debug_shows_ids_only() {
        let key = OperatorKey::from_secret(&[1; 32]);
        assert_eq!(format!("{key:?}"), format!("OperatorKey({})", key.id()));
        let wrapped = key.wrap_pin("201945", &kit(), COST).unwrap();
        assert_eq!(format!("{wrapped:?}"), format!("WrappedKey({})", key.id()));
    }
}
