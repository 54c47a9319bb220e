//! The address of a bundle: a file from one laptop to one other of its team.
//!
//! ```text
//! "KTPL" version u8 | length u16 | address | signature 64 B | frame | frame | …                                                big endian
//! ```
//! The address stands open and is signed by who wrote the file, so that a laptop that cannot open it still says whose it is and for whom. It names
//! laptops, office and visit by their ids, as an announcement on the village's network does, and nobody else. The frames are those of a file for the
//! office, sealed for the one laptop: batches, as laptops of a team pass them on, and the signed end, whose tally begins with the address.

use ktpel_domain::ids::{DeviceId, DocId};
use minicbor::{Decode, Encode};

use super::MAGIC as FOR_OFFICE;
use crate::{
    signature::{self, SIGNATURE_BYTES},
    wire,
};

const MAGIC: &[u8; 4] = b"KTPL";
const VERSION: u8 = 1;
const DOMAIN: &[u8] = b"ktpel-stick-bundle/1\0";
/// Magic, version and length.
const HEAD: usize = 4 + 1 + 2;
/// Bytes of an address that are read at most.
const LARGEST: usize = 512;
/// As much of a file as [`Address::read`] may need.
pub const ADDRESS_BYTES: usize = HEAD + LARGEST + SIGNATURE_BYTES;

/// Who wrote a bundle, for whom, and of which visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Address {
    /// The office of both laptops.
    #[cbor(n(0), with = "crate::wire")]
    pub office: DeviceId,
    /// Laptop that wrote it.
    #[cbor(n(1), with = "crate::wire")]
    pub from: DeviceId,
    /// Its public key, of which its id is the digest. Whether it is a laptop of the office, the office's log says.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// Laptop that opens it.
    #[cbor(n(3), with = "crate::wire")]
    pub to: DeviceId,
    /// Visit of which the work is.
    #[cbor(n(4), with = "crate::wire")]
    pub visit: DocId,
    /// Clock of the writing laptop, in ms.
    #[n(5)]
    pub at_ms: i64,
}

/// Why the beginning of a file is not the address of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Some other file.
    #[error("not a file of a laptop")]
    NotOurs,
    /// A laptop's file for its office.
    #[error("a file for the office")]
    ForOffice,
    /// Of a later version of this program.
    #[error("of a later version")]
    Later,
    /// Cut, changed, or not signed by the laptop that it names.
    #[error("the address is damaged")]
    Damaged,
}

impl Address {
    /// What the file begins with.
    pub fn seal(&self, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_BYTES]) -> Vec<u8> {
        let body = wire::to_vec(self);
        let length = u16::try_from(body.len()).expect("an address has no field of free length");
        let signature = sign(&[DOMAIN, &body].concat());
        [MAGIC.as_slice(), &[VERSION], &length.to_be_bytes(), &body, &signature].concat()
    }

    /// Reads the beginning of a file, of which [`ADDRESS_BYTES`] or all are given; also gives where the frames begin.
    pub fn read(bytes: &[u8]) -> Result<(Self, usize), AddressError> {
        if bytes.starts_with(FOR_OFFICE) {
            return Err(AddressError::ForOffice);
        }
        let Some(([_, _, _, _, version, a, b], rest)) = bytes.split_first_chunk::<HEAD>().filter(|_| bytes.starts_with(MAGIC)) else {
            let cut = !bytes.is_empty() && (MAGIC.starts_with(bytes) || bytes.starts_with(MAGIC));
            return Err(if cut { AddressError::Damaged } else { AddressError::NotOurs });
        };
        if *version > VERSION {
            return Err(AddressError::Later);
        }
        let length = usize::from(u16::from_be_bytes([*a, *b]));
        let read = || {
            let (body, rest) = rest.split_at_checked(length).filter(|_| length <= LARGEST)?;
            let signature = rest.first_chunk::<SIGNATURE_BYTES>()?;
            let address: Self = wire::from_slice(body).ok()?;
            let own = signature::device_id(&address.key) == address.from;
            let signed = own && signature::holds(&address.key, &[DOMAIN, body].concat(), signature);
            signed.then_some((address, HEAD + length + SIGNATURE_BYTES))
        };
        read().filter(|_| *version == VERSION).ok_or(AddressError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[6; 32])
    }

    fn address() -> Address {
        let key = key().verifying_key().to_bytes();
        Address {
            office: DeviceId([1; 16]),
            from: signature::device_id(&key),
            key,
            to: DeviceId([2; 16]),
            visit: DocId([3; 16]),
            at_ms: 1_790_000_000_000,
        }
    }

    fn file() -> Vec<u8> {
        let mut file = address().seal(|message| key().sign(message).to_bytes());
        file.extend_from_slice(&[9; 900]);
        file
    }

    #[test]
    fn an_address_is_read_back_and_says_where_the_frames_begin() {
        let file = file();
        let (read, end) = Address::read(&file[..ADDRESS_BYTES]).unwrap();
        assert_eq!((read, end), (address(), file.len() - 900));
    }

    #[test]
    fn a_cut_or_changed_one_is_damaged() {
        let file = file();
        let end = file.len() - 900;
        for length in 1..end {
            assert_eq!(Address::read(&file[..length]), Err(AddressError::Damaged), "cut at {length}");
        }
        for place in HEAD..end {
            let mut bent = file.clone();
            bent[place] ^= 1;
            assert_eq!(Address::read(&bent), Err(AddressError::Damaged), "byte {place}");
        }
        let forged = address().seal(|message| SigningKey::from_bytes(&[7; 32]).sign(message).to_bytes());
        assert_eq!(Address::read(&forged), Err(AddressError::Damaged), "signed by another");
        let other = Address { from: DeviceId([8; 16]), ..address() };
        let posing = other.seal(|message| key().sign(message).to_bytes());
        assert_eq!(Address::read(&posing), Err(AddressError::Damaged), "an id that is not of this key");
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(Address::read(&crate::stick::begin()), Err(AddressError::ForOffice));
        assert_eq!(Address::read(b""), Err(AddressError::NotOurs));
        assert_eq!(Address::read(b"PK\x03\x04 liburan"), Err(AddressError::NotOurs));
        let mut later = file();
        later[4] = VERSION + 1;
        assert_eq!(Address::read(&later), Err(AddressError::Later));
    }
}
