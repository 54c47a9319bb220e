//! Cuts the next batch out of the own log so that it fills the size the line bears.

use ktpel_domain::ids::Hash;

use super::{LogSource, Peer, SessionError};
use crate::{
    batch::{self, BatchError},
    chain::ChainTip,
    entry::Entry,
    limits::Limits,
};

/// How often a batch is cut anew so that it fits and is not much smaller than it may be.
const CUTS: usize = 4;

pub struct Packed {
    pub bytes: Vec<u8>,
    pub hash: Hash,
    /// Last entry inside.
    pub tip: ChainTip,
}

/// How many bytes of payload go into one byte on the wire, in sixteenths: learned from each batch for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio(usize);

impl Default for Ratio {
    /// Changes of a case shrink about fourfold in a small batch.
    fn default() -> Self {
        Self(4 * 16)
    }
}

impl Ratio {
    pub(super) const fn payload_for(self, wire: usize) -> usize {
        wire * self.0 / 16
    }

    fn learn(&mut self, entries: &[Entry], wire: usize) {
        let payload: usize = entries.iter().filter_map(|entry| entry.payload.as_ref()).map(Vec::len).sum();
        self.0 = (payload * 16 / wire.max(1)).clamp(8, 64 * 16);
    }
}

/// The next batch of own entries after `seq`, none if there is nothing to send.
pub fn own_entries(
    source: &dyn LogSource,
    peer: &Peer,
    seq: u64,
    target: usize,
    ratio: &mut Ratio,
) -> Result<Option<Packed>, SessionError> {
    let end = source.tip()?.seq;
    let mut wanted = ratio.payload_for(target);
    let mut best: Option<Packed> = None;
    for _ in 0..CUTS {
        let mut entries = source.entries_after(seq, wanted.max(1))?;
        entries.truncate(Limits::default().entries);
        let Some(last) = entries.last() else { return Ok(None) };
        let tip = ChainTip { seq: last.header.seq, hash: last.header.hash() };
        match batch::encode_batch(&entries, peer.own_device, |message| source.sign(message)) {
            Ok(bytes) => {
                ratio.learn(&entries, bytes.len());
                let full = tip.seq == end || entries.len() == Limits::default().entries || bytes.len() >= target / 8 * 7;
                let fits = bytes.len() <= target || entries.len() == 1;
                if fits && best.as_ref().is_none_or(|best| best.tip.seq < tip.seq) {
                    let hash = batch::batch_hash(&bytes).expect("a batch ends in a signature");
                    best = Some(Packed { bytes, hash, tip });
                }
                if fits && full || entries.len() == 1 {
                    break;
                }
                // A little less than it may be: what is too large is cut once more.
                wanted = ratio.payload_for(target) / 32 * 31;
            }
            Err(BatchError::TooLarge) if entries.len() > 1 => wanted /= 2,
            Err(error) => return Err(SessionError::Pack(error)),
        }
    }
    if best.is_some() { Ok(best) } else { halved(source, peer, seq, target) }
}

/// Where the payloads are so unlike each other that nothing can be learned: half of it until it fits, one entry at least.
fn halved(source: &dyn LogSource, peer: &Peer, seq: u64, target: usize) -> Result<Option<Packed>, SessionError> {
    let mut entries = source.entries_after(seq, target)?;
    entries.truncate(Limits::default().entries);
    loop {
        let Some(last) = entries.last() else { return Ok(None) };
        let tip = ChainTip { seq: last.header.seq, hash: last.header.hash() };
        match batch::encode_batch(&entries, peer.own_device, |message| source.sign(message)) {
            Ok(bytes) if bytes.len() <= target || entries.len() == 1 => {
                let hash = batch::batch_hash(&bytes).expect("a batch ends in a signature");
                return Ok(Some(Packed { bytes, hash, tip }));
            }
            Err(BatchError::TooLarge) if entries.len() > 1 => {}
            Err(error) => return Err(SessionError::Pack(error)),
            Ok(_) => {}
        }
        entries.truncate(entries.len().div_ceil(2).max(1));
    }
}
