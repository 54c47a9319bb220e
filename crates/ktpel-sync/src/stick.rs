//! Work carried on a USB stick: one file of sealed frames out, one signed receipt back.
//!
//! ```text
//! "KTPS" version u8 | frame | frame | …          frame = "KTPF"  length u32  check 8 B  sealed part                          big endian
//! ```
//! Each frame is sealed for itself (age, by the caller) and carries one [`Part`], so that damage costs that frame and no other: a batch is signed by
//! its device as on every other way, a piece of an attachment is checked by the hash of the whole. The last part is signed and says how many there
//! are; without it the file is cut off, and what is there still counts. A file for another laptop of the team begins with an [`Address`] instead.
//! Knows no age, no files and no clock.

mod bundle;
mod part;
mod receipt;
mod scan;

pub use bundle::{ADDRESS_BYTES, Address, AddressError};
pub use part::{End, Head, Part, PartError, Piece, Tally};
pub use receipt::{Receipt, ReceiptError, Whole};
pub use scan::{Found, Scanner};

use sha2::{Digest, Sha256};

const MAGIC: &[u8; 4] = b"KTPS";
const VERSION: u8 = 1;
const FRAME: &[u8; 4] = b"KTPF";
const CHECK: usize = 8;
/// Magic, length and check.
const FRAME_HEAD: usize = 4 + 4 + CHECK;

/// Largest sealed part, in bytes: the largest batch and the seal around it.
pub const LARGEST_FRAME: usize = (1 << 20) + (64 << 10);
/// Bytes of an attachment in one part.
pub const PIECE: usize = 512 << 10;

/// What the file begins with.
#[must_use]
pub fn begin() -> Vec<u8> {
    [MAGIC.as_slice(), &[VERSION]].concat()
}

/// One frame around a sealed part.
#[must_use]
pub fn frame(sealed: &[u8]) -> Vec<u8> {
    let length = u32::try_from(sealed.len()).expect("parts are bounded far below 4 GiB");
    [FRAME.as_slice(), &length.to_be_bytes(), &check(sealed), sealed].concat()
}

fn check(sealed: &[u8]) -> [u8; CHECK] {
    *Sha256::digest(sealed).first_chunk().expect("a SHA-256 digest is longer than the check")
}
