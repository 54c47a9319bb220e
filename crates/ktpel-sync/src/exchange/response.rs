//! What the office answers.

use ktpel_domain::ids::Hash;
use minicbor::{Decode, Encode};

use super::{Challenge, Generation, MessageError, Refusal, Standing, speaks_our_protocol};
use crate::{
    checkpoint::Checkpoint,
    limits::Limits,
    team::{Have, MAX_LOGS},
    tip_proof::TipProof,
    wire,
};

/// How the request as a whole was taken. Numbers travel: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Status {
    /// Taken.
    #[n(0)]
    Ok,
    /// The challenge was used or unknown: nothing was done; ask again with the new one.
    #[n(1)]
    Challenge,
    /// The device is revoked.
    #[n(2)]
    Revoked,
    /// The batch does not follow the log that the office holds: two logs of one device exist.
    #[n(3)]
    Fork,
    /// Entries before the batch are missing: send from `acked_seq` on.
    #[n(4)]
    Gap,
    /// The batch could not be opened or does not belong to this device.
    #[n(5)]
    BadBatch,
}

/// What stands in the office's log at the position of the checkpoint that the request named. Numbers travel: never reused.
///
/// The same hash is not said back: a program that lies could copy it from the request, one that is honest has compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Held {
    /// The very hash.
    #[n(0)]
    Same,
    /// Another one.
    #[n(1)]
    Other(#[cbor(n(0), with = "crate::wire")] Hash),
    /// The log does not reach that far.
    #[n(2)]
    Beyond,
}

/// One response; travels in a signed [`crate::envelope`] bound to its request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Response {
    /// [`super::PROTOCOL`].
    #[n(0)]
    pub protocol: u8,
    /// How the request was taken.
    #[n(1)]
    pub status: Status,
    /// This life of the office database.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub generation: Generation,
    /// For the next request.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub challenge: Challenge,
    /// Hash of the batch, once it is durable.
    #[cbor(n(4), with = "crate::wire")]
    pub receipt: Option<Hash>,
    /// Last position of the device's log that the office holds durably.
    #[n(5)]
    pub acked_seq: u64,
    /// Hash of that entry.
    #[cbor(n(6), with = "crate::wire")]
    pub acked_hash: Hash,
    /// Entries of the device that lie in quarantine now, the newest where there are very many.
    #[n(7)]
    pub refusals: Vec<Refusal>,
    /// Office position after `items`.
    #[n(8)]
    pub cursor: u64,
    /// There is more after `cursor`.
    #[n(9)]
    pub more: bool,
    /// Batch of entries of other devices, signed by the office.
    #[cbor(n(10), with = "minicbor::bytes")]
    pub items: Option<Vec<u8>>,
    /// Answers to the offers.
    #[n(11)]
    pub attachments: Vec<Standing>,
    /// Office clock, milliseconds: shown beside the kit's own, never set.
    #[n(12)]
    pub at_ms: i64,
    /// Newest checkpoint of the office's log; none where it is the one that the request named.
    #[n(13)]
    pub checkpoint: Option<Checkpoint>,
    /// What stands at the position of the request's checkpoint; none where it named none.
    #[n(14)]
    pub held: Option<Held>,
    /// The office's signature over the end of the kit's own log as it is held; with each receipt, and for a kit that has no checkpoint yet.
    #[n(15)]
    pub witness: Option<TipProof>,
    /// `items` ended inside what came into the kit's scope at the position after `cursor`: here. Goes back with the next request.
    #[n(16)]
    pub within: Option<u64>,
    /// What unblocks someone and stands behind `more`: a batch to be applied before `items`, signed by the office. Its entries come again in their place.
    #[cbor(n(17), with = "crate::wire::blob", has_nil)]
    pub urgent: Option<Vec<u8>>,
    /// How far the office holds the logs that the kit could bring: what is less than was named is asked for.
    #[n(18)]
    pub holds: Option<Vec<Have>>,
    /// Office position up to which `urgent` was served in this session.
    #[n(20)]
    pub ahead: Option<u64>,
    /// The kit's own log after the position that it named, as a batch signed by the office: up to an end that the kit itself signed.
    #[cbor(n(21), with = "crate::wire::blob", has_nil)]
    pub own: Option<Vec<u8>>,
}

impl Response {
    /// The envelope body.
    #[must_use]
    pub fn to_body(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads an envelope body.
    pub fn from_body(body: &[u8], limits: &Limits) -> Result<Self, MessageError> {
        speaks_our_protocol(body)?;
        let response: Self = wire::from_slice(body).map_err(|_| MessageError::Malformed)?;
        if response.attachments.len() > limits.attachments
            || response.refusals.len() > limits.refusals
            || response.holds.as_ref().is_some_and(|holds| holds.len() > MAX_LOGS + 1)
        {
            return Err(MessageError::TooLarge);
        }
        Ok(response)
    }
}
