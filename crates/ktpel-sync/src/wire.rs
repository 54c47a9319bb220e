//! Ids and hashes as CBOR byte strings, and decoding that accepts nothing after the value.

use ktpel_domain::ids::{ActorId, DeviceId, DocId, Hash, KeyId};
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};

/// A value that travels as one byte string (or null).
pub trait WireBytes: Sized {
    fn write<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), EncodeError<W::Error>>;
    fn read(d: &mut Decoder<'_>) -> Result<Self, DecodeError>;
}

macro_rules! wire_bytes {
    ($($name:ident),*) => {$(
        impl WireBytes for $name {
            fn write<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), EncodeError<W::Error>> {
                e.bytes(self.as_bytes())?.ok()
            }
            fn read(d: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                Self::from_slice(d.bytes()?).map_err(|_| DecodeError::message("id of another length"))
            }
        }
    )*};
}
wire_bytes!(ActorId, DeviceId, DocId, Hash, KeyId);

impl<T: WireBytes> WireBytes for Option<T> {
    fn write<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), EncodeError<W::Error>> {
        match self {
            Some(value) => value.write(e),
            None => e.null()?.ok(),
        }
    }
    fn read(d: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(None);
        }
        T::read(d).map(Some)
    }
}

/// For `#[cbor(with = "crate::wire")]`.
pub fn encode<C, T: WireBytes, W: Write>(value: &T, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
    value.write(e)
}

/// For `#[cbor(with = "crate::wire")]`.
pub fn decode<'b, C, T: WireBytes>(d: &mut Decoder<'b>, _: &mut C) -> Result<T, DecodeError> {
    T::read(d)
}

/// CBOR of a value; writing to memory cannot fail.
pub fn to_vec<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("writing to memory cannot fail")
}

/// Decodes a value that fills `bytes` exactly.
pub fn from_slice<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(bytes);
    let value = decoder.decode()?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(DecodeError::message("bytes after the value")) }
}

/// For `#[cbor(with = "crate::wire::list", has_nil)]`: an optional list that is left out where it stands last and there is none.
pub mod list {
    use super::*;

    /// Longer lists than this are no list of ours.
    const MOST: u64 = 1024;

    pub fn encode<C, T: WireBytes, W: Write>(value: &Option<Vec<T>>, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        let Some(list) = value else { return e.null()?.ok() };
        e.array(list.len() as u64)?;
        list.iter().try_for_each(|item| item.write(e))
    }

    pub fn decode<'b, C, T: WireBytes>(d: &mut Decoder<'b>, _: &mut C) -> Result<Option<Vec<T>>, DecodeError> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(None);
        }
        match d.array()? {
            Some(len) if len <= MOST => (0..len).map(|_| T::read(d)).collect::<Result<_, _>>().map(Some),
            Some(_) | None => Err(DecodeError::message("list without a length, or too long")),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the derive wants it")]
    pub const fn nil<T>() -> Option<Option<Vec<T>>> {
        Some(None)
    }

    pub const fn is_nil<T>(value: &Option<Vec<T>>) -> bool {
        value.is_none()
    }
}

/// For `#[cbor(with = "crate::wire::blob", has_nil)]`: optional bytes that are left out where they stand last and there are none.
pub mod blob {
    use super::*;

    pub fn encode<C, W: Write>(value: &Option<Vec<u8>>, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        match value {
            Some(bytes) => e.bytes(bytes)?.ok(),
            None => e.null()?.ok(),
        }
    }

    pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Option<Vec<u8>>, DecodeError> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(None);
        }
        d.bytes().map(|bytes| Some(bytes.to_vec()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the derive wants it")]
    pub const fn nil() -> Option<Option<Vec<u8>>> {
        Some(None)
    }

    pub const fn is_nil(value: &Option<Vec<u8>>) -> bool {
        value.is_none()
    }
}
