//! Half-typed forms: kept in the encrypted store, so that a lock, a crash or a restart loses nothing.

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{DraftKey, DraftParams, DraftView, Empty},
};

use ktpel_store::DraftRow;

use crate::{act::stored, opened::Opened};

/// Largest draft in bytes; a form is a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// Keeps, or with no value forgets, what was typed.
pub(crate) fn save(opened: &mut Opened, params: &DraftParams, now: Timestamp) -> Result<Empty, Problem> {
    let size = params.key.len() + params.value.as_ref().map_or(0, String::len);
    if size > LARGEST {
        return Err(Problem::new(ProblemCode::Invalid).with("what", "size"));
    }
    opened
        .store
        .write(|tx| match &params.value {
            Some(value) => tx.drafts().put(&DraftRow { key: params.key.clone(), value: value.clone(), at_ms: now.0 }),
            None => tx.drafts().remove(&params.key),
        })
        .map_err(stored)?;
    Ok(Empty {})
}

/// Gives it back.
pub(crate) fn get(opened: &Opened, params: &DraftKey) -> Result<DraftView, Problem> {
    Ok(DraftView { value: opened.store.drafts().find(&params.key).map_err(stored)?.map(|draft| draft.value) })
}
