//! The office's receipt, carried back on a stick: as good as its answer over the line.

use std::path::Path;

use ktpel_ipc::{
    Problem, ProblemCode,
    views::{StickReceiptParams, SyncView},
};
use ktpel_store::AttachmentState;
use ktpel_sync::{
    LogSource,
    stick::{Receipt, ReceiptError, Whole},
};

use super::{io, refused};
use crate::{
    App, Host,
    act::stored,
    opened::Opened,
    problem::internal,
    sync::{self, Source, bring},
};

/// Largest receipt that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// Takes the office's receipt from the stick.
pub(crate) fn receipt<H: Host>(app: &App<H>, params: &StickReceiptParams) -> Result<SyncView, Problem> {
    let path = Path::new(params.file.trim());
    let size = std::fs::metadata(path).map_err(|error| io(&error))?.len();
    if size > LARGEST {
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
        .map_err(stored)?;
    bring::held(opened, receipt.holds.as_deref().unwrap_or_default())
}
