//! CBOR as a forger writes it: every value in every form that CBOR allows, and many that it does not.

use crate::random::Random;

/// One value.
#[derive(Debug, Clone)]
pub enum Cbor {
    Uint(u64),
    /// -1 - n.
    Negative(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Cbor>),
    Map(Vec<(Cbor, Cbor)>),
    Tag(u64, Box<Cbor>),
    Null,
}

use Cbor::{Array, Bytes, Map, Negative, Null, Tag, Text, Uint};

/// How heads are written.
pub enum Form<'r> {
    Canonical,
    /// Lengths and numbers longer than needed, indefinite lengths, maps in another order, one member twice.
    Odd(&'r mut Random),
}

impl Form<'_> {
    /// One time in `of`, where forms are odd.
    fn odd(&mut self, of: usize) -> bool {
        match self {
            Self::Canonical => false,
            Self::Odd(random) => random.below(of) == 0,
        }
    }
}

impl Cbor {
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut Form::Canonical, &mut out);
        out
    }

    pub fn odd(&self, random: &mut Random) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut Form::Odd(random), &mut out);
        out
    }

    fn write(&self, form: &mut Form<'_>, out: &mut Vec<u8>) {
        match self {
            Uint(n) => head(0, *n, form, out),
            Negative(n) => head(1, *n, form, out),
            Bytes(bytes) => string(2, bytes, form, out),
            Text(text) => string(3, text.as_bytes(), form, out),
            Array(items) => {
                let open = begin(4, items.len(), form, out);
                items.iter().for_each(|item| item.write(form, out));
                end(open, out);
            }
            Map(members) => {
                let mut members: Vec<&(Self, Self)> = members.iter().collect();
                if members.len() > 1 && form.odd(4) {
                    members.reverse();
                } else if !members.is_empty() && form.odd(8) {
                    members.push(members[0]);
                }
                let open = begin(5, members.len(), form, out);
                for (key, value) in members {
                    key.write(form, out);
                    value.write(form, out);
                }
                end(open, out);
            }
            Tag(tag, value) => {
                head(6, *tag, form, out);
                value.write(form, out);
            }
            Null => out.push(0xf6),
        }
    }
}

fn head(major: u8, n: u64, form: &mut Form<'_>, out: &mut Vec<u8>) {
    let least: u32 = match n {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    };
    let width = if form.odd(6) { (least + 1).next_power_of_two().min(8) } else { least };
    let major = major << 5;
    match width {
        0 => out.push(major | u8::try_from(n).unwrap()),
        1 => out.extend([major | 24, u8::try_from(n).unwrap()]),
        2 => out.extend([&[major | 25][..], &u16::try_from(n).unwrap().to_be_bytes()].concat()),
        4 => out.extend([&[major | 26][..], &u32::try_from(n).unwrap().to_be_bytes()].concat()),
        _ => out.extend([&[major | 27][..], &n.to_be_bytes()].concat()),
    }
}

fn string(major: u8, bytes: &[u8], form: &mut Form<'_>, out: &mut Vec<u8>) {
    let in_chunks = form.odd(10);
    if in_chunks {
        out.push(major << 5 | 31);
    }
    head(major, bytes.len() as u64, form, out);
    out.extend(bytes);
    if in_chunks {
        out.push(0xff);
    }
}

fn begin(major: u8, len: usize, form: &mut Form<'_>, out: &mut Vec<u8>) -> bool {
    let indefinite = form.odd(8);
    if indefinite {
        out.push(major << 5 | 31);
    } else {
        head(major, len as u64, form, out);
    }
    indefinite
}

fn end(indefinite: bool, out: &mut Vec<u8>) {
    if indefinite {
        out.push(0xff);
    }
}

/// A slip as a tree, so that any part of it can be another.
#[derive(Clone)]
pub struct Tree {
    pub tag: Option<u64>,
    pub protected: Cbor,
    pub unprotected: Cbor,
    pub claims: Cbor,
}

pub const SLIP_V1: Cbor = Negative(65_536);

pub fn member(key: u64, value: Cbor) -> (Cbor, Cbor) {
    (Uint(key), value)
}

/// The tree of [`crate::office::claims`], signed by nobody yet.
pub fn honest(kid: &[u8]) -> Tree {
    Tree {
        tag: Some(18),
        protected: Map(vec![member(1, Negative(7)), member(4, Bytes(kid.to_vec()))]),
        unprotected: Map(vec![]),
        claims: Map(vec![
            member(6, Uint(1_795_396_500)),
            (SLIP_V1, Array(vec![Text("7K3F-9QXM".into()), Text("S. R.".into()), Text("9901".into()), Uint(3), Uint(5)])),
        ]),
    }
}

impl Tree {
    /// The whole with given bytes for the signed parts, signed by `sign` over just these bytes.
    pub fn assemble(&self, protected: &[u8], payload: &[u8], outside: &mut Form<'_>, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Vec<u8> {
        let to_sign = Array(vec![Text("Signature1".into()), Bytes(protected.to_vec()), Bytes(vec![]), Bytes(payload.to_vec())]);
        let signature = sign(&to_sign.canonical());
        let parts = Array(vec![Bytes(protected.to_vec()), self.unprotected.clone(), Bytes(payload.to_vec()), Bytes(signature.to_vec())]);
        let whole = match self.tag {
            Some(tag) => Tag(tag, Box::new(parts)),
            None => parts,
        };
        let mut out = Vec::new();
        whole.write(outside, &mut out);
        out
    }

    /// In canonical form, signed.
    pub fn signed(&self, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Vec<u8> {
        self.assemble(&self.protected.canonical(), &self.claims.canonical(), &mut Form::Canonical, sign)
    }
}
