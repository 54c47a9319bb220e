//! Cuts the next batch out of the own log so that it fits the size the line bears.

use ktpel_domain::ids::Hash;

use super::{LogSource, Peer, SessionError};
use crate::{
    batch::{self, BatchError},
    chain::ChainTip,
    entry::Entry,
    limits::Limits,
};

/// Changes of a case shrink about fourfold in a batch.
const EXPECTED_RATIO: usize = 4;

pub struct Packed {
    pub bytes: Vec<u8>,
    pub hash: Hash,
    /// Last entry inside.
    pub tip: ChainTip,
}

/// The next batch of own entries after `seq`, none if there is nothing to send.
pub fn own_entries(source: &dyn LogSource, peer: &Peer, seq: u64, target: usize) -> Result<Option<Packed>, SessionError> {
    let mut entries = source.entries_after(seq, target * EXPECTED_RATIO)?;
    entries.truncate(Limits::default().entries);
    loop {
        let Some(last) = entries.last() else { return Ok(None) };
        let tip = ChainTip { seq: last.header.seq, hash: last.header.hash() };
        let packed = batch::encode_batch(&entries, peer.own_device, |message| source.sign(message));
        match packed {
            Ok(bytes) if bytes.len() <= target || entries.len() == 1 => {
                let hash = batch::batch_hash(&bytes).expect("a batch ends in a signature");
                return Ok(Some(Packed { bytes, hash, tip }));
            }
            Err(BatchError::TooLarge) if entries.len() > 1 => {}
            Err(error) => return Err(SessionError::Pack(error)),
            Ok(_) => {}
        }
        halve(&mut entries);
    }
}

fn halve(entries: &mut Vec<Entry>) {
    entries.truncate(entries.len().div_ceil(2).max(1));
}
