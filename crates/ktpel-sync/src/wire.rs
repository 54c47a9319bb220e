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
