//! Keys of the kit: the data key and its slots, the device's identity, the operators' keys, the sealing of attachments.
//!
//! Owns every secret's shape and how it is wrapped at rest. It must not know the store, the sync session or the SOP.
//! Basis: UU 27/2022 (biometric and children's data are specific personal data) and UU 24/2013 ps. 86 and 95A.
//!
//! - [`DataKey`]: 256 random bits that open the kit's store; never on disk unwrapped.
//! - [`Slots`]: the file beside the store that holds the data key, wrapped for the team passphrase and the office.
//! - [`DeviceIdentity`], [`OperatorKey`]: Ed25519 keys that sign the log and what must be provable by person.
//! - [`SessionToken`]: the token of an office session, under which a user's key rests while the session lives.
//! - [`TwoPersonKey`]: keys of the archive workstation, under two persons' passphrases.
//! - [`sealing`]: attachments, encrypted once, at capture, for the office archive and for the case.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod data_key;
pub mod device;
pub mod kdf;
pub mod keyslots;
pub mod operator;
pub mod passphrase;
mod random;
pub mod sealing;
pub mod session_token;
pub mod signing;
pub mod two_persons;
mod wrap;

pub use data_key::{DataKey, KeyCheck};
pub use device::DeviceIdentity;
pub use kdf::KdfCost;
pub use keyslots::{Slots, SlotsError, UnlockError};
pub use operator::{OperatorKey, PinPepper, WrapError, WrappedKey};
pub use passphrase::Passphrase;
pub use sealing::{CaseIdentity, Recipient, SealError, open, seal};
pub use session_token::SessionToken;
pub use signing::{BadSignature, verify_strict};
pub use two_persons::{KeyUse, Pair, TwoPersonError, TwoPersonKey};
