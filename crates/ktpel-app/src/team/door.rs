//! The door of this laptop: who calls from the village's network is answered, if the office knows it and it works on the same visit.

use std::{
    net::{Ipv6Addr, SocketAddr},
    sync::{Arc, Weak},
    time::Duration,
};

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::Problem;
use ktpel_sync::team::{Answer, Have, Question, Refusal, VERSION};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    Plan, files,
    line::{self, LineError},
    on_app, parcel,
    peers::Source,
};
use crate::{App, Host, lock, opened::Opened};

/// Lines that are open at the same time.
const LINES: usize = 32;
/// A question without anything new waits so long for something, then the answer says that the line stands.
const PATIENCE: Duration = Duration::from_secs(3);
/// Rest when the system gives no connection.
const REST: Duration = Duration::from_millis(200);

/// Opens the door; `None` where another program has the port.
pub(super) fn open<H: Host>(app: &Arc<App<H>>, plan: &Plan, runtime: &tokio::runtime::Handle) -> Option<(SocketAddr, JoinHandle<()>)> {
    let (app, plan, port) = (Arc::downgrade(app), plan.clone(), plan.settings.port);
    let listener = runtime.block_on(async {
        match TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)).await {
            Ok(listener) => Ok(listener),
            Err(_) => TcpListener::bind(("0.0.0.0", port)).await,
        }
    });
    let bound = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (address, listener) = bound.inspect_err(|error| tracing::warn!(%error, port, "the team's port cannot be opened")).ok()?;
    Some((address, runtime.spawn(take_in(listener, app, plan))))
}

async fn take_in<H: Host>(listener: TcpListener, app: Weak<App<H>>, plan: Plan) {
    let places = Arc::new(Semaphore::new(LINES));
    let mut lines = tokio::task::JoinSet::new();
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        while lines.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, address)) => {
                let (app, plan) = (app.clone(), plan.clone());
                lines.spawn(async move {
                    let _place = place;
                    if let Err(error) = greet(stream, address, app, plan).await {
                        tracing::debug!(%error, "a line of the team ended");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "no connection from the system");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// A laptop that calls, for as long as it does.
struct Caller {
    device: DeviceId,
    address: SocketAddr,
    /// Its last question was answered with work: it belongs to the team.
    welcome: bool,
    /// The visit that it said to work on.
    visit: Option<DocId>,
}

async fn greet<H: Host>(stream: TcpStream, address: SocketAddr, app: Weak<App<H>>, plan: Plan) -> Result<(), LineError> {
    let _slower_line = stream.set_nodelay(true);
    let acceptor = TlsAcceptor::from(Arc::clone(&plan.server));
    let stream = timeout(line::HANDSHAKE, acceptor.accept(stream)).await.map_err(|_| LineError::Unreachable)??;
    let key = line::key_shown(stream.get_ref().1.peer_certificates())?;
    let device = ktpel_sync::signature::device_id(&key);
    serve(stream, app, plan.visit, Caller { device, address, welcome: false, visit: None }).await
}

async fn serve<H: Host>(
    mut stream: TlsStream<TcpStream>,
    app: Weak<App<H>>,
    visit: Option<DocId>,
    mut caller: Caller,
) -> Result<(), LineError> {
    let mut news = app.upgrade().ok_or(LineError::Closed)?.sync.news();
    loop {
        let question = Question::read(&line::read(&mut stream).await?).map_err(|_| LineError::Nonsense)?;
        let answer = match question {
            Question::Entries { version, visit: theirs, have, port } => {
                news.mark_unchanged();
                let (device, welcome) = (caller.device, Welcome { version, theirs, ours: visit });
                let mut answer = entries(&app, device, welcome, have.clone()).await?;
                if answer == Answer::Nothing {
                    let _nothing_new = timeout(PATIENCE, news.changed()).await;
                    answer = entries(&app, device, welcome, have).await?;
                }
                (caller.welcome, caller.visit) = (!matches!(answer, Answer::Refused { .. }), theirs);
                if caller.welcome {
                    hear(&app, &caller, port);
                }
                answer
            }
            Question::File { hash, offset } if caller.welcome => {
                let mate = (caller.device, caller.visit);
                on_app(&app, move |app| app.open(|opened| files::give(app, opened, mate, hash, offset))).await?
            }
            Question::File { .. } => Answer::NoFile,
        };
        line::write(&mut stream, &answer.to_bytes()).await?;
        if matches!(answer, Answer::Refused { .. }) {
            return Ok(());
        }
    }
}

/// Who calls can be called: on a network without announcements one written address is enough for both.
fn hear<H: Host>(app: &Weak<App<H>>, caller: &Caller, port: u16) {
    if let Some(app) = app.upgrade().filter(|_| port != 0) {
        let ip = caller.address.ip().to_canonical();
        lock(&app.team.peers).hear(SocketAddr::new(ip, port), Some(caller.device), Source::Heard);
    }
}

/// What decides whether a laptop belongs to the team.
#[derive(Clone, Copy)]
struct Welcome {
    version: u16,
    theirs: Option<DocId>,
    ours: Option<DocId>,
}

impl Welcome {
    fn refusal(self, opened: &Opened, device: DeviceId) -> Option<Refusal> {
        if opened.ended.contains_key(&device) {
            return Some(Refusal::Revoked);
        }
        if self.version != VERSION {
            return Some(Refusal::Version);
        }
        (self.theirs.is_none() || self.theirs != self.ours).then_some(Refusal::OtherVisit)
    }
}

async fn entries<H: Host>(app: &Weak<App<H>>, device: DeviceId, welcome: Welcome, have: Vec<Have>) -> Result<Answer, LineError> {
    on_app(app, move |app| app.open(|opened| answer(opened, device, welcome, &have))).await
}

fn answer(opened: &mut Opened, asker: DeviceId, welcome: Welcome, have: &[Have]) -> Result<Answer, Problem> {
    if let Some(why) = welcome.refusal(opened, asker) {
        return Ok(Answer::Refused { why, version: VERSION });
    }
    let packed = parcel::pack(opened, asker, welcome.theirs, have)?;
    Ok(packed.map_or(Answer::Nothing, |packed| Answer::Parcel { batch: packed.batch, more: packed.more }))
}
