//! What a kit holds of the logs of others, and what it brings of them to the office.

use std::collections::BTreeMap;

use ktpel_domain::ids::DeviceId;
use ktpel_sync::{
    ChainTip, Entry, TipProof,
    batch::encode_batch_with,
    session::{Could, SourceError},
    team::{self, Have, TeamSource},
};

use super::Kit;

/// Logs of other devices by position, what was signed of their ends, and how far the office is known to hold them.
#[derive(Default)]
pub struct Others {
    pub logs: BTreeMap<DeviceId, BTreeMap<u64, Entry>>,
    pub proofs: Vec<TipProof>,
    pub held: BTreeMap<DeviceId, u64>,
}

impl Others {
    /// Keeps what came from the office; a log that it wrote anew takes the place of what was here.
    pub fn receive(&mut self, entries: &[Entry], tips: &[TipProof]) {
        for entry in entries {
            let header = &entry.header;
            let log = self.logs.entry(header.device).or_default();
            if log.get(&header.seq).is_some_and(|known| known.header.hash() != header.hash()) {
                log.split_off(&header.seq);
                self.proofs.retain(|proof| proof.device != header.device || proof.seq < header.seq);
            }
            log.insert(header.seq, entry.clone());
            self.held(header.device, header.seq);
        }
        self.proofs.extend(tips);
    }

    pub fn held(&mut self, device: DeviceId, seq: u64) {
        let held = self.held.entry(device).or_default();
        *held = seq.max(*held);
    }

    fn could(&self, what: Could) -> Vec<Have> {
        let reach =
            |device: &DeviceId| self.proofs.iter().filter(|proof| proof.device == *device).map(|proof| proof.seq).max().unwrap_or(0);
        let logs = self.logs.keys().map(|device| Have { device: *device, seq: reach(device) });
        logs.filter(|log| what == Could::All || log.seq > self.held.get(&log.device).copied().unwrap_or(0)).collect()
    }
}

impl Kit {
    /// Hands the own log to a team-mate, as over the village's network: with the own signature over its end.
    pub fn hand_to(&self, mate: &mut Self) {
        let tip = ChainTip { seq: self.chain.tip().seq, hash: self.chain.tip().hash };
        let proof = TipProof::sign(self.identity.id(), tip, self.identity.id(), |message| self.identity.sign(message));
        let log = mate.others.logs.entry(self.identity.id()).or_default();
        log.extend(self.log.iter().map(|entry| (entry.header.seq, entry.clone())));
        mate.others.proofs.push(proof);
    }

    pub fn could(&self, what: Could) -> Result<Vec<Have>, SourceError> {
        Ok(self.others.could(what))
    }

    pub fn carry(&self, wanted: &[Have], max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
        let own = self.identity.id();
        let parcel = team::pack(&Wanted { others: &self.others, wanted }, own, own, wanted, max_bytes)?;
        let sign = |message: &[u8]| self.identity.sign(message);
        Ok((!parcel.entries.is_empty()).then(|| encode_batch_with(&parcel.entries, parcel.tips, own, sign).unwrap()))
    }
}

struct Wanted<'a> {
    others: &'a Others,
    wanted: &'a [Have],
}

impl TeamSource for Wanted<'_> {
    fn logs(&self) -> Result<Vec<Have>, SourceError> {
        let mut logs = self.others.could(Could::All);
        logs.retain(|log| self.wanted.iter().any(|wanted| wanted.device == log.device));
        Ok(logs)
    }

    fn entries_after(&self, device: DeviceId, seq: u64, _max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        Ok(self.others.logs[&device].range(seq + 1..).map(|(_, entry)| entry.clone()).collect())
    }

    fn proofs_after(&self, device: DeviceId, seq: u64) -> Result<Vec<TipProof>, SourceError> {
        Ok(self.others.proofs.iter().copied().filter(|proof| proof.device == device && proof.seq > seq).collect())
    }
}
