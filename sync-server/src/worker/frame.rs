//! Messages between server and worker: four bytes of length (big endian), then CBOR. Neither side reads more than the other may say.

use std::io::{self, Read, Write};

use minicbor::{Decode, Encode};

/// Largest message: a document, a batch of changes and all people known fit several times.
const MAX: usize = 32 << 20;

/// Writes one message.
pub fn write<T: Encode<()>>(to: &mut impl Write, message: &T) -> io::Result<()> {
    let body = minicbor::to_vec(message).map_err(io::Error::other)?;
    let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= MAX).ok_or(io::ErrorKind::FileTooLarge)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&body)?;
    to.flush()
}

/// Reads one message; none where the other side hung up between two.
pub fn read<T: for<'b> Decode<'b, ()>>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    let first = from.read(&mut length)?;
    if first == 0 {
        return Ok(None);
    }
    from.read_exact(length.get_mut(first..).unwrap_or_default())?;
    let length = u32::from_be_bytes(length) as usize;
    if length > MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut body = Vec::new();
    let read = from.take(length as u64).read_to_end(&mut body)?;
    if read != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    minicbor::decode(&body).map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_back_and_bounded() {
        let mut line = Vec::new();
        write(&mut line, &"satu").unwrap();
        write(&mut line, &"dua").unwrap();
        let mut reader = line.as_slice();
        assert_eq!(read::<String>(&mut reader).unwrap().as_deref(), Some("satu"));
        assert_eq!(read::<String>(&mut reader).unwrap().as_deref(), Some("dua"));
        assert_eq!(read::<String>(&mut reader).unwrap(), None, "the other side hung up");
        assert!(read::<String>(&mut [0xff; 4].as_slice()).is_err(), "four gigabytes are not waited for");
        assert!(read::<String>(&mut line.get(..3).unwrap()).is_err(), "a cut length");
        assert!(read::<String>(&mut line.get(..6).unwrap()).is_err(), "a cut message");
    }
}
