//! How often one address may ask: a bucket of tokens that fills by time. Owns the buckets; knows nothing of slips.
//!
//! Many phones of one operator share an address, so the bucket is deep. What is kept of an address is forgotten once its bucket is full again.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use axum::extract::{ConnectInfo, Request};

use crate::host::Peer;

/// Questions at once.
const DEPTH: u64 = 60;
/// One more each second.
const FILL_MS: u64 = 1000;
/// Addresses remembered at the same time; beyond them all others share one bucket.
const ADDRESSES: usize = 10_000;

/// The buckets.
#[derive(Default)]
pub struct Limit(Mutex<HashMap<Option<IpAddr>, Bucket>>);

/// When the bucket would be empty had it filled from nothing: the more in the future, the fewer tokens are left.
struct Bucket {
    full_at_ms: u64,
}

impl Limit {
    /// Takes a token of this address, or gives the seconds to wait for the next.
    pub fn take(&self, address: Option<IpAddr>, now_ms: u64) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut address = address.map(network);
        if buckets.len() >= ADDRESSES && !buckets.contains_key(&address) {
            buckets.retain(|_, bucket| bucket.full_at_ms > now_ms);
            if buckets.len() >= ADDRESSES {
                address = None;
            }
        }
        let bucket = buckets.entry(address).or_insert(Bucket { full_at_ms: now_ms });
        let full_at_ms = bucket.full_at_ms.max(now_ms) + FILL_MS;
        let over_ms = full_at_ms.saturating_sub(now_ms + DEPTH * FILL_MS);
        if over_ms > 0 {
            return Err(over_ms.div_ceil(1000));
        }
        bucket.full_at_ms = full_at_ms;
        Ok(())
    }
}

/// The address of the asker; none where the host does not know it, and all those share one bucket.
pub fn address(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.address.ip())
}

/// A home has a whole /64: its addresses are one asker.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limit = Limit::default();
        let ask = |now_ms| limit.take(address("192.0.2.1"), now_ms);
        for _ in 0..DEPTH {
            assert_eq!(ask(5000), Ok(()));
        }
        assert_eq!(ask(5000), Err(1));
        assert_eq!(ask(5999), Err(1), "asking in vain does not make it worse");
        assert_eq!(ask(6000), Ok(()));
        assert_eq!(ask(6000), Err(1));
        assert_eq!((0..100).filter(|_| ask(5000 + 3_600_000).is_ok()).count(), 60, "an hour later it is full, and no more than full");
    }

    #[test]
    fn another_address_has_its_own() {
        let limit = Limit::default();
        let empty = |text| while limit.take(address(text), 0).is_ok() {};
        empty("192.0.2.1");
        assert!(limit.take(address("192.0.2.2"), 0).is_ok());
        assert!(limit.take(address("::ffff:192.0.2.1"), 0).is_err(), "the same address in its long form");
        empty("2001:db8::1");
        assert!(limit.take(address("2001:db8::2"), 0).is_err(), "of the same home");
        assert!(limit.take(address("2001:db8:0:1::2"), 0).is_ok());
    }

    #[test]
    fn a_flood_of_addresses_takes_no_memory_and_ends_in_one_bucket() {
        let limit = Limit::default();
        let asked = (0..20_000_u32).filter(|n| limit.take(Some(IpAddr::from(n.to_be_bytes())), 0).is_ok()).count();
        assert!(limit.0.lock().unwrap().len() <= ADDRESSES + 1);
        assert_eq!(asked, ADDRESSES + 60, "those beyond share the last bucket");
        assert!(limit.take(address("192.0.2.1"), 2000).is_ok(), "what is full again is forgotten");
        assert!(limit.0.lock().unwrap().len() <= 2);
    }
}
