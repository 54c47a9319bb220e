//! The one message pair of the sync protocol: both directions in one exchange.
//!
//! A kit sends what the office lacks and says how far it has read; the office receipts, answers with what the kit lacks, and says which
//! attachments it still wants from which offset. Wire structs only; [`crate::session`] decides.

mod attachment;
mod refusal;
mod relay;
mod request;
mod response;

pub use attachment::{Offer, Standing};
pub use refusal::{Refusal, RefusalCode};
pub use relay::Relay;
pub use request::{Report, Request};
pub use response::{Held, Response, Status};

/// Protocol number of [`Request`] and [`Response`].
pub const PROTOCOL: u8 = 1;

/// Names one life of the office database; another one after a restore.
pub type Generation = [u8; 16];

/// Given by the office, used once by the next request of the device: a replayed request gets no answer.
pub type Challenge = [u8; 16];

/// Fails where the other side speaks another protocol, also one whose messages have another form: the number comes first in all of them.
fn speaks_our_protocol(body: &[u8]) -> Result<(), MessageError> {
    let mut decoder = minicbor::Decoder::new(body);
    let spoken = decoder.array().and_then(|_| decoder.u8()).map_err(|_| MessageError::Malformed)?;
    if spoken == PROTOCOL { Ok(()) } else { Err(MessageError::Protocol(spoken)) }
}

/// Why a message was not accepted after its signature held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Not the CBOR of this message.
    #[error("message is malformed")]
    Malformed,
    /// A later protocol.
    #[error("protocol {0} is not known")]
    Protocol(u8),
    /// Counts beyond the limits.
    #[error("message exceeds the limits")]
    TooLarge,
}
