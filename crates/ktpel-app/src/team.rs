//! Laptops of one team in a village without signal: they find each other, and each asks the others for the work that it lacks.
//!
//! Runs while the store is open. One thread looks after it: opens the door to the village's network, calls every laptop that was found, announced
//! itself or was written down by hand, and ends all of it when the store closes. What is asked and answered is `ktpel_sync::team`; who is believed is
//! `ktpel_pki`. The office is needed for none of this, and nothing here speaks for the office.

mod caller;
mod door;
mod files;
mod found;
mod line;
mod logs;
mod parcel;
mod peers;
mod settings;
mod take;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Condvar, Mutex, Weak},
    time::Duration,
};

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::Problem;
use rustls::{ClientConfig, ServerConfig};
use tokio::task::JoinHandle;

use crate::{App, Host, lock, opened::Opened, orders, visits};
use peers::Peers;
use settings::TeamSettings;

pub(crate) use logs::{named, proof_of};
pub(crate) use parcel::{keep, pack, tell};
pub(crate) use settings::set;
pub(crate) use view::view;

/// How often the thread looks for laptops that were found meanwhile.
const LOOK: Duration = Duration::from_millis(500);

/// What the app knows of the team, beside the store.
#[derive(Default)]
pub(crate) struct TeamState {
    peers: Mutex<Peers>,
    /// Where this laptop listens, or why it does not.
    door: Mutex<DoorState>,
    /// Cases whose pictures may be at a team-mate's.
    pictures: Mutex<BTreeSet<DocId>>,
    changed: Mutex<bool>,
    bell: Condvar,
}

/// The door to the village's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum DoorState {
    /// Nobody listens.
    #[default]
    Closed,
    /// Another program has the port.
    Taken,
    /// Open at this address.
    Open(SocketAddr),
}

impl TeamState {
    /// Settings changed: the thread looks at once.
    fn ring(&self) {
        *lock(&self.changed) = true;
        self.bell.notify_all();
    }
}

/// What the running team rests on; when it changes everything begins anew.
#[derive(Clone)]
struct Plan {
    settings: TeamSettings,
    own: DeviceId,
    office: DeviceId,
    visit: Option<DocId>,
    unlocked_ms: u64,
    /// When the certificate was issued: a renewed one is shown from then on.
    issued_ms: i64,
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
}

impl Plan {
    fn of<H: Host>(app: &App<H>, opened: &Opened) -> Result<Option<Self>, Problem> {
        let settings = TeamSettings::load(opened)?;
        if !settings.on || orders::revoked_since(opened)?.is_some() {
            return Ok(None);
        }
        let (server, client) = opened.office.team_tls(&opened.device, app.host().now())?;
        Ok(Some(Self {
            settings,
            own: opened.device.id(),
            office: opened.office.server,
            visit: visits::chosen(opened)?,
            unlocked_ms: opened.unlocked_ms,
            issued_ms: opened.office.certificate.issued_ms,
            server: Arc::new(server),
            client: Arc::new(client),
        }))
    }

    fn is_as(&self, other: &Self) -> bool {
        let mark = |plan: &Self| (plan.settings.clone(), plan.own, plan.office, plan.visit, plan.unlocked_ms, plan.issued_ms);
        mark(self) == mark(other)
    }
}

/// Runs until the app is gone.
pub(crate) fn spawn<H: Host>(app: Weak<App<H>>) {
    std::thread::spawn(move || {
        let mut runtime = None;
        let mut running: Option<Running> = None;
        while let Some(strong) = app.upgrade() {
            let plan = wanted(&strong);
            let goes_on = matches!((&running, &plan), (Some(running), Some(plan)) if running.plan.is_as(plan));
            if !goes_on {
                if running.take().is_some() {
                    *lock(&strong.team.door) = DoorState::Closed;
                    lock(&strong.team.peers).clear();
                }
                running = plan.map(|plan| Running::begin(&strong, plan, runtime.get_or_insert_with(start_runtime)));
            }
            if let Some(running) = &mut running {
                running.call_new(&strong);
            }
            rest(strong);
        }
    });
}

/// A runtime of its own, owned by the thread: the app may end on one of its threads.
fn start_runtime() -> tokio::runtime::Runtime {
    let builder = &mut tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("the operating system gives threads, or nothing here works")
}

/// What is to run now; nothing while the store is closed. Does not put the lock off.
fn wanted<H: Host>(app: &App<H>) -> Option<Plan> {
    let asked = app.open(|opened| Plan::of(app, opened));
    asked.unwrap_or_else(|problem| {
        if problem.code != ktpel_ipc::ProblemCode::Locked {
            tracing::warn!(code = ?problem.code, "the team cannot be met");
        }
        None
    })
}

/// Waits until something changed, or a moment; the app may go meanwhile.
fn rest<H: Host>(app: Arc<App<H>>) {
    let changed = lock(&app.team.changed);
    if let Ok((mut changed, _)) = app.team.bell.wait_timeout_while(changed, LOOK, |changed| !*changed) {
        *changed = false;
    }
}

/// The open door, the announcement, and one caller for each address. All of it ends when this is dropped.
struct Running {
    plan: Plan,
    handle: tokio::runtime::Handle,
    door: Option<JoinHandle<()>>,
    _found: Option<found::Found>,
    callers: BTreeMap<SocketAddr, JoinHandle<()>>,
}

impl Running {
    fn begin<H: Host>(app: &Arc<App<H>>, plan: Plan, runtime: &tokio::runtime::Runtime) -> Self {
        let handle = runtime.handle().clone();
        let opened = door::open(app, &plan, &handle);
        *lock(&app.team.door) = opened.as_ref().map_or(DoorState::Taken, |(address, _)| DoorState::Open(*address));
        let port = opened.as_ref().map_or(0, |(address, _)| address.port());
        lock(&app.team.peers).begin(&plan.settings.addresses());
        files::look_at_all(app);
        let found = found::Found::begin(app, &plan, port);
        Self { plan, handle, door: opened.map(|(_, task)| task), _found: found, callers: BTreeMap::new() }
    }

    /// Calls every address that is known and not yet called.
    fn call_new<H: Host>(&mut self, app: &Arc<App<H>>) {
        self.callers.retain(|_, task| !task.is_finished());
        for address in lock(&app.team.peers).to_call() {
            let begin = || self.handle.spawn(caller::keep_calling(Arc::downgrade(app), self.plan.clone(), address));
            self.callers.entry(address).or_insert_with(begin);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.door.iter().chain(self.callers.values()).for_each(JoinHandle::abort);
    }
}

/// Works on the app from a task, on a thread that may wait for the store.
async fn on_app<H: Host, T: Send + 'static>(
    app: &Weak<App<H>>,
    work: impl FnOnce(&App<H>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, line::LineError> {
    let app = app.upgrade().ok_or(line::LineError::Closed)?;
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    done.map_err(|_| line::LineError::Closed)?.map_err(|problem| {
        tracing::debug!(code = ?problem.code, "a question of the team was not answered");
        line::LineError::Closed
    })
}
