//! Laptop satu tim.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How this laptop meets its team, and whom it met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TeamView {
    /// Whether it should.
    pub on: bool,
    /// `off`, `opening`, `open`, or `taken`: another program has the port.
    pub state: String,
    /// Where it listens.
    pub port: u16,
    /// Its own addresses on the network, for a colleague to type.
    pub own: Vec<String>,
    /// Addresses that were written down by hand.
    pub addresses: Vec<String>,
    /// The laptops it knows of.
    pub mates: Vec<TeamMate>,
}

/// One laptop on the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TeamMate {
    /// Its id, once it proved it.
    pub device: Option<String>,
    /// Its name, as the office gave it; empty while unknown.
    pub nama: String,
    /// Where it is.
    pub address: String,
    /// The address was written by hand.
    pub manual: bool,
    /// `together`, or why not.
    pub state: String,
    /// When it last answered.
    #[ts(type = "number | null")]
    pub seen_ms: Option<i64>,
}

/// Changes how this laptop meets its team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TeamParams {
    /// Whether it should.
    pub on: bool,
    /// Where it listens; 0 lets the system choose.
    pub port: u16,
    /// Addresses of team-mates, written by hand.
    pub addresses: Vec<String>,
}
