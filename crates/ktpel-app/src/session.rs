//! Unlocking with the team passphrase, signing in with the PIN, locking.

use std::{cell::Cell, collections::BTreeMap, sync::Arc};

use ktpel_case::Session;
use ktpel_domain::{
    ids::{ActorId, DocId, KeyId},
    peran::Peran,
    time::Timestamp,
};
use ktpel_ipc::{
    Event, Problem, ProblemCode,
    views::{AppState, OperatorItem, Phase, SettingParams, SignInParams, UnlockParams},
};
use ktpel_store::{OpenError, OperatorRow, Store};
use ktpel_sync::{
    EntryKind,
    payload::{OperatorKey as OperatorRecord, Record, SessionRecord, session_message},
};
use ktpel_vault::{DataKey, DeviceIdentity, KdfCost, OperatorKey, Slots, SlotsError, WrapError, WrappedKey};

use crate::{
    App, Host,
    act::{nothing, record, stored},
    blanko_twice,
    lease::{self, Counter},
    lock,
    opened::{Docs, Opened, SignedIn},
    passphrase,
    problem::{bad, internal, not_found},
    rekey, roster, setup, visits, wipe,
};

/// Wrong PINs before the data key is dropped from memory (sync-and-trust, Keys).
const PIN_TRIES: u32 = 5;
/// Entries that belong to no document.
pub(crate) const NO_DOC: DocId = DocId([0; 16]);

/// What the program shows first.
pub(crate) fn state<H: Host>(app: &App<H>) -> Result<AppState, Problem> {
    let mut state = lock(&app.state);
    crate::idle::check(app, &mut state);
    match state.as_ref() {
        Some(opened) => of_open(opened),
        None => Ok(AppState { phase: closed_phase(app), wiped: wipe::view(app.dir()), ..closed(app) }),
    }
}

fn closed_phase<H: Host>(app: &App<H>) -> Phase {
    if setup::is_set_up(app.dir()) {
        Phase::Passphrase
    } else if wipe::view(app.dir()).is_some() {
        Phase::Wiped
    } else {
        Phase::Setup
    }
}

fn closed<H: Host>(app: &App<H>) -> AppState {
    let public = setup::PublicSettings::load(app.dir());
    AppState {
        phase: Phase::Passphrase,
        demo: public.demo,
        office: public.office,
        device: public.device,
        locale: public.locale,
        theme: public.theme,
        operators: Vec::new(),
        operator: None,
        visit: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        wiped: None,
        demo_hint: public.demo_hint,
    }
}

pub(crate) fn of_open(opened: &Opened) -> Result<AppState, Problem> {
    let public = setup::PublicSettings::load(opened.store.dir());
    let operators: Vec<OperatorItem> = opened.store.operators().list().map_err(stored)?.iter().map(item).collect();
    let operator = opened.operator.as_ref().and_then(|signed_in| operators.iter().find(|item| item.id == signed_in.id).cloned());
    let visit = match visits::chosen(opened)? {
        Some(visit) => visits::summary(opened, visit)?,
        None => None,
    };
    Ok(AppState {
        phase: if operator.is_some() { Phase::Open } else { Phase::Operator },
        demo: opened.office.demo,
        office: opened.office.name.clone(),
        device: opened.device_name.clone(),
        locale: public.locale,
        theme: public.theme,
        operators,
        operator,
        visit,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        wiped: None,
        demo_hint: public.demo_hint,
    })
}

fn item(row: &OperatorRow) -> OperatorItem {
    let label = Peran::find(&row.peran).map_or_else(|| row.peran.clone(), |peran| peran.label().to_owned());
    OperatorItem {
        id: hex(&row.id),
        nama: row.nama.clone(),
        peran: row.peran.clone(),
        peran_label: label,
        has_pin: row.wrapped_key.is_some(),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Opens the store with the team passphrase.
pub(crate) fn unlock<H: Host>(app: &App<H>, params: &UnlockParams) -> Result<AppState, Problem> {
    let mut state = lock(&app.state);
    if state.is_none() {
        rekey::finish_interrupted(app.dir(), &params.passphrase)?;
        let slots = Slots::load(app.dir()).map_err(slots_problem)?;
        let data_key = slots.unlock(&params.passphrase).map_err(passphrase::unlock_problem)?;
        *state = Some(Box::new(open(app, data_key)?));
    }
    match state.as_ref() {
        Some(opened) => of_open(opened),
        None => Err(Problem::new(ProblemCode::Locked)),
    }
}

/// Why the slots cannot be used, in the words of the contract.
pub(crate) fn slots_problem(error: SlotsError) -> Problem {
    match error {
        SlotsError::Missing => Problem::new(ProblemCode::NotSetUp),
        other => {
            tracing::error!(error = %other, "key slots cannot be read");
            Problem::new(ProblemCode::StoreDamaged).with("what", "slots.json")
        }
    }
}

/// Opens the store and reads what is needed at once.
pub(crate) fn open<H: Host>(app: &App<H>, data_key: DataKey) -> Result<Opened, Problem> {
    let mut store = Store::open(app.dir(), &rekey::store_key(&data_key)).map_err(open_problem)?;
    store.sweep_files().map_err(stored)?;
    rekey::clear_leftovers(&store)?;
    let office = setup::Office::load(&store)?;
    let secret = setup::device_secret(&store)?;
    let device = DeviceIdentity::from_secret(&secret);
    let device_name = store.settings().find(setup::DEVICE_NAME).map_err(stored)?.unwrap_or_default();
    let now = app.host().running_ms();
    let lease = Counter::load(&store, app.host().now())?;
    let mut opened = Opened {
        store,
        data_key,
        device,
        device_name,
        office,
        roster: ktpel_case::Roster::default(),
        devices: BTreeMap::new(),
        docs: Docs::default(),
        operator: None,
        actors: BTreeMap::new(),
        running: BTreeMap::new(),
        lease,
        ended: BTreeMap::new(),
        last_used_ms: now,
        unlocked_ms: now,
        failed_pins: 0,
        lookups: None,
        gapless: BTreeMap::new(),
        on_screen: Cell::new(None),
        next_slots: None,
    };
    roster::reload(&mut opened)?;
    blanko_twice::index_old(&mut opened)?;
    lease::unlocked(app, &mut opened)?;
    Ok(opened)
}

/// Why the store cannot be opened, in the words of the contract.
pub(crate) fn open_problem(error: OpenError) -> Problem {
    match error {
        OpenError::WrongKey => Problem::new(ProblemCode::WrongPassphrase),
        OpenError::NotAStore => Problem::new(ProblemCode::StoreDamaged).with("what", "store"),
        OpenError::AlreadyExists => Problem::new(ProblemCode::AlreadySetUp),
        OpenError::Corrupt { what } => Problem::new(ProblemCode::StoreDamaged).with("what", what),
        OpenError::NewerSchema { found, known } => Problem::new(ProblemCode::StoreNewer).with("found", found).with("known", known),
        OpenError::Locked => Problem::new(ProblemCode::StoreBusy),
        OpenError::DiskFull => Problem::new(ProblemCode::DiskFull),
        OpenError::Io(error) => {
            tracing::error!(%error, "the store cannot be opened");
            Problem::new(ProblemCode::Io)
        }
        OpenError::Sql(error) => internal("store", &error),
    }
}

/// Signs an operator in; the first time sets the PIN and makes the operator's key.
pub(crate) fn sign_in<H: Host>(app: &App<H>, params: &SignInParams) -> Result<AppState, Problem> {
    let mut state = lock(&app.state);
    let opened = state.as_mut().ok_or_else(|| Problem::new(ProblemCode::Locked))?;
    let row = operator_row(opened, &params.operator)?;
    let key = match &row.wrapped_key {
        Some(wrapped) => match try_pin(opened, &row, wrapped, &params.pin)? {
            Tried::Right(key) => *key,
            Tried::Wrong { left: 0 } => {
                *state = None;
                app.forget_blobs();
                app.host().emit(Event::Locked);
                return Err(Problem::new(ProblemCode::PinLocked));
            }
            Tried::Wrong { left } => return Err(Problem::new(ProblemCode::WrongPin).with("left", left)),
        },
        None => set_pin(opened, &row, &params.pin, app.host().now())?,
    };
    opened.failed_pins = 0;
    let monotonic = app.host().running_ms();
    begin_session(opened, &row, key, app.random(), app.host().now())?;
    opened.last_used_ms = monotonic;
    opened.unlocked_ms = opened.unlocked_ms.min(monotonic);
    of_open(opened)
}

fn operator_row(opened: &Opened, id: &str) -> Result<OperatorRow, Problem> {
    let all = opened.store.operators().list().map_err(stored)?;
    all.into_iter().find(|row| hex(&row.id) == id).ok_or_else(|| not_found("operator"))
}

/// What a PIN was.
enum Tried {
    Right(Box<OperatorKey>),
    Wrong { left: u32 },
}

/// One try. It is counted durably before it is made, for the person as well as for this opening of the store: neither pulling the plug nor opening
/// with the passphrase again gives more than one try at a person's PIN, and signing in oneself clears nobody else's count.
fn try_pin(opened: &mut Opened, row: &OperatorRow, wrapped: &[u8], pin: &str) -> Result<Tried, Problem> {
    let wrapped = WrappedKey::from_bytes(wrapped).map_err(wrap_problem)?;
    let pepper = rekey::pepper(opened)?;
    let in_a_row = opened.store.write(|tx| tx.operators().pin_failed(row.id)).map_err(stored)?;
    opened.failed_pins += 1;
    match OperatorKey::unwrap_pin(&wrapped, pin, &pepper) {
        Ok(key) => {
            opened.store.write(|tx| tx.operators().pin_passed(row.id)).map_err(stored)?;
            Ok(Tried::Right(Box::new(key)))
        }
        Err(WrapError::WrongSecret) => Ok(Tried::Wrong { left: PIN_TRIES.saturating_sub(in_a_row.max(opened.failed_pins)) }),
        Err(other) => Err(wrap_problem(other)),
    }
}

fn wrap_problem(error: WrapError) -> Problem {
    match error {
        WrapError::WrongSecret => Problem::new(ProblemCode::WrongPin),
        WrapError::PinFormat | WrapError::PinTooSimple => Problem::new(ProblemCode::WeakPin),
        other => internal("operator key", &other),
    }
}

/// Makes the operator's key under the PIN and tells the office its public half.
pub(crate) fn set_pin(opened: &mut Opened, row: &OperatorRow, pin: &str, now: Timestamp) -> Result<OperatorKey, Problem> {
    let key = OperatorKey::generate();
    let wrapped = key.wrap_pin(pin, &rekey::pepper(opened)?, KdfCost::default()).map_err(wrap_problem)?;
    let own = OperatorRecord {
        public_key: key.public(),
        nama: row.nama.clone(),
        peran: row.peran.clone(),
        office: false,
        operator: Some(row.id),
    };
    let kept = OperatorRow { wrapped_key: Some(wrapped.to_bytes()), public_key: Some(key.public()), key: Some(key.id()), ..row.clone() };
    record(opened, EntryKind::OperatorKey, NO_DOC, own.to_payload(), Some(key.id()), now, &|tx, _| tx.operators().put(&kept))?;
    roster::reload(opened)?;
    Ok(key)
}

/// Registers the operator's actor of this process, once, and takes the place at the keyboard.
fn begin_session(opened: &mut Opened, row: &OperatorRow, key: OperatorKey, random: [u8; 16], now: Timestamp) -> Result<(), Problem> {
    let peran = Peran::find(&row.peran).ok_or_else(|| bad("peran"))?;
    let operator: KeyId = key.id();
    let actor = match opened.actors.get(&operator) {
        Some(actor) => *actor,
        None => {
            let actor = ActorId(random);
            let device = opened.device.id();
            let signature = key.sign(&session_message(actor, device, operator, now));
            let session = SessionRecord::new(actor, device, operator, now, signature);
            record(opened, EntryKind::SessionOpened, NO_DOC, session.to_payload(), Some(operator), now, &nothing)?;
            opened.actors.insert(operator, actor);
            roster::reload(opened)?;
            actor
        }
    };
    let session = Session { actor, operator };
    opened.operator = Some(SignedIn { id: hex(&row.id), nama: row.nama.clone(), peran, key: Arc::new(key), session });
    Ok(())
}

/// Sets language or theme. Kept outside the store: the sign-in screen needs them before it is open.
pub(crate) fn set<H: Host>(app: &App<H>, params: &SettingParams) -> Result<AppState, Problem> {
    let mut public = setup::PublicSettings::load(app.dir());
    match (params.key.as_str(), params.value.as_str()) {
        ("locale", value @ ("id" | "en")) => value.clone_into(&mut public.locale),
        ("theme", value @ ("system" | "light" | "dark")) => value.clone_into(&mut public.theme),
        _ => return Err(bad("key")),
    }
    std::fs::create_dir_all(app.dir()).map_err(|error| internal("data folder", &error))?;
    public.save(app.dir())?;
    state(app)
}

/// Signs the operator out; the store stays open behind the PIN.
pub(crate) fn sign_out<H: Host>(app: &App<H>) -> Result<AppState, Problem> {
    {
        let mut state = lock(&app.state);
        if let Some(opened) = state.as_mut() {
            opened.sign_out();
        }
    }
    app.forget_blobs();
    app.host().emit(Event::Locked);
    state(app)
}

#[cfg(test)]
mod tests;
