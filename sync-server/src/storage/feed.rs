//! What a kit reads of the office's log: all that is no change of a document, the changes of the documents in its scope, and of other changes of its
//! team-mates the headers, because laptops pass each other's logs on without gaps.
//!
//! The order is that of [`Place`]: by the position at which something came into the kit's scope, then by its own. Two sorted queries give it, what
//! stands in its own place and what came late; both follow an index from where the kit stands.

use std::collections::BTreeMap;

use ktpel_domain::ids::DeviceId;
use ktpel_sync::{
    Entry, Limits, TipProof,
    office::{Page, Place},
};
use rusqlite::{Connection, Rows, params};

use super::{
    StorageError,
    entry::{self, Entries},
    int,
    scope_member::MEMBER,
    tip_proof::TipProofs,
    uint,
};

/// Of reads of a NIK, of stock and of what was refused only the header goes: it makes the log provable.
const ENTRY: &str = "e.device, e.seq, e.prev, e.kind, e.doc, e.payload_hash, e.operator, e.at_ms";
const READABLE: &str = "e.refused = 0 AND e.kind NOT IN (3, 4)";

/// The log as kits read it.
pub struct Feed<'c>(pub(super) &'c Connection);

/// An entry at the position where a kit reads it.
struct Read {
    since: u64,
    own: u64,
    entry: Entry,
}

impl Feed<'_> {
    /// Entries after `place` for `device`, up to about `max_bytes` of payload.
    pub fn page_for(&self, device: DeviceId, place: Place, max_rows: usize, max_bytes: usize) -> Result<Page, StorageError> {
        let limit = int(max_rows as u64 + 1);
        let in_place = format!(
            "SELECT {ENTRY}, CASE WHEN {READABLE} AND (e.kind <> 0 OR d.device IS NOT NULL) THEN e.payload END, e.office_seq, e.office_seq
             FROM entry e
             LEFT JOIN scope_member d ON d.device = ?2 AND d.subject = e.doc AND d.since < e.office_seq AND d.until >= e.office_seq
             LEFT JOIN scope_member m ON m.device = ?2 AND m.subject = e.device AND m.since < e.office_seq AND m.until >= e.office_seq
             WHERE e.office_seq > ?1 AND e.device <> ?2 AND (e.kind <> 0 OR d.device IS NOT NULL OR m.device IS NOT NULL)
             ORDER BY e.office_seq LIMIT ?3"
        );
        // The bunch after the cursor may have been read in part. A change of a document that is a member comes with its document.
        let late = format!(
            "SELECT {ENTRY}, CASE WHEN {READABLE} AND k.whole THEN e.payload END, k.since, k.own
             FROM (SELECT m.since AS since, x.office_seq AS own, 1 AS whole FROM scope_member m
                   JOIN entry x ON x.doc = m.subject AND x.kind = 0 AND x.office_seq <= m.since
                   WHERE m.device = ?2 AND m.what = 0 AND m.since > 0 AND m.since > ?1 AND (m.since > ?1 + 1 OR x.office_seq > ?4)
                   AND (x.device <> ?2 OR m.again)
                   UNION ALL
                   SELECT m.since, x.office_seq, 0 FROM scope_member m
                   JOIN entry x ON x.device = m.subject AND x.kind = 0 AND x.office_seq <= m.since
                   WHERE m.device = ?2 AND m.what = 1 AND m.since > 0 AND m.since > ?1 AND (m.since > ?1 + 1 OR x.office_seq > ?4)
                   AND NOT EXISTS (SELECT 1 FROM scope_member d WHERE d.device = ?2 AND d.subject = x.doc AND d.until = ?5)
                   ORDER BY 1, 2, 3 DESC LIMIT ?3) k
             JOIN entry e ON e.office_seq = k.own ORDER BY k.since, k.own, k.whole DESC"
        );
        let (mut in_place, mut late) = (self.0.prepare_cached(&in_place)?, self.0.prepare_cached(&late)?);
        let mut in_place = in_place.query(params![int(place.cursor), device.0, limit])?;
        let within = int(place.within.unwrap_or(0));
        let mut late = late.query(params![int(place.cursor), device.0, limit, within, MEMBER])?;
        let (mut here, mut there) = (next(&mut in_place)?, next(&mut late)?);
        let mut page = Page { entries: Vec::new(), place, more: false, tips: Vec::new() };
        let mut bytes = 0;
        loop {
            let late_first = match (&here, &there) {
                (None, None) => {
                    page.place = Place::at(place.cursor.max(Entries(self.0).last_seq()?));
                    break;
                }
                (Some(here), Some(there)) => (there.since, there.own) < (here.since, here.own),
                (here, _) => here.is_none(),
            };
            if page.entries.len() == max_rows || bytes >= max_bytes {
                page.more = true;
                break;
            }
            let taken = if late_first {
                std::mem::replace(&mut there, next(&mut late)?)
            } else {
                std::mem::replace(&mut here, next(&mut in_place)?)
            };
            let Some(Read { since, own, entry }) = taken else { break };
            bytes += entry.payload.as_ref().map_or(0, Vec::len) + 64;
            page.place = Place::after(since, own);
            page.entries.push(entry);
        }
        page.tips = self.tips_of(&page.entries)?;
        Ok(page)
    }

    /// What unblocks somebody first, after the position `ahead`: changes of documents that `device` holds since before `cursor` and to which the office
    /// wrote after it, who wrote them (keys and sessions: without them a NIK is only a claim), and what the office says of its policy and of kits.
    pub fn urgent_for(
        &self,
        device: DeviceId,
        office: DeviceId,
        (cursor, ahead): (u64, u64),
        max_rows: usize,
        max_bytes: usize,
    ) -> Result<Page, StorageError> {
        let last = Entries(self.0).last_seq()?;
        let mut page = Page { entries: Vec::new(), place: Place::at(ahead.max(last)), more: false, tips: Vec::new() };
        if ahead >= last {
            return Ok(page);
        }
        let sql = format!(
            "SELECT {ENTRY}, CASE WHEN {READABLE} THEN e.payload END, e.office_seq, e.office_seq FROM entry e
             WHERE e.office_seq > ?1 AND e.device <> ?2
             AND (e.kind IN (1, 2) OR (e.kind IN (7, 10) AND e.device = ?3)
                  OR (e.kind = 0 AND e.doc IN (
                      SELECT o.doc FROM entry o JOIN scope_member m ON m.device = ?2 AND m.subject = o.doc
                      WHERE o.office_seq > ?4 AND o.device = ?3 AND o.kind = 0 AND o.refused = 0 AND m.since <= ?4 AND m.until >= o.office_seq)))
             ORDER BY e.office_seq LIMIT ?5"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query(params![int(ahead), device.0, office.0, int(cursor), int(max_rows as u64 + 1)])?;
        let mut bytes = 0;
        while let Some(Read { own, entry, .. }) = next(&mut rows)? {
            if page.entries.len() == max_rows || bytes >= max_bytes {
                page.more = true;
                break;
            }
            bytes += entry.payload.as_ref().map_or(0, Vec::len) + 64;
            page.place = Place::at(own);
            page.entries.push(entry);
        }
        if !page.more {
            page.place = Place::at(last);
        }
        page.tips = self.tips_of(&page.entries)?;
        Ok(page)
    }

    /// The log of `device` itself after `seq`, whole, up to the first end that it signed once `max_bytes` of payload are reached, with that signature.
    pub fn own_after(&self, device: DeviceId, seq: u64, max_bytes: usize) -> Result<(Vec<Entry>, Vec<TipProof>), StorageError> {
        let most = Limits::default().entries;
        let mut ends = TipProofs(self.0).of(device)?.into_iter().filter(|proof| proof.signer == device && proof.seq > seq).peekable();
        let sql = format!("SELECT {ENTRY}, e.payload, e.seq, e.seq FROM entry e WHERE e.device = ?1 AND e.seq > ?2 ORDER BY e.seq");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query(params![device.0, int(seq)])?;
        let (mut entries, mut signed, mut bytes) = (Vec::new(), None, 0);
        while let Some(Read { own, entry, .. }) = next(&mut rows)? {
            if signed.is_some() && (bytes >= max_bytes || entries.len() == most) {
                break;
            }
            bytes += entry.payload.as_ref().map_or(0, Vec::len) + 64;
            entries.push(entry);
            if let Some(end) = ends.next_if(|end| end.seq == own) {
                signed = Some((entries.len(), end));
            }
        }
        let Some((whole, end)) = signed else { return Ok((Vec::new(), Vec::new())) };
        entries.truncate(whole);
        Ok((entries, vec![end]))
    }

    /// For each device in the page, the last of its own signatures over an entry there.
    fn tips_of(&self, entries: &[Entry]) -> Result<Vec<TipProof>, StorageError> {
        let mut ranges: BTreeMap<DeviceId, (u64, u64)> = BTreeMap::new();
        for header in entries.iter().map(|entry| &entry.header) {
            let range = ranges.entry(header.device).or_insert((header.seq, header.seq));
            *range = (range.0.min(header.seq), range.1.max(header.seq));
        }
        let proofs = TipProofs(self.0);
        let found = ranges.into_iter().filter_map(|(device, (first, last))| proofs.last_within(device, first, last).transpose());
        // An entry that took a later position may be the only one of its device here, with signed ones of another page around it.
        let here = |proof: &TipProof| entries.iter().any(|entry| (entry.header.device, entry.header.seq) == (proof.device, proof.seq));
        found.filter(|proof| proof.as_ref().map_or(true, here)).collect()
    }
}

fn next(rows: &mut Rows<'_>) -> Result<Option<Read>, StorageError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Read { since: uint(row.get(9)?), own: uint(row.get(10)?), entry: entry::read(row)? }))
}

#[cfg(test)]
mod tests;
