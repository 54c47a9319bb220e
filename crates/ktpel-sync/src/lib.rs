//! What kit and office exchange: the signed change log, batches of it, and the session that carries them.
//!
//! Sans-IO: bytes go in, bytes and effects come out. No clock, no randomness, no socket, no store and no Automerge: a change is
//! known only by its chunk header and its hash. The same signed batch goes over HTTPS, over a village LAN and on a USB stick.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod batch;
pub mod chain;
pub mod checkpoint;
pub mod chunk;
pub mod courier;
pub mod enrolment;
pub mod entry;
pub mod envelope;
pub mod exchange;
pub mod extract;
pub mod genesis;
pub mod invitation;
pub mod journal;
pub mod lease;
pub mod limits;
pub mod office;
pub mod order;
pub mod paper;
pub mod payload;
pub mod pieces;
pub mod progress;
pub mod receive;
pub mod scope;
pub mod session;
pub mod setup;
pub mod signature;
pub mod signed_request;
pub mod stick;
pub mod team;
pub mod tip_proof;
pub mod verify;
mod wire;

pub use batch::{Batch, BatchError, decode_batch, encode_batch, encode_batch_with};
pub use chain::{Chain, ChainError, ChainTip, verify_chain};
pub use checkpoint::{Checkpoint, Mark};
pub use entry::{Entry, EntryHeader, EntryKind};
pub use limits::Limits;
pub use paper::PaperMark;
pub use session::{Effect, LogSource, Session};
pub use tip_proof::TipProof;
