//! A new data key: the store is copied under it, verified, and swapped in by one rename; the slots follow. The same words open it before and after.
//!
//! copy → slots prepared beside the old ones → rename of the copy (here it is decided) → slots. Cut short anywhere, the kit opens with the same words:
//! [`finish_interrupted`] tries which key the database has. Operators keep their PINs: see [`PinPepper`].

use std::path::Path;

use ktpel_ipc::{Event, Problem, ProblemCode};
use ktpel_store::{Store, StoreKey};
use ktpel_vault::{DataKey, KdfCost, PinPepper, Slots};

use crate::{
    App, Host,
    act::stored,
    idle, lock,
    opened::Opened,
    passphrase,
    problem::internal,
    session::{self, open_problem, slots_problem},
};

/// Setting with the pepper of the PINs, once the data key is no longer the one that it was derived from.
const PEPPER: &str = "operator_pepper";
/// Room that must be left beside the copy, in bytes.
const MARGIN: u64 = 64 << 20;
const MB: u64 = 1_000_000;

/// What is done of a rekey; a test stops after any of them, as a power cut would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// The copy lies there, verified.
    #[cfg_attr(not(test), expect(dead_code, reason = "no caller but a test stops here"))]
    Copied,
    /// The new slots lie beside the old ones.
    Prepared,
    /// The copy is in place.
    Switched,
    /// The new slots count.
    Promoted,
}

/// The key of the store that belongs to a data key.
pub(crate) fn store_key(data_key: &DataKey) -> StoreKey {
    StoreKey::new(*data_key.subkey("store"))
}

/// Gives the kit a new data key. The words stay; operators sign in again with their PINs.
pub(crate) fn run<H: Host>(app: &App<H>, words: &str) -> Result<(), Problem> {
    let mut state = lock(&app.state);
    idle::check(app, &mut state);
    let opened = state.take().ok_or_else(|| Problem::new(ProblemCode::Locked))?;
    let (opened, next, key) = match prepare(app, *opened, words) {
        Ok(prepared) => prepared,
        Err((opened, problem)) => {
            *state = Some(opened);
            return Err(problem);
        }
    };
    let old = opened.data_key.clone();
    let done = carry_out(app.dir(), opened, &next, &key, Stage::Promoted).and_then(|()| session::open(app, key));
    let (opened, result) = match done {
        Ok(opened) => (Some(opened), Ok(())),
        // Not decided yet: the old key still opens it. Else the words are asked for, and end what was begun.
        Err(problem) => (session::open(app, old).ok(), Err(problem)),
    };
    *state = opened.map(Box::new);
    drop(state);
    app.host().emit(Event::Locked);
    result
}

type Prepared = (Opened, Slots, DataKey);

/// Checks words and room, and draws the new key. The store is given back as it was when something is missing.
fn prepare<H: Host>(app: &App<H>, mut opened: Opened, words: &str) -> Result<Prepared, (Box<Opened>, Problem)> {
    let drawn = passphrase::own_slots(app, &opened.data_key, words).and_then(|slots| {
        check_room(app, &opened)?;
        keep_pepper(&mut opened)?;
        Slots::create(words, slots.office_recipients().next(), KdfCost::default()).map_err(|error| internal("slots", &error))
    });
    match drawn {
        Ok((next, key)) => Ok((opened, next, key)),
        Err(problem) => Err((Box::new(opened), problem)),
    }
}

/// The stages up to `last`, each durable before the next begins.
pub(crate) fn carry_out(dir: &Path, opened: Opened, next: &Slots, key: &DataKey, last: Stage) -> Result<(), Problem> {
    opened.store.copy_under(&store_key(key)).map_err(open_problem)?;
    if last >= Stage::Prepared {
        next.save_next(dir).map_err(slots_problem)?;
    }
    if last >= Stage::Switched {
        opened.store.switch_to_copy().map_err(open_problem)?;
    }
    if last >= Stage::Promoted {
        Slots::promote_next(dir).map_err(slots_problem)?;
    }
    Ok(())
}

fn check_room<H: Host>(app: &App<H>, opened: &Opened) -> Result<(), Problem> {
    let need = opened.store.size_on_disk().map_err(open_problem)? + MARGIN;
    match app.host().free_bytes(app.dir()) {
        Some(free) if free < need => Err(Problem::new(ProblemCode::RekeyRoom).with("need", need.div_ceil(MB)).with("free", free / MB)),
        _ => Ok(()),
    }
}

/// The PINs are known to nobody: what they were wrapped with goes along, inside the store.
fn keep_pepper(opened: &mut Opened) -> Result<(), Problem> {
    let pepper = data_encoding::HEXLOWER.encode(pepper(opened)?.expose());
    opened.store.write(|tx| tx.settings().put(PEPPER, &pepper)).map_err(stored)
}

/// What this kit adds to a PIN.
pub(crate) fn pepper(opened: &Opened) -> Result<PinPepper, Problem> {
    let Some(kept) = opened.store.settings().find(PEPPER).map_err(stored)? else { return Ok(PinPepper::of(&opened.data_key)) };
    let bytes = data_encoding::HEXLOWER.decode(kept.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(PinPepper::from_bytes).ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", PEPPER))
}

/// A rekey may have been cut short after the copy was put in place: then the prepared slots are the right ones, and count from now on.
///
/// Which key the database has is tried, never guessed from the files that lie there. Wrong words change nothing.
pub(crate) fn finish_interrupted(dir: &Path, words: &str) -> Result<(), Problem> {
    // A damaged file of prepared slots was never relied on: the rename that needs it comes after it is durable.
    let Ok(Some(next)) = Slots::load_next(dir) else { return Ok(()) };
    let Ok(key) = next.unlock(words) else { return Ok(()) };
    if Store::opens_with(dir, &store_key(&key)).map_err(open_problem)? {
        Store::finish_switch(dir).map_err(open_problem)?;
        Slots::promote_next(dir).map_err(slots_problem)?;
    }
    Ok(())
}

/// Removes what a rekey left that was cut short before it was decided. To be called when the store has opened with the slots that count.
pub(crate) fn clear_leftovers(store: &Store) -> Result<(), Problem> {
    Slots::discard_next(store.dir()).map_err(slots_problem)?;
    store.discard_copy().map_err(open_problem)
}

#[cfg(test)]
mod tests;
