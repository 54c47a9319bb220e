//! Keeping the office informed: the HTTP side of a sync session, in the background or when a person asks.
//!
//! The protocol is ktpel-sync's; here bytes are sent, effects are carried out, and the store is never held while the line is slow.

pub(crate) mod bring;
mod carry;
mod keep;
mod load;
mod progress;
mod put_back;
mod receive;
mod source;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Condvar, Mutex, Weak,
        atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use ktpel_domain::{ids::DocId, time::Timestamp};
use ktpel_ipc::{Event, Problem, ProblemCode};
use ktpel_store::{AttachmentState, SyncState as StoredState};
use ktpel_sync::{
    Effect, Session,
    courier::{LineQuality, Load},
    exchange::Standing,
    session::{Halt, Peer, SessionState},
    signed_request,
};
use tokio::sync::watch;

use crate::{
    App, Host,
    act::stored,
    clock, extracts, lock,
    net::{Net, Request},
    opened::Opened,
    orders, permit,
    problem::internal,
    scope, sealing, status, wipe,
};
pub(crate) use load::{choose, chosen, pictures};
pub(crate) use progress::view as progress;
pub(crate) use receive::{Arrival, receive};
pub(crate) use source::Source;
pub(crate) use view::view;

/// Setting with the challenge for the next exchange; it changes with every answer, so it is apart from the rest of the state.
const CHALLENGE: &str = "sync/challenge";
/// Setting with the documents that the office refused, as JSON.
const REFUSED: &str = "sync/refused";
/// How long the background waits when nothing happens.
const REST: Duration = Duration::from_secs(20);
/// How long it waits at most after failures.
const LONGEST: Duration = Duration::from_secs(300);

/// What the app knows of its syncing, beside the store.
#[derive(Default)]
pub(crate) struct SyncState {
    running: AtomicBool,
    sent: AtomicU32,
    received: AtomicU32,
    /// Ribbon in percent plus one; zero while unknown.
    ribbon: AtomicU8,
    one_at_a_time: Mutex<()>,
    /// What was learned of the line, and how long to wait after it failed.
    line: Mutex<LineQuality>,
    wait_ms: AtomicU64,
    /// When the office is tried again by itself, clock of the laptop; zero while it is being tried.
    next_try_ms: AtomicI64,
    /// Files that no case at the office names yet.
    unnamed: AtomicU32,
    /// A person let the pictures go for this once.
    pictures_once: AtomicBool,
    watched: progress::Watched,
    wish: Mutex<bool>,
    bell: Condvar,
    /// Changes whenever a team-mate may find something new here.
    news: watch::Sender<()>,
}

impl SyncState {
    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// Something new waits: the background looks soon.
    pub(crate) fn wake(&self) {
        *lock(&self.wish) = true;
        self.bell.notify_all();
        self.tell_team();
    }

    /// Something new is here for team-mates, and nothing of it for the office.
    pub(crate) fn tell_team(&self) {
        self.news.send_replace(());
    }

    /// Changes with the next thing that is new for team-mates.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// When the office is tried again by itself, clock of the laptop.
    pub(crate) fn next_try_ms(&self) -> Option<i64> {
        Some(self.next_try_ms.load(Ordering::Relaxed)).filter(|at| *at > 0 && !self.is_running())
    }

    /// Files that wait until a case at the office names them.
    pub(crate) fn unnamed(&self) -> u32 {
        self.unnamed.load(Ordering::Relaxed)
    }

    /// A person let the pictures go for this once, and they are not there yet.
    pub(crate) fn pictures_once(&self) -> bool {
        self.pictures_once.load(Ordering::Relaxed)
    }

    /// Even the smallest pieces are slow on this line, or get lost.
    pub(crate) fn line_is_weak(&self) -> bool {
        lock(&self.line).is_weak()
    }

    pub(crate) fn ribbon(&self) -> Option<u8> {
        self.ribbon.load(Ordering::Relaxed).checked_sub(1)
    }

    pub(crate) fn set_ribbon(&self, percent: Option<u8>) {
        self.ribbon.store(percent.map_or(0, |percent| percent.saturating_add(1)), Ordering::Relaxed);
    }
}

/// Runs until the app is gone.
pub(crate) fn spawn<H: Host>(app: Weak<App<H>>) {
    std::thread::spawn(move || {
        let mut pause = REST;
        while let Some(app) = app.upgrade() {
            let ready = matches!(lock(&app.state).as_ref(), Some(opened) if !opened.office.url.is_empty());
            wipe::tell(&app);
            app.sync.next_try_ms.store(0, Ordering::Relaxed);
            let done = if ready { run(&app) } else { Ok(()) };
            let failed = done.is_err();
            // What failed on the line says itself how long to wait; a line that brings something now and then is asked again soon.
            pause = match app.sync.wait_ms.swap(0, Ordering::Relaxed) {
                _ if !failed => REST,
                0 => (pause * 2).min(LONGEST),
                wait_ms => Duration::from_millis(wait_ms),
            };
            let wait_ms = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            app.sync.next_try_ms.store(app.host().now().0.saturating_add(wait_ms), Ordering::Relaxed);
            if failed {
                status::tell(&app);
            }
            let wish = lock(&app.sync.wish);
            // A new act wakes the background, but a failing line is not asked more often than the pause allows.
            let woken = app.sync.bell.wait_timeout_while(wish, pause, |wish| !*wish || failed);
            if let Ok((mut wish, _)) = woken {
                *wish = false;
            }
        }
    });
}

/// The first state of a new kit.
pub(crate) struct FirstState {
    pub(crate) state: StoredState,
    pub(crate) challenge: String,
}

impl FirstState {
    /// From what the office said at enrolment.
    pub(crate) fn first(url: &str, generation: &str, challenge: &str) -> Result<Self, Problem> {
        let nonsense = || Problem::new(ProblemCode::ServerNonsense).with("what", "setup");
        for text in [generation, challenge] {
            hex16(text).ok_or_else(nonsense)?;
        }
        let state = StoredState { server_url: Some(url.to_owned()), generation: Some(generation.to_owned()), ..StoredState::default() };
        Ok(Self { state, challenge: challenge.to_owned() })
    }

    pub(crate) fn write(&self, tx: &ktpel_store::Tx<'_>) -> Result<(), ktpel_store::StoreError> {
        tx.sync_state().put(&self.state)?;
        tx.settings().put(CHALLENGE, &self.challenge)
    }
}

/// Another challenge for the next exchange, when the office gave one apart from the session.
pub(crate) fn put_challenge(tx: &ktpel_store::Tx<'_>, challenge: &str) -> Result<(), ktpel_store::StoreError> {
    tx.settings().put(CHALLENGE, challenge)
}

fn hex16(text: &str) -> Option<[u8; 16]> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Last own entry that the office confirmed.
pub(crate) fn acked(opened: &Opened) -> Result<u64, Problem> {
    Ok(opened.store.sync_state().get().map_err(stored)?.acked_seq)
}

/// One run: everything that waits goes out, everything new comes in. The result is also kept for the frame.
pub(crate) fn run<H: Host>(app: &App<H>) -> Result<(), Problem> {
    let _alone = lock(&app.sync.one_at_a_time);
    app.sync.running.store(true, Ordering::Relaxed);
    app.sync.sent.store(0, Ordering::Relaxed);
    app.sync.received.store(0, Ordering::Relaxed);
    progress::begin(app);
    let result = ask_first(app).and_then(|()| carry_all(app));
    let result = result.map_err(|problem| orders::obey(app, problem));
    if result.is_ok() {
        app.sync.pictures_once.store(false, Ordering::Relaxed);
    }
    progress::ended(app, &result);
    app.sync.running.store(false, Ordering::Relaxed);
    remember(app, result.as_ref().err());
    status::tell(app);
    result
}

/// Text both ways, then what the kit needs for its visit, then pictures if they may go: an hour of pictures holds up nobody.
fn carry_all<H: Host>(app: &App<H>) -> Result<(), Problem> {
    let mut run = carry::Run::begin(app)?;
    run.carry(app, Load::TextOnly)?;
    permit::renew_if_due(app, &run.net);
    extracts::fetch(app, &run.net)?;
    run.carry(app, Load::Everything)?;
    let now = app.host().now();
    app.open(|opened| sealing::clear_confirmed(opened, now).map_err(stored))?;
    scope::let_go(app)
}

/// Keeps when the office was last reached, or why it was not.
fn remember<H: Host>(app: &App<H>, problem: Option<&Problem>) {
    let now = app.host().now();
    let kept = app.open(|opened| {
        let mut state = opened.store.sync_state().get().map_err(stored)?;
        match problem {
            None => (state.last_contact_ms, state.last_error) = (Some(now.0), None),
            Some(problem) => state.last_error = Some(code(problem)),
        }
        opened.store.write(|tx| tx.sync_state().put(&state)).map_err(stored)
    });
    if let Err(problem) = kept {
        tracing::warn!(code = ?problem.code, "the result of the sync could not be kept");
    }
}

fn code(problem: &Problem) -> String {
    serde_json::to_value(problem.code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A kit that was told of its revocation sends nothing: it only asks whether it may come in again.
fn ask_first<H: Host>(app: &App<H>) -> Result<(), Problem> {
    const TARGET: &str = "/sync/v1/standing";
    let asking = app.open(|opened| {
        if orders::revoked_since(opened)?.is_none() {
            return Ok(None);
        }
        Ok(Some((Net::kit(&opened.office, &opened.device)?, signed(opened, "GET", TARGET, &[]))))
    })?;
    let Some((net, headers)) = asking else { return Ok(()) };
    let request = Request { method: reqwest::Method::GET, target: TARGET, headers, body: Vec::new() };
    app.runtime().block_on(net.send(request))?.ok().map(drop)
}

fn begin(opened: &mut Opened, now: Timestamp) -> Result<Session, Problem> {
    let state = opened.store.sync_state().get().map_err(stored)?;
    put_back::settle(opened, state.acked_seq, now)?;
    let challenge = opened.store.settings().find(CHALLENGE).map_err(stored)?.as_deref().and_then(hex16).unwrap_or_default();
    let state = SessionState {
        generation: state.generation.as_deref().and_then(hex16),
        challenge,
        cursor: state.cursor,
        within: state.within,
        acked_seq: state.acked_seq,
        checkpoint: keep::newest(opened)?,
    };
    let office_key = opened.office.server_key().ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", "office"))?;
    Ok(Session::new(state, Peer { own_device: opened.device.id(), office_key }))
}

fn apply_all<H: Host>(app: &App<H>, effects: Vec<Effect>) -> Result<(), Problem> {
    for effect in effects {
        let changed = app.open(|opened| apply(app, opened, effect))?;
        if !changed.is_empty() {
            progress::heard(app, &changed);
            app.host().emit(Event::Changed { docs: changed.iter().map(DocId::to_string).collect() });
        }
    }
    Ok(())
}

/// Carries out one effect; answers the documents that changed.
fn apply<H: Host>(app: &App<H>, opened: &mut Opened, effect: Effect) -> Result<BTreeSet<DocId>, Problem> {
    match effect {
        Effect::StoreReceipt { acked_seq, .. } => {
            app.sync.sent.fetch_add(1, Ordering::Relaxed);
            let mut state = opened.store.sync_state().get().map_err(stored)?;
            let docs = opened.store.entries().docs_after(opened.device.id(), state.acked_seq).map_err(stored)?;
            state.acked_seq = acked_seq;
            opened.store.write(|tx| tx.sync_state().put(&state)).map_err(stored)?;
            Ok(docs.into_iter().filter(|doc| *doc != crate::session::NO_DOC).collect())
        }
        Effect::Refused(refusals) => {
            let refused = refusals.iter().map(|refusal| (refusal.doc, refusal.code.id().to_owned()));
            keep_refused(opened, refused.collect())?;
            Ok(BTreeSet::new())
        }
        Effect::ApplyEntries { entries, tips, state } => {
            app.sync.received.fetch_add(u32::try_from(entries.len()).unwrap_or(u32::MAX), Ordering::Relaxed);
            app.sync.tell_team();
            receive(opened, entries, Arrival::Office { tips: &tips, state: &state }, app.host().now())
        }
        Effect::OwnEntries { entries, tips, state } => {
            app.sync.tell_team();
            receive(opened, entries, Arrival::Own { tips: &tips, state: &state }, app.host().now())
        }
        Effect::PutBack { acked_seq } => put_back::settle(opened, acked_seq, app.host().now()).map(|()| BTreeSet::new()),
        Effect::SaveState(state) => {
            let kept = with_session(opened, &state)?;
            opened.store.write(|tx| kept.write(tx)).map_err(stored)?;
            Ok(BTreeSet::new())
        }
        Effect::Attachment(standing) => {
            mark(opened, standing)?;
            Ok(BTreeSet::new())
        }
        Effect::Keep { checkpoint, witness, at_ms } => {
            keep::keep(opened, checkpoint, witness)?;
            clock::compare(opened, at_ms, app.host().now())?;
            Ok(BTreeSet::new())
        }
        Effect::OfficeChanged(change) => {
            keep::contradicted(opened, change, app.host().now())?;
            Ok(BTreeSet::new())
        }
        Effect::OfficeHolds(holds) => {
            bring::held(opened, &holds)?;
            Ok(BTreeSet::new())
        }
        Effect::OfficeRolledBack { acked_seq, how } => {
            opened.store.write(|tx| tx.attachments().forget_confirmations()).map_err(stored)?;
            bring::forget(opened)?;
            keep::rolled_back(opened, how, acked_seq, app.host().now())?;
            Ok(BTreeSet::new())
        }
        Effect::Halt(halt) => Err(halted(halt)),
        Effect::UpToDate => Ok(BTreeSet::new()),
    }
}

fn halted(halt: Halt) -> Problem {
    let what = match halt {
        Halt::Revoked => "revoked",
        Halt::Fork => "fork",
        Halt::LogBehind { .. } => "log_behind",
    };
    Problem::new(ProblemCode::ServerRefused).with("what", what)
}

fn with_session(opened: &Opened, state: &SessionState) -> Result<FirstState, Problem> {
    let mut kept = opened.store.sync_state().get().map_err(stored)?;
    kept.generation = state.generation.map(|generation| hex(&generation));
    (kept.cursor, kept.within) = (state.cursor, state.within);
    kept.acked_seq = state.acked_seq;
    Ok(FirstState { state: kept, challenge: hex(&state.challenge) })
}

/// Keeps what the office holds of this kit now; what it has taken after all is gone from the list.
fn keep_refused(opened: &mut Opened, refused: BTreeMap<DocId, String>) -> Result<(), Problem> {
    let by_text: BTreeMap<String, String> = refused.into_iter().map(|(doc, code)| (doc.to_string(), code)).collect();
    let json = serde_json::to_string(&by_text).map_err(|error| internal("refused", &error))?;
    if opened.store.settings().find(REFUSED).map_err(stored)?.unwrap_or_else(|| "{}".to_owned()) == json {
        return Ok(());
    }
    opened.store.write(|tx| tx.settings().put(REFUSED, &json)).map_err(stored)
}

/// How an attachment stands at the office, by its signed word: only that confirms.
fn mark(opened: &mut Opened, standing: Standing) -> Result<(), Problem> {
    let state = if standing.complete { AttachmentState::Confirmed } else { AttachmentState::Uploading { offset: standing.offset } };
    opened.store.write(|tx| tx.attachments().set_state(standing.hash, state)).map_err(stored)
}

/// Headers that prove the request to be this device's.
pub(crate) fn signed(opened: &Opened, method: &str, target: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    let signature = opened.device.sign(&signed_request::message(method, target, body));
    vec![
        (signed_request::DEVICE_HEADER, opened.device.id().to_string()),
        (signed_request::SIGNATURE_HEADER, signed_request::header(&signature)),
    ]
}

#[cfg(test)]
mod tests;
