//! The worker's side: limits itself, then answers one message after the other until the server hangs up.

use std::io::{self, Read, Write};

use ktpel_case::Roster;
use minicbor::{Decode, Encode};

use super::{
    confine, frame,
    job::{Answer, Job, People, work},
};

/// What the server says.
#[derive(Encode, Decode)]
pub(super) enum Asked {
    /// These are the people and sessions from now on.
    #[n(0)]
    People(#[n(0)] People),
    /// Do this job.
    #[n(1)]
    Job(#[n(0)] Box<Job>),
}

/// Runs until standard input ends. Only the server starts this, with a socket as input and output.
pub fn run() -> io::Result<()> {
    run_as(work)
}

/// The same with other work; tests have a worker that misbehaves.
pub fn run_as(work: fn(&Roster, Job) -> Answer) -> io::Result<()> {
    confine::limit_resources()?;
    let worker = std::thread::Builder::new().stack_size(confine::STACK_BYTES).spawn(move || {
        confine::shut_in()?;
        answer_on(&mut io::stdin().lock(), &mut io::stdout().lock(), work)
    })?;
    worker.join().map_err(|_| io::Error::other("the worker failed"))?
}

/// Says that it is ready, then answers until the other side hangs up.
fn answer_on(from: &mut impl Read, to: &mut impl Write, work: fn(&Roster, Job) -> Answer) -> io::Result<()> {
    let mut roster = Roster::default();
    frame::write(to, &Answer::default())?;
    while let Some(asked) = frame::read(from)? {
        match asked {
            Asked::People(people) => roster = people.into(),
            Asked::Job(job) => frame::write(to, &work(&roster, *job))?,
        }
    }
    Ok(())
}
