//! What outlives a session.

use ktpel_domain::ids::DeviceId;

use crate::{
    checkpoint::Mark,
    exchange::{Challenge, Generation},
    office::Place,
    signature,
};

/// Where the exchange with the office stands; stored with what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionState {
    /// Generation of the office last met.
    pub generation: Option<Generation>,
    /// For the next request.
    pub challenge: Challenge,
    /// Last office position stored here.
    pub cursor: u64,
    /// How much is stored of what came into scope at the position after it ([`Place`]).
    pub within: Option<u64>,
    /// Last own position that the office has receipted.
    pub acked_seq: u64,
    /// Newest checkpoint of the office that is kept here.
    pub checkpoint: Option<Mark>,
}

impl SessionState {
    /// Where the kit stands in the office's log.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { cursor: self.cursor, within: self.within }
    }
}

/// Who talks with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// This kit.
    pub own_device: DeviceId,
    /// Public key of the office's server.
    pub office_key: [u8; 32],
}

impl Peer {
    pub(super) fn key_of(&self, device: DeviceId) -> Option<[u8; 32]> {
        (device == signature::device_id(&self.office_key)).then_some(self.office_key)
    }
}
