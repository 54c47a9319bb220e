//! Entries as streams, with everything left out that the receiver knows or can work out.
//!
//! Per entry one byte says what differs from the entry before; ids stand once and are then counted. A change loses its frame, its checksum, the
//! hashes of the changes before it where they are in the batch or are the document's genesis, and all numbers that go on as expected. What the
//! receiver puts together is hashed anew, and the hash chain and the signature over it show that it is the very change.

mod expect;

use ktpel_domain::{
    ids::{ActorId, DeviceId, DocId, Hash, KeyId},
    time::Timestamp,
};

use super::{
    BatchError,
    change::Parts,
    streams::{Reader, Stream, Writer},
};
use crate::{
    entry::{Entry, EntryHeader, EntryKind},
    limits::Limits,
};
use expect::{Expect, Table};

// Bits of the head byte of an entry.
const SAME_DEVICE: u8 = 1;
/// Position and previous hash follow from the entry before of this device.
const FOLLOWS: u8 = 2;
const SAME_DOC: u8 = 4;
const SAME_OPERATOR: u8 = 8;
/// The payload is there.
const PAYLOAD: u8 = 16;
/// The payload is a change that was cut.
const CUT: u8 = 32;

// Bits of the head byte of a change.
/// One dependency: the last change of the document.
const ON_TIP: u8 = 1;
const SAME_ACTOR: u8 = 2;
/// Number and first operation are those that come next.
const NEXT: u8 = 4;
/// The time of the change is that of the entry.
const AT: u8 = 8;
const ALONE: u8 = 16;
const NO_TAIL: u8 = 32;

/// All bits that have a meaning, of both.
const KNOWN: u8 = 63;

/// The dependency stands in full.
const LITERAL: u64 = 0;

/// Writes entries. That each payload fits its header is the caller's to check.
pub fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = Writer::default();
    let mut expect = Expect::default();
    entries.iter().for_each(|entry| write_entry(&mut out, &mut expect, entry));
    out.finish()
}

/// Reads `count` entries.
pub fn decode(raw: &[u8], count: usize, limits: &Limits) -> Result<Vec<Entry>, BatchError> {
    if count > limits.entries {
        return Err(BatchError::TooLarge);
    }
    let mut input = Reader::new(raw)?;
    let mut expect = Expect::default();
    let mut room = limits.expanded_bytes;
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = read_entry(&mut input, &mut expect, limits)?;
        room = room.checked_sub(entry.payload.as_ref().map_or(0, Vec::len)).ok_or(BatchError::TooLarge)?;
        entries.push(entry);
    }
    input.end()?;
    Ok(entries)
}

fn write_entry(out: &mut Writer, expect: &mut Expect, entry: &Entry) {
    let header = &entry.header;
    let cut = entry.payload.as_deref().filter(|_| header.kind == EntryKind::Change).and_then(Parts::cut);
    let follows = expect.follows(header.device) == Some((header.seq, header.prev));
    let flags = flag(SAME_DEVICE, expect.device == Some(header.device))
        | flag(FOLLOWS, follows)
        | flag(SAME_DOC, expect.doc == Some(header.doc))
        | flag(SAME_OPERATOR, expect.operator == header.operator)
        | flag(PAYLOAD, entry.payload.is_some())
        | flag(CUT, cut.is_some());
    out.bytes(Stream::HEAD, &[flags]);
    out.bytes(Stream::KIND, &[header.kind.code()]);
    if flags & SAME_DEVICE == 0 {
        name(out, Stream::DEVICE, &mut expect.devices, header.device.0);
    }
    if !follows {
        out.number(Stream::SEQ, header.seq);
        out.bytes(Stream::LITERAL, &header.prev.0);
    }
    if flags & SAME_DOC == 0 {
        name(out, Stream::DOC, &mut expect.docs, header.doc.0);
    }
    if flags & SAME_OPERATOR == 0 {
        out.number(Stream::OPERATOR, u64::from(header.operator.is_some()));
        if let Some(operator) = header.operator {
            name(out, Stream::OPERATOR, &mut expect.operators, operator.0);
        }
    }
    out.signed(Stream::AT, header.at.0.wrapping_sub(expect.at));
    match (&cut, &entry.payload) {
        (Some(parts), _) => write_change(out, expect, header, parts),
        (None, Some(payload)) => out.sized(Stream::RECORD, payload),
        (None, None) => out.bytes(Stream::LITERAL, &header.payload_hash.0),
    }
    expect.note(header, cut.as_ref());
}

fn read_entry(input: &mut Reader<'_>, expect: &mut Expect, limits: &Limits) -> Result<Entry, BatchError> {
    let flags = head(input, Stream::HEAD)?;
    let kind = EntryKind::from_code(input.of(Stream::KIND)?.byte()?);
    let device = if flags & SAME_DEVICE == 0 {
        DeviceId(named(input, Stream::DEVICE, &mut expect.devices)?)
    } else {
        expect.device.ok_or(BatchError::Entries)?
    };
    let (seq, prev) = if flags & FOLLOWS == 0 {
        (input.of(Stream::SEQ)?.number()?, Hash(input.of(Stream::LITERAL)?.array()?))
    } else {
        expect.follows(device).ok_or(BatchError::Entries)?
    };
    let doc =
        if flags & SAME_DOC == 0 { DocId(named(input, Stream::DOC, &mut expect.docs)?) } else { expect.doc.ok_or(BatchError::Entries)? };
    let operator = match flags & SAME_OPERATOR {
        0 if input.of(Stream::OPERATOR)?.number()? == 0 => None,
        0 => Some(KeyId(named(input, Stream::OPERATOR, &mut expect.operators)?)),
        _ => expect.operator,
    };
    let at = Timestamp(expect.at.wrapping_add(input.of(Stream::AT)?.signed()?));
    let mut header = EntryHeader { device, seq, prev, kind, doc, payload_hash: Hash([0; 32]), operator, at };
    let bad_payload = BatchError::Payload { device, seq };
    let mut cut = None;
    let payload = if flags & PAYLOAD == 0 {
        header.payload_hash = Hash(input.of(Stream::LITERAL)?.array()?);
        None
    } else if flags & CUT != 0 {
        if kind != EntryKind::Change {
            return Err(BatchError::Entries);
        }
        let parts = read_change(input, expect, &header, limits)?;
        if parts.size() > limits.change_bytes + 4096 {
            return Err(BatchError::TooLarge);
        }
        let (bytes, hash) = parts.assemble();
        header.payload_hash = hash;
        cut = Some(parts);
        Some(bytes)
    } else {
        let bytes = input.of(Stream::RECORD)?.sized()?.to_vec();
        header.payload_hash = kind.payload_hash(&bytes).map_err(|_| bad_payload)?;
        Some(bytes)
    };
    within(kind, payload.as_ref().map_or(0, Vec::len), limits)?;
    expect.note(&header, cut.as_ref());
    Ok(Entry { header, payload })
}

fn within(kind: EntryKind, len: usize, limits: &Limits) -> Result<(), BatchError> {
    let max = if kind == EntryKind::Change { limits.change_bytes } else { limits.record_bytes };
    if len <= max { Ok(()) } else { Err(BatchError::TooLarge) }
}

fn write_change(out: &mut Writer, expect: &mut Expect, header: &EntryHeader, parts: &Parts<'_>) {
    let doc = expect.document(header.doc);
    let (seq, start_op) = doc.next(parts.actor);
    let flags = flag(ON_TIP, parts.deps.as_slice() == doc.tip().as_slice())
        | flag(SAME_ACTOR, doc.actor == Some(parts.actor))
        | flag(NEXT, (seq, start_op) == (parts.seq, parts.start_op))
        | flag(AT, parts.time == header.at.0)
        | flag(ALONE, parts.others.is_empty())
        | flag(NO_TAIL, parts.tail.is_empty());
    out.bytes(Stream::CHANGE_HEAD, &[flags]);
    if flags & ON_TIP == 0 {
        out.number(Stream::DEPS, parts.deps.len() as u64);
        for dep in &parts.deps {
            match doc.back_to(*dep) {
                Some(back) => out.number(Stream::DEPS, back),
                None => {
                    out.number(Stream::DEPS, LITERAL);
                    out.bytes(Stream::LITERAL, &dep.0);
                }
            }
        }
    }
    if flags & NEXT == 0 {
        out.signed(Stream::ACTOR_SEQ, parts.seq.wrapping_sub(seq).cast_signed());
        out.signed(Stream::START_OP, parts.start_op.wrapping_sub(start_op).cast_signed());
    }
    if flags & SAME_ACTOR == 0 {
        name(out, Stream::ACTOR, &mut expect.actors, parts.actor.0);
    }
    if flags & AT == 0 {
        out.signed(Stream::TIME, parts.time.wrapping_sub(header.at.0));
    }
    out.sized(Stream::MESSAGE, parts.message);
    if flags & ALONE == 0 {
        out.number(Stream::ACTOR, parts.others.len() as u64);
        parts.others.iter().for_each(|other| name(out, Stream::ACTOR, &mut expect.actors, other.0));
    }
    out.number(Stream::COLUMNS, parts.columns.len() as u64);
    for (spec, column) in &parts.columns {
        out.number(Stream::COLUMNS, *spec);
        out.number(Stream::COLUMNS, column.len() as u64);
        out.bytes(Stream::column(*spec).expect("a change is cut only when its columns are known"), column);
    }
    if flags & NO_TAIL == 0 {
        out.sized(Stream::TAIL, parts.tail);
    }
}

fn read_change<'a>(input: &mut Reader<'a>, expect: &mut Expect, header: &EntryHeader, limits: &Limits) -> Result<Parts<'a>, BatchError> {
    let flags = head(input, Stream::CHANGE_HEAD)?;
    let doc = expect.document(header.doc);
    let deps = if flags & ON_TIP == 0 { read_deps(input, doc, limits)? } else { doc.tip() };
    let drift = if flags & NEXT == 0 { (input.of(Stream::ACTOR_SEQ)?.signed()?, input.of(Stream::START_OP)?.signed()?) } else { (0, 0) };
    let same = doc.actor;
    let actor = match flags & SAME_ACTOR {
        0 => ActorId(named(input, Stream::ACTOR, &mut expect.actors)?),
        _ => same.ok_or(BatchError::Entries)?,
    };
    let (seq, start_op) = expect.document(header.doc).next(actor);
    let drifted = if flags & AT == 0 { input.of(Stream::TIME)?.signed()? } else { 0 };
    let message = input.of(Stream::MESSAGE)?.sized()?;
    let mut others = Vec::new();
    if flags & ALONE == 0 {
        for _ in 0..input.of(Stream::ACTOR)?.count(limits.change_actors)? {
            others.push(ActorId(named(input, Stream::ACTOR, &mut expect.actors)?));
        }
    }
    let mut columns = Vec::new();
    for _ in 0..input.of(Stream::COLUMNS)?.count(limits.change_columns)? {
        let spec = input.of(Stream::COLUMNS)?.number()?;
        let length = input.of(Stream::COLUMNS)?.length()?;
        let stream = Stream::column(spec).ok_or(BatchError::Entries)?;
        // An empty column has no stream.
        columns.push((spec, if length == 0 { &[][..] } else { input.of(stream)?.take(length)? }));
    }
    let tail = if flags & NO_TAIL == 0 { input.of(Stream::TAIL)?.sized()? } else { &[] };
    let (seq, start_op) = (seq.wrapping_add_signed(drift.0), start_op.wrapping_add_signed(drift.1));
    Ok(Parts { deps, actor, seq, start_op, time: header.at.0.wrapping_add(drifted), message, others, columns, tail })
}

fn read_deps(input: &mut Reader<'_>, doc: &expect::Document, limits: &Limits) -> Result<Vec<Hash>, BatchError> {
    let count = input.of(Stream::DEPS)?.count(limits.change_deps)?;
    let mut deps = Vec::with_capacity(count);
    for _ in 0..count {
        deps.push(match input.of(Stream::DEPS)?.number()? {
            LITERAL => Hash(input.of(Stream::LITERAL)?.array()?),
            back => doc.at(back).ok_or(BatchError::Entries)?,
        });
    }
    Ok(deps)
}

fn head(input: &mut Reader<'_>, stream: Stream) -> Result<u8, BatchError> {
    let flags = input.of(stream)?.byte()?;
    if flags & !KNOWN == 0 { Ok(flags) } else { Err(BatchError::Entries) }
}

const fn flag(bit: u8, set: bool) -> u8 {
    if set { bit } else { 0 }
}

/// Writes the number of an id; one that is new stands in full beside.
fn name<const N: usize>(out: &mut Writer, stream: Stream, table: &mut Table<N>, id: [u8; N]) {
    let (number, new) = table.number(id);
    out.number(stream, number);
    if new {
        out.bytes(Stream::LITERAL, &id);
    }
}

fn named<const N: usize>(input: &mut Reader<'_>, stream: Stream, table: &mut Table<N>) -> Result<[u8; N], BatchError> {
    let number = input.of(stream)?.number()?;
    if let Some(id) = table.find(number) {
        return Ok(id);
    }
    let id = input.of(Stream::LITERAL)?.array()?;
    if table.number(id) == (number, true) { Ok(id) } else { Err(BatchError::Entries) }
}
