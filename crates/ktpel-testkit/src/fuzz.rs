//! What the fuzzers call: one function a target, tested with stable Rust like everything else. `fuzz/` only hands the bytes over.

use ktpel_case::{CaseDoc, Viewer, settle};
use ktpel_domain::time::Timestamp;
use ktpel_slip::{Signer, in_scan, verify};
use ktpel_sync::{Limits, decode_batch};

use crate::hostile::{
    batches::{self, RawBatch},
    craft, honest,
};

/// A change of these bytes (its checksum made right) on the honest case: what is accepted must be read back with the same heads.
pub fn gate(data: &[u8]) {
    let bytes = craft::mend(data).unwrap_or_else(|| data.to_vec());
    let roster = honest::roster();
    let settled = settle(honest::case().doc, &[bytes], Viewer { roster: &roster, now: Timestamp(honest::MORNING) });
    if let Some(snapshot) = settled.snapshot {
        let read = CaseDoc::load(&snapshot).expect("what was accepted is read back");
        assert_eq!(read.heads(), settled.document.heads(), "with the same heads");
    }
}

/// A batch of these bytes: as they are, with a right signature, and as entries inside a right batch.
pub fn batch(data: &[u8]) {
    let key = honest::device_key();
    let public = key.verifying_key().to_bytes();
    let whole = batches::sign(data.to_vec(), &key);
    let inside = RawBatch::around(data, 1).bytes();
    for bytes in [data, &whole, &inside] {
        let _either_way = decode_batch(bytes, |_| Some(public), &Limits::default());
    }
}

/// A slip of these bytes: as text, and as what base32 stands for.
pub fn slip(data: &[u8]) {
    let signer = Signer { public_key: honest::device_key().verifying_key().to_bytes(), revoked: None };
    let text = String::from_utf8_lossy(data);
    for token in [text.as_ref(), &data_encoding::BASE32_NOPAD.encode(data)] {
        let _either_way = verify(token, |_| Some(signer));
        let _either_way = in_scan(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::{changes, specimens};

    #[test]
    fn the_targets_take_whatever_they_are_given() {
        for bytes in [&b""[..], b"x", &[0; 40], &changes::template(&honest::case()).bytes()] {
            gate(bytes);
            batch(bytes);
            slip(bytes);
        }
        specimens().iter().for_each(|specimen| batch(&specimen.bytes));
    }
}
