//! Calling one laptop again and again: asking for what is lacking, until it is gone or the store closes.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::team::{Answer, Question, Refusal, VERSION};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    DoorState, Plan, files,
    line::{self, LineError},
    on_app,
    peers::Standing,
    take,
};
use crate::{App, Host, lock};

/// Pause before the next call, growing while nobody answers.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A file that the mate did not have is asked for again after so long: it may have come there meanwhile.
const ASK_AGAIN: Duration = Duration::from_secs(3);

/// Calls until the task is ended, or the laptop proves to be this one.
pub(super) async fn keep_calling<H: Host>(app: Weak<App<H>>, plan: Plan, address: SocketAddr) {
    let mut pause = FIRST_PAUSE;
    loop {
        let mut spoken = false;
        let ended = talk(&app, &plan, address, &mut spoken).await;
        let Some(strong) = app.upgrade() else { return };
        match ended {
            Ok(standing) => lock(&strong.team.peers).note(address, standing, None),
            Err(error) => lock(&strong.team.peers).note(address, standing_of(&error), None),
        }
        drop(strong);
        pause = if spoken { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        tokio::time::sleep(pause).await;
    }
}

fn standing_of(error: &LineError) -> Standing {
    match error {
        LineError::Unreachable | LineError::Closed => Standing::Unreachable,
        LineError::OtherOffice => Standing::OtherOffice,
        LineError::Expired => Standing::Expired,
        LineError::NotBelieved => Standing::NotBelieved,
        LineError::Nonsense => Standing::Nonsense,
    }
}

/// One line, from the call to its end.
struct Talk<'a, H: Host> {
    app: &'a Weak<App<H>>,
    plan: &'a Plan,
    address: SocketAddr,
    mate: (DeviceId, [u8; 32]),
    stream: TlsStream<TcpStream>,
    asked: BTreeMap<Hash, Instant>,
    /// Logs of which something could not be taken: not asked for again before something else is new.
    left: BTreeSet<DeviceId>,
}

async fn talk<H: Host>(app: &Weak<App<H>>, plan: &Plan, address: SocketAddr, spoken: &mut bool) -> Result<Standing, LineError> {
    let stream = timeout(line::HANDSHAKE, TcpStream::connect(address)).await.map_err(|_| LineError::Unreachable)??;
    let _slower_line = stream.set_nodelay(true);
    let name = ktpel_pki::TEAM_MATE.try_into().expect("the name is one");
    let connector = TlsConnector::from(Arc::clone(&plan.client));
    let stream = timeout(line::HANDSHAKE, connector.connect(name, stream)).await.map_err(|_| LineError::Unreachable)??;
    let key = line::key_shown(stream.get_ref().1.peer_certificates())?;
    let mate = (ktpel_sync::signature::device_id(&key), key);
    let meets = |app: Arc<App<H>>| lock(&app.team.peers).meet(address, mate.0, plan.own);
    if !app.upgrade().is_some_and(meets) {
        return Ok(if mate.0 == plan.own { Standing::Myself } else { Standing::Elsewhere });
    }
    let mut talk = Talk { app, plan, address, mate, stream, asked: BTreeMap::new(), left: BTreeSet::new() };
    loop {
        if let Some(end) = talk.ask().await? {
            return Ok(end);
        }
        *spoken = true;
        talk.fetch_pictures().await?;
    }
}

impl<H: Host> Talk<'_, H> {
    /// Asks once for what is lacking; answers how it stands if that was the end.
    async fn ask(&mut self) -> Result<Option<Standing>, LineError> {
        let (plan, mate, left) = (self.plan.clone(), self.mate, self.left.clone());
        let question = on_app(self.app, move |app| {
            let door = *lock(&app.team.door);
            let port = if let DoorState::Open(address) = door { address.port() } else { 0 };
            app.open(|opened| take::question(opened, &plan, mate, port, &left))
        });
        let Some(question) = question.await? else { return Ok(Some(Standing::Revoked)) };
        match self.exchange(&question).await? {
            Answer::Parcel { batch, .. } => {
                let (new, left) = on_app(self.app, move |app| take::batch(app, mate, &batch)).await?;
                if new > 0 {
                    self.left.clear();
                }
                self.left.extend(left);
            }
            Answer::Nothing => {}
            Answer::Refused { why, version } => return Ok(Some(refused(why, version))),
            Answer::Piece { .. } | Answer::NoFile => return Err(LineError::Nonsense),
        }
        if let Some(app) = self.app.upgrade() {
            lock(&app.team.peers).note(self.address, Standing::Together, Some(app.host().now()));
        }
        Ok(None)
    }

    /// Fetches the pictures that a card needs and that are not here.
    async fn fetch_pictures(&mut self) -> Result<(), LineError> {
        let wants = on_app(self.app, |app| app.open(|opened| files::wanted(app, opened))).await?;
        for want in wants {
            if self.asked.get(&want.hash).is_some_and(|asked| asked.elapsed() < ASK_AGAIN) {
                continue;
            }
            self.asked.insert(want.hash, Instant::now());
            let mut arriving = files::Arriving::new(want);
            while let Some(question) = arriving.next_question() {
                let answer = self.exchange(&question).await?;
                if !arriving.take(answer) {
                    break;
                }
            }
            on_app(self.app, move |app| app.open(|opened| files::keep(app, opened, arriving))).await?;
        }
        Ok(())
    }

    async fn exchange(&mut self, question: &Question) -> Result<Answer, LineError> {
        line::write(&mut self.stream, &question.to_bytes()).await?;
        Answer::read(&line::read(&mut self.stream).await?).map_err(|_| LineError::Nonsense)
    }
}

fn refused(why: Refusal, version: u16) -> Standing {
    match why {
        Refusal::Revoked => Standing::RevokedHere,
        Refusal::OtherVisit => Standing::OtherVisit,
        Refusal::Version if version < VERSION => Standing::Older,
        Refusal::Version => Standing::Newer,
        Refusal::Closed => Standing::Closed,
    }
}
