//! Work of other devices that a laptop brings to the office: what team-mates handed it in the village, and what the office itself wrote and lost
//! when it was restored from a backup.

use minicbor::{Decode, Encode};

use crate::team::Have;

/// What a kit could bring, and what of it the office asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Relay {
    /// Logs of others of which the kit holds more than it knows the office to hold, each up to an end that its author or the office signed; with runs
    /// of them, those that are not over.
    #[n(0)]
    pub could: Vec<Have>,
    /// Runs of them, as a batch that the kit signed, with the signatures of their authors over the ends.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub batch: Option<Vec<u8>>,
}
