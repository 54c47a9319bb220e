//! What a kit asks and brings.

use minicbor::{Decode, Encode};

use super::{Challenge, Generation, MessageError, Offer, Relay, speaks_our_protocol};
use crate::{checkpoint::Mark, limits::Limits, team::MAX_LOGS, wire};

/// One request; travels in a signed [`crate::envelope`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Request {
    /// [`super::PROTOCOL`].
    #[n(0)]
    pub protocol: u8,
    /// Generation of the office that the kit last met; none before the first exchange.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub generation: Option<Generation>,
    /// Challenge from the last response (or from enrolment).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub challenge: Challenge,
    /// Last office position that the kit has stored; 0 at first.
    #[n(3)]
    pub cursor: u64,
    /// A batch of the kit's own entries; none when it only reads.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub batch: Option<Vec<u8>>,
    /// Bytes of items that the line bears in one answer.
    #[n(5)]
    pub budget: u32,
    /// Attachments that the kit holds and the office has not confirmed.
    #[n(6)]
    pub offers: Vec<Offer>,
    /// What the kit still holds, for the office's overview.
    #[n(7)]
    pub report: Report,
    /// Newest checkpoint of the office that the kit holds: the office must show the same hash there.
    #[n(8)]
    pub checkpoint: Option<Mark>,
    /// How far the kit is inside what came into its scope at the position after `cursor`; none where nothing of that has come.
    #[n(9)]
    pub within: Option<u64>,
    /// Work of others that the kit brings or could bring; none on most days.
    #[n(10)]
    pub relay: Option<Relay>,
    /// How far `urgent` was served to this session, as the last answer said; none at first.
    #[n(12)]
    pub ahead: Option<u64>,
    /// Position after which the kit needs its own log back: it was put back from a copy. Such a request brings nothing.
    #[n(13)]
    pub own_after: Option<u64>,
}

/// What the kit holds after this batch, as far as it can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Report {
    /// Entries not yet receipted, this batch included.
    #[n(0)]
    pub waiting: u64,
    /// Attachments not yet confirmed.
    #[n(1)]
    pub attachments: u64,
    /// Program version.
    #[n(2)]
    pub version: String,
    /// Clock of the kit, milliseconds: shown when it is wrong, never used.
    #[n(3)]
    pub at_ms: Option<i64>,
}

impl Request {
    /// The envelope body.
    #[must_use]
    pub fn to_body(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads an envelope body.
    pub fn from_body(body: &[u8], limits: &Limits) -> Result<Self, MessageError> {
        speaks_our_protocol(body)?;
        let request: Self = wire::from_slice(body).map_err(|_| MessageError::Malformed)?;
        if request.offers.len() > limits.attachments
            || request.report.version.len() > limits.text_bytes
            || request.relay.as_ref().is_some_and(|relay| relay.could.len() > MAX_LOGS)
        {
            return Err(MessageError::TooLarge);
        }
        Ok(request)
    }
}
