//! Which entries of a received batch are new, and whether they continue the log that is already held.
//!
//! An entry is recognised by device, position and hash, so that batches may be cut anew and sent again any number of times.

use ktpel_domain::ids::{DeviceId, Hash};

use crate::{
    chain::{ChainError, ChainTip, verify_chain},
    entry::Entry,
};

/// Why the entries of a device cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdmitError {
    /// Entries between the held log and these are missing.
    #[error("entries after {held} are missing")]
    Gap {
        /// Last position held.
        held: u64,
    },
    /// Another entry is held under the same position, or the chain does not join: two logs of one device exist.
    #[error("entry {seq} is not the one held or does not join")]
    Fork {
        /// The first such position.
        seq: u64,
    },
    /// The entries do not form a chain among themselves.
    #[error("entries do not form a log")]
    Chain(#[from] ChainError),
}

/// Entries that are new, and where the log ends with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admitted<'a> {
    /// To be stored.
    pub fresh: &'a [Entry],
    /// End of the log once they are.
    pub tip: ChainTip,
}

/// Splits the entries of one device into those held already and those that are new.
///
/// `held_hash` gives the hash held at a position up to `held.seq`.
pub fn admit<E>(
    device: DeviceId,
    held: ChainTip,
    entries: &[Entry],
    mut held_hash: impl FnMut(u64) -> Result<Option<Hash>, E>,
) -> Result<Result<Admitted<'_>, AdmitError>, E> {
    let known = entries.iter().take_while(|entry| entry.header.seq <= held.seq).count();
    let (old, fresh) = entries.split_at(known);
    for entry in old {
        let seq = entry.header.seq;
        if entry.header.device != device {
            return Ok(Err(ChainError::Device { seq }.into()));
        }
        if held_hash(seq)? != Some(entry.header.hash()) {
            return Ok(Err(AdmitError::Fork { seq }));
        }
    }
    Ok(join(device, held, fresh))
}

fn join(device: DeviceId, held: ChainTip, fresh: &[Entry]) -> Result<Admitted<'_>, AdmitError> {
    let Some(first) = fresh.first().map(|entry| &entry.header) else { return Ok(Admitted { fresh, tip: held }) };
    if first.seq > held.seq + 1 {
        return Err(AdmitError::Gap { held: held.seq });
    }
    if first.device == device && first.prev != held.hash {
        return Err(AdmitError::Fork { seq: first.seq });
    }
    let tip = verify_chain(device, held, fresh)?;
    Ok(Admitted { fresh, tip })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use ktpel_domain::time::Timestamp;

    use super::*;
    use crate::{
        chain::Chain,
        entry::{EntryKind, NO_DOC},
    };

    const KIT: DeviceId = DeviceId([1; 16]);

    fn log(len: u8, mark: u8) -> Vec<Entry> {
        let mut chain = Chain::start(KIT);
        let mut entry = |n| chain.append(EntryKind::Stock, NO_DOC, vec![n, if n < 3 { 0 } else { mark }], None, Timestamp(0)).unwrap();
        (0..len).map(&mut entry).collect()
    }

    #[track_caller]
    fn check(held: &[Entry], sent: &[Entry], expect: Result<(usize, u64), AdmitError>) {
        let tip = verify_chain(KIT, ChainTip::EMPTY, held).unwrap();
        let known = |seq: u64| Ok::<_, Infallible>(held.get(seq as usize - 1).map(|entry| entry.header.hash()));
        let Ok(result) = admit(KIT, tip, sent, known);
        assert_eq!(result.map(|admitted| (admitted.fresh.len(), admitted.tip.seq)), expect);
    }

    #[test]
    fn only_new_entries_are_taken() {
        let log = log(6, 0);
        check(&[], &log, Ok((6, 6)));
        check(&log, &log, Ok((0, 6)));
        check(&log[..4], &log[2..], Ok((2, 6)));
        check(&log[..4], &log[1..3], Ok((0, 4)));
        check(&log, &[], Ok((0, 6)));
    }

    #[test]
    fn holes_and_forks_are_told_apart() {
        let (mine, other) = (log(6, 0), log(6, 9));
        check(&mine[..2], &mine[3..], Err(AdmitError::Gap { held: 2 }));
        check(&mine, &other, Err(AdmitError::Fork { seq: 4 }));
        check(&mine[..4], &other[4..], Err(AdmitError::Fork { seq: 5 }));
        let swapped = [mine[1].clone(), mine[0].clone()];
        check(&[], &swapped, Err(AdmitError::Gap { held: 0 }));
        let gap_inside = [mine[0].clone(), mine[2].clone()];
        check(&[], &gap_inside, Err(ChainError::Sequence { expected: 2, found: 3 }.into()));
    }
}
