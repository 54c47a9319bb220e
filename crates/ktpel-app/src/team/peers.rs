//! The laptops that are known on this network: where they were heard of, who they are, and how it stands with each.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use ktpel_domain::{ids::DeviceId, time::Timestamp};

/// Addresses that are kept; on a village network there are five laptops, not fifty.
const MOST: usize = 64;

/// How it stands with one laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Standing {
    /// It was not asked yet.
    #[default]
    Calling,
    /// It answers.
    Together,
    /// It was reached at another address.
    Elsewhere,
    /// It is this laptop itself.
    Myself,
    /// Nobody answers there.
    Unreachable,
    /// It works on another visit.
    OtherVisit,
    /// The office has revoked it.
    Revoked,
    /// It knows of the office's revocation of this laptop.
    RevokedHere,
    /// A laptop of another office.
    OtherOffice,
    /// Its certificate has ended.
    Expired,
    /// It does not believe this laptop's certificate.
    NotBelieved,
    /// It has an older program.
    Older,
    /// It has a newer program.
    Newer,
    /// Its store is closed.
    Closed,
    /// What answers there is no laptop of a team.
    Nonsense,
}

impl Standing {
    /// Stable id, for the screens.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Calling => "calling",
            Self::Together => "together",
            Self::Elsewhere => "elsewhere",
            Self::Myself => "myself",
            Self::Unreachable => "unreachable",
            Self::OtherVisit => "other_visit",
            Self::Revoked => "revoked",
            Self::RevokedHere => "revoked_here",
            Self::OtherOffice => "other_office",
            Self::Expired => "expired",
            Self::NotBelieved => "not_believed",
            Self::Older => "older",
            Self::Newer => "newer",
            Self::Closed => "closed",
            Self::Nonsense => "nonsense",
        }
    }
}

/// Where an address comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Somebody wrote it down.
    Manual,
    /// It announced itself, or called.
    Heard,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    pub(super) source: Source,
    pub(super) device: Option<DeviceId>,
    pub(super) standing: Standing,
    pub(super) seen: Option<Timestamp>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Peers(BTreeMap<SocketAddr, Peer>);

impl Peers {
    /// Begins with the addresses that were written down.
    pub(super) fn begin(&mut self, manual: &[SocketAddr]) {
        self.0.clear();
        for address in manual {
            self.hear(*address, None, Source::Manual);
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A laptop was heard of. What is known of an address stays.
    pub(super) fn hear(&mut self, address: SocketAddr, device: Option<DeviceId>, source: Source) {
        if self.0.len() < MOST {
            self.0.entry(address).or_insert(Peer { source, device, standing: Standing::Calling, seen: None });
        }
    }

    /// It said goodbye: an address that was not written down is called no more.
    pub(super) fn gone(&mut self, device: DeviceId) {
        self.0.retain(|_, peer| peer.source == Source::Manual || peer.device != Some(device) || peer.standing == Standing::Together);
    }

    /// Who is at an address; answers whether the laptop is to be talked to there, and not at another address already.
    pub(super) fn meet(&mut self, address: SocketAddr, device: DeviceId, own: DeviceId) -> bool {
        let elsewhere =
            self.0.iter().any(|(other, peer)| *other != address && peer.device == Some(device) && peer.standing == Standing::Together);
        let standing = match () {
            () if device == own => Standing::Myself,
            () if elsewhere => Standing::Elsewhere,
            () => Standing::Calling,
        };
        if let Some(peer) = self.0.get_mut(&address) {
            (peer.device, peer.standing) = (Some(device), standing);
        }
        standing == Standing::Calling
    }

    /// How it stands now; with the time, if the laptop answered.
    pub(super) fn note(&mut self, address: SocketAddr, standing: Standing, answered: Option<Timestamp>) {
        if let Some(peer) = self.0.get_mut(&address) {
            peer.standing = standing;
            peer.seen = answered.or(peer.seen);
        }
    }

    /// Addresses to call: all but this laptop's own.
    pub(super) fn to_call(&self) -> Vec<SocketAddr> {
        self.0.iter().filter(|(_, peer)| peer.standing != Standing::Myself).map(|(address, _)| *address).collect()
    }

    /// One line for each laptop: the address at which it stands best.
    pub(super) fn shown(&self) -> Vec<(SocketAddr, Peer)> {
        let hidden = |peer: &Peer| matches!(peer.standing, Standing::Myself | Standing::Elsewhere);
        let mut rows: Vec<(SocketAddr, Peer)> = self.0.iter().filter(|(_, peer)| !hidden(peer)).map(|(at, peer)| (*at, *peer)).collect();
        rows.sort_by_key(|(at, peer)| (peer.standing != Standing::Together, std::cmp::Reverse(peer.seen), peer.source, *at));
        let mut devices = BTreeSet::new();
        rows.retain(|(_, peer)| peer.device.is_none_or(|device| devices.insert(device)));
        rows.sort_by_key(|(at, peer)| (peer.device, *at));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: DeviceId = DeviceId([0; 16]);
    const MATE: DeviceId = DeviceId([1; 16]);

    fn at(last: u8) -> SocketAddr {
        SocketAddr::from(([192, 168, 1, last], 8442))
    }

    #[test]
    fn one_laptop_at_two_addresses_is_one_laptop() {
        let mut peers = Peers::default();
        peers.begin(&[at(1), at(2)]);
        assert!(peers.meet(at(1), MATE, ME));
        peers.note(at(1), Standing::Together, Some(Timestamp(5)));
        assert!(!peers.meet(at(2), MATE, ME), "it is talked to once");
        assert_eq!(peers.shown().iter().map(|(at, _)| *at).collect::<Vec<_>>(), [at(1)]);
        peers.note(at(1), Standing::Unreachable, None);
        assert!(peers.meet(at(2), MATE, ME), "and at the other address when the first is gone");
        assert_eq!(peers.shown().len(), 1);
    }

    #[test]
    fn a_laptop_is_no_mate_of_itself() {
        let mut peers = Peers::default();
        peers.begin(&[]);
        peers.hear(at(9), Some(ME), Source::Heard);
        assert!(!peers.meet(at(9), ME, ME));
        assert_eq!((peers.to_call().len(), peers.shown().len()), (0, 0));
    }

    #[test]
    fn what_was_written_down_stays_and_what_said_goodbye_goes() {
        let mut peers = Peers::default();
        peers.begin(&[at(1)]);
        peers.hear(at(2), Some(MATE), Source::Heard);
        peers.gone(MATE);
        assert_eq!(peers.to_call(), [at(1)]);
        (0..=255).for_each(|last| peers.hear(at(last), None, Source::Heard));
        assert_eq!(peers.to_call().len(), MOST, "a network full of strangers fills no memory");
    }
}
