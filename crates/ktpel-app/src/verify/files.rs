//! The sealed attachments that lie here: size and SHA-256.

use ktpel_ipc::{Problem, views::VerifyView};
use ktpel_store::{AttachmentRow, StoreError};

use super::found;
use crate::{act::stored, opened::Opened};

pub(super) fn check(opened: &Opened, row: &AttachmentRow, view: &mut VerifyView) -> Result<(), Problem> {
    let place = ktpel_case::kode(row.doc);
    let what = |why: &str| format!("{} ({}): {why}", row.slot, row.hash);
    match opened.store.read_file(row.hash) {
        Ok(bytes) if bytes.len() as u64 == row.size => view.attachments += 1,
        Ok(_) => found(view, "attachment", &place, None, what("the file has another size")),
        Err(StoreError::NoFile { .. }) => found(view, "attachment", &place, None, what("the file is missing")),
        Err(StoreError::DamagedFile { .. }) => found(view, "attachment", &place, None, what("the file does not have its hash")),
        Err(error) => return Err(stored(error)),
    }
    Ok(())
}
