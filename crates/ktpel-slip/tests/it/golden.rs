//! The released form of version 1: a slip on paper cannot be printed anew, so every later program must read it.

use crate::office::{Device, check, claims};

const TOKEN_V1: &str = include_str!("../../../../fixtures/golden/slip-v1/token.txt");

#[test]
fn version_1_is_still_read() {
    let genuine = check(TOKEN_V1.trim()).expect("a slip of version 1 stays genuine for ever");
    assert_eq!((genuine.claims, genuine.signer), (claims(), Device::new(1).id()));
}

#[test]
fn version_1_is_still_written() {
    let token = Device::new(1).slip(&claims());
    assert_eq!(token, TOKEN_V1.trim(), "Ed25519 signs without randomness: the same slip is the same token");
}
