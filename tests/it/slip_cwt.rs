//! A library that knows nothing of this project (PyPI `cwt`) reads and verifies a slip: it is a CWT, not something like one.

use std::{path::PathBuf, process::Command};

use data_encoding::HEXLOWER;
use ktpel_domain::{layanan::Layanan, stage::Stage, time::Timestamp};
use ktpel_slip::Claims;
use ktpel_vault::DeviceIdentity;
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cwt/verify.py");

/// The Python of `cargo xtask tools`, under the folder that holds this test's program.
fn python() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let found = own.ancestors().map(|folder| folder.join("tools/cwt/bin/python")).find(|python| python.exists());
    found.expect("the Python environment with the library `cwt` is missing: run `cargo xtask tools` (`cargo xtask test` does)")
}

/// What the library believes, or its last words.
fn verify(device: &DeviceIdentity, token: &str) -> Result<Value, String> {
    let output = Command::new(python())
        .args([SCRIPT, &HEXLOWER.encode(&device.public()), &device.id().to_string(), token])
        .output()
        .expect("the Python environment starts; `cargo xtask tools` makes it anew");
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        let words = String::from_utf8_lossy(&output.stderr);
        Err(words.lines().last().unwrap_or_default().to_owned())
    }
}

#[test]
fn an_independent_library_verifies_a_fresh_slip() {
    let device = DeviceIdentity::generate();
    let issued = Timestamp(1_795_396_500_000);
    let claims = Claims::new("7K3F-9QXM", "S. R.", Some("9901"), Layanan::Hilang, Stage::WaitingForPrint, issued).unwrap();
    let token = ktpel_slip::issue(&claims, device.id(), |message| device.sign(message));
    let believed = verify(&device, &token).expect("the slip is a CWT");
    assert_eq!(believed, json!({ "6": 1_795_396_500, "-65537": ["7K3F-9QXM", "S. R.", "9901", 3, 5] }));

    let mut bytes = data_encoding::BASE32_NOPAD.decode(token.as_bytes()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let altered = verify(&device, &data_encoding::BASE32_NOPAD.encode(&bytes));
    assert_eq!(altered, Err("cwt.exceptions.VerifyError: Failed to verify.".to_owned()), "the library checks the signature");
    let stranger = verify(&DeviceIdentity::generate(), &token);
    assert_eq!(stranger, Err("ValueError: key is not found.".to_owned()), "and picks the key by the id in the protected header");
}
