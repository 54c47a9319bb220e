//! 100,000 altered and random slips, ten kinds of forgery: none is genuine (issue "Trust", point 5).

use std::collections::BTreeMap;

use data_encoding::BASE32_NOPAD;
use ktpel_slip::SlipError;

use crate::{
    cbor::{Cbor, Form, SLIP_V1, Tree, honest, member},
    office::{Device, check, claims},
    random::Random,
};

const EACH: usize = 10_000;

type Reasons = BTreeMap<&'static str, usize>;

/// Makes `EACH` forgeries and gives how often each reason was met. What happens to be the honest token again is made anew.
fn refused(seed: u64, mut forge: impl FnMut(&mut Random) -> String) -> Reasons {
    let (mut random, honest) = (Random::new(seed), Device::new(1).slip(&claims()));
    let mut reasons = Reasons::new();
    let mut left = EACH;
    while left > 0 {
        let token = forge(&mut random);
        if token == honest {
            continue;
        }
        left -= 1;
        let reason = match check(&token) {
            Ok(_) => panic!("seed {seed}: a forged slip was accepted: {token}"),
            Err(SlipError::TooLong) => "too long",
            Err(SlipError::Base32) => "base32",
            Err(SlipError::Malformed) => "malformed",
            Err(SlipError::NotCanonical) => "not canonical",
            Err(SlipError::UnknownSigner(_)) => "unknown signer",
            Err(SlipError::Signature) => "signature",
            Err(SlipError::Revoked(_)) => "revoked",
        };
        *reasons.entry(reason).or_default() += 1;
    }
    reasons
}

#[track_caller]
fn check_reasons(reasons: &Reasons, expect: &[&str]) {
    let met: Vec<&str> = reasons.keys().copied().collect();
    assert_eq!(met, expect, "forgeries must reach the check that they are made for: {reasons:?}");
}

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes)
}

fn honest_bytes() -> Vec<u8> {
    BASE32_NOPAD.decode(Device::new(1).slip(&claims()).as_bytes()).unwrap()
}

fn kid() -> Vec<u8> {
    Device::new(1).id().0.to_vec()
}

#[test]
fn the_honest_one_is_accepted() {
    let genuine = check(&Device::new(1).slip(&claims())).expect("what the office's laptop signed is genuine");
    assert_eq!((genuine.claims, genuine.signer), (claims(), Device::new(1).id()));
    let tree = honest(&kid()).signed(|message| Device::new(1).sign(message));
    assert_eq!(base32(&tree), Device::new(1).slip(&claims()), "the forger's tools can make the honest one");
}

#[test]
fn flipped_bits() {
    let bytes = honest_bytes();
    let reasons = refused(1, |random| {
        let mut bytes = bytes.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        base32(&bytes)
    });
    check_reasons(&reasons, &["malformed", "signature", "unknown signer"]);
}

#[test]
fn changed_letters() {
    let token = Device::new(1).slip(&claims());
    let letters: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghz=018-_ é\u{0}".chars().collect();
    let reasons = refused(2, |random| {
        let mut text: Vec<char> = token.chars().collect();
        match random.below(4) {
            0 => {
                // Another last letter: its stray bits would make a second spelling.
                *text.last_mut().unwrap() = random.pick(&letters);
            }
            1 => {
                let at = random.below(text.len());
                text.insert(at, random.pick(&letters));
            }
            2 => {
                let (a, b) = (random.below(text.len()), random.below(text.len()));
                text.swap(a, b);
            }
            _ => {
                let at = random.below(text.len());
                text[at] = random.pick(&letters);
            }
        }
        text.into_iter().collect()
    });
    check_reasons(&reasons, &["base32", "malformed", "signature", "unknown signer"]);
}

#[test]
fn other_lengths_and_lower_case() {
    let token = Device::new(1).slip(&claims());
    let bytes = honest_bytes();
    let reasons = refused(3, |random| match random.below(5) {
        0 => token[..random.below(token.len())].to_owned(),
        1 => format!("{token}{}", "=".repeat(1 + random.below(8))),
        2 => {
            let more = 1 + random.below(200);
            base32(&[bytes.as_slice(), &random.bytes(more)].concat())
        }
        3 => base32(&bytes[random.below(bytes.len())..]),
        _ => {
            let at = random.below(token.len());
            format!("{}{}", &token[..at], token[at..].to_lowercase())
        }
    });
    check_reasons(&reasons, &["base32", "malformed", "too long"]);
}

#[test]
fn other_claims_with_another_key() {
    let forger = Device::new(66);
    let reasons = refused(4, |random| {
        let kid = if random.below(4) == 0 { forger.id().0.to_vec() } else { kid() };
        let tree = other_claims(random, &kid);
        base32(&tree.signed(|message| forger.sign(message)))
    });
    check_reasons(&reasons, &["signature", "unknown signer"]);
}

#[test]
fn other_claims_with_the_old_signature() {
    let old: [u8; 64] = *honest_bytes().last_chunk().unwrap();
    let reasons = refused(5, |random| base32(&other_claims(random, &kid()).signed(|_| old)));
    check_reasons(&reasons, &["signature"]);
}

/// Well-formed claims that say something else.
fn other_claims(random: &mut Random, kid: &[u8]) -> Tree {
    let code: String = (0..9).map(|at| if at == 4 { '-' } else { random.pick(&['0', '7', 'K', 'Z', 'Q']) }).collect();
    let end = format!("{:04}", random.below(10_000));
    let slip = vec![
        Cbor::Text(code),
        Cbor::Text(random.pick(&["S. R.", "A.", ""]).to_owned()),
        if random.below(3) == 0 { Cbor::Null } else { Cbor::Text(end) },
        Cbor::Uint(1 + random.below(6) as u64),
        Cbor::Uint(1 + random.below(7) as u64),
    ];
    let issued = Cbor::Uint(1_700_000_000 + random.below(200_000_000) as u64);
    Tree { claims: Cbor::Map(vec![member(6, issued), (SLIP_V1, Cbor::Array(slip))]), ..honest(kid) }
}

#[test]
fn headers_moved_out_of_the_signature_or_added() {
    let device = Device::new(1);
    let reasons = refused(6, |random| {
        let (alg, kid) = (member(1, Cbor::Negative(7)), member(4, Cbor::Bytes(kid())));
        let more =
            member(2 + random.below(60) as u64, random.pick(&[Cbor::Null, Cbor::Uint(0), Cbor::Bytes(vec![]), Cbor::Text("x".into())]));
        let other_alg = member(1, random.pick(&[Cbor::Negative(6), Cbor::Negative(34), Cbor::Uint(1), Cbor::Text("EdDSA".into())]));
        let short = member(4, Cbor::Bytes(random.bytes(15)));
        let headers = [
            (vec![alg.clone()], vec![kid.clone()]),
            (vec![kid.clone()], vec![alg.clone()]),
            (vec![], vec![alg.clone(), kid.clone()]),
            (vec![alg.clone(), kid.clone()], vec![kid.clone()]),
            (vec![alg.clone(), kid.clone()], vec![more.clone()]),
            (vec![alg.clone(), kid.clone(), more.clone()], vec![]),
            (vec![alg.clone(), more.clone(), kid.clone()], vec![]),
            (vec![other_alg.clone(), kid.clone()], vec![]),
            (vec![other_alg, kid.clone()], vec![alg.clone()]),
            (vec![alg.clone(), short], vec![kid]),
        ];
        let (protected, unprotected) = random.pick(&headers);
        let tree = Tree { protected: Cbor::Map(protected), unprotected: Cbor::Map(unprotected), ..honest(&[]) };
        base32(&tree.signed(|message| device.sign(message)))
    });
    check_reasons(&reasons, &["malformed"]);
}

#[test]
fn the_same_said_in_another_form_even_signed_by_the_device() {
    let device = Device::new(1);
    let reasons = refused(7, |random| {
        let tree = honest(&kid());
        let (mut protected, mut payload) = (tree.protected.canonical(), tree.claims.canonical());
        let part = random.below(4);
        if part == 0 || part == 3 {
            payload = tree.claims.odd(random);
        }
        if part == 1 || part == 3 {
            protected = tree.protected.odd(random);
        }
        let sign = |message: &[u8]| device.sign(message);
        let bytes = if part >= 2 {
            tree.assemble(&protected, &payload, &mut Form::Odd(random), sign)
        } else {
            tree.assemble(&protected, &payload, &mut Form::Canonical, sign)
        };
        base32(&bytes)
    });
    check_reasons(&reasons, &["malformed", "not canonical"]);
}

#[test]
fn other_tags_other_claims_even_signed_by_the_device() {
    let device = Device::new(1);
    let reasons = refused(8, |random| {
        let mut tree = honest(&kid());
        if random.below(2) == 0 {
            let other = 19 + random.below(1 << 20) as u64;
            tree.tag = random.pick(&[None, Some(61), Some(98), Some(17), Some(96), Some(16), Some(other)]);
        } else {
            tree.claims = Cbor::Map(unknown_claims(random));
        }
        base32(&tree.signed(|message| device.sign(message)))
    });
    check_reasons(&reasons, &["malformed"]);
}

/// Claims that no slip has: more, fewer, of another type or beyond the limits.
fn unknown_claims(random: &mut Random) -> Vec<(Cbor, Cbor)> {
    let text = |text: &str| Cbor::Text(text.to_owned());
    let iat = || member(6, Cbor::Uint(1_795_396_500));
    let fields = vec![text("7K3F-9QXM"), text("S. R."), text("9901"), Cbor::Uint(3), Cbor::Uint(5)];
    let slip = |fields: &[Cbor]| (SLIP_V1, Cbor::Array(fields.to_vec()));
    let with = |at: usize, value: Cbor| {
        let mut fields = fields.clone();
        fields[at] = value;
        slip(&fields)
    };
    let extra = member(1 + random.below(5) as u64, Cbor::Uint(random.below(1000) as u64));
    let number = Cbor::Uint(8 + random.below(1 << 30) as u64);
    let longer = [fields.clone(), vec![Cbor::Null]].concat();
    let all = [
        vec![extra, iat(), slip(&fields)],
        vec![iat(), slip(&fields), (Cbor::Negative(65_537), Cbor::Uint(random.below(1000) as u64))],
        vec![iat()],
        vec![slip(&fields)],
        vec![(Cbor::Negative(65_537 + random.below(1000) as u64), Cbor::Null), iat()],
        vec![member(6, Cbor::Negative(random.below(1000) as u64)), slip(&fields)],
        vec![member(6, Cbor::Uint(253_402_300_800 + random.below(1000) as u64)), slip(&fields)],
        vec![iat(), slip(&fields[..4])],
        vec![iat(), slip(&longer)],
        vec![iat(), with(0, text("7k3f-9qxm"))],
        vec![iat(), with(0, text("5272011503909901"))],
        vec![iat(), with(1, text("Siti Rahmah binti Abdullah"))],
        vec![iat(), with(1, text("<b>"))],
        vec![iat(), with(2, text("5272011503909901"))],
        vec![iat(), with(2, number.clone())],
        vec![iat(), with(3, number.clone())],
        vec![iat(), with(4, number)],
    ];
    random.pick(&all)
}

#[test]
fn second_forms_of_the_signature() {
    let bytes = honest_bytes();
    let old: [u8; 64] = *bytes.last_chunk().unwrap();
    let reasons = refused(9, |random| {
        let mut signature = old;
        match random.below(4) {
            0 => {
                let times = 1 + random.below(15);
                (0..times).for_each(|_| add_order(&mut signature));
            }
            1 => signature[..32].copy_from_slice(&random.pick(&SMALL_ORDER)),
            2 => {
                signature[..32].copy_from_slice(&random.pick(&SMALL_ORDER));
                signature[32..].copy_from_slice(&[0; 32]);
            }
            _ => signature[63] ^= 0x80 >> random.below(3),
        }
        let mut forged = bytes.clone();
        let start = forged.len() - 64;
        forged[start..].copy_from_slice(&signature);
        base32(&forged)
    });
    check_reasons(&reasons, &["signature"]);
}

/// Adds the order of the group to `s`: the equation holds as before where nobody checks that `s` is reduced.
fn add_order(signature: &mut [u8; 64]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

/// Points of order 1, 2 and 4, and the first in its second spelling.
const SMALL_ORDER: [[u8; 32]; 4] = {
    let (mut one, mut two, four, mut again) = ([0; 32], [0xff; 32], [0; 32], [0xff; 32]);
    one[0] = 1;
    two[0] = 0xec;
    two[31] = 0x7f;
    again[0] = 0xee;
    again[31] = 0x7f;
    [one, two, four, again]
};

#[test]
fn nonsense() {
    let reasons = refused(10, |random| {
        let len = random.below(250);
        if random.below(2) == 0 {
            base32(&random.bytes(len))
        } else {
            let bytes = honest_bytes();
            // The frame of a slip with noise in it.
            let (from, to) = (random.below(bytes.len()), random.below(bytes.len()));
            let (from, to) = (from.min(to), from.max(to) + 1);
            base32(&[&bytes[..from], &random.bytes(to - from), &bytes[to..]].concat())
        }
    });
    check_reasons(&reasons, &["malformed", "signature", "too long", "unknown signer"]);
}
