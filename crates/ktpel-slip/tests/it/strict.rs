//! Who may sign, and until when.

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use ktpel_slip::{Claims, Signer, SlipError, verify};
use sha2::{Digest, Sha256};

use crate::office::{Device, MORNING, check, claims, find};

fn at(issued: Timestamp) -> Claims {
    let claims = claims();
    Claims::new(claims.code(), claims.initials(), claims.nik_end(), claims.layanan(), claims.stage(), issued).unwrap()
}

#[test]
fn a_revoked_device_issues_no_slips_any_more() {
    let laptop = Device::new(2);
    let before = check(&laptop.slip(&claims())).unwrap();
    assert!(before.signer_revoked.is_some(), "an old slip stays genuine, and its reader learns that the laptop is revoked");
    let revoked = MORNING.0 + 3_600_000;
    assert_eq!(check(&laptop.slip(&at(Timestamp(revoked)))), Err(SlipError::Revoked(laptop.id())));
    assert!(check(&laptop.slip(&at(Timestamp(revoked - 1000)))).is_ok());
}

#[test]
fn a_device_that_nobody_knows_is_named() {
    let stranger = Device::new(3);
    assert_eq!(check(&stranger.slip(&claims())), Err(SlipError::UnknownSigner(stranger.id())));
}

#[test]
fn a_key_list_that_gives_the_key_of_another_device_opens_nothing() {
    let (first, second) = (Device::new(1), Device::new(2));
    let as_first = ktpel_slip::issue(&claims(), first.id(), |message| second.sign(message));
    let muddled = |_: DeviceId| Some(Signer { public_key: second.public(), revoked: None });
    assert_eq!(verify(&as_first, muddled), Err(SlipError::Signature), "the id is the hash of the key");
    assert_eq!(verify(&as_first, find), Err(SlipError::Signature));
}

#[test]
fn a_key_of_small_order_signs_nothing() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let id = DeviceId(*Sha256::digest(neutral).first_chunk().unwrap());
    // The neutral point as key and as R, and s = 0: the plain equation holds for every message.
    let mut signature = [0; 64];
    signature[0] = 1;
    let slip = ktpel_slip::issue(&claims(), id, |_| signature);
    let listed = |_: DeviceId| Some(Signer { public_key: neutral, revoked: None });
    assert_eq!(verify(&slip, listed), Err(SlipError::Signature), "even if such a key came into the list");
}
