//! The real server on a free port, real kits made of the shared crates, real HTTP between them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod admin;
mod api;
mod attachments;
mod browser;
mod bytes;
mod dashboard;
mod enrolment;
mod exchange;
mod front_door;
mod hostile;
mod hostile_corpus;
mod kit;
mod office;
mod process;
mod put_back;
mod quarantine;
mod relay;
mod restored;
mod rights;
mod scope;
mod sign_in;
mod slip;
mod stick;
mod stories;
mod verify;
mod worker;
