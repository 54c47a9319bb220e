//! Entries as CBOR, with every hash left out that the receiver can work out.

use std::collections::HashMap;

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};
use minicbor::{Decode, Decoder, Encode, Encoder};

use super::BatchError;
use crate::{
    chain::ChainTip,
    entry::{Entry, EntryHeader, EntryKind},
    limits::Limits,
};

#[derive(Encode, Decode)]
struct WireEntry {
    #[cbor(n(0), with = "crate::wire")]
    device: DeviceId,
    #[n(1)]
    seq: u64,
    /// None where the entry before it in this batch is its predecessor.
    #[cbor(n(2), with = "crate::wire")]
    prev: Option<Hash>,
    #[n(3)]
    kind: u8,
    #[cbor(n(4), with = "crate::wire")]
    doc: DocId,
    /// None where the payload is there.
    #[cbor(n(5), with = "crate::wire")]
    payload_hash: Option<Hash>,
    #[cbor(n(6), with = "crate::wire")]
    operator: Option<KeyId>,
    #[n(7)]
    at_ms: i64,
    #[cbor(n(8), with = "minicbor::bytes")]
    payload: Option<Vec<u8>>,
}

/// Last entry of each device met so far in the batch.
type Tips = HashMap<DeviceId, ChainTip>;

pub fn encode(entries: &[Entry]) -> Result<Vec<u8>, BatchError> {
    let mut tips = Tips::new();
    let mut encoder = Encoder::new(Vec::new());
    for entry in entries {
        let wire = to_wire(entry, &mut tips)?;
        encoder.encode(&wire).expect("writing to memory cannot fail");
    }
    Ok(encoder.into_writer())
}

pub fn decode(raw: &[u8], limits: &Limits) -> Result<Vec<Entry>, BatchError> {
    let mut tips = Tips::new();
    let mut decoder = Decoder::new(raw);
    let mut entries = Vec::new();
    while decoder.position() < raw.len() {
        if entries.len() == limits.entries {
            return Err(BatchError::TooLarge);
        }
        let wire = decoder.decode().map_err(|_| BatchError::Entries)?;
        entries.push(from_wire(wire, &mut tips, limits)?);
    }
    Ok(entries)
}

fn to_wire(entry: &Entry, tips: &mut Tips) -> Result<WireEntry, BatchError> {
    let header = &entry.header;
    if !entry.payload_fits() {
        return Err(BatchError::Payload { device: header.device, seq: header.seq });
    }
    let follows = tips.get(&header.device) == Some(&ChainTip { seq: header.seq.wrapping_sub(1), hash: header.prev });
    tips.insert(header.device, ChainTip { seq: header.seq, hash: header.hash() });
    Ok(WireEntry {
        device: header.device,
        seq: header.seq,
        prev: (!follows).then_some(header.prev),
        kind: header.kind.code(),
        doc: header.doc,
        payload_hash: entry.payload.is_none().then_some(header.payload_hash),
        operator: header.operator,
        at_ms: header.at.0,
        payload: entry.payload.clone(),
    })
}

fn from_wire(wire: WireEntry, tips: &mut Tips, limits: &Limits) -> Result<Entry, BatchError> {
    let kind = EntryKind::from_code(wire.kind);
    let bad_payload = BatchError::Payload { device: wire.device, seq: wire.seq };
    let prev = wire.prev.or_else(|| predecessor(&wire, tips)).ok_or(BatchError::Entries)?;
    let payload_hash = match (wire.payload_hash, &wire.payload) {
        (None, Some(payload)) => {
            within(kind, payload.len(), limits)?;
            kind.payload_hash(payload).map_err(|_| bad_payload)?
        }
        (Some(hash), None) => hash,
        (Some(_), Some(_)) | (None, None) => return Err(BatchError::Entries),
    };
    let header = EntryHeader {
        device: wire.device,
        seq: wire.seq,
        prev,
        kind,
        doc: wire.doc,
        payload_hash,
        operator: wire.operator,
        at: Timestamp(wire.at_ms),
    };
    tips.insert(wire.device, ChainTip { seq: wire.seq, hash: header.hash() });
    Ok(Entry { header, payload: wire.payload })
}

fn predecessor(wire: &WireEntry, tips: &Tips) -> Option<Hash> {
    let tip = tips.get(&wire.device)?;
    (Some(tip.seq) == wire.seq.checked_sub(1)).then_some(tip.hash)
}

fn within(kind: EntryKind, len: usize, limits: &Limits) -> Result<(), BatchError> {
    let max = if kind == EntryKind::Change { limits.change_bytes } else { limits.record_bytes };
    if len <= max { Ok(()) } else { Err(BatchError::TooLarge) }
}
