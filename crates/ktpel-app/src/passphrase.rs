//! A new team passphrase: five words are drawn, shown once, and count only when a person has typed them back. The old ones then open nothing.
//!
//! Only the slot is rewritten; the data key stays. Whoever has seen old words and an old copy of the slots file is shut out by a new data key: see
//! `rekey.rs`.

use ktpel_ipc::{
    Problem, ProblemCode,
    views::{AppState, UnlockParams, WordsView},
};
use ktpel_vault::{DataKey, Slots, UnlockError, passphrase};

use crate::{App, Host, opened::Opened, problem::internal, session};

/// Draws the words. Until they are typed back the old ones count.
pub(crate) fn draw<H: Host>(app: &App<H>, opened: &mut Opened, params: &UnlockParams) -> Result<WordsView, Problem> {
    let mut slots = own_slots(app, &opened.data_key, &params.passphrase)?;
    let words = passphrase::generate_now();
    slots.set_passphrase(&opened.data_key, words.expose()).map_err(|error| internal("slots", &error))?;
    opened.next_slots = Some(slots);
    Ok(WordsView { words: words.expose().to_owned() })
}

/// The words typed back: they count from now on.
pub(crate) fn confirm<H: Host>(app: &App<H>, opened: &mut Opened, params: &UnlockParams) -> Result<AppState, Problem> {
    let slots = opened.next_slots.as_ref().ok_or_else(|| Problem::new(ProblemCode::NothingToDo))?;
    slots.unlock(&params.passphrase).map_err(unlock_problem)?;
    slots.save(app.dir()).map_err(session::slots_problem)?;
    opened.next_slots = None;
    session::of_open(opened)
}

/// The slots of this kit, if the words open its data key.
pub(crate) fn own_slots<H: Host>(app: &App<H>, data_key: &DataKey, words: &str) -> Result<Slots, Problem> {
    let slots = Slots::load(app.dir()).map_err(session::slots_problem)?;
    let key = slots.unlock(words).map_err(unlock_problem)?;
    if key == *data_key { Ok(slots) } else { Err(Problem::new(ProblemCode::WrongPassphrase)) }
}

/// Why words open nothing.
pub(crate) fn unlock_problem(error: UnlockError) -> Problem {
    match error {
        UnlockError::WrongPassphrase | UnlockError::PassphraseTooShort => Problem::new(ProblemCode::WrongPassphrase),
        other => internal("slots", &other),
    }
}
