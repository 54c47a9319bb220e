//! Work carried on a USB stick: what the office lacks goes into one sealed file, and the office's receipt comes back the same way.
//!
//! The file is for the office of this kit only; nobody who finds the stick reads it. Nothing changes on the kit by exporting: only the signed
//! receipt makes work count as received (sync-and-trust, "The session").

mod places;

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use ktpel_ipc::{
    Problem, ProblemCode,
    views::{StickExportParams, StickFile, StickPlace, StickReceiptParams, SyncView},
};
use ktpel_store::AttachmentState;
use ktpel_sync::{
    ChainTip, Limits, LogSource, batch,
    stick::{self, Head, Part, Piece, Receipt, ReceiptError, Tally, Whole},
};
use ktpel_vault::Recipient;

use crate::{
    App, Host,
    act::stored,
    opened::Opened,
    problem::internal,
    sync::{self, Source},
};

/// Ending of the kit's file.
pub(crate) const FILE: &str = "ktps";
/// Ending of the office's receipt.
pub(crate) const RECEIPT: &str = "ktpr";
/// Largest receipt that is read, in bytes.
const LARGEST_RECEIPT: u64 = 16 << 20;
/// Payload bytes gathered for one batch.
const BATCH: usize = 1 << 20;
/// Attachments that one file carries at most; a further file carries the rest.
const ATTACHMENTS: usize = 20_000;

/// Why a stick cannot be used: the cause that the screen has words for.
fn refused(what: &str) -> Problem {
    Problem::new(ProblemCode::Stick).with("what", what)
}

/// Places where a stick may be: what is mounted under the folders for removable media.
pub(crate) fn places<H: Host>(app: &App<H>) -> Vec<StickPlace> {
    places::mounted()
        .into_iter()
        .map(|path| StickPlace {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            free_mb: app.host().free_bytes(&path).map(|bytes| u32::try_from(bytes >> 20).unwrap_or(u32::MAX)),
            receipts: receipts(&path),
            path: path.to_string_lossy().into_owned(),
        })
        .collect()
}

/// Receipts of an office in a folder.
fn receipts(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == RECEIPT))
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

/// Writes everything that the office has not confirmed into one file of the folder.
pub(crate) fn export<H: Host>(app: &App<H>, params: &StickExportParams) -> Result<StickFile, Problem> {
    let folder = PathBuf::from(params.folder.trim());
    if !folder.is_dir() {
        return Err(refused("folder"));
    }
    let mut plan = app.open(|opened| Plan::make(app, opened))?;
    if plan.is_empty() {
        return Err(Problem::new(ProblemCode::NothingToDo));
    }
    let name = format!("{}.{FILE}", plan.name);
    let draft = folder.join(format!("{name}.sedang-ditulis"));
    let written = write_file(app, &mut plan, &draft).and_then(|bytes| {
        std::fs::rename(&draft, folder.join(&name)).and_then(|()| File::open(&folder)?.sync_all()).map_err(|error| io(&error))?;
        Ok(bytes)
    });
    if written.is_err() {
        // What was begun is of no use; a stick that is gone has nothing to remove.
        let _ = std::fs::remove_file(&draft);
    }
    let bytes = written?;
    tracing::info!(entries = plan.entries(), attachments = plan.attachments.len(), bytes, "work exported for the office");
    Ok(StickFile {
        name,
        bytes,
        entries: u32::try_from(plan.entries()).unwrap_or(u32::MAX),
        attachments: u32::try_from(plan.attachments.len()).unwrap_or(u32::MAX),
    })
}

/// What one file will carry.
struct Plan {
    name: String,
    recipient: Recipient,
    head: Head,
    attachments: Vec<(ktpel_domain::ids::Hash, u64)>,
}

impl Plan {
    fn make<H: Host>(app: &App<H>, opened: &Opened) -> Result<Self, Problem> {
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
        let when = ktpel_domain::time::Timestamp(at_ms).local();
        let safe: String = opened.device_name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let name = format!("ktpel-{safe}-{}", when.strftime("%Y%m%d-%H%M%S"));
        Ok(Self { name, recipient, head, attachments })
    }

    const fn is_empty(&self) -> bool {
        self.head.first_seq == 0 && self.attachments.is_empty()
    }

    const fn entries(&self) -> u64 {
        if self.head.first_seq == 0 { 0 } else { self.head.last_seq - self.head.first_seq + 1 }
    }
}

/// The file being written: parts are sealed one by one, so neither memory nor the store's lock is held for long.
struct Writing<'a> {
    file: File,
    recipient: &'a Recipient,
    tally: Tally,
    bytes: u64,
}

impl Writing<'_> {
    fn raw(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|error| io(&error))
    }

    fn part(&mut self, part: &Part) -> Result<(), Problem> {
        let plain = part.to_bytes();
        if !matches!(part, Part::End(_)) {
            self.tally.add(&plain);
        }
        let sealed = ktpel_vault::seal(&plain, std::slice::from_ref(self.recipient)).map_err(|error| internal("stick", &error))?;
        self.raw(&stick::frame(&sealed))
    }
}

fn write_file<H: Host>(app: &App<H>, plan: &mut Plan, draft: &Path) -> Result<u64, Problem> {
    // Never over a file that is there: what a stick shows may be a link to somewhere else.
    let file = File::create_new(draft).map_err(|error| io(&error))?;
    let mut out = Writing { file, recipient: &plan.recipient, tally: Tally::default(), bytes: 0 };
    out.raw(&stick::begin())?;
    out.part(&Part::Head(plan.head))?;
    let mut seq = plan.head.first_seq.saturating_sub(1);
    while seq < plan.head.last_seq {
        let (bytes, tip) = app.open(|opened| next_batch(app, opened, seq, plan.head.last_seq))?;
        out.part(&Part::Batch(bytes))?;
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
            out.part(&Part::Piece(Piece { hash: *hash, size: *size, offset, bytes }))?;
            offset += read;
        }
    }
    let end = app.open(|opened| Ok(out.tally.end(opened.device.id(), |message| opened.device.sign(message))))?;
    out.part(&Part::End(end))?;
    // A stick is pulled out as soon as the screen says so: everything must be on it.
    out.file.sync_all().map_err(|error| io(&error))?;
    Ok(out.bytes)
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

/// Takes the office's receipt from the stick.
pub(crate) fn receipt<H: Host>(app: &App<H>, params: &StickReceiptParams) -> Result<SyncView, Problem> {
    let path = Path::new(params.file.trim());
    let size = std::fs::metadata(path).map_err(|error| io(&error))?.len();
    if size > LARGEST_RECEIPT {
        return Err(refused("not_ours"));
    }
    let bytes = std::fs::read(path).map_err(|error| io(&error))?;
    app.signed_in(|opened, _| {
        take(app, opened, &bytes)?;
        sync::view(app, opened)
    })
}

fn take<H: Host>(app: &App<H>, opened: &mut Opened, bytes: &[u8]) -> Result<(), Problem> {
    let office = opened.office.server_key().ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", "office"))?;
    let receipt = Receipt::open(bytes, &office, opened.device.id()).map_err(|error| match error {
        ReceiptError::NotAReceipt => refused("not_ours"),
        ReceiptError::Signature => refused("other_office"),
        ReceiptError::OtherKit => refused("other_kit"),
    })?;
    let mut state = opened.store.sync_state().get().map_err(stored)?;
    if state.generation.as_deref() != Some(data_encoding::HEXLOWER.encode(&receipt.generation).as_str()) {
        return Err(refused("old"));
    }
    let own = Source::new(app, opened).hash_at(receipt.acked_seq).map_err(|error| internal("stick", &error))?;
    if receipt.acked_seq > 0 && own != Some(receipt.acked_hash) {
        return Err(refused("fork"));
    }
    // An older receipt never takes back what a newer one said.
    state.acked_seq = state.acked_seq.max(receipt.acked_seq);
    opened
        .store
        .write(|tx| {
            tx.sync_state().put(&state)?;
            for Whole(hash) in &receipt.complete {
                tx.attachments().set_state(*hash, AttachmentState::Confirmed)?;
            }
            Ok(())
        })
        .map_err(stored)
}

fn io(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let what = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => "full",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "locked",
        ErrorKind::NotFound => "gone",
        _ => "faulty",
    };
    tracing::warn!(what, "the stick cannot be used");
    refused(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stick_is_named() {
        let recipient = ktpel_vault::CaseIdentity::generate().recipient();
        let file = File::options().write(true).open("/dev/full").unwrap();
        let mut writing = Writing { file, recipient: &recipient, tally: Tally::default(), bytes: 0 };
        let problem = writing.part(&Part::Batch(vec![1; 100])).unwrap_err();
        assert_eq!(
            (problem.code, problem.params["what"].as_str()),
            (ProblemCode::Stick, "full"),
            "the operator is told to use another stick"
        );
    }
}
