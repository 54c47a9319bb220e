//! COSE_Sign1 with tag 18 (RFC 9052), the one form of it that a slip has.
//!
//! `18([<<{1: -8, 4: kid}>>, {}, <<claims>>, signature])`: algorithm EdDSA and key id are signed, nothing stands outside the signature.

use ktpel_domain::ids::DeviceId;
use minicbor::{Decoder, Encoder, data::Tag};

const COSE_SIGN1: u64 = 18;
const ALG: i64 = 1;
const EDDSA: i64 = -8;
const KID: i64 = 4;

/// The parts of a slip as read, not yet believed.
pub(crate) struct Parts<'b> {
    pub(crate) signer: DeviceId,
    pub(crate) payload: &'b [u8],
    pub(crate) signature: [u8; 64],
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

/// The bytes of a slip.
pub(crate) fn encode(signer: DeviceId, payload: &[u8], signature: &[u8; 64]) -> Vec<u8> {
    let protected = protected(signer);
    made(|e| {
        e.tag(Tag::new(COSE_SIGN1))?.array(4)?;
        e.bytes(&protected)?.map(0)?.bytes(payload)?.bytes(signature)?.ok()
    })
}

/// The bytes that the device signs: `Sig_structure` without external data.
pub(crate) fn to_sign(signer: DeviceId, payload: &[u8]) -> Vec<u8> {
    let protected = protected(signer);
    made(|e| e.array(4)?.str("Signature1")?.bytes(&protected)?.bytes(&[])?.bytes(payload)?.ok())
}

fn protected(signer: DeviceId) -> Vec<u8> {
    made(|e| e.map(2)?.i64(ALG)?.i64(EDDSA)?.i64(KID)?.bytes(signer.as_bytes())?.ok())
}

fn made(write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Written) -> Vec<u8> {
    let mut e = Encoder::new(Vec::with_capacity(192));
    write(&mut e).expect("writing to memory cannot fail");
    e.into_writer()
}

/// Reads the parts; the caller compares the bytes with [`encode`], because CBOR has several forms of each value.
pub(crate) fn decode(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut d = Decoder::new(bytes);
    let parts = read(&mut d).ok().flatten()?;
    (d.position() == bytes.len()).then_some(parts)
}

fn read<'b>(d: &mut Decoder<'b>) -> Result<Option<Parts<'b>>, minicbor::decode::Error> {
    if d.tag()? != Tag::new(COSE_SIGN1) || d.array()? != Some(4) {
        return Ok(None);
    }
    let signer = read_protected(d.bytes()?)?;
    if d.map()? != Some(0) {
        return Ok(None);
    }
    let (payload, signature) = (d.bytes()?, d.bytes()?.try_into().ok());
    Ok(signer.zip(signature).map(|(signer, signature)| Parts { signer, payload, signature }))
}

fn read_protected(bytes: &[u8]) -> Result<Option<DeviceId>, minicbor::decode::Error> {
    let mut d = Decoder::new(bytes);
    if d.map()? != Some(2) || d.i64()? != ALG || d.i64()? != EDDSA || d.i64()? != KID {
        return Ok(None);
    }
    Ok(DeviceId::from_slice(d.bytes()?).ok())
}
