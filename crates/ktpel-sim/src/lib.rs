//! Syncing under bad weather, from one seed: kits, an office, lost and doubled messages, crashes at every write, full disks, a LAN and a stick.
//!
//! Owns the model of disks, lines and nodes around the real code: `ktpel-sync` (session, batches, chain, the office's side) and `ktpel-case`
//! (commands, gate, merge). Knows no SQL, no socket and no clock: a run is a function of its seed. `cargo xtask sim` runs and replays seeds.

mod book;
mod check;
mod dice;
mod disk;
mod home;
mod kit;
mod line;
mod morning;
mod office;
mod people;
mod source;
mod store;
mod weather;
mod work;
mod world;

pub use home::{Journey, carry_home, carry_home_watched};
pub use line::{Cuts, LineKind, Stall, Tally};
pub use weather::Trace;
pub use world::{Broken, Planted, Run, run, run_with};
