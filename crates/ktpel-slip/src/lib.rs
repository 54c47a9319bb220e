//! The resident's slip as a signed token: what its QR code carries, made and checked (product rule 9; sync-and-trust, Slip).
//!
//! A token is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052), written in base32 so that a QR code holds it in its alphanumeric mode. It says
//! no more than the paper says. Checking is strict: there is exactly one form of each token, and whatever is not that form is not genuine.
//! Sans-IO: the caller signs, and the caller knows whose key a device has.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod claims;
mod cose;
pub mod token;
pub mod url;

pub use claims::{ClaimError, Claims};
pub use token::{Genuine, Signer, SlipError, issue, verify};
pub use url::{in_scan, url};
