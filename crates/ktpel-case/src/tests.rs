//! Tests of the whole crate: laptops that work apart and meet, and what the office and a hostile kit may do.

mod answers;
mod bytes;
mod commands;
mod conflicts;
mod gate;
mod genesis;
mod golden;
mod incidents;
mod kit;
mod merge;
mod model;
mod printing;
mod random;
mod random_commands;
mod screens;
mod signatures;
mod story;
mod traps;
mod unknown;
mod visits;
mod waiting;
