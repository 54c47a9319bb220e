//! Received bytes before any parser: checksum first, no compressed forms, no claims of millions.

use sha2::{Digest, Sha256};

use super::kit::{note_body, two};
use crate::{
    ApplyError,
    chunk::{self, ChunkError},
    limits,
};

fn honest() -> Vec<u8> {
    let (mut a, b) = two();
    a.act(note_body("catatan"));
    a.doc.changes_since(&b.doc.heads()).remove(0).1
}

/// Puts a right checksum and length around any data.
fn framed(kind: u8, data: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    let mut length = data.len();
    while length >= 0x80 {
        hashed.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend(data);
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend(&Sha256::digest(&hashed)[..4]);
    bytes.extend(hashed);
    bytes
}

/// A change without dependencies whose one column holds these bytes.
fn with_column(spec: u8, column: &[u8]) -> Vec<u8> {
    let mut data = vec![0, 16];
    data.extend([1; 16]);
    data.extend([1, 1, 0, 0, 0, 1, spec, column.len() as u8]);
    data.extend(column);
    framed(1, &data)
}

#[test]
fn honest_bytes_pass() {
    assert_eq!(chunk::check(&honest()), Ok(()));
    let (mut a, _) = two();
    let fields: Vec<(String, String)> = (0..40).map(|n| (format!("kolom_{n}"), format!("NILAI {n}").repeat(5))).collect();
    let fields: Vec<(&str, Option<&str>)> = fields.iter().map(|(id, value)| (id.as_str(), Some(value.as_str()))).collect();
    let change = a.write("field.set", &fields, vec![note_body("panjang"), note_body("dua")]);
    assert_eq!(chunk::check(&change.bytes), Ok(()), "a long form passes too");
}

#[test]
fn every_flipped_bit_and_every_cut_shows() {
    let good = honest();
    let (_, b) = two();
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        assert!(chunk::check(&bad).is_err(), "flipped at {place}");
        assert!(b.doc.clone().apply(&[bad]).is_err());
        assert!(chunk::check(&good[..place]).is_err(), "cut at {place}");
    }
}

#[test]
fn other_chunks_are_refused() {
    let (a, _) = two();
    assert_eq!(chunk::check(&a.doc.save()), Err(ChunkError::NotAChange), "a whole document is no change");
    for kind in [0, 2, 3, 9] {
        assert_eq!(chunk::check(&framed(kind, &[0; 40])), Err(ChunkError::NotAChange), "kind {kind}");
    }
    assert_eq!(chunk::check(&vec![0; limits::CHANGE_BYTES + 1]), Err(ChunkError::TooLarge { size: limits::CHANGE_BYTES + 1 }));
    assert_eq!(chunk::check(b"halo, ini bukan perubahan"), Err(ChunkError::NotAChange));
}

#[test]
fn claims_of_millions_are_refused_before_anyone_counts_them_out() {
    // Run of 2^35 rows of one value; of nulls; of booleans; one row that claims 2^35 predecessors.
    let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
    let run = |item: &[u8]| [&huge[..], item].concat();
    let nulls = [&[0][..], &huge[..]].concat();
    let group = [&[1][..], &huge[..]].concat();
    let operations = Err(ChunkError::TooMany { what: "operations" });
    for (spec, column) in
        [(0x01, run(&[0])), (0x13, run(&[0])), (0x15, run(&[1, b'x'])), (0x42, nulls), (0x34, huge.to_vec()), (0x70, group)]
    {
        assert_eq!(chunk::check(&with_column(spec, &column)), operations, "column {spec:#x}");
    }
    assert_eq!(chunk::check(&with_column(0x09, &[1, 2])), Err(ChunkError::NotAChange), "a deflated column");
}

#[test]
fn lengths_beyond_the_data_are_malformed() {
    for column in [&[0x7f][..], &[2, 5][..], &[0x7e, 1][..], &[0xff; 12][..]] {
        let checked = chunk::check(&with_column(0x15, column));
        assert!(checked.is_err(), "{column:?}");
    }
    let mut many_deps = vec![0x80, 0x01];
    many_deps.extend([0; 64]);
    assert_eq!(chunk::check(&framed(1, &many_deps)), Err(ChunkError::TooMany { what: "dependencies" }));
}

#[test]
fn random_bytes_with_a_right_frame_never_panic() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let good = honest();
    let data = &good[10..];
    let (_, b) = two();
    for _ in 0..3000 {
        let mut data = data.to_vec();
        for _ in 0..=random() % 4 {
            let place = usize::try_from(random()).unwrap_or(0) % data.len();
            data[place] = random() as u8;
        }
        let bytes = framed(1, &data);
        if chunk::check(&bytes).is_ok() {
            let applied = b.doc.clone().apply(&[bytes]);
            assert!(!matches!(applied, Err(ApplyError::Chunk { .. })), "checked twice, said the same");
        }
    }
}
