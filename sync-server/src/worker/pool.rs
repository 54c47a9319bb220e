//! The server's side: workers that are started when needed, given one document at a time, and killed when they take too long.
//!
//! What stops a worker is tried once more, change by change, in a fresh one; the change that stops that too is named and its neighbours go on.
//! Each batch has its own worker, so a kit that sends poison makes nobody wait but itself, and a batch that stops workers again and again is
//! not tried to the end.

use std::{
    io::{self, Read, Write},
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ktpel_case::Roster;
use ktpel_sync::exchange::RefusalCode;
use minicbor::{Decode, Encode};

use super::{
    child::Asked,
    frame,
    job::{Answer, Held, Job, held},
    patience::{self, Patience},
};

/// Longest that a new worker may take until it says that it is ready.
const START: Duration = Duration::from_secs(30);
/// Most workers at once; more batches wait.
const MOST: usize = 4;
/// Jobs after which a worker is replaced, so that nothing gathers in it.
const LIFE: u32 = 2000;
/// Times that one batch may stop a worker; the rest of it is then kept untried.
const STRIKES: u32 = 8;

/// Why no worker could answer. Nothing is known about what was asked.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// None could be started.
    #[error("no worker could be started: {0}")]
    Start(io::Error),
}

/// The workers of one server.
pub struct Workers {
    program: PathBuf,
    pool: Mutex<Pool>,
    bell: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Worker>,
    lent: usize,
}

impl Workers {
    /// Workers that run the program of this very process: `sync-server worker`.
    #[must_use]
    pub fn own() -> Self {
        // By this name it is the same program even after the file was replaced by an update.
        Self::of("/proc/self/exe".into())
    }

    /// Workers that run another program with the one argument `worker`.
    #[must_use]
    pub fn of(program: PathBuf) -> Self {
        Self { program, pool: Mutex::default(), bell: Condvar::new() }
    }

    /// Starts one worker, to see that it can be done.
    pub fn warm(&self) -> Result<(), WorkerError> {
        let mut lent = self.lend(&Arc::default());
        lent.worker = Some(Worker::start(&self.program)?);
        Ok(())
    }

    /// Process ids of the workers that wait for work.
    #[must_use]
    pub fn idle(&self) -> Vec<u32> {
        self.lock().idle.iter().map(|worker| worker.child.id()).collect()
    }

    /// A worker for one batch; waits while all are lent.
    pub(crate) fn lend(&self, roster: &Arc<Roster>) -> Lent<'_> {
        let pool = self.bell.wait_while(self.lock(), |pool| pool.lent >= MOST);
        let mut pool = pool.unwrap_or_else(PoisonError::into_inner);
        pool.lent += 1;
        Lent { workers: self, worker: pool.idle.pop(), roster: Arc::clone(roster), strikes: 0 }
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The worker of one batch.
pub(crate) struct Lent<'w> {
    workers: &'w Workers,
    worker: Option<Worker>,
    roster: Arc<Roster>,
    strikes: u32,
}

/// The worker stopped, or was stopped because it took too long.
struct Stopped;

impl Lent<'_> {
    /// Has a job done. What stops the worker is refused; an error means that nothing was tried.
    pub fn answer(&mut self, job: &Job) -> Result<Answer, WorkerError> {
        if self.strikes >= STRIKES {
            return Ok(untried(job));
        }
        match self.ask(job)? {
            Ok(answer) => Ok(answer),
            Err(Stopped) => self.answer_one_by_one(job),
        }
    }

    fn answer_one_by_one(&mut self, job: &Job) -> Result<Answer, WorkerError> {
        let mut whole = Answer::default();
        for index in 0..job.len() {
            if self.strikes >= STRIKES {
                whole.refused.extend((index..job.own()).map(|index| held(index, RefusalCode::Internal, UNTRIED)));
                break;
            }
            let late = index.checked_sub(job.own()).map(|late| u32::try_from(late).unwrap_or(u32::MAX));
            match (self.ask(&job.alone(index, whole.snapshot.clone()))?, late) {
                (Ok(part), _) => {
                    whole.released.extend(late.filter(|_| !part.released.is_empty()));
                    whole
                        .refused
                        .extend(part.refused.into_iter().map(|one| Held { index: u32::try_from(index).unwrap_or(u32::MAX), ..one }));
                    whole.snapshot = part.snapshot.or(whole.snapshot);
                }
                (Err(Stopped), None) => whole.refused.push(held(index, RefusalCode::Harmful, "it stopped the worker twice")),
                (Err(Stopped), Some(late)) => whole.harmful.push(late),
            }
        }
        Ok(whole)
    }

    fn ask(&mut self, job: &Job) -> Result<Result<Answer, Stopped>, WorkerError> {
        let mut worker = match self.worker.take().filter(|worker| worker.jobs < LIFE) {
            Some(worker) => worker,
            None => Worker::start(&self.workers.program)?,
        };
        match worker.ask(&self.roster, job) {
            Ok(answer) if answer.fits(job) => {
                self.worker = Some(worker);
                Ok(Ok(answer))
            }
            other => {
                self.strikes += 1;
                let said = other.map_or_else(|error| error.to_string(), |_| "an answer to something else".to_owned());
                tracing::warn!(strikes = self.strikes, said, ended = worker.end(), "a worker stopped, or was stopped");
                Ok(Err(Stopped))
            }
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.workers.lock();
        pool.lent -= 1;
        pool.idle.extend(self.worker.take());
        drop(pool);
        self.workers.bell.notify_one();
    }
}

const UNTRIED: &str = "not tried: the batch stopped too many workers";

fn untried(job: &Job) -> Answer {
    let refused = (0..job.own()).map(|index| held(index, RefusalCode::Internal, UNTRIED)).collect();
    Answer { refused, ..Answer::default() }
}

/// One process.
struct Worker {
    child: Child,
    line: UnixStream,
    roster: Option<Arc<Roster>>,
    jobs: u32,
}

impl Worker {
    fn start(program: &PathBuf) -> Result<Self, WorkerError> {
        let (line, far) = UnixStream::pair().map_err(WorkerError::Start)?;
        let input = far.try_clone().map_err(WorkerError::Start)?;
        // No environment, no folder, and nowhere to complain to: what it would say may hold what it read.
        let child = Command::new(program)
            .arg("worker")
            .stdin(OwnedFd::from(input))
            .stdout(OwnedFd::from(far))
            .stderr(Stdio::null())
            .env_clear()
            .current_dir("/")
            .spawn()
            .map_err(WorkerError::Start)?;
        let worker = Self { child, line, roster: None, jobs: 0 };
        let ready: Answer = worker.hear(&mut Until::Then(Instant::now() + START)).map_err(WorkerError::Start)?;
        if ready == Answer::default() { Ok(worker) } else { Err(WorkerError::Start(io::ErrorKind::InvalidData.into())) }
    }

    fn ask(&mut self, roster: &Arc<Roster>, job: &Job) -> io::Result<Answer> {
        let mut until = Until::Over(Patience::with(self.child.id()));
        self.jobs += 1;
        if self.roster.as_ref().is_none_or(|known| !Arc::ptr_eq(known, roster) && known != roster) {
            self.say(&Asked::People(roster.as_ref().into()), &mut until)?;
        }
        self.roster = Some(Arc::clone(roster));
        self.say(&Asked::Job(Box::new(job.clone())), &mut until)?;
        self.hear(&mut until)
    }

    /// Ends it and says how it ended: SIGKILL is this very call, anything else it did itself.
    fn end(mut self) -> String {
        let _gone_already = self.child.kill();
        self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
    }

    fn say(&self, message: &impl Encode<()>, until: &mut Until) -> io::Result<()> {
        frame::write(&mut io::BufWriter::new(Line { line: &self.line, until }), message)
    }

    fn hear<T: for<'b> Decode<'b, ()>>(&self, until: &mut Until) -> io::Result<T> {
        frame::read(&mut Line { line: &self.line, until })?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _nothing_to_learn = self.child.wait();
    }
}

/// When waiting for a worker ends.
enum Until {
    /// At this moment.
    Then(Instant),
    /// When it has had its time for a document.
    Over(Patience),
}

impl Until {
    fn is_over(&mut self) -> bool {
        match self {
            Self::Then(end) => Instant::now() >= *end,
            Self::Over(patience) => patience.is_over(),
        }
    }
}

/// The socket, for as long as there is patience.
struct Line<'l> {
    line: &'l UnixStream,
    until: &'l mut Until,
}

impl Line<'_> {
    /// Tries again while the worker is silent and has time left.
    fn patiently(&mut self, mut act: impl FnMut(&UnixStream) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            match act(self.line) {
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    if self.until.is_over() {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
                done => return done,
            }
        }
    }
}

impl Read for Line<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.line.set_read_timeout(Some(patience::LOOK))?;
        self.patiently(|mut line| line.read(buffer))
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.set_write_timeout(Some(patience::LOOK))?;
        self.patiently(|mut line| line.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
