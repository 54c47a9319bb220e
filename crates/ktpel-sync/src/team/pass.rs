//! What a laptop gives to a team-mate: of its own log everything, of every other log as far as its author or the office signed it.

use ktpel_domain::ids::DeviceId;

use super::Have;
use crate::{entry::Entry, limits::Limits, session::SourceError, tip_proof::TipProof};

/// The logs that a laptop holds.
pub trait TeamSource {
    /// How far each log is held without a gap; the order is that in which they are passed on.
    fn logs(&self) -> Result<Vec<Have>, SourceError>;
    /// Entries of a log after a position, in order, up to about `max_bytes` of payload, at least one if there is one.
    fn entries_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError>;
    /// Signatures over ends of a log after a position, by position.
    fn proofs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProof>, SourceError>;
}

/// What goes into one batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parcel {
    /// Runs of entries, one log after the other.
    pub entries: Vec<Entry>,
    /// What proves the runs of others.
    pub tips: Vec<TipProof>,
    /// Something is left for the next.
    pub more: bool,
}

/// Puts together what `asker`, who holds that much, lacks; about `max_bytes` of payload.
pub fn pack(source: &impl TeamSource, own: DeviceId, asker: DeviceId, have: &[Have], max_bytes: usize) -> Result<Parcel, SourceError> {
    let mut parcel = Parcel::default();
    let mut left = max_bytes;
    for log in source.logs()? {
        let held = have.iter().find(|have| have.device == log.device).map_or(0, |have| have.seq);
        // Nobody is told of his own log: who lost its end must learn that from the office.
        if log.device == asker || held >= log.seq {
            continue;
        }
        let run = if log.device == own { own_run(source, log, held, left)? } else { proven_run(source, log, held, left)? };
        let Some((entries, proof, ends)) = run else { continue };
        parcel.more |= !ends;
        left = left.saturating_sub(entries.iter().filter_map(|entry| entry.payload.as_ref()).map(Vec::len).sum());
        parcel.entries.extend(entries);
        parcel.tips.extend(proof);
        if left == 0 {
            parcel.more = true;
            break;
        }
    }
    Ok(parcel)
}

/// Entries, what proves them, and whether they reach as far as they can.
type Run = Option<(Vec<Entry>, Option<TipProof>, bool)>;

/// The end of the own log is signed with the batch.
fn own_run(source: &impl TeamSource, log: Have, held: u64, max_bytes: usize) -> Result<Run, SourceError> {
    let entries = source.entries_after(log.device, held, max_bytes)?;
    let ends = entries.last().is_none_or(|last| last.header.seq >= log.seq);
    Ok((!entries.is_empty()).then_some((entries, None, ends)))
}

/// Up to the last signed end that fits; where not even the first fits, up to that one, as far as a batch may reach.
fn proven_run(source: &impl TeamSource, log: Have, held: u64, max_bytes: usize) -> Result<Run, SourceError> {
    let proofs: Vec<TipProof> = source.proofs_after(log.device, held)?.into_iter().filter(|proof| proof.seq <= log.seq).collect();
    let (Some(first), Some(last)) = (proofs.first(), proofs.last()) else { return Ok(None) };
    let mut entries = source.entries_after(log.device, held, max_bytes)?;
    let mut far = reach(&entries);
    if far < first.seq {
        entries = source.entries_after(log.device, held, Limits::default().inflated_bytes / 2)?;
        far = reach(&entries).min(first.seq);
    }
    let Some(end) = proofs.iter().rev().find(|proof| proof.seq <= far) else { return Ok(None) };
    entries.retain(|entry| entry.header.seq <= end.seq);
    Ok(Some((entries, Some(*end), end.seq == last.seq)))
}

fn reach(entries: &[Entry]) -> u64 {
    entries.last().map_or(0, |entry| entry.header.seq)
}
