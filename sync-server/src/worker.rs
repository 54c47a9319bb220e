//! The worker: a process of its own that parses what kits sent, so that nothing they send can stop the server.
//!
//! ```text
//! pool    the server's side: starts workers, hands them one document at a time, kills one that takes too long, names what stopped it
//! job     what goes over: a document with changes to take into it, and what became of them; pure, the same in tests
//! frame   length-prefixed messages over one socket pair, bounded both ways
//! child   the worker's side: limits itself, then answers until the server hangs up
//! confine its limits: 512 MiB, no file, no network, no process
//! ```
//! Basis: docs on sync and trust, "Receiving from a device", point 5. Knows no storage and no HTTP. Runs on Linux.

mod child;
mod confine;
mod frame;
pub mod job;
mod patience;
mod pool;

pub use child::{run, run_as};
pub use job::{Answer, Held, Job, work};
pub use pool::{WorkerError, Workers};
