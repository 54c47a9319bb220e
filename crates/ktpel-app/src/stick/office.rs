//! For the office: what it has not confirmed, in one file that only it opens. Nothing changes on the kit by it: only the office's signed receipt
//! makes work count as received (sync-and-trust, The session).

use ktpel_domain::ids::Hash;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sync::{
    ChainTip, Limits, LogSource, batch,
    stick::{self, Head, Part, Piece, Tally},
    team::Have,
};
use ktpel_vault::Recipient;

use super::{
    draft::{Draft, Written},
    refused, stem,
};
use crate::{
    App, Host,
    act::stored,
    opened::Opened,
    problem::internal,
    sync::{self, Source, bring},
};

/// Payload bytes gathered for one batch.
const BATCH: usize = 1 << 20;
/// Attachments that one file carries at most; a further file carries the rest.
const ATTACHMENTS: usize = 20_000;

/// What one file will carry.
pub(super) struct Plan {
    pub(super) stem: String,
    recipient: Recipient,
    head: Head,
    attachments: Vec<(Hash, u64)>,
    /// Logs of team-mates that the office lacks as far as this laptop knows, each with the last position that it holds.
    others: Vec<Have>,
}

impl Plan {
    pub(super) fn make<H: Host>(app: &App<H>, opened: &Opened) -> Result<Self, Problem> {
        let at_ms = app.host().now().0;
        let recipient = opened.office.stick_recipient.as_deref().ok_or_else(|| refused("no_key"))?;
        let recipient = recipient.parse().map_err(|_| refused("no_key"))?;
        let acked = sync::acked(opened)?;
        let tip = Source::new(app, opened).tip().map_err(|error| internal("stick", &error))?;
        let pending = opened.store.attachments().pending(ATTACHMENTS).map_err(stored)?;
        let attachments: Vec<_> = pending.into_iter().map(|row| (row.hash, row.size)).collect();
        let first_seq = if tip.seq > acked { acked + 1 } else { 0 };
        let head = Head {
            device: opened.device.id(),
            at_ms,
            first_seq,
            last_seq: if first_seq == 0 { 0 } else { tip.seq },
            attachments: attachments.len() as u64,
        };
        let others = bring::unheard(opened).map_err(stored)?;
        let plan = Self { stem: stem(opened, at_ms), recipient, head, attachments, others };
        if plan.head.first_seq == 0 && plan.attachments.is_empty() && plan.others.is_empty() {
            return Err(Problem::new(ProblemCode::NothingToDo));
        }
        Ok(plan)
    }

    pub(super) const fn entries(&self) -> u64 {
        if self.head.first_seq == 0 { 0 } else { self.head.last_seq - self.head.first_seq + 1 }
    }

    pub(super) const fn attachments(&self) -> usize {
        self.attachments.len()
    }

    pub(super) const fn others(&self) -> usize {
        self.others.len()
    }
}

/// Writes it, part by part: neither memory nor the store's lock is held for long.
pub(super) fn write<H: Host>(app: &App<H>, plan: &Plan, mut draft: Draft) -> Result<Written, Problem> {
    let mut tally = Tally::default();
    let mut put = |draft: &mut Draft, part: &Part| {
        let plain = part.to_bytes();
        tally.add(&plain);
        draft.write_sealed(&plain, &plan.recipient)
    };
    draft.write(&stick::begin())?;
    put(&mut draft, &Part::Head(plan.head))?;
    let mut others = plan.others.clone();
    let next = |others: &mut [Have]| app.open(|opened| bring::next_runs(opened, others, BATCH).map_err(|error| internal("stick", &error)));
    while let Some(batch) = next(&mut others)? {
        put(&mut draft, &Part::Brought(batch))?;
    }
    let mut seq = plan.head.first_seq.saturating_sub(1);
    while seq < plan.head.last_seq {
        let (bytes, tip) = app.open(|opened| next_batch(app, opened, seq, plan.head.last_seq))?;
        put(&mut draft, &Part::Batch(bytes))?;
        seq = tip.seq;
    }
    for (hash, size) in &plan.attachments {
        let mut offset = 0;
        while offset < *size {
            let bytes = app.open(|opened| opened.store.read_piece(*hash, offset, stick::PIECE).map_err(stored))?;
            if bytes.is_empty() {
                return Err(Problem::new(ProblemCode::StoreDamaged).with("what", "attachment"));
            }
            let read = bytes.len() as u64;
            put(&mut draft, &Part::Piece(Piece { hash: *hash, size: *size, offset, bytes }))?;
            offset += read;
        }
    }
    let end = app.open(|opened| Ok(tally.end(opened.device.id(), |message| opened.device.sign(message))))?;
    draft.write_sealed(&Part::End(end).to_bytes(), &plan.recipient)?;
    draft.publish()
}

/// The next entries up to `last`, as the batch that would go over the line.
fn next_batch<H: Host>(app: &App<H>, opened: &Opened, seq: u64, last: u64) -> Result<(Vec<u8>, ChainTip), Problem> {
    let source = Source::new(app, opened);
    let mut entries = source.entries_after(seq, BATCH).map_err(|error| internal("stick", &error))?;
    entries.retain(|entry| entry.header.seq <= last);
    entries.truncate(Limits::default().entries);
    let end = entries.last().map(|entry| ChainTip { seq: entry.header.seq, hash: entry.header.hash() });
    let tip = end.ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", "log"))?;
    let bytes = batch::encode_batch(&entries, opened.device.id(), |message| opened.device.sign(message));
    Ok((bytes.map_err(|error| internal("stick", &error))?, tip))
}
